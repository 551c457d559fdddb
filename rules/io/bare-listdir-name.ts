import { PATH_FUNCTIONS } from "../../engine/knowledge/path-arguments.js";
import { accessToModule } from "../../engine/repairs/imports.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { guardOf } from "../../engine/semantics/guards.js";
import { stringValue, unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { type Step, sourcesOf } from "../../engine/semantics/name-sources.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  asks: "`{name}` is a name without its folder, so `{function}` asks about the current folder and says no for what is in `{folder}`: join the two",
  needs:
    "`{name}` is a name without its folder, so `{function}` looks in the current folder, where there is no such file or another one, and not in `{folder}`: join the two",
  passed:
    "`{list}` gives names without their folder, and `{function}` looks for each of them in the current folder and not in `{folder}`: join them first",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/** What finds a file that is there; what makes one may well make it in the current folder, by the same name. */
const FUNCTIONS = Object.keys(PATH_FUNCTIONS).filter((name) => PATH_FUNCTIONS[name]?.does !== "makes");
/** What gives the items of a list, or some of them. */
const PASSING = /^builtins\.(?:filter|list|reversed|set|sorted|tuple)$/;
/** What calls a function with each item of a list, and where that function stands. */
const TAKE_FUNCTIONS: Readonly<Record<string, readonly [position: number | null, keyword: string | null]>> = {
  "builtins.filter": [0, null],
  "builtins.map": [0, null],
  "builtins.max": [null, "key"],
  "builtins.min": [null, "key"],
  "builtins.sorted": [null, "key"],
};
const CHANGES_FOLDER = /\bf?chdir\b/;
/** What stands for the current folder. */
const CURRENT: ReadonlySet<string> = new Set([
  "os.curdir",
  "os.getcwd",
  "os.getcwdu",
  "os.getcwdb",
  "pathlib.Path.cwd",
]);
/** What leads from a name to its list is not followed further. */
const MAX_STEPS = 6;

/** Where a bare name comes from: the call that lists, and the expression that is the folder. */
interface Listing {
  readonly call: Call;
  readonly folder: SyntaxNode;
}

/**
 * `os.listdir` and `os.walk` give names without the folder that these are in. A name alone is looked for in the current folder.
 *
 * Found where the name comes from such a list, and nothing in the file changes the current folder.
 */
export default defineRule({
  name: "bare-listdir-name",
  question: "delete-file",
  summary: "a name from `os.listdir` or `os.walk` that is used without its folder",
  severity: "error",
  fix: "unsafe",
  messages: MESSAGES,
  on: (when) => [
    when.calls(FUNCTIONS, check, [["listdir"], ["walk"]]),
    when.calls(Object.keys(TAKE_FUNCTIONS), checkPassed, [
      ["listdir", "path"],
      ["listdir", "os"],
    ]),
  ],
});

/** `filter(os.path.isfile, os.listdir(folder))`, `max(os.listdir(folder), key=os.path.getmtime)` */
function checkPassed(call: Call, { model, report, source }: Context): void {
  const place = TAKE_FUNCTIONS[call.name ?? ""];
  const given = place === undefined ? undefined : call.argument(...place);
  const function_ = given === undefined ? null : model.qualifiedName(given);
  const list = call.positional[given === call.positional[0] ? 1 : 0];
  if (given === undefined || function_ === null || list === undefined || textMatches(source, CHANGES_FOLDER)) return;
  if (!Object.hasOwn(PATH_FUNCTIONS, function_) || PATH_FUNCTIONS[function_]?.does === "makes") return;
  const listing = listedBy(list, ["item"], model);
  if (listing === null || isCurrent(listing.folder, model) || guardOf(call.node, model, []) === "unreachable") return;
  report("passed", {
    at: given,
    data: { list: excerpt(list.text), function: excerpt(given.text), folder: excerpt(listing.folder.text) },
    related: list.covers(listing.call.node) ? [] : [{ span: listing.call.node, message: "this gives bare names" }],
  });
}

function check(call: Call, context: Context): void {
  const { model, report, source } = context;
  const path = call.argument(0, PATH_FUNCTIONS[call.name ?? ""]?.places[0]?.[1] ?? null);
  if (path?.kind !== "identifier" || textMatches(source, CHANGES_FOLDER)) return;
  if (!call.lacks(null, "dir_fd") || !call.lacks(null, "src_dir_fd") || isWritten(call, model)) return;
  const listing = listingOf(path, model);
  if (listing === null || isCurrent(listing.folder, model) || isUsedHere(path, model)) return;
  if (guardOf(call.node, model, []) === "unreachable") return;
  const { folder } = listing;
  report(PATH_FUNCTIONS[call.name ?? ""]?.does === "asks" ? "asks" : "needs", {
    at: path,
    data: { name: excerpt(path.text), function: excerpt(call.callee.text), folder: excerpt(folder.text) },
    related: [{ span: listing.call.node, message: "this gives bare names" }],
    fix: () => joined(path, folder, model),
  });
}

/** Where a file is opened to be written, the current folder may be the place that is meant for it. */
function isWritten(call: Call, model: Model): boolean {
  if (call.name !== "builtins.open" && call.name !== "io.open") return false;
  return model.handleOf(call.node)?.mode?.writes !== false;
}

/** The list that a name comes from, if each of its bindings takes it from the same one. */
function listingOf(name: SyntaxNode, model: Model): Listing | null {
  const reached = model.reachingBindings(name);
  if (reached === undefined || reached.isElsewhere) return null;
  const [source, ...others] = sourcesOf(reached.bindings);
  if (source?.kind !== "value" || others.length > 0) return null;
  return source.steps.includes("entered") ? null : listedBy(source.node, source.steps, model);
}

function listedBy(node: SyntaxNode, steps: readonly Step[], model: Model): Listing | null {
  let at = node;
  let left = steps;
  for (let count = 0; count < MAX_STEPS; count++) {
    at = constantOf(at, model);
    const call = model.callAt(at);
    if (call?.name === "os.listdir") {
      const folder = call.argument(0, "path");
      return left.length === 1 && left[0] === "item" && folder !== undefined ? { call, folder } : null;
    }
    const filtered = filteredList(at);
    if (filtered !== null && left[0] === "item") {
      at = filtered;
      continue;
    }
    const inner = call === null ? null : passedOn(call, left);
    if (inner !== null) {
      at = unparenthesized(inner.node);
      left = inner.steps;
      continue;
    }
    // The names are taken from what another loop gives.
    if (at.kind !== "identifier") return null;
    const reached = model.reachingBindings(at);
    const [source, ...others] = sourcesOf(reached?.bindings ?? []);
    if (source?.kind !== "value" || others.length > 0 || reached?.isElsewhere === true) return null;
    const [first, index, ...rest] = source.steps;
    const walk = model.callAt(source.node);
    if (walk?.name === "os.walk" && first === "item" && (index === 1 || index === 2) && rest.length === 0) {
      const folder = walk.argument(0, "top");
      const root = rootOf(source.node);
      if (folder === undefined || left.length !== 1 || left[0] !== "item" || isCurrent(folder, model)) return null;
      return root === null ? null : { call: walk, folder: root };
    }
    return null;
  }
  return null;
}

/** What `[x for x in list if ...]` takes its items from, unchanged. */
function filteredList(node: SyntaxNode): SyntaxNode | null {
  if (!/^(?:list_comprehension|generator_expression|set_comprehension)$/.test(node.kind)) return null;
  const [clause, ...others] = node.namedChildren.filter(({ kind }) => kind === "for_in_clause");
  const [name, item] = [clause?.field("left"), node.field("body")];
  const isUnchanged = others.length === 0 && name?.kind === "identifier" && item?.kind === "identifier";
  return isUnchanged && name.text === item.text ? (clause?.field("right") ?? null) : null;
}

/** What `sorted(x)`, `enumerate(x)` and their like give the items of. */
function passedOn(call: Call, steps: readonly Step[]): { node: SyntaxNode; steps: readonly Step[] } | null {
  const items = call.argument(call.name === "builtins.filter" ? 1 : 0, null);
  if (items === undefined) return null;
  if (PASSING.test(call.name ?? "")) return { node: items, steps };
  const [first, second, ...rest] = steps;
  return call.name === "builtins.enumerate" && first === "item" && second === 1
    ? { node: items, steps: [first, ...rest] }
    : null;
}

/** The name that a loop over `os.walk` gives the folder. */
function rootOf(walk: SyntaxNode): SyntaxNode | null {
  const loop = walk.enclosing("for_statement", "for_in_clause");
  const [root] = loop?.field("left")?.namedChildren ?? [];
  return root?.kind === "identifier" && root.text !== "_" ? root : null;
}

/** Whether a folder is, or may by default be, the current one. */
function isCurrent(folder: SyntaxNode, model: Model): boolean {
  return model.valuesOf(folder).some((value) => {
    switch (value.kind) {
      case "literal":
        return value.node.kind === "none" || /^\.?[\\/]?$/.test(stringValue(value.node) ?? "x");
      case "external":
        return CURRENT.has(value.name);
      case "call": {
        if (CURRENT.has(value.name ?? "")) return true;
        const [argument] = model.callAt(value.node)?.positional ?? [];
        const isSame = /^os\.path\.(?:abspath|realpath|normpath)$/.test(value.name ?? "");
        return isSame && argument !== undefined && (stringValue(argument) ?? model.qualifiedName(argument)) !== null;
      }
      case "parameter": {
        const given = value.node.field("value");
        return given !== null && /^(?:None|["']\.?["']|os\.curdir)$/.test(given.text);
      }
      default:
        return false;
    }
  });
}

/** Whether the same name is also meant for a file in the current folder: something is put there under it. */
function isUsedHere(name: SyntaxNode, model: Model): boolean {
  const references = model.variableOf(name)?.references ?? [];
  return references.some((reference) => {
    const list = reference.parent;
    const call = list?.kind === "argument_list" && list.parent !== null ? model.callAt(list.parent) : null;
    const known = call === null ? undefined : PATH_FUNCTIONS[call.name ?? ""];
    if (call === null || known === undefined) return false;
    if (known.does === "makes" || isWritten(call, model)) return true;
    const second = known.places[1];
    return second !== undefined && call.argument(...second) === reference;
  });
}

function joined(path: SyntaxNode, folder: SyntaxNode, model: Model): Fix | null {
  const access = /^(?:identifier|attribute|string)$/.test(folder.kind) ? accessToModule("os", model) : null;
  if (access === null) return null;
  const edits = [...access.edits, { span: path, replacement: `os.path.join(${folder.text}, ${path.text})` }];
  return { title: `Join it to \`${excerpt(folder.text)}\``, safety: "unsafe", edits };
}
