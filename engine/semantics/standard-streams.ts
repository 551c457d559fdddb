import { Kept } from "../syntax/kept.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { Call } from "./call.js";
import { type FlowGraph, type Place, regionOf } from "./flow.js";
import { grouped } from "./grouped.js";
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
  if (uses.byRegion.size === 0) return null;
  for (const place of from) {
    const found = usedAfter(place, at, uses, model);
    if (found !== null) return found;
  }
  for (let depth = 1; from.length > 0 && depth < MAX_CALLERS; depth++) {
    const found = usedAfterCalls(regionOf(at), depth, uses, model);
    if (found !== null) return found;
  }
  return null;
}

function usedAfter(place: Place, at: SyntaxNode, uses: StreamUses, model: Model): SyntaxNode | null {
  const region = regionOf(at);
  let next = uses.next.get(region);
  if (next === undefined) {
    const graph: FlowGraph = model.flowOf(at);
    next = graph.isDamaged
      ? () => undefined
      : graph.firstAfter(uses.byRegion.get(region) ?? [], streamsIn(model).ends.get(region) ?? [], "normal");
    uses.next.set(region, next);
  }
  return next(place) ?? null;
}

/** The next use after the calls of a function: after those themselves at a depth of 1, after calls of the callers at 2. */
function usedAfterCalls(region: SyntaxNode, depth: number, uses: StreamUses, model: Model): SyntaxNode | null {
  let known = uses.afterCalls.get(region);
  if (known === undefined) {
    known = [];
    uses.afterCalls.set(region, known);
  }
  let found = known[depth];
  if (found === undefined) {
    found = null;
    const calls = callersOf(region, model).map(({ node }) => node);
    for (const at of depth === 1 ? calls : new Set(calls.map(regionOf))) {
      found = depth === 1 ? usedAfter(at, at, uses, model) : usedAfterCalls(at, depth - 1, uses, model);
      if (found !== null) break;
    }
    known[depth] = found;
  }
  return found;
}

/** The calls of a function of the file. */
function callersOf(region: SyntaxNode, model: Model): readonly Call[] {
  const name = region.kind === "function_definition" ? region.field("name")?.text : undefined;
  if (name === undefined) return [];
  const { calls, callers } = streamsIn(model);
  let found = callers.get(name);
  if (found === undefined) {
    found = grouped(calls.get(name) ?? [], ({ callee }) => {
      const value = model.onlyValueOf(callee);
      return value?.kind === "function" ? value.node : undefined;
    });
    callers.set(name, found);
  }
  return found.get(region) ?? [];
}

/** What a file does with standard streams, found once: each of many places asks. */
interface StreamCalls {
  /** Calls that end the program, by the function they are in. */
  readonly ends: ReadonlyMap<SyntaxNode, readonly SyntaxNode[]>;
  readonly uses: Map<StandardStream, StreamUses>;
  /** All calls, by the last name of what is called. */
  readonly calls: ReadonlyMap<string, readonly Call[]>;
  /** Of names that were asked for, the calls of functions of the file. */
  readonly callers: Map<string, ReadonlyMap<SyntaxNode, readonly Call[]>>;
}

/** What certainly reads or writes one stream. */
interface StreamUses {
  readonly byRegion: ReadonlyMap<SyntaxNode, readonly SyntaxNode[]>;
  /** By function: tells the next use in it after a place. */
  readonly next: Map<SyntaxNode, (place: Place) => SyntaxNode | undefined>;
  /** By function and depth: the next use after calls of it. */
  readonly afterCalls: Map<SyntaxNode, (SyntaxNode | null)[]>;
}

const known = new Kept<Model, StreamCalls>(({ tree }) => tree);

function streamsIn(model: Model): StreamCalls {
  let found = known.get(model);
  if (found === undefined) {
    const ends = model.calls.filter(({ name }) => ENDS.has(name ?? "")).map(({ node }) => node);
    const lastName = ({ callee }: Call): string | undefined =>
      (callee.kind === "attribute" ? callee.field("attribute") : callee)?.text;
    found = {
      ends: grouped(ends, regionOf),
      uses: new Map(),
      calls: grouped(model.calls, lastName),
      callers: new Map(),
    };
    known.set(model, found);
  }
  return found;
}

function usesOf(stream: StandardStream, model: Model): StreamUses {
  const { uses } = streamsIn(model);
  let found = uses.get(stream);
  if (found === undefined) {
    found = { byRegion: grouped(findUses(stream, model), regionOf), next: new Map(), afterCalls: new Map() };
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
