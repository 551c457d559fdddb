import type { SyntaxNode } from "../../engine/syntax/tree.js";
import type { StubScope } from "./stub-names.js";
import { type StubType, type StubTypes, UNKNOWN_TYPE, union } from "./stub-types.js";
import type { Declaration } from "./stubs.js";
import { NOWHERE, STUB_VERSIONS, versionsOf, type Worlds } from "./worlds.js";

export type FunctionDeclaration = Extract<Declaration, { kind: "function" }>;

/** How a function is bound, as a letter: a plain one or a method, static, of the class, or a property. */
export type Binding = "" | "s" | "c" | "p";

export interface StubSignature {
  /** In the notation of the generated file. */
  readonly parameters: string;
  readonly returns: StubType;
  readonly worlds: Worlds;
}

/** `overload`, whichever module it is taken from. */
const isCalled = (decorator: string, name: string): boolean =>
  new RegExp(`^(?:\\w+\\.)*${name}(?:\\(|$)`).test(decorator);

export function bindingOf({ decorators, node }: FunctionDeclaration): Binding {
  const has = (name: string): boolean => decorators.some((decorator) => isCalled(decorator, name));
  if (has("staticmethod")) return "s";
  const name = node.field("name")?.text;
  if (has("classmethod") || name === "__init_subclass__" || name === "__class_getitem__") return "c";
  if (decorators.some((decorator) => /property$|^_magic_enum_attr$|^types\.DynamicClassAttribute$/.test(decorator)))
    return "p";
  return "";
}

export const isAsync = ({ node }: FunctionDeclaration): boolean => node.token("async") !== null;

/** The version that a decorator says something is deprecated since, or the first in which it has such a decorator. */
export function deprecatedSince(declarations: readonly Declaration[]): string | undefined {
  let plain: Worlds = NOWHERE;
  let marked: Worlds = NOWHERE;
  let told: string | undefined;
  for (const declaration of declarations) {
    const decorators =
      declaration.kind === "function"
        ? declaration.decorators
        : declaration.kind === "class"
          ? [...declaration.declared.decorators]
          : [];
    const decorator = decorators.find((one) => isCalled(one, "deprecated"));
    if (decorator === undefined) plain |= declaration.worlds;
    else {
      marked |= declaration.worlds;
      told ??= /since (?:Python )?(3\.\d+)/i.exec(decorator)?.[1];
    }
  }
  // Where one overload of several is deprecated, the function is not.
  const [first] = versionsOf(marked & ~plain);
  return first === undefined ? undefined : (told ?? first);
}

/**
 * The signatures of a function. Those of the same versions with the same names are merged into one that takes whatever
 * one of them takes, and gives whatever one of them gives.
 */
export function signaturesOf(
  declarations: readonly FunctionDeclaration[],
  scope: StubScope,
  types: StubTypes,
  isMethod: boolean,
): StubSignature[] {
  const merged = new Map<string, StubSignature>();
  for (const declaration of declarations) {
    const { node, worlds } = declaration;
    const parameters = parametersOf(node, scope.owner !== null && bindingOf(declaration) !== "s");
    const isManager = declaration.decorators.some((decorator) => isCalled(decorator, "(?:async)?contextmanager"));
    const read = isManager ? UNKNOWN_TYPE : types.read(node.field("return_type"), scope);
    const returns = isMethod || scope.owner === null ? read : ofSelf(read, types.className(scope.owner));
    const key = `${parameters.replace(/^[\d-]+\/,?/, "").replaceAll("=", "")} ${versionsOf(worlds).join()}`;
    const before = merged.get(key);
    merged.set(
      key,
      before === undefined
        ? { parameters, returns, worlds }
        : {
            parameters: mergeParameters(before.parameters, parameters),
            returns: union([before.returns, returns]),
            worlds: before.worlds | worlds,
          },
    );
  }
  return mergeGrown(mergeVersions([...merged.values()]));
}

/** What a method gives when a module offers it as a function. */
function ofSelf(type: StubType, className: string): StubType {
  return { ...type, names: type.names.map((name) => (name === "Self" ? className : name)) };
}

/** Joins what two overloads with the same names take. */
function mergeParameters(a: string, b: string): string {
  const [left, right] = [a, b].map((text) => /^(?:(\d+)(?:-(\d+))?\/,?)?(.*)$/.exec(text) as RegExpExecArray);
  const [, leastA = "0", mostA = leastA, restA = ""] = left as RegExpExecArray;
  const [, leastB = "0", mostB = leastB, restB = ""] = right as RegExpExecArray;
  const [least, most] = [Math.min(+leastA, +leastB), Math.max(+mostA, +mostB)];
  const namesB = restB.split(",");
  const rest = restA
    .split(",")
    .map((name, index) => (namesB[index]?.endsWith("=") && !name.endsWith("=") ? namesB[index] : name));
  const positional = most === 0 ? "" : `${least === most ? least : `${least}-${most}`}/`;
  return [positional, rest.join(",")].filter((part) => part !== "").join(",");
}

/** Joins the same signature of several versions into one. */
function mergeVersions(signatures: readonly StubSignature[]): StubSignature[] {
  const merged = new Map<string, StubSignature>();
  for (const signature of signatures) {
    const before = merged.get(signature.parameters);
    merged.set(
      signature.parameters,
      before === undefined
        ? signature
        : {
            parameters: signature.parameters,
            returns: union([before.returns, signature.returns]),
            worlds: before.worlds | signature.worlds,
          },
    );
  }
  return [...merged.values()];
}

/** Joins a signature with an older one that only lacks some optional parameters: these tell their first version. */
function mergeGrown(signatures: readonly StubSignature[]): StubSignature[] {
  const newestFirst = [...signatures].sort((a, b) => lastOf(b) - lastOf(a));
  const kept: StubSignature[] = [];
  for (const older of newestFirst) {
    const index = kept.findIndex((newer) => lastOf(older) < firstOf(newer) && grown(newer, older) !== undefined);
    const newer = kept[index];
    const parameters = newer === undefined ? undefined : grown(newer, older);
    if (newer === undefined || parameters === undefined) kept.push(older);
    else {
      const returns = union([newer.returns, older.returns]);
      kept[index] = { parameters, returns, worlds: newer.worlds | older.worlds };
    }
  }
  return kept;
}

const firstOf = ({ worlds }: StubSignature): number => STUB_VERSIONS.indexOf(versionsOf(worlds)[0] ?? "");
const lastOf = ({ worlds }: StubSignature): number => STUB_VERSIONS.indexOf(versionsOf(worlds).at(-1) ?? "");

/** The newer parameters with a version after those that the older ones lack; undefined where more than that differs. */
function grown(newer: StubSignature, older: StubSignature): string | undefined {
  const left = older.parameters.split(",").filter((part) => part !== "");
  const parts: string[] = [];
  for (const part of newer.parameters.split(",")) {
    if (part.replace(/=.*/, "=") === left[0]) {
      parts.push(part);
      left.shift();
    } else if (part === "*" || /=[\d.]+$/.test(part)) parts.push(part);
    else if (part.endsWith("=")) parts.push(part + (STUB_VERSIONS[firstOf(newer)] as string));
    else return undefined;
  }
  return left.length === 0 ? parts.join(",") : undefined;
}

/**
 * Parameters in short: `1-2/` for positional-only ones (least and most), then names, `=` after those that have a default
 * (and the version that brought them, where older ones lack them),
 * `*` before keyword-only ones, `*a` for `*args` and `**` for `**kwargs`.
 */
function parametersOf(node: SyntaxNode, isBound: boolean): string {
  interface Parameter {
    readonly name: string;
    readonly hasDefault: boolean;
  }
  let positionalOnly: Parameter[] = [];
  let named: Parameter[] = [];
  const keywordOnly: Parameter[] = [];
  let after: "positional" | "keyword" = "positional";
  let rest = false;
  let keywords = false;
  for (const child of (node.field("parameters") as SyntaxNode).namedChildren) {
    const named0 = child.kind === "typed_parameter" ? (child.namedChildren[0] as SyntaxNode) : child;
    if (child.kind === "positional_separator") {
      positionalOnly = [...positionalOnly, ...named];
      named = [];
    } else if (child.kind === "keyword_separator") after = "keyword";
    else if (named0.kind === "list_splat_pattern") {
      after = "keyword";
      rest = true;
    } else if (named0.kind === "dictionary_splat_pattern") keywords = true;
    else {
      const hasDefault = child.kind === "default_parameter" || child.kind === "typed_default_parameter";
      const name = hasDefault ? (child.field("name") as SyntaxNode).text : named0.text;
      (after === "keyword" ? keywordOnly : named).push({ name, hasDefault });
    }
  }
  if (isBound) {
    if (positionalOnly.length > 0) positionalOnly.shift();
    else named.shift();
  }
  // The older way to say positional-only.
  while (named[0] !== undefined && /^__.*[^_]$/.test(named[0].name) && positionalOnly.length >= 0) {
    positionalOnly.push(named.shift() as Parameter);
  }
  const parts: string[] = [];
  if (positionalOnly.length > 0) {
    const least = positionalOnly.filter(({ hasDefault }) => !hasDefault).length;
    parts.push(least === positionalOnly.length ? `${least}/` : `${least}-${positionalOnly.length}/`);
  }
  const write = ({ name, hasDefault }: Parameter): string => (hasDefault ? `${name}=` : name);
  parts.push(...named.map(write));
  if (rest) parts.push("*a");
  else if (keywordOnly.length > 0) parts.push("*");
  parts.push(...keywordOnly.map(write));
  if (keywords) parts.push("**");
  return parts.join(",");
}
