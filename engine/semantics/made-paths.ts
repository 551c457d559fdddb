import type { SyntaxNode } from "../syntax/tree.js";
import type { Call } from "./call.js";
import { constantOf } from "./constants.js";
import { grouped } from "./grouped.js";
import { stringValue } from "./literals.js";
import type { Model } from "./model.js";
import { callsBetween, onceAFile, onceForEach } from "./once.js";
import type { Variable } from "./scopes.js";
import type { Value } from "./value.js";

/** A file, folder or symbolic link that the program has certainly made where its path stands now. */
export interface MadePath {
  readonly kind: "file" | "folder" | "link";
  readonly by: SyntaxNode;
  /** Of a folder: whether the name is used for nothing else that could have put something into it. */
  readonly isEmpty: boolean;
}

const FOLDER_MAKERS: ReadonlySet<string> = new Set(["os.mkdir", "os.makedirs"]);
const QUIET = /^(?:builtins|io|json|logging|os|pickle|tempfile|time)\.(?!system|popen|chdir)/;
const REMOVERS = /^(?:os\.(?:remove|unlink|rmdir|removedirs|rename|renames|replace)|shutil\.(?:rmtree|move))$/;

/** What the file at a path certainly is, because the program made it; null where that is not known. */
export function madePath(path: SyntaxNode, model: Model): MadePath | null {
  const value = model.onlyValueOf(path);
  return fromValue(path, value, model) ?? fromUses(path, model);
}

/** Paths that come from the function that made what they lead to. */
function fromValue(path: SyntaxNode, value: Value | null, model: Model): MadePath | null {
  if (value?.kind === "call" && value.name === "tempfile.mkdtemp") {
    return isStill(path, value.node, model)
      ? { kind: "folder", by: value.node, isEmpty: isUsedOnce(path, model) }
      : null;
  }
  if (
    value?.kind === "element" &&
    value.index === 1 &&
    value.of.kind === "call" &&
    value.of.name === "tempfile.mkstemp"
  ) {
    return isStill(path, value.of.node, model) ? { kind: "file", by: value.of.node, isEmpty: false } : null;
  }
  return null;
}

/** Whether nothing between two places takes away or replaces what was made; only plain names are looked at. */
function isStill(path: SyntaxNode, made: SyntaxNode, model: Model): boolean {
  if (path.kind !== "identifier") return path === made;
  if (model.flowOf(path).region !== model.flowOf(made).region) return true;
  return !mayBeGone(path, model);
}

function isUsedOnce(path: SyntaxNode, model: Model): boolean {
  return path.kind !== "identifier" || model.variableOf(path)?.references.length === 1;
}

interface PathUse {
  readonly node: SyntaxNode;
  readonly call: Call;
}

/** The calls that are given some path, in the order of the text, and where the first that takes something away or replaces it is given it. */
interface PathUses {
  readonly all: readonly PathUse[];
  readonly removed: number | undefined;
}

/** The calls that are given the same path by itself: the same name, or the same text. */
function usesOf(path: SyntaxNode, model: Model): PathUses | undefined {
  const variable = path.kind === "identifier" ? model.variableOf(path) : undefined;
  if (variable !== undefined) return usesOfVariable(variable, model);
  const text = path.kind === "string" ? stringValue(path) : null;
  return text === null ? undefined : usesOfText(text, model);
}

const usesOfVariable = onceForEach(({ references }: Variable, model) => usesAt(references, model));
const usesOfText = onceForEach((text: string, model) => usesAt(strings(model).get(text) ?? [], model));
const strings = onceAFile(({ tree }) => grouped(tree.nodesOfKind("string"), stringValue));

function usesAt(nodes: readonly SyntaxNode[], model: Model): PathUses {
  const all = nodes.flatMap((node): PathUse[] => {
    const list = node.parent;
    const call = list?.kind === "argument_list" && list.parent !== null ? model.callAt(list.parent) : null;
    return call === null ? [] : [{ node, call }];
  });
  return { all, removed: all.find(({ call }) => REMOVERS.test(call.name ?? ""))?.node.start };
}

/** Whether something before a place takes away or replaces what is at the path that is named there. */
function mayBeGone(path: SyntaxNode, model: Model): boolean {
  return (usesOf(path, model)?.removed ?? path.start) < path.start;
}

/** Paths at which a call of the same function made a file or folder before. */
function fromUses(path: SyntaxNode, model: Model): MadePath | null {
  if (path.kind !== "identifier" && path.kind !== "string") return null;
  // What somebody takes away or replaces, or another call may have, is not known any more.
  if (mayBeGone(path, model)) return null;
  const flow = model.flowOf(path);
  const before = (usesOf(path, model)?.all ?? []).filter(({ node }) => node.start < path.start);
  const makers = before.filter(
    ({ call, node }) => madeBy(call, node, model) !== null && flow.dominates(call.node, path),
  );
  const last = makers.at(-1);
  if (last === undefined || !isSameName(last.node, path, model)) return null;
  if (!isQuietBetween(last.call.node, path, model)) return null;
  const kind = madeBy(last.call, last.node, model);
  const others = before.length + (path.kind === "identifier" ? 0 : 1);
  return kind === null ? null : { kind, by: last.call.node, isEmpty: kind === "folder" && others === 1 };
}

/**
 * The call that certainly puts something into a folder before its path is used, with nothing between that may take it out again;
 * null where none is known.
 *
 * @param folder the call that makes the folder, in the same function
 */
export function filledBy(path: SyntaxNode, folder: SyntaxNode, model: Model): SyntaxNode | null {
  const flow = model.flowOf(path);
  const variable = path.kind === "identifier" ? model.variableOf(path) : undefined;
  if (variable === undefined || flow.region !== model.flowOf(folder).region) return null;
  const between = callsBetween(folder.end, path.start, model).filter(({ node }) => node.end <= path.start);
  if (between.some(({ name }) => REMOVERS.test(name ?? "")) || !isQuietBetween(folder, path, model)) return null;
  const found = between.find((call) => {
    const given = call.positional[0];
    if (given === undefined || madeBy(call, given, model) === null || !flow.dominates(call.node, path)) return false;
    if (call.name === "builtins.open" && model.handleOf(call.node)?.mode?.writes !== true) return false;
    const join = model.callAt(constantOf(given, model));
    const [base, part] = join?.name === "os.path.join" ? join.positional : [];
    if (base?.kind !== "identifier" || model.variableOf(base) !== variable || !isSameName(base, path, model))
      return false;
    // A part that begins with a slash is elsewhere.
    return part !== undefined && !/^[/.]/.test(stringValue(constantOf(part, model)) ?? "/");
  });
  return found?.node ?? null;
}

/** Whether nothing but functions of the library and methods of files are called between two places, by the order of the text. */
function isQuietBetween(made: SyntaxNode, path: SyntaxNode, model: Model): boolean {
  const own = path.enclosing("call");
  return callsBetween(made.end, path.start, model).every(({ node, name, method, receiver }) => {
    if (node === own) return true;
    if (name !== null) return QUIET.test(name);
    return method !== null && receiver !== null && model.handleOf(receiver) !== null;
  });
}

/** Whether a name stands for the same path at both places. */
function isSameName(one: SyntaxNode, other: SyntaxNode, model: Model): boolean {
  if (one.kind !== "identifier") return true;
  const [first, second] = [model.reachingBindings(one), model.reachingBindings(other)];
  const [a, b] = [first?.bindings ?? [], second?.bindings ?? []];
  return a.length === 1 && b.length === 1 && a[0] === b[0] && a[0]?.kind !== "loop";
}

function madeBy(call: Call, path: SyntaxNode, model: Model): MadePath["kind"] | null {
  const name = call.name ?? "";
  if (FOLDER_MAKERS.has(name))
    return call.argument(0, "name") === path || call.positional[0] === path ? "folder" : null;
  if (name === "os.symlink") return call.argument(1, "dst") === path ? "link" : null;
  if (name !== "builtins.open" && name !== "io.open") return null;
  const isPath = call.positional[0] === path;
  return isPath && model.handleOf(call.node)?.mode != null ? "file" : null;
}
