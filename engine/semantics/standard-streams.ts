import { Kept } from "../syntax/kept.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { Call } from "./call.js";
import { type FlowGraph, type Place, regionOf } from "./flow.js";
import { integerValue } from "./literals.js";
import type { Model } from "./model.js";

/** The streams that a program begins with, in the order of their descriptors. */
export const STREAMS = ["sys.stdin", "sys.stdout", "sys.stderr"] as const;

export type StandardStream = (typeof STREAMS)[number];

/** A standard stream that an expression stands for. */
export interface StreamUse {
  readonly stream: StandardStream;
  /** False where the expression may also be something else. */
  readonly isCertain: boolean;
}

/** What ends the program, or makes another one of it. */
const ENDS: ReadonlySet<string> = new Set([
  "builtins.exit",
  "builtins.quit",
  "os._exit",
  "os.abort",
  "os.execl",
  "os.execle",
  "os.execlp",
  "os.execv",
  "os.execve",
  "os.execvp",
  "sys.exit",
]);

/** Callers of callers are looked at so far. */
const MAX_CALLERS = 4;

/**
 * The standard stream that an expression may be; null for other things, and where the file puts something else in the
 * stream's place.
 */
export function streamOf(expression: SyntaxNode, model: Model): StreamUse | null {
  const values = model.valuesOf(expression).filter(({ kind }) => kind !== "unknown");
  const streams = values.flatMap((value) => {
    const name = value.kind === "external" ? value.name.replace(/__/g, "") : "";
    return STREAMS.filter((stream) => stream === name);
  });
  const [stream, ...others] = new Set(streams);
  if (stream === undefined || others.length > 0 || model.attributes.isReplaced(stream)) return null;
  return { stream, isCertain: model.valuesOf(expression).length === streams.length };
}

/** The standard stream whose descriptor an expression certainly is: a number, `sys.stdout.fileno()`. */
export function streamOfDescriptor(expression: SyntaxNode, model: Model): StandardStream | null {
  const value = model.onlyValueOf(expression);
  if (value?.kind === "literal") {
    const number = integerValue(value.node);
    return number === null ? null : (STREAMS[Number(number)] ?? null);
  }
  const name = value?.kind === "call" ? (value.name ?? "") : "";
  return (
    STREAMS.find((stream) => name === `${stream}.fileno` || name === `${stream.replace(".", ".__")}__.fileno`) ?? null
  );
}

/** Where a program uses a standard stream next, after a place, if some way without exceptions certainly leads there; or null. */
export function nextUseOf(
  stream: StandardStream,
  from: readonly Place[],
  at: SyntaxNode,
  model: Model,
): SyntaxNode | null {
  const uses = usesOf(stream, model);
  if (uses.length === 0) return null;
  let places = from.map((place) => ({ place, at }));
  for (let depth = 0; depth < MAX_CALLERS; depth++) {
    for (const each of places) {
      const found = usedAfter(each.place, each.at, uses, model);
      if (found !== null) return found;
    }
    places = places
      .flatMap((each) => callersOf(regionOf(each.at), model))
      .map(({ node }) => ({ place: node, at: node }));
    if (places.length === 0) return null;
  }
  return null;
}

function usedAfter(place: Place, at: SyntaxNode, uses: readonly SyntaxNode[], model: Model): SyntaxNode | null {
  const region = regionOf(at);
  const graph: FlowGraph = model.flowOf(at);
  if (graph.isDamaged) return null;
  const isReached = graph.reachedWithout(place, streamsIn(model).ends, "normal");
  return uses.find((use) => regionOf(use) === region && isReached(use)) ?? null;
}

/** The calls of a function of the file. */
function callersOf(region: SyntaxNode, model: Model): readonly Call[] {
  const name = region.kind === "function_definition" ? region.field("name")?.text : undefined;
  if (name === undefined) return [];
  return model.calls.filter(({ callee }) => {
    const last = callee.kind === "attribute" ? callee.field("attribute") : callee;
    if (last?.text !== name) return false;
    const value = model.onlyValueOf(callee);
    return value?.kind === "function" && value.node === region;
  });
}

/** What certainly reads or writes a standard stream. */
/** What a file does with standard streams, found once: each of many places asks. */
interface StreamCalls {
  /** Calls that end the program. */
  readonly ends: readonly SyntaxNode[];
  readonly uses: Map<StandardStream, readonly SyntaxNode[]>;
}

const known = new Kept<Model, StreamCalls>(({ tree }) => tree);

function streamsIn(model: Model): StreamCalls {
  let found = known.get(model);
  if (found === undefined) {
    const ends = model.calls.filter(({ name }) => ENDS.has(name ?? "")).map(({ node }) => node);
    found = { ends, uses: new Map() };
    known.set(model, found);
  }
  return found;
}

function usesOf(stream: StandardStream, model: Model): readonly SyntaxNode[] {
  const { uses } = streamsIn(model);
  let found = uses.get(stream);
  if (found === undefined) {
    found = findUses(stream, model);
    uses.set(stream, found);
  }
  return found;
}

function findUses(stream: StandardStream, model: Model): SyntaxNode[] {
  const calls = model.calls.filter((call) => isUse(call, stream, model)).map(({ node }) => node);
  const prints = stream === "sys.stdout" ? model.tree.nodesOfKind("print_statement") : [];
  return [...calls, ...prints.filter((print) => !print.namedChildren.some(({ kind }) => kind === "chevron"))];
}

function isUse(call: Call, stream: StandardStream, model: Model): boolean {
  const name = call.name ?? "";
  if (stream === "sys.stdin") return name === "builtins.input" || /^sys\.stdin\.read(?:line|lines)?$/.test(name);
  if (name === `${stream}.write` || name === `${stream}.writelines`) return true;
  if (name !== "builtins.print") return false;
  const file = call.argument(null, "file");
  if (file === undefined) return stream === "sys.stdout" && !call.hasUnpacking;
  return model.qualifiedName(file) === stream;
}
