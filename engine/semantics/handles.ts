import {
  kindOfMode,
  type Mode,
  OPENERS,
  type Opener,
  type OpenerRole,
  readMode,
  STANDARD_STREAMS,
} from "../knowledge/openers.js";
import { type Pipe, POPEN_FUNCTIONS } from "../knowledge/popen.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { Call } from "./call.js";
import { talksAsText } from "./child-pipes.js";
import type { Handle } from "./handle.js";
import { integerValue, stringValue, unparenthesized } from "./literals.js";
import type { Meaning } from "./meaning.js";
import { type Step, sourcesOf } from "./name-sources.js";
import type { Value } from "./value.js";

/** A question that leads through more steps than this has no answer. */
const MAX_STEPS = 100;

const PIPES: ReadonlySet<string> = new Set<Pipe>(["stdin", "stdout", "stderr"]);

/** Functions of context managers that give what they were given when they are entered. */
const GIVE_THEIR_ARGUMENT: ReadonlySet<string> = new Set(["contextlib.closing", "contextlib.nullcontext"]);

/** What gives the number of an open file, and what gives such a number, or several, in a tuple. */
const DESCRIPTORS: ReadonlySet<string> = new Set(["os.open", "os.dup"]);
const DESCRIPTOR_PARTS: ReadonlyMap<string, readonly number[]> = new Map([
  ["os.pipe", [0, 1]],
  ["os.openpty", [0, 1]],
  ["pty.openpty", [0, 1]],
  ["tempfile.mkstemp", [0]],
]);

/** Tells which expressions are file-like objects, and how these are open. */
export class Handles {
  readonly #model: Meaning;
  readonly #known = new Map<SyntaxNode, Handle | null>();

  constructor(model: Meaning) {
    this.#model = model;
  }

  /** The file-like object that an expression certainly is (or else None), or null. */
  of(expression: SyntaxNode): Handle | null {
    const node = unparenthesized(expression);
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    // Whoever asks for it while it is being found goes round in a circle.
    this.#known.set(node, null);
    const all = this.#all(node);
    const [first, ...others] = all ?? [];
    const handle = first === undefined ? null : others.reduce(common, first);
    this.#known.set(node, handle);
    return handle;
  }

  /** Every handle that an expression may be; null where it may be something else. */
  #all(expression: SyntaxNode): Handle[] | null {
    const found: Handle[] = [];
    const seen = new Set<SyntaxNode>();
    const waiting = [expression];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const node = unparenthesized(next);
      if (seen.has(node)) continue;
      seen.add(node);
      if (seen.size > MAX_STEPS) return null;
      const at = this.#at(node);
      if (at === null) return null;
      for (const each of at) {
        if ("origins" in each) found.push(each);
        else waiting.push(each);
      }
    }
    return found;
  }

  /** The handles that an expression gives, and the expressions that stand for it; null where something else may be. */
  #at(node: SyntaxNode): (Handle | SyntaxNode)[] | null {
    switch (node.kind) {
      case "none":
        return [];
      case "conditional_expression":
        return node.namedChildren.filter((_, index) => index !== 1);
      case "as_pattern":
        return node.namedChildren.slice(0, 1);
      case "boolean_operator":
        return [node.field("left"), node.field("right")].flatMap((side) => side ?? []);
      case "named_expression":
        return [node.field("value")].flatMap((value) => value ?? []);
      case "identifier":
        return this.#fromValues(node) ?? this.#fromBindings(node);
      case "attribute":
        return this.#member(node) ?? this.#fromValues(node);
      case "call":
        return this.#fromValues(node);
      default:
        return null;
    }
  }

  #fromValues(node: SyntaxNode): Handle[] | null {
    const handles: Handle[] = [];
    for (const value of this.#model.valuesOf(node)) {
      if (value.kind === "literal" && value.node.kind === "none") continue;
      const handle = this.#fromValue(value);
      if (handle === null) return null;
      handles.push(handle);
    }
    return handles.length === 0 ? null : handles;
  }

  #fromValue(value: Value): Handle | null {
    switch (value.kind) {
      case "call":
        return value.name === null ? null : this.#opened(value.node, value.name);
      case "external":
        return this.#standardStream(value.name);
      case "annotated": {
        const opener = openerNamed(value.name);
        return opener === null ? null : this.#described(value.name, opener, null);
      }
      default:
        return null;
    }
  }

  #fromBindings(node: SyntaxNode): (Handle | SyntaxNode)[] | null {
    const reached = this.#model.reachingBindings(node);
    if (reached === undefined || reached.isElsewhere || reached.bindings.length > MAX_STEPS) return null;
    const found: (Handle | SyntaxNode)[] = [];
    for (const source of sourcesOf(reached.bindings)) {
      const each = source.kind === "value" ? this.#after(source.node, source.steps) : null;
      if (each === null) return null;
      found.push(each);
    }
    return found.length === 0 ? null : found;
  }

  #after(node: SyntaxNode, [step, ...others]: readonly Step[]): Handle | SyntaxNode | null {
    if (step === undefined) return node;
    if (others.length > 0 || step === "item") return null;
    const call = this.#model.callAt(node);
    if (step === "entered") {
      const given = GIVE_THEIR_ARGUMENT.has(call?.name ?? "") ? call?.argument(0, null) : undefined;
      return given ?? node;
    }
    // Python 3 has none of the functions; what takes their place decides for itself what its pipes are.
    const isThere = this.#model.target.major < 3 && call !== null && call.name !== null;
    const popen = isThere ? POPEN_FUNCTIONS[call.name ?? ""] : undefined;
    const pipe = popen?.pipes[step];
    return call === null || pipe === undefined ? null : this.#pipe(call, `${call.name}.${pipe}`, pipe);
  }

  /** `sys.stdin.buffer`, `text.buffer`, and the pipes of a child. */
  #member(node: SyntaxNode): Handle[] | null {
    const object = node.field("object");
    const name = node.field("attribute")?.text;
    if (object === null || name === undefined) return null;
    if (name === "buffer") {
      // What is binary has no buffer, and nothing but other buffers can make a long chain.
      if (this.#model.target.major < 3 || object.field("attribute")?.text === "buffer") return null;
      const text = this.of(object);
      if (text?.kind !== "text" || text.opener === "io.StringIO") return null;
      const opener = text.opener === null ? null : `${text.opener}.buffer`;
      return [{ ...text, opener, ...contents("binary", false, 3) }];
    }
    if (!PIPES.has(name)) return null;
    const handles: Handle[] = [];
    for (const value of this.#model.valuesOf(object)) {
      if (value.kind === "literal" && value.node.kind === "none") continue;
      const call = value.kind === "call" && value.name === "subprocess.Popen" ? this.#model.callAt(value.node) : null;
      if (call === null) return null;
      handles.push(this.#pipe(call, `subprocess.Popen.${name}`, name as Pipe));
    }
    return handles.length === 0 ? null : handles;
  }

  #pipe(call: Call, opener: string, pipe: Pipe): Handle {
    const { major } = this.#model.target;
    const isText = talksAsText(call, this.#model);
    const kind = isText === null ? null : isText ? "text" : "binary";
    const writes = pipe === "stdin";
    return {
      ...NOTHING_SAID,
      opener,
      call: call.node,
      origins: [call.node],
      mode: { reads: !writes, writes, appends: false, creates: false, truncates: false, updates: false },
      ...contents(kind, true, major),
      buffering: null,
      isSeekable: false,
    };
  }

  #standardStream(name: string): Handle | null {
    const mode = STANDARD_STREAMS[name];
    if (mode === undefined || this.#model.attributes.isReplaced(name)) return null;
    const { major } = this.#model.target;
    return {
      ...NOTHING_SAID,
      opener: name,
      mode: {
        reads: mode === "r",
        writes: mode === "w",
        appends: false,
        creates: false,
        truncates: false,
        updates: false,
      },
      ...contents("text", true, major),
      isSeekable: null,
    };
  }

  #opened(node: SyntaxNode, name: string): Handle | null {
    const opener = openerNamed(name);
    const call = opener === null ? null : this.#model.callAt(node);
    return opener === null || call === null ? null : this.#described(name, opener, call);
  }

  #described(name: string, opener: Opener, call: Call | null): Handle | null {
    const { major } = this.#model.target;
    const modeNode = given(call, opener, "mode");
    const modes = this.#modes(call, opener, modeNode);
    const encoding = given(call, opener, "encoding");
    const hasEncoding = call === null || call.hasUnpacking ? null : encoding !== null && encoding.kind !== "none";
    const kinds = new Set((modes ?? [null]).map((mode) => this.#kind(mode, name, opener, hasEncoding)));
    const directions = (modes ?? []).map((mode) => readMode(mode, opener, this.#model.target));
    const [kind = null, ...otherKinds] = kinds;
    const known = otherKinds.length > 0 ? null : kind;
    const isNative = opener.isNativeInPython2 && !(opener.grammar === "codec" && hasEncoding !== false);
    const path = opener.isMethodOfPath ? (call?.receiver ?? null) : given(call, opener, "path");
    const isNumber = path !== null && this.#isDescriptor(path);
    return {
      opener: name,
      call: call?.node ?? null,
      ...contents(known, isNative, major),
      // The writer of Python 2 encodes, so that it takes what it can decode first.
      ...(opener.grammar === "codec" && major < 3 ? { takes: "either" as const } : {}),
      mode: directions.length === 0 ? null : directions.reduce(sameMode),
      modeNode,
      buffering: this.#buffering(call, opener),
      encoding,
      errors: given(call, opener, "errors"),
      newline: given(call, opener, "newline"),
      path: isNumber ? null : path,
      descriptor: isNumber ? path : given(call, opener, "descriptor"),
      isSeekable: isNumber ? null : opener.isSeekable,
      deletesItself: this.#deletesItself(call, opener),
      isAnonymous: opener.isAnonymous,
      origins: call === null ? [] : [call.node],
    };
  }

  #kind(mode: string | null, name: string, opener: Opener, hasEncoding: boolean | null): "text" | "binary" | null {
    // The class says it all, whatever it is wrapped around.
    if (mode === null && name === "io.TextIOWrapper") return "text";
    if (mode === null && !/^(?:bytes|raw|pipe)$/.test(opener.grammar)) return null;
    return kindOfMode(mode ?? "", opener, this.#model.target.major, hasEncoding);
  }

  /** The modes that a call may be given; null if they are not all written out. */
  #modes(call: Call | null, opener: Opener, node: SyntaxNode | null): string[] | null {
    if (node === null) {
      const isLeftOut = call !== null && !call.hasUnpacking;
      return opener.defaultMode !== null && (isLeftOut || !opener.parameters.has("mode")) ? [opener.defaultMode] : null;
    }
    const values = this.#model
      .valuesOf(node)
      .map((value) => (value.kind === "literal" ? stringValue(value.node) : null));
    const known = values.filter((value) => value !== null);
    return known.length === values.length && known.length > 0 ? known : null;
  }

  #buffering(call: Call | null, opener: Opener): Handle["buffering"] {
    const node = given(call, opener, "buffering");
    if (node === null)
      return call === null || call.hasUnpacking || !opener.parameters.has("buffering") ? null : "default";
    const size = integerValue(node);
    return size === null ? node : size === 0n ? 0 : size === 1n ? "line" : size < 0n ? "default" : node;
  }

  #deletesItself(call: Call | null, opener: Opener): boolean | null {
    if (!opener.parameters.has("delete")) return opener.deletesItself;
    const node = this.#model.target.major < 3 ? call?.argument(5, "delete") : given(call, opener, "delete");
    if (node === undefined || node === null) return call === null || call.hasUnpacking ? null : opener.deletesItself;
    const value = this.#model.onlyValueOf(node);
    const literal = value?.kind === "literal" ? value.node.kind : null;
    return literal === "true" ? true : literal === "false" ? false : null;
  }

  /** Whether what stands where a path may is the number of an open file. */
  #isDescriptor(node: SyntaxNode): boolean {
    if (integerValue(node) !== null) return true;
    return this.#model.valuesOf(node).every((value) => {
      if (value.kind === "element")
        return value.of.kind === "call" && DESCRIPTOR_PARTS.get(value.of.name ?? "")?.includes(value.index) === true;
      if (value.kind !== "call") return value.kind === "literal" && integerValue(value.node) !== null;
      return DESCRIPTORS.has(value.name ?? "") || this.#model.callAt(value.node)?.method === "fileno";
    });
  }
}

const NOTHING_SAID: Handle = {
  opener: null,
  call: null,
  kind: null,
  mode: null,
  modeNode: null,
  gives: null,
  takes: null,
  buffering: null,
  encoding: null,
  errors: null,
  newline: null,
  path: null,
  descriptor: null,
  isSeekable: null,
  deletesItself: false,
  isAnonymous: false,
  origins: [],
};

function openerNamed(name: string): Opener | null {
  return Object.hasOwn(OPENERS, name) ? (OPENERS[name] ?? null) : null;
}

/** The argument of a role, if it is certainly the one that is passed. */
function given(call: Call | null, opener: Opener, role: OpenerRole): SyntaxNode | null {
  const parameter = opener.parameters.get(role);
  if (call === null || parameter === undefined) return null;
  return call.argument(parameter.position, parameter.keyword) ?? null;
}

function contents(kind: Handle["kind"], isNative: boolean, major: number): Pick<Handle, "kind" | "gives" | "takes"> {
  if (major < 3 && isNative) return { kind, gives: "native", takes: "either" };
  const content = kind === null ? null : kind === "text" ? "str" : "bytes";
  // What of Python 2 is binary mostly takes unicode too, and writes it in the encoding of its own memory.
  return { kind, gives: content, takes: major < 3 && kind === "binary" ? null : content };
}

function sameMode(one: Mode | null, other: Mode | null): Mode | null {
  if (one === null || other === null) return null;
  const flags = Object.keys(one) as (keyof Mode)[];
  return flags.every((flag) => one[flag] === other[flag]) ? one : null;
}

/** What two handles have in common. */
function common(one: Handle, other: Handle): Handle {
  const fields = Object.keys(one).map((key) => {
    const field = key as keyof Handle;
    return [field, one[field] === other[field] ? one[field] : null];
  });
  const origins = [...new Set([...one.origins, ...other.origins])];
  return { ...Object.fromEntries(fields), mode: sameMode(one.mode, other.mode), origins } as Handle;
}
