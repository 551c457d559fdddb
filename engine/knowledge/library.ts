import { comparePythonVersions, OLDEST_PYTHON, type PythonVersion } from "../versions.js";
import { EXPORTED_IN_2_7 } from "./library.generated.js";
import {
  type LibrarySignature,
  type LibraryType,
  readSignatures,
  readType,
  UNKNOWN_LIBRARY_TYPE,
} from "./library-signature.js";
import { type ClassText, type Entry, entriesOf, type Stretch, textModules } from "./library-text.js";
import { moduleHistory } from "./modules.js";
import { canonicalName } from "./names.js";

/**
 * What the standard library has: functions, classes and their members, with signatures, types and versions.
 *
 * Names are those of Python 3, in full: `queue.Queue.get`, `builtins.open`; builtins may be bare, as types name them.
 * Signatures and types are those of typeshed, which tells Python 3.9 and later apart; what was there before, and what is
 * gone, was asked of CPython 2.7 and 3.6 to 3.13.
 */
export interface LibraryMember {
  /** The name that programs use: `asyncio.Queue` for `asyncio.queues.Queue`, `queue.Queue.get` for `queue.LifoQueue.get`. */
  readonly canonical: string;
  /** `unknown` is what interpreters have and no stub describes. */
  readonly kind: "module" | "function" | "class" | "method" | "property" | "attribute" | "constant" | "unknown";
  /** Of a method, what it is called on. */
  readonly binding: "instance" | "class" | "static";
  /** Whether it must be awaited; its return type is then that of what is awaited. */
  readonly isAsync: boolean;
}

/** When something came and went. */
export interface MemberHistory {
  /** The first version with it; 2.7 means "2.7 or before", and 3.0 any version from 3.0 to 3.6. Never too late. */
  readonly since: PythonVersion;
  /** The first version without it; 3.6 means any version from 3.0 to 3.6. Never too early. */
  readonly until?: PythonVersion;
  readonly deprecatedSince?: PythonVersion;
}

interface Found {
  readonly canonical: string;
  readonly module: string;
  readonly entry: Entry;
  /** The class that a member was asked of; null for what stands in a module. */
  readonly owner: string | null;
  readonly history: MemberHistory;
}

/** Aliases of aliases are followed so far. */
const MAX_STEPS = 8;

const found = new Map<string, Found | null>();

/** What a qualified name of the library stands for; undefined where it is unknown, or a module. */
function find(name: string): Found | undefined {
  let known = found.get(name);
  if (known === undefined) {
    known = search(name, 0);
    found.set(name, known);
  }
  return known ?? undefined;
}

/** The module at the head of a qualified name, and the rest; what is in no module is taken for a builtin. */
function divide(name: string): readonly [module: string, path: string] {
  for (let dot = name.length; dot > 0; dot = name.lastIndexOf(".", dot - 1)) {
    const module = name.slice(0, dot);
    if (entriesOf(module) !== undefined) return [module, name.slice(dot + 1)];
  }
  return ["builtins", name];
}

function search(name: string, steps: number): Found | null {
  const [module, path] = divide(name);
  if (path === "" || steps > MAX_STEPS) return null;
  const entries = entriesOf(module);
  const entry = entries?.get(path);
  if (entry !== undefined) {
    const target = aliased(entry, path);
    const canonical = `${module}.${path}`;
    if (target === undefined) return { canonical, module, entry, owner: null, history: historyOf(entry) };
    const real = search(target, steps + 1);
    return real === null ? null : { ...real, history: historyOf(entry) };
  }
  const dot = path.lastIndexOf(".");
  if (dot < 0) return null;
  // What the part before the last dot is: a class whose member is meant, or another name of a module.
  const before = `${module}.${path.slice(0, dot)}`;
  const outer = search(before, steps + 1);
  const member = path.slice(dot + 1);
  if (outer === null) {
    const other = entries?.get(path.slice(0, dot));
    const target = other === undefined ? undefined : aliased(other, path.slice(0, dot));
    return target === undefined ? null : search(`${target}.${member}`, steps + 1);
  }
  if (outer.entry.ownerOf !== undefined) return memberOf(outer, member);
  // What a function gives or an attribute holds: `asyncio.get_event_loop.stop` for `asyncio.get_event_loop().stop`.
  const type = typeOf(outer);
  const declared = type.isComplete && type.names.length === 1 ? classFound(type.names[0] as string) : undefined;
  return declared === undefined ? null : memberOf(declared, member);
}

function memberOf(owner: Found, member: string): Found | null {
  for (const className of lineOf(owner.canonical)) {
    const declared = classFound(className);
    const entry = declared?.entry.ownerOf?.members.get(member);
    if (declared === undefined || entry === undefined) continue;
    const history = narrowed(historyOf(entry), owner.history);
    return { canonical: `${className}.${member}`, module: declared.module, entry, owner: owner.canonical, history };
  }
  return null;
}

/** What an entry is another name of: in full, or, with a dot at the end, of the same name elsewhere. */
function aliased({ payload }: Entry, name: string): string | undefined {
  if (!payload.startsWith("=")) return undefined;
  return payload.endsWith(".") ? payload.slice(1) + name : payload.slice(1);
}

function historyOf({ history, deprecatedSince }: Entry): MemberHistory {
  return deprecatedSince === undefined ? history : { ...history, deprecatedSince };
}

/** No member is older than its class, or outlives it. */
function narrowed(member: MemberHistory, owner: Stretch): MemberHistory {
  const since = comparePythonVersions(member.since, owner.since) < 0 ? owner.since : member.since;
  const until =
    member.until === undefined || (owner.until !== undefined && comparePythonVersions(owner.until, member.until) < 0)
      ? owner.until
      : member.until;
  return { ...member, since, ...(until === undefined ? {} : { until }) };
}

/** A class of the library by any name. */
function classFound(name: string): (Found & { readonly entry: { readonly ownerOf: ClassText } }) | undefined {
  const declared = find(name);
  return declared?.entry.ownerOf === undefined
    ? undefined
    : (declared as Found & { readonly entry: { readonly ownerOf: ClassText } });
}

const bare = (name: string): string => (name.startsWith("builtins.") ? name.slice("builtins.".length) : name);

const lines = new Map<string, readonly string[]>();

/** A class and those it inherits from, in the order in which Python looks into them; `?` for what is unknown. */
function lineOf(className: string): readonly string[] {
  const known = lines.get(className);
  if (known !== undefined) return known;
  // A class that inherits from itself, by an error in a stub, ends here.
  lines.set(className, [className]);
  const bases = (classFound(className)?.entry.ownerOf.bases ?? []).map((base) =>
    base === "?" ? base : (classFound(base)?.canonical ?? base),
  );
  const line = [className, ...mergeLines([...bases.map(lineOf), bases])];
  lines.set(className, line);
  return line;
}

/** Python's merge: what comes next is the first head that stands further back in no other line. */
function mergeLines(given: readonly (readonly string[])[]): string[] {
  const merged: string[] = [];
  let left = given.filter((line) => line.length > 0);
  while (left.length > 0) {
    const heads = left.map((line) => line[0] as string);
    // Stubs have bases that Python has not, so that there may be no order: then the first goes first.
    const next = heads.find((head) => left.every((line) => line.indexOf(head) <= 0)) ?? (heads[0] as string);
    merged.push(next);
    left = left.map((line) => line.filter((name) => name !== next)).filter((line) => line.length > 0);
  }
  return merged;
}

/** What a qualified name of the library is; undefined where it is unknown. */
export function libraryMember(name: string): LibraryMember | undefined {
  const plain = { binding: "instance", isAsync: false } as const;
  if (divide(name)[1] === "") return { canonical: name, kind: "module", ...plain };
  const member = find(name);
  if (member === undefined) return undefined;
  const { canonical, entry, owner } = member;
  const { payload } = entry;
  if (entry.ownerOf !== undefined) return { canonical, kind: "class", ...plain };
  if (payload.startsWith("p")) return { canonical, kind: "property", ...plain };
  if (payload.startsWith(":")) return { canonical, kind: owner === null ? "constant" : "attribute", ...plain };
  if (payload === "m") return { canonical, kind: "module", ...plain };
  const callable = /^([sc]?)(a?)\(/.exec(payload);
  if (callable === null) return { canonical, kind: "unknown", ...plain };
  const binding = callable[1] === "s" ? "static" : callable[1] === "c" ? "class" : "instance";
  return { canonical, kind: owner === null ? "function" : "method", binding, isAsync: callable[2] === "a" };
}

/**
 * The ways to call a function, a method (its own object left out) or a class; none where they are unknown.
 *
 * Overloads that differ in types only are one signature, and what one of them takes counts as taken.
 *
 * @param target leaves out signatures and parameters that this version has not.
 */
export function signaturesOf(name: string, target?: PythonVersion): readonly LibrarySignature[] {
  const member = find(name);
  return member === undefined ? [] : signatures(member, target);
}

function signatures(member: Found, target?: PythonVersion): readonly LibrarySignature[] {
  const callable = calledBy(member);
  const open = callable?.entry.payload.indexOf("(") ?? -1;
  if (callable === undefined || open < 0 || /^[:?p=]/.test(callable.entry.payload)) return [];
  const all = readSignatures(callable.entry.payload.slice(open), callable.module);
  if (target === undefined) return all;
  return all
    .filter((signature) => isThere(signature, target))
    .map((signature) => ({
      ...signature,
      parameters: signature.parameters.filter((parameter) => isThere(parameter, target)),
      keywordOnly: signature.keywordOnly.filter((parameter) => isThere(parameter, target)),
    }));
}

/** What runs when something is called: itself, a constructor, or the `__call__` of what an attribute holds. */
function calledBy(member: Found): Found | undefined {
  if (member.entry.ownerOf !== undefined) return constructorOf(member);
  if (!member.entry.payload.startsWith(":")) return member;
  const { names, isComplete } = typeOf(member);
  const declared = isComplete && names.length === 1 ? classFound(names[0] as string) : undefined;
  return declared === undefined ? undefined : (memberOf(declared, "__call__") ?? undefined);
}

function isThere({ since, until }: Partial<Stretch>, target: PythonVersion): boolean {
  if (since !== undefined && comparePythonVersions(target, since) < 0) return false;
  return until === undefined || comparePythonVersions(target, until) < 0;
}

/** What runs when a class is called. An enumeration's members are looked up instead. */
function constructorOf(declared: Found): Found | undefined {
  const line = lineOf(declared.canonical);
  if (line.includes("enum.Enum")) return undefined;
  for (const className of line) {
    if (className === "?") return undefined;
    for (const method of ["__init__", "__new__"]) {
      const owner = classFound(className);
      const entry = owner?.entry.ownerOf.members.get(method);
      if (owner !== undefined && entry !== undefined) return { ...owner, entry };
    }
  }
  return undefined;
}

/** What a call gives: an instance of a class, or what a function or method returns. */
export function returnOf(name: string, target?: PythonVersion): LibraryType {
  const member = find(name);
  return member === undefined || /^[:p]/.test(member.entry.payload) ? UNKNOWN_LIBRARY_TYPE : typeOf(member, target);
}

/** What a function gives, an attribute holds, or a class makes. */
function typeOf(member: Found, target?: PythonVersion): LibraryType {
  if (member.entry.ownerOf !== undefined) return { names: [bare(member.canonical)], isComplete: true };
  const { payload } = member.entry;
  if (/^[:p]/.test(payload)) return ofSelf(readType(payload.slice(1), member.module), member.owner);
  const types = signatures(member, target).map(({ returns }) => ofSelf(returns, member.owner));
  if (types.length === 0) return UNKNOWN_LIBRARY_TYPE;
  const names = [...new Set(types.flatMap((type) => type.names))];
  const contents = new Set(types.map(({ content }) => content));
  const [content] = contents;
  const isComplete = types.every((type) => type.isComplete);
  return contents.size === 1 && content !== undefined ? { names, isComplete, content } : { names, isComplete };
}

/** `Self` is the class that the method was asked of. */
function ofSelf(type: LibraryType, owner: string | null): LibraryType {
  if (owner === null || !type.names.includes("Self")) return type;
  return { ...type, names: type.names.map((name) => (name === "Self" ? bare(owner) : name)) };
}

/** The type of an attribute, property or constant. */
export function attributeType(name: string): LibraryType {
  const member = find(name);
  return member === undefined || !/^[:p]/.test(member.entry.payload) ? UNKNOWN_LIBRARY_TYPE : typeOf(member);
}

/** The classes that a class names as its bases; `object` and unknown ones are left out. */
export function basesOf(className: string): readonly string[] {
  const declared = classFound(className);
  return (declared?.entry.ownerOf.bases ?? [])
    .filter((base) => base !== "?")
    .map((base) => bare(classFound(base)?.canonical ?? base));
}

/** Whether a class of the library is known to be another or to inherit from it. */
export function isSubclass(className: string, base: string): boolean {
  const declared = classFound(className);
  const wanted = classFound(base);
  return declared !== undefined && wanted !== undefined && lineOf(declared.canonical).includes(wanted.canonical);
}

/** What `from module import *` binds, given the module's name in the target version; empty where it is unknown. */
export function exportsOf(module: string, target: PythonVersion): ReadonlySet<string> {
  if (comparePythonVersions(target, OLDEST_PYTHON) === 0 && Object.hasOwn(EXPORTED_IN_2_7, module)) {
    return new Set((EXPORTED_IN_2_7[module] as string).split(" "));
  }
  const names = new Set<string>();
  for (const [name, { exported }] of entriesOf(canonicalName(module)) ?? []) {
    if (exported !== null && !name.includes(".") && isThere(exported, target)) names.add(name);
  }
  return names;
}

/** When a member of the library came and went; undefined where it is unknown. */
export function memberHistory(name: string): MemberHistory | undefined {
  return find(name)?.history;
}

/** Every member, by its own name, that some version no longer has although an older one had it, and its module stayed. */
export function* removedMembers(): Generator<{ readonly name: string; readonly history: MemberHistory }> {
  for (const module of textModules()) {
    const end = moduleHistory(module)?.until;
    const went = ({ history: { until } }: Entry, before: PythonVersion | undefined): boolean =>
      until !== undefined && (before === undefined || comparePythonVersions(until, before) < 0);
    for (const [name, entry] of entriesOf(module) ?? []) {
      if (went(entry, end)) yield { name: `${module}.${name}`, history: historyOf(entry) };
      for (const [member, inside] of entry.ownerOf?.members ?? []) {
        if (went(inside, entry.history.until))
          yield { name: `${module}.${name}.${member}`, history: historyOf(inside) };
      }
    }
  }
}
