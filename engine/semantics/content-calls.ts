import { libraryMember, returnOf } from "../knowledge/library.js";
import { lastWord } from "../knowledge/string-words.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { PythonVersion } from "../versions.js";
import type { Call } from "./call.js";
import { talksAsText } from "./child-pipes.js";
import {
  BYTES,
  type Content,
  elementOf,
  holds,
  INT,
  isString,
  joined,
  listOf,
  ofLibrary,
  ofName,
  PENDING,
  STR,
  tupleOf,
} from "./contents.js";
import { stringValue, unparenthesized } from "./literals.js";
import type { Meaning } from "./meaning.js";

/** What the finder of types tells about the expressions in a call. */
export interface Evaluator {
  readonly model: Meaning;
  of(expression: SyntaxNode): Content | null;
  /** What iterating over an expression gives. */
  itemOf(expression: SyntaxNode): Content | null;
  /** What calling an expression gives. */
  resultOf(callee: SyntaxNode): Content | null;
}

/** What names of the library hold. */
export const HELD: Readonly<Record<string, Content>> = {
  "sys.argv": listOf(STR),
  "sys.path": listOf(STR),
  "os.environ": { name: "os._Environ", item: STR, value: STR },
  "os.environb": { name: "os._Environ", item: BYTES, value: BYTES },
  "builtins.__name__": STR,
  "builtins.__file__": STR,
};

/** Functions that give text for text and bytes for bytes, all of whose such arguments must be of the same kind. */
const SAME_AS_ARGUMENT = /^(?:os|os\.path|posixpath|ntpath|re|tempfile|shutil|glob|fnmatch|urllib\.parse)\.\w+$/;

/** Of those, the ones that give several: what is made of the kind. */
const SEVERAL_AS_ARGUMENT: Readonly<Record<string, (kind: Content) => Content>> = {
  "os.listdir": listOf,
  "glob.glob": listOf,
  "glob.iglob": listOf,
  "re.split": listOf,
  "fnmatch.filter": listOf,
  "os.path.split": (kind) => tupleOf([kind, kind]),
  "os.path.splitext": (kind) => tupleOf([kind, kind]),
  "os.path.splitdrive": (kind) => tupleOf([kind, kind]),
  "tempfile.mkstemp": (kind) => tupleOf([INT, kind]),
  "os.walk": (kind) => listOf(tupleOf([kind, listOf(kind), listOf(kind)])),
};

/** Of those, the ones that give text when they are given nothing. */
const TEXT_FOR_NOTHING = new Set(["os.listdir", "tempfile.mkstemp", "tempfile.mkdtemp"]);

/** What the stubs' classes do not say: elements, and what is not of the library. */
const FIXED: Readonly<Record<string, Content>> = {
  "socket.socket.accept": tupleOf([{ name: "socket.socket" }, null]),
  "socket.socket.recvfrom": tupleOf([BYTES, null]),
  "subprocess.getstatusoutput": tupleOf([INT, STR]),
  "shlex.split": listOf(STR),
  "dbm.open": { name: "dict", item: BYTES, value: BYTES },
  "serial.Serial.read": BYTES,
  "serial.Serial.read_all": BYTES,
  "serial.Serial.read_until": BYTES,
  "serial.Serial.readline": BYTES,
  "serial.Serial.readlines": listOf(BYTES),
  "builtins.range": { name: "range" },
};

/** Functions of `subprocess` that give back what a child said. */
const CHILDREN: Readonly<Record<string, (exchanged: "bytes" | "str" | null) => Content | null>> = {
  "subprocess.check_output": ofName,
  "subprocess.run": (exchanged) => ({ name: "subprocess.CompletedProcess", exchanged }),
  "subprocess.Popen": (exchanged) => ({ name: "subprocess.Popen", exchanged }),
};

/** What a call of a function or class of the library gives. */
export function givenBy(name: string, call: Call, evaluate: Evaluator): Content | null {
  const fixed = Object.hasOwn(FIXED, name) ? FIXED[name] : undefined;
  if (fixed !== undefined) return fixed;
  const child = Object.hasOwn(CHILDREN, name) ? CHILDREN[name] : undefined;
  if (child !== undefined) {
    const isText = talksAsText(call, evaluate.model);
    return child(isText === null ? null : isText ? "str" : "bytes");
  }
  if (name === "os.getenv") return joined([STR, ...call.positional.slice(1).map((each) => evaluate.of(each))]);
  if (name.startsWith("builtins.")) {
    const builtin = ofBuiltin(name.slice("builtins.".length), call, evaluate);
    if (builtin !== undefined) return builtin;
  }
  const several = Object.hasOwn(SEVERAL_AS_ARGUMENT, name) ? SEVERAL_AS_ARGUMENT[name] : undefined;
  const returned = returnOf(name, evaluate.model.target);
  const isEither = returned.names.filter((each) => each !== "None").join() === "bytes,str";
  if (several === undefined && !(isEither && SAME_AS_ARGUMENT.test(name))) {
    return libraryMember(name)?.isAsync === true && call.node.parent?.kind !== "await" ? null : ofLibrary(returned);
  }
  const kind = kindOfArguments(call, evaluate, TEXT_FOR_NOTHING.has(name));
  return kind === null ? null : several === undefined ? kind : several(kind);
}

/** The kind of those arguments that are certainly text or bytes. */
function kindOfArguments(call: Call, evaluate: Evaluator, isTextForNothing: boolean): Content | null {
  if (call.hasUnpacking) return null;
  if (call.arguments.length === 0) return isTextForNothing ? STR : null;
  const kinds = call.arguments.map(({ value }) => evaluate.of(value)).filter((kind) => isString(kind));
  const kind = joined(kinds);
  return kind?.name === "bytes" || kind?.name === "str" ? kind : null;
}

/** What a call of a builtin gives; undefined where the stubs know all. */
function ofBuiltin(name: string, call: Call, evaluate: Evaluator): Content | null | undefined {
  const [first, second, ...others] = call.positional;
  const isPlain = !call.hasUnpacking && first !== undefined;
  switch (name) {
    case "list":
    case "tuple":
    case "set":
    case "frozenset":
    case "reversed":
    case "sorted":
      return { name: /^(?:tuple|sorted)$/.test(name) ? "list" : name, item: isPlain ? evaluate.itemOf(first) : null };
    case "enumerate":
      return { name, item: tupleOf([INT, isPlain ? evaluate.itemOf(first) : null]) };
    case "zip":
      return { name, item: tupleOf(call.hasUnpacking ? [] : call.positional.map((each) => evaluate.itemOf(each))) };
    case "filter":
      return { name, item: isPlain && second !== undefined ? evaluate.itemOf(second) : null };
    case "map":
      return { name, item: isPlain ? evaluate.resultOf(first) : null };
    case "iter":
      if (!isPlain) return null;
      return { name, item: second === undefined ? evaluate.itemOf(first) : evaluate.resultOf(first) };
    case "next":
      return isPlain ? joined([evaluate.itemOf(first), ...(second === undefined ? [] : [evaluate.of(second)])]) : null;
    case "max":
    case "min":
      if (!isPlain || call.arguments.length > call.positional.length) return null;
      return second === undefined
        ? evaluate.itemOf(first)
        : joined([first, second, ...others].map((each) => evaluate.of(each)));
    case "dict":
      return { name: "dict" };
    default:
      return undefined;
  }
}

const HANDLE_LINES = new Set(["read", "read1", "readall", "readline", "getvalue", "peek", "__next__"]);

/** The names of what is told of here beside the library's own. */
export const TOLD_OF: readonly string[] = Object.keys(FIXED);

/**
 * Functions and methods that give a kind of strings, or something that holds them, by their last words, beside those whose types say
 * so.
 */
export function givingOf(kind: "bytes" | "str"): readonly string[] {
  const fixed = Object.keys(FIXED).filter((name) => holds(kind, FIXED[name]));
  const others = kind === "str" ? ["os.getenv", ...TEXT_FOR_NOTHING] : [];
  return ["communicate", "check_output", ...[...fixed, ...others].map(lastWord)];
}

/** The last words of names that hold a kind of strings. */
export function holdingOf(kind: "bytes" | "str"): readonly string[] {
  return Object.keys(HELD)
    .filter((name) => holds(kind, HELD[name]))
    .map(lastWord);
}

/** Functions and methods that give what they were given, or are asked of, or a part of it, by their last words. */
export const GIVING_PARTS: readonly string[] = [
  ...[...HANDLE_LINES, "readlines"],
  ...Object.keys(SEVERAL_AS_ARGUMENT).map(lastWord),
  ..."enumerate filter frozenset iter list max min next reversed set sorted tuple zip".split(" "),
  ..."copy get items keys pop partition rpartition rsplit split splitlines values".split(" "),
  // What is entered by `with` may be what was given, and a pattern is of the kind of the text that it is made of.
  ..."closing nullcontext compile".split(" "),
];

/** What a method of a file-like object gives; undefined where it is not about the content. */
export function readFrom(method: string, gives: Content | null): Content | null | undefined {
  if (HANDLE_LINES.has(method)) return gives;
  return method === "readlines" ? listOf(gives) : undefined;
}

/** What a method gives of an object of a known type. */
export function ofMethod(owner: Content, method: string, target: PythonVersion): Content | null {
  if (owner === PENDING) return ofPendingMethod(method, target);
  if (isString(owner)) {
    if (/^r?split$|^splitlines$/.test(method)) return listOf(owner);
    if (/^r?partition$/.test(method)) return tupleOf([owner, owner, owner]);
  }
  if (owner.value !== undefined || owner.name === "dict") {
    const [key, value] = [owner.item ?? null, owner.value ?? null];
    if (method === "items") return { name: "dict_items", item: tupleOf([key, value]) };
    if (method === "keys") return { name: "dict_keys", item: key };
    if (method === "values") return { name: "dict_values", item: value };
    if (method === "copy") return owner;
  }
  if (owner.name === "list" && method === "pop") return elementOf(owner, null);
  if (owner.name === "list" && method === "copy") return owner;
  if (owner.name === "subprocess.Popen" && method === "communicate") {
    const said = ofName(owner.exchanged ?? null);
    return tupleOf([said, said]);
  }
  const name = `${owner.name}.${method}`;
  if (Object.hasOwn(FIXED, name)) return FIXED[name] ?? null;
  return ofLibrary(returnOf(owner.name.includes(".") ? name : `builtins.${name}`, target));
}

/** Of something that is text or bytes, but not yet known which. */
function ofPendingMethod(method: string, target: PythonVersion): Content | null {
  const [text, bytes] = ["str", "bytes"].map((name) => ofLibrary(returnOf(`builtins.${name}.${method}`, target)));
  if (text?.name === "str" && bytes?.name === "bytes") return PENDING;
  return method === "encode" ? BYTES : method === "decode" ? STR : null;
}

/** `x.encode()` and `x.decode()`, alone or with the name of an encoding, of what is no object of a known class. */
export function coded(call: Call): Content | null {
  const { method } = call;
  if (method !== "encode" && method !== "decode") return null;
  const isPlain = call.arguments.every(
    ({ keyword, value, unpacks }) =>
      unpacks === null && /^(?:encoding|errors)?$/.test(keyword ?? "") && isTextCodec(unparenthesized(value)),
  );
  return isPlain ? (method === "encode" ? BYTES : STR) : null;
}

function isTextCodec(node: SyntaxNode): boolean {
  const name = stringValue(node);
  return name !== null && !/^(?:base64|bz2|hex|quopri|uu|zip|zlib|rot.?13)/i.test(name.replace(/_?codec$/, ""));
}
