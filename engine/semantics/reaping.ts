import { Kept } from "../syntax/kept.js";
import type { SyntaxNode } from "../syntax/tree.js";
import { textMatches } from "../text/matching.js";
import type { Call } from "./call.js";
import { regionOf } from "./flow.js";
import type { Model } from "./model.js";

/**
 * What may take the exit status of any child of the process, whoever started it: the `wait` functions of `os`, a setting for
 * SIGCHLD, or a helper that is called so. Gevent and eventlet put functions of their own in the place of those of `os`.
 */
const REAPS =
  /\bwait(?:pid|id|3|4)\b|\bos\s*\.\s*wait\b|\bfrom\s+os\s+import\b[^#\n]*\bwait\b|\bSIGCH?LD\b|(?:\b|_)reap(?:\b|_|er|ing|[A-Z])|(?:collect|clean|kill|remove|wait)\w{0,20}(?:child|zombie)|\bsubprocess\s*\.\s*_(?:cleanup|active)\b|\b(?:gevent|eventlet)\b/i;

/** Functions after which this program, or what it runs, is no more. */
const ENDS: ReadonlySet<string> = new Set([
  ...["abort", "_exit", "execl", "execle", "execlp", "execlpe", "execv", "execve", "execvp", "execvpe"].map(
    (name) => `os.${name}`,
  ),
  "builtins.exit",
  "builtins.quit",
  "sys.exit",
]);

/** How functions are called that put a new one of the program in its place. */
const RESTARTS = /re_?(?:start|launch|exec|spawn)|daemon/i;

/** How functions are called that something else calls whenever it happens: an event, a request, a press of a button. */
const HANDLER_NAME =
  /^(?:do_[A-Z]+|handle|on_\w+|on[A-Z]\w*|handle_\w+|_?\w+_(?:handler|callback|cb|clicked|activated?))$/;
const HANDLER_DECORATOR =
  /(?:^|\.)(?:route|get|post|put|delete|on_?\w*|command|event|listener|\w*_handler|errorhandler)$/;
/** Methods of toolkits that take what is to be called from then on, and a keyword that does. */
const CONNECTS = /^(?:connect\w*|bind\w*|add_\w*(?:callback|handler|listener)|subscribe|protocol|after|every)$/;
const LASTING_CALLBACKS: ReadonlySet<string> = new Set(["event loop", "later", "signal handler"]);

/** Whether something in the file may take the exit statuses of children that nobody waits for by name. */
export function mayReapAny(model: Model): boolean {
  return textMatches(model.source, REAPS);
}

/** The innermost loop that runs a place of its function again and again; null where there is none. */
export function loopAround(place: SyntaxNode): SyntaxNode | null {
  const region = regionOf(place);
  for (let child = place, parent = place.parent; parent !== null; child = parent, parent = parent.parent) {
    if (/^(?:for|while)_statement$/.test(parent.kind) && /^(?:body|condition)$/.test(child.fieldName ?? ""))
      return parent;
    if (parent === region) break;
  }
  return null;
}

/**
 * The calls of a place's function that end the program, or put another in its place: by themselves, or as the function of the file does
 * that they call.
 */
export function endingCalls(place: SyntaxNode, model: Model): readonly SyntaxNode[] {
  return endsByRegion(model, 1).get(regionOf(place)) ?? [];
}

const known = new Kept<Model, Map<number, ReadonlyMap<SyntaxNode, readonly SyntaxNode[]>>>(({ tree }) => tree);

/**
 * The ending calls of all functions; kept, since each child that is started asks for them.
 *
 * @param depth how many functions of the file are looked into, one calling the other
 */
function endsByRegion(model: Model, depth: number): ReadonlyMap<SyntaxNode, readonly SyntaxNode[]> {
  const byDepth = known.get(model) ?? new Map<number, ReadonlyMap<SyntaxNode, readonly SyntaxNode[]>>();
  known.set(model, byDepth);
  const before = byDepth.get(depth);
  if (before !== undefined) return before;
  const ends = new Map<SyntaxNode, SyntaxNode[]>();
  for (const { name, node, callee } of model.calls) {
    const isEnd = name === null ? depth > 0 && endsAlways(callee, model, depth - 1) : ENDS.has(name);
    if (!isEnd) continue;
    const region = regionOf(node);
    const own = ends.get(region);
    if (own === undefined) ends.set(region, [node]);
    else own.push(node);
  }
  byDepth.set(depth, ends);
  return ends;
}

/** Whether a function of the file ends the program whichever way it takes. */
function endsAlways(callee: SyntaxNode, model: Model, depth: number): boolean {
  const definition = model.callableOf(callee)?.definition;
  const ends = definition == null ? undefined : endsByRegion(model, depth).get(definition);
  const [first] = ends ?? [];
  if (ends === undefined || first === undefined) return false;
  const flow = model.flowOf(first);
  const nodes = new Set(ends.flatMap((end) => flow.nodesOf(end)));
  return flow.everyPathHas(flow.entry, (node) => nodes.has(node), "normal");
}

/** Whether what is started at a place takes over from this program, which then ends: where that is done, is not always to be seen. */
export function startsAnew({ node }: Call): boolean {
  if (/\bsys\s*\.\s*argv\b/.test(node.text)) return true;
  return RESTARTS.test(regionOf(node).field("name")?.text ?? "");
}

/** Whether the program certainly ends behind a place, and does not come back to it before. */
export function endsBehind(place: SyntaxNode, model: Model): boolean {
  const ends = endingCalls(place, model);
  if (ends.length === 0) return false;
  const flow = model.flowOf(place);
  const nodes = new Set(ends.flatMap((end) => flow.nodesOf(end)));
  return (
    flow.everyPathHas(place, (node) => nodes.has(node), "normal") && !flow.reachedWithout(place, ends, "normal")(place)
  );
}

/** Whether the program may end behind a place, in its own function. */
export function mayEndBehind(place: SyntaxNode, model: Model): boolean {
  const flow = model.flowOf(place);
  return endingCalls(place, model).some((end) => flow.reaches(place, end, "normal"));
}

/**
 * Whether a place is run many times in the life of one program: in a loop, or in a function that a loop calls, or
 * something else whenever something happens.
 */
export function isRunOften(place: SyntaxNode, model: Model): boolean {
  if (loopAround(place) !== null) return model.flowOf(place).reaches(place, place, "normal");
  const region = regionOf(place);
  if (region.kind !== "function_definition") return false;
  const name = region.field("name")?.text ?? "";
  if (HANDLER_NAME.test(name)) return true;
  const decorated = region.parent;
  const decorators = decorated?.kind === "decorated_definition" ? decorated.namedChildren.slice(0, -1) : [];
  const isDecorated = decorators.some((decorator) => {
    const expression = decorator.namedChildren[0];
    const callee = expression?.kind === "call" ? expression.field("function") : expression;
    return callee?.kind === "attribute" && HANDLER_DECORATOR.test(callee.text);
  });
  return (
    isDecorated ||
    model.callbacks.some(({ callable, runsIn }) => LASTING_CALLBACKS.has(runsIn) && callable?.definition === region) ||
    (repeatedByName(model).get(name) ?? []).some((mention) => model.callableOf(mention)?.definition === region)
  );
}

const repeated = new Kept<Model, ReadonlyMap<string, readonly SyntaxNode[]>>(({ tree }) => tree);

/** What loops call, and what is handed to toolkits to be called, by the last part of its name. */
function repeatedByName(model: Model): ReadonlyMap<string, readonly SyntaxNode[]> {
  const before = repeated.get(model);
  if (before !== undefined) return before;
  const mentions = new Map<string, SyntaxNode[]>();
  const add = (expression: SyntaxNode): void => {
    const isName = expression.kind === "identifier" || expression.kind === "attribute";
    const name = isName ? (expression.field("attribute") ?? expression).text : null;
    if (name === null) return;
    const own = mentions.get(name);
    if (own === undefined) mentions.set(name, [expression]);
    else own.push(expression);
  };
  for (const { node, name, callee, method, arguments: passed } of model.calls) {
    if (name === null && loopAround(node) !== null) add(callee);
    const isConnected = CONNECTS.test(method ?? "");
    for (const { value, keyword } of passed) if (isConnected || keyword === "command") add(value);
  }
  repeated.set(model, mentions);
  return mentions;
}
