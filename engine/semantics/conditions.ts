import type { SyntaxNode } from "../syntax/tree.js";
import { formatPythonVersion, type PythonVersion } from "../versions.js";
import { directValue } from "./assignments.js";
import type { Call } from "./call.js";
import { integerValue, stringValue, unparenthesized } from "./literals.js";
import type { Variable } from "./scopes.js";

/**
 * What the text tells of a condition's truth, for the version the file is meant for.
 *
 * `asks`: it asks about the version, the platform or what is installed, and the answer is not known here.
 * `unrelated`: it is about something else.
 */
export type Verdict = "true" | "false" | "asks" | "unrelated";

/** What a condition is judged by: the model, or what there is of it while names are being resolved. */
export interface Judge {
  readonly target: PythonVersion;
  qualifiedName(expression: SyntaxNode): string | null;
  variableOf(identifier: SyntaxNode): Variable | undefined;
  callAt(node: SyntaxNode): Call | null;
}

/** Deeper nests of `not`, `and` and `or` are only searched for words. */
const MAX_DEPTH = 12;

/** Names that programs give to what they found out about where they run: `PY2`, `is_py3k`, `ON_WINDOWS`. */
const ENVIRONMENT_FLAG =
  /^_*(?:(?:is|in|on)_?)?(?:py(?:thon)?_?[23]\w*|pypy|jython|ironpython|cpython|windows|win32|win64|linux|mac(?:os\w*)?|osx|darwin|posix|cygwin|java)_*$/i;
/** `WIN` is no flag in small letters, where it is a window. */
const WINDOWS_FLAG = /^_*(?:(?:[Ii][SsNn]|[Oo][Nn])_(?:win|WIN)|WIN)_*$/;
/** How `sys.platform`, `os.name` and `platform.system()` call platforms, wherever a program has kept the answer. */
const PLATFORM_NAME = /^(?:win32|nt|Windows|windows|darwin|Darwin|cygwin|linux|linux2|Linux|posix)$/;
/** What was found to be installed, and what is used therefore: `HAVE_CRYPT`, `_USE_SYSCONFIG`. */
const FEATURE_FLAG = /^_*(?:HAS|HAVE|USE)_/;

/** Names that ask about the environment wherever they come from. */
const ENVIRONMENT_WORDS: ReadonlySet<string> = new Set([
  "find_spec",
  "hexversion",
  "python_implementation",
  "python_version",
  "python_version_tuple",
  "sys_platform",
  "version_info",
]);

/** Qualified names that ask about the environment. */
const ENVIRONMENT_NAMES =
  /^(?:os\.(?:name|uname)|sys\.(?:version|platform|implementation|modules|flags|builtin_module_names)|platform\.\w+|(?:imp|pkgutil)\.find_\w+)$/;

/** Tells what is known of a condition. */
export function verdictOn(condition: SyntaxNode, model: Judge): Verdict {
  return verdict(condition, model, 0);
}

/** Whether anything inside an expression asks about the version, the platform or what is installed. */
export function asksAboutEnvironment(expression: SyntaxNode, model: Judge): boolean {
  const texts = expression.descendants("string");
  if (texts.some((text) => PLATFORM_NAME.test(stringValue(text) ?? ""))) return true;
  const names = expression.descendants("identifier");
  if (expression.kind === "identifier") names.push(expression);
  return names.some((name) => {
    if (ENVIRONMENT_WORDS.has(name.text) || isFlag(name.text)) return true;
    const whole = name.fieldName === "attribute" && name.parent?.kind === "attribute" ? name.parent : name;
    const qualified = model.qualifiedName(whole);
    if (qualified === "builtins.hasattr" || qualified === "builtins.getattr") return asksOfLibrary(name, model);
    return qualified !== null && ENVIRONMENT_NAMES.test(qualified);
  });
}

const isFlag = (name: string): boolean =>
  ENVIRONMENT_FLAG.test(name) || WINDOWS_FLAG.test(name) || FEATURE_FLAG.test(name);

/** `hasattr(os, "getcwdu")` and `getattr(os, "getcwdu", None)`, unlike `hasattr(self, "name")`. */
function asksOfLibrary(callee: SyntaxNode, model: Judge): boolean {
  const call = callee.parent === null ? null : model.callAt(callee.parent);
  const owner = call?.argument(0, null);
  return owner !== undefined && (model.qualifiedName(owner) !== null || owner.text === "__builtins__");
}

function verdict(condition: SyntaxNode, model: Judge, depth: number): Verdict {
  const node = unparenthesized(condition);
  if (depth > MAX_DEPTH) return bySearch(node, model);
  switch (node.kind) {
    case "not_operator": {
      const inner = node.field("argument");
      return inner === null ? "unrelated" : negated(verdict(inner, model, depth + 1));
    }
    case "boolean_operator": {
      const [left, right] = [node.field("left"), node.field("right")];
      if (left === null || right === null) return "unrelated";
      const isAnd = node.token("and") !== null;
      return joined(verdict(left, model, depth + 1), verdict(right, model, depth + 1), isAnd ? "false" : "true");
    }
    case "comparison_operator":
      return comparisonVerdict(node, model);
    case "true":
      return "true";
    case "false":
      return "false";
    case "integer":
      return integerValue(node) === 0n ? "false" : "true";
    case "identifier":
    case "attribute":
      return nameVerdict(node, model, depth);
    case "call":
      return callVerdict(node, model);
    default:
      return bySearch(node, model);
  }
}

function negated(inner: Verdict): Verdict {
  return inner === "true" ? "false" : inner === "false" ? "true" : inner;
}

/** `decisive` is the truth that one side gives to the whole: false for `and`, true for `or`. */
function joined(left: Verdict, right: Verdict, decisive: "true" | "false"): Verdict {
  if (left === decisive || right === decisive) return decisive;
  if (left === "asks" || right === "asks") return "asks";
  return left === "unrelated" || right === "unrelated" ? "unrelated" : negated(decisive);
}

const truth = (value: boolean): Verdict => (value ? "true" : "false");

function bySearch(node: SyntaxNode, model: Judge): Verdict {
  return asksAboutEnvironment(node, model) ? "asks" : "unrelated";
}

function nameVerdict(node: SyntaxNode, model: Judge, depth: number): Verdict {
  const { major, minor } = model.target;
  const name = model.qualifiedName(node);
  if (name === "typing.TYPE_CHECKING") return "false";
  const six = /^six\.PY(\d)(\d)?$/.exec(name ?? "");
  if (six !== null) {
    const isMajor = major === Number(six[1]);
    return truth(isMajor && (six[2] === undefined || minor >= Number(six[2])));
  }
  const variable = node.kind === "identifier" ? model.variableOf(node) : undefined;
  const [binding, ...others] = variable?.bindings ?? [];
  if (binding?.kind === "assignment" && others.length === 0) {
    const value = directValue(binding);
    // A flag that is always the same is a setting; only what is computed from the environment says anything.
    if (value !== null && value.kind !== "true" && value.kind !== "false") {
      const known = verdict(value, model, depth + 1);
      if (known !== "unrelated") return known;
    }
  }
  if (node.kind === "identifier" && node.text === "TYPE_CHECKING") return "false";
  const last = node.kind === "attribute" ? node.field("attribute") : node;
  return last !== null && isFlag(last.text) ? "asks" : bySearch(node, model);
}

/** `sys.version.startswith("3")`. */
function callVerdict(node: SyntaxNode, model: Judge): Verdict {
  const call = model.callAt(node);
  const prefix = call?.method === "startswith" ? call.argument(0, null) : undefined;
  const text = prefix === undefined ? null : stringValue(prefix);
  if (call?.receiver && text !== null && model.qualifiedName(call.receiver) === "sys.version") {
    const known = `${formatPythonVersion(model.target)}.`;
    if (known.startsWith(text)) return "true";
    if (!text.startsWith(known)) return "false";
  }
  return bySearch(node, model);
}

function comparisonVerdict(node: SyntaxNode, model: Judge): Verdict {
  const operands = node.namedChildren;
  const operators = node.children.filter((child) => child.fieldName === "operators");
  let whole: Verdict = "true";
  for (const [index, operator] of operators.entries()) {
    const [left, right] = [operands[index], operands[index + 1]];
    if (left === undefined || right === undefined) return bySearch(node, model);
    const found = compared(left, operator.kind, right, model) ?? compared(right, MIRRORED[operator.kind], left, model);
    whole = joined(whole, found === undefined ? bySearch(node, model) : truth(found), "false");
  }
  return whole;
}

const MIRRORED: Readonly<Record<string, string>> = {
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
  "==": "==",
  "!=": "!=",
  "<>": "!=",
};

/** The truth of `left operator right` where the left side is a form of the version and the right side a literal. */
function compared(
  left: SyntaxNode,
  operator: string | undefined,
  right: SyntaxNode,
  model: Judge,
): boolean | undefined {
  if (isBytesAndStr(left, right, model)) {
    const isSame = model.target.major === 2;
    if (operator === "==" || operator === "is") return isSame;
    return operator === "!=" || operator === "<>" || operator === "is not" ? !isSame : undefined;
  }
  const known = versionForm(unparenthesized(left), model);
  const literal = known === undefined ? undefined : literalForm(unparenthesized(right));
  if (known === undefined || literal === undefined) return undefined;
  const order = orderOf(known, literal);
  if (order === undefined) return undefined;
  switch (operator) {
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
    case "==":
      return order === 0;
    case "!=":
    case "<>":
      return order !== 0;
    default:
      return undefined;
  }
}

/** `bytes is str`, which holds in Python 2 only. */
function isBytesAndStr(left: SyntaxNode, right: SyntaxNode, model: Judge): boolean {
  const names = [left, right].map((node) => (node.kind === "identifier" ? model.qualifiedName(node) : null));
  return names.includes("builtins.bytes") && names.includes("builtins.str");
}

/** A form of the running version. `isOpen`: more follows that is not known, as in `sys.version_info`. */
type Form =
  | { readonly kind: "tuple"; readonly parts: readonly bigint[]; readonly isOpen: boolean }
  | { readonly kind: "text"; readonly text: string; readonly isOpen: boolean }
  | { readonly kind: "number"; readonly least: bigint; readonly most: bigint };

function versionForm(node: SyntaxNode, model: Judge): Form | undefined {
  const { target } = model;
  const [major, minor] = [BigInt(target.major), BigInt(target.minor)];
  if (node.kind === "subscript") return slicedForm(node, model);
  switch (node.kind === "attribute" || node.kind === "identifier" ? model.qualifiedName(node) : null) {
    case "sys.version_info":
      return { kind: "tuple", parts: [major, minor], isOpen: true };
    case "sys.version_info.major":
      return { kind: "number", least: major, most: major };
    case "sys.version_info.minor":
      return { kind: "number", least: minor, most: minor };
    case "sys.version":
      return { kind: "text", text: `${formatPythonVersion(target)}.`, isOpen: true };
    case "sys.hexversion": {
      const least = (major << 24n) | (minor << 16n);
      return { kind: "number", least, most: least | 0xffffn };
    }
    default:
      return undefined;
  }
}

/** `sys.version_info[0]`, `sys.version_info[:2]`, `sys.version[0]`, `sys.version[:3]`. */
function slicedForm(node: SyntaxNode, model: Judge): Form | undefined {
  const [value, index, ...others] = [node.field("value"), ...node.fieldAll("subscript")];
  const whole = value === null || value === undefined ? undefined : versionForm(value, model);
  if (whole === undefined || whole.kind === "number" || !index || others.length > 0) return undefined;
  const length = /^0?:([1-9])$/.exec(index.text.replace(/\s+/g, ""))?.[1];
  const at = index.kind === "integer" ? Number(index.text) : -1;
  if (whole.kind === "tuple") {
    const part = whole.parts[at];
    if (part !== undefined) return { kind: "number", least: part, most: part };
    return Number(length) <= whole.parts.length
      ? { kind: "tuple", parts: whole.parts.slice(0, Number(length)), isOpen: false }
      : undefined;
  }
  const end = length === undefined ? at + 1 : Number(length);
  const start = length === undefined ? at : 0;
  if (start < 0 || !(end <= whole.text.length)) return undefined;
  return { kind: "text", text: whole.text.slice(start, end), isOpen: false };
}

type Literal =
  | { readonly kind: "tuple"; readonly parts: readonly bigint[] }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "number"; readonly value: bigint };

function literalForm(node: SyntaxNode): Literal | undefined {
  if (node.kind === "tuple") {
    const parts: bigint[] = [];
    for (const element of node.namedChildren) {
      const value = integerValue(element);
      if (value === null) break;
      parts.push(value);
    }
    // `(3, 4, 0, "final", 0)`: numbers enough to decide by.
    return parts.length === node.namedChildren.length || parts.length >= 3 ? { kind: "tuple", parts } : undefined;
  }
  const number = integerValue(node);
  if (number !== null) return { kind: "number", value: number };
  const text = stringValue(node);
  return text === null ? undefined : { kind: "text", text };
}

/** Negative, zero or positive as Python orders the two; undefined when what is known does not decide. */
function orderOf(known: Form, literal: Literal): number | undefined {
  if (known.kind === "number" && literal.kind === "number") {
    if (known.most < literal.value) return -1;
    if (known.least > literal.value) return 1;
    return known.least === known.most ? 0 : undefined;
  }
  if (known.kind === "tuple" && literal.kind === "tuple")
    return sequenceOrder(known.parts, literal.parts, known.isOpen);
  if (known.kind === "text" && literal.kind === "text") return sequenceOrder(known.text, literal.text, known.isOpen);
  return undefined;
}

function sequenceOrder<T>(known: ArrayLike<T>, literal: ArrayLike<T>, isOpen: boolean): number | undefined {
  const shared = Math.min(known.length, literal.length);
  for (let i = 0; i < shared; i++) {
    const [a, b] = [known[i] as T, literal[i] as T];
    if (a !== b) return a < b ? -1 : 1;
  }
  if (known.length < literal.length) return isOpen ? undefined : -1;
  // An open sequence goes on: `sys.version_info > (3, 13)` holds in 3.13.
  return known.length > literal.length || isOpen ? 1 : 0;
}
