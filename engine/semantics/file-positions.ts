import { Kept } from "../syntax/kept.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { Call } from "./call.js";
import type { Handle } from "./handle.js";
import { followLife, type Life, type LifeUse, type Protocol } from "./lifetimes.js";
import { integerValue } from "./literals.js";
import type { Model } from "./model.js";

/**
 * What is known of the position of an open file, and of what lies there:
 *
 * - `empty`: the file has nothing, so far as who opened it can know
 * - `end`: behind all that the file had when it was opened
 * - `start`: at its first byte, as opened
 * - `read`: behind all, because all was read; `inside`: further on than the start
 * - `written`: behind all, because it was just written
 * - `hole`: further on than the end, since everything was cut off where the position stayed
 * - `uncut`: behind all, where something was cut off, so nothing was
 * - `rewound`: back at the start after all was read; `overwritten`: from there on something was written
 * - `somewhere`: not known
 */
export type FilePosition =
  | "empty"
  | "end"
  | "start"
  | "read"
  | "inside"
  | "written"
  | "hole"
  | "uncut"
  | "rewound"
  | "overwritten"
  | "somewhere";

/** What moves a position, or cuts the file: `cutAll` to nothing, `cutHere` at the position, `cut` at any other size. */
export type FileEvent = "readAll" | "readSome" | "write" | "rewind" | "seek" | "cutAll" | "cutHere" | "cut";

export type FileLife = Life<FilePosition, FileEvent>;

/** What makes file-like objects that can go back, by the last part of its name. */
const SEEKABLE_OPENERS: readonly string[] = [
  "BytesIO",
  "NamedTemporaryFile",
  "SpooledTemporaryFile",
  "StringIO",
  "TemporaryFile",
  "fdopen",
  "file",
  "open",
];

const SOMEWHERE = { seek: "somewhere", cut: "somewhere" } as const;
const STATES: Protocol<FilePosition, FileEvent>["states"] = {
  empty: { ...SOMEWHERE, write: "written", rewind: "somewhere" },
  end: { ...SOMEWHERE, write: "written", rewind: "rewound", cutAll: "somewhere", cutHere: "somewhere" },
  start: {
    ...SOMEWHERE,
    readAll: "read",
    readSome: "inside",
    write: "somewhere",
    cutAll: "somewhere",
    cutHere: "somewhere",
  },
  read: { ...SOMEWHERE, write: "somewhere", rewind: "rewound", cutAll: "hole", cutHere: "uncut" },
  inside: { ...SOMEWHERE, readAll: "read", write: "somewhere", rewind: "start", cutAll: "hole", cutHere: "somewhere" },
  written: { ...SOMEWHERE, rewind: "somewhere", cutAll: "hole" },
  hole: { ...SOMEWHERE, write: "written", rewind: "somewhere" },
  uncut: { ...SOMEWHERE, write: "written", rewind: "rewound", cutAll: "hole" },
  rewound: {
    ...SOMEWHERE,
    readAll: "read",
    readSome: "inside",
    write: "overwritten",
    cutAll: "somewhere",
    cutHere: "somewhere",
  },
  overwritten: {
    ...SOMEWHERE,
    readAll: "somewhere",
    readSome: "somewhere",
    rewind: "somewhere",
    cutAll: "somewhere",
    cutHere: "somewhere",
  },
  somewhere: {},
};

/** What looks at a file and leaves it as it is. */
const HARMLESS_METHODS = new Set("close flush getbuffer getvalue isatty readable seekable tell writable".split(" "));
const HARMLESS_MEMBERS = new Set("closed encoding errors mode newlines".split(" "));
const HARMLESS_FUNCTIONS: ReadonlySet<string> = new Set([
  "fcntl.flock",
  "fcntl.lockf",
  "msvcrt.locking",
  "os.fchmod",
  "os.fstat",
  "os.fsync",
]);

/** Functions that read a file they are given to its end, or write to it, with the position of the file among their arguments. */
const READERS: Readonly<Record<string, readonly [number, string]>> = {
  "json.load": [0, "fp"],
  "shutil.copyfileobj": [0, "fsrc"],
  "tomllib.load": [0, "fp"],
  "yaml.load": [0, "stream"],
  "yaml.safe_load": [0, "stream"],
};
const WRITERS: Readonly<Record<string, readonly [number, string]>> = {
  "json.dump": [1, "fp"],
  "pickle.dump": [1, "file"],
  "shutil.copyfileobj": [1, "fdst"],
  "yaml.dump": [1, "stream"],
  "yaml.safe_dump": [1, "stream"],
};
const PARTIAL_READERS: Readonly<Record<string, readonly [number, string]>> = { "pickle.load": [0, "file"] };

/** A file and all that is done with it in the function that opens it. */
export class OpenedFile {
  readonly #model: Model;
  #life: FileLife | undefined;

  constructor(
    readonly call: Call,
    readonly handle: Handle,
    /** Where it stands when it is opened. */
    readonly initial: FilePosition,
    model: Model,
  ) {
    this.#model = model;
  }

  /** Followed when it is asked for: of most files the mode tells enough. */
  get life(): FileLife {
    this.#life ??= followLife(this.#model, this.call.node, protocolFor(this.initial, this.#model));
    return this.#life;
  }
}

const opened = new Kept<Model, Map<SyntaxNode, OpenedFile | null>>(({ tree }) => tree);
const protocols = new Kept<Model, Map<FilePosition, Protocol<FilePosition, FileEvent>>>(({ tree }) => tree);

/** The file that a call opens, if its mode is known and it can go back, with its story; null for all else. */
export function openedFile(node: SyntaxNode, model: Model): OpenedFile | null {
  const known = opened.get(model) ?? new Map<SyntaxNode, OpenedFile | null>();
  opened.set(model, known);
  const before = known.get(node);
  if (before !== undefined) return before;
  const found = open(node, model);
  known.set(node, found);
  return found;
}

function open(node: SyntaxNode, model: Model): OpenedFile | null {
  const call = model.callAt(node);
  const callee = call?.method ?? call?.callee.text ?? "";
  // Other names may be given to what opens a file, by `import ... as`: these are left alone.
  if (call === null || !SEEKABLE_OPENERS.includes(callee)) return null;
  const handle = model.handleOf(node);
  if (handle?.call !== node || handle.isSeekable !== true) return null;
  const initial = initialPosition(call, handle);
  if (initial === null) return null;
  return new OpenedFile(call, handle, initial, model);
}

function initialPosition(call: Call, { opener, mode }: Handle): FilePosition | null {
  if (opener === "io.BytesIO" || opener === "io.StringIO") {
    const [content] = call.arguments;
    if (content === undefined) return "empty";
    return call.hasUnpacking || !/^(?:None|b?""|b?'')$/.test(content.value.text) ? "start" : "empty";
  }
  if (mode === null) return null;
  if (mode.appends) return "end";
  return mode.truncates || mode.creates ? "empty" : "start";
}

function protocolFor(initial: FilePosition, model: Model): Protocol<FilePosition, FileEvent> {
  const known = protocols.get(model) ?? new Map<FilePosition, Protocol<FilePosition, FileEvent>>();
  protocols.set(model, known);
  const protocol = known.get(initial) ?? {
    initial,
    states: STATES,
    event: (use: LifeUse) => eventOf(use, model),
    givesItself: (path: readonly string[]) => path.length === 0,
  };
  known.set(initial, protocol);
  return protocol;
}

function eventOf(use: LifeUse, model: Model): FileEvent | "ignore" | "escape" {
  const [member, ...others] = use.path;
  switch (use.kind) {
    case "call":
      if (member === undefined || others.length > 0) return "escape";
      return methodEvent(member, use, model);
    case "iterate":
      if (member !== undefined) return "escape";
      return use.site.kind === "call" ? "readAll" : "readSome";
    case "enter":
    case "exit":
    case "test":
      return "ignore";
    case "read":
      return member === undefined || HARMLESS_MEMBERS.has(member) ? "ignore" : "escape";
    case "escape":
      return member === undefined ? argumentEvent(use, model) : HARMLESS_MEMBERS.has(member) ? "ignore" : "escape";
    default:
      return "escape";
  }
}

function methodEvent(method: string, { call, site }: LifeUse, model: Model): FileEvent | "ignore" | "escape" {
  switch (method) {
    case "read":
    case "readlines": {
      const size = call?.argument(0, null);
      const isAll = size === undefined ? call?.hasUnpacking === false : /^(?:None|-1)$/.test(size.text);
      return isAll ? "readAll" : "readSome";
    }
    case "readline":
    case "read1":
    case "__next__":
      return "readSome";
    case "write":
    case "writelines":
      return "write";
    case "seek":
      return call === null ? "seek" : seekEvent(call, model);
    case "truncate": {
      const size = call?.argument(0, null);
      if (call?.hasUnpacking !== false) return "cut";
      if (size === undefined || size.kind === "none") return "cutHere";
      return integerValue(size) === 0n ? "cutAll" : "cut";
    }
    case "fileno": {
      const outer = site.parent?.kind === "argument_list" ? site.parent.parent : null;
      const name = outer === null ? null : model.callAt(outer)?.name;
      return name != null && HARMLESS_FUNCTIONS.has(name) ? "ignore" : "escape";
    }
    default:
      return HARMLESS_METHODS.has(method) ? "ignore" : "escape";
  }
}

function seekEvent(call: Call, model: Model): FileEvent {
  const [offset, whence] = [call.argument(0, null), call.argument(1, "whence")];
  if (call.hasUnpacking || offset === undefined || integerValue(offset) !== 0n) return "seek";
  if (whence === undefined || integerValue(whence) === 0n) return "rewind";
  return /^(?:os|io)\.SEEK_SET$/.test(model.qualifiedName(whence) ?? "") ? "rewind" : "seek";
}

/** What functions do with a file that they are given. */
function argumentEvent({ node, site }: LifeUse, model: Model): FileEvent | "ignore" | "escape" {
  const call = site.kind === "call" ? model.callAt(site) : null;
  const name = call?.name ?? null;
  if (call === null || name === null) return "escape";
  const isFile = (table: Readonly<Record<string, readonly [number, string]>>): boolean => {
    const place = Object.hasOwn(table, name) ? table[name] : undefined;
    return place !== undefined && call.argument(...place) === node;
  };
  if (isFile(READERS)) return "readAll";
  if (isFile(PARTIAL_READERS)) return "readSome";
  if (isFile(WRITERS)) return "write";
  return HARMLESS_FUNCTIONS.has(name) ? "ignore" : "escape";
}
