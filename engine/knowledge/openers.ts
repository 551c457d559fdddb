import { comparePythonVersions, type PythonVersion } from "../versions.js";

/**
 * How an opener reads its mode.
 *
 * - `open`: text unless there is a `b`; `spooled` too, but while all is in memory any mode reads and writes
 * - `codec`: text if there is an encoding, else as `open`
 * - `socket`: as `open`, and `rw` means both
 * - `compressed`: binary unless there is a `t`; Python 2's have no text
 * - `bytes`: always binary; `raw` too, with `+`
 * - `pipe`: always text
 */
type ModeGrammar = "open" | "spooled" | "codec" | "socket" | "compressed" | "bytes" | "raw" | "pipe";

/** What an argument of an opener is for. */
export type OpenerRole = "path" | "descriptor" | "mode" | "buffering" | "encoding" | "errors" | "newline" | "delete";

/** A function or class that gives a file-like object. */
export interface Opener {
  readonly grammar: ModeGrammar;
  /** The mode if none is given; null if it then depends on something else. */
  readonly defaultMode: string | null;
  /** Python 3's arguments by position (null: by keyword alone), those that matter here. */
  readonly parameters: ReadonlyMap<OpenerRole, { readonly position: number | null; readonly keyword: string }>;
  /** Python 2's file object, or what stands in for it: gives `str`, and takes `unicode` as well. */
  readonly isNativeInPython2: boolean;
  /** Whether `seek` works; null where that depends on what is opened. */
  readonly isSeekable: boolean | null;
  /** The file is gone when the object is closed, unless the argument `delete` says otherwise. */
  readonly deletesItself: boolean;
  /** The file has no name that others could open it by. */
  readonly isAnonymous: boolean;
  /** The path is the object whose method this is. */
  readonly isMethodOfPath: boolean;
}

type Options = Partial<Omit<Opener, "grammar" | "defaultMode" | "parameters">>;

/** @param signature parameters in order, as `role` or `role:keyword`, `_` for those that do not matter, `*` before keywords */
function opener(grammar: ModeGrammar, defaultMode: string | null, signature: string, options: Options = {}): Opener {
  const words = signature.split(" ");
  const star = words.includes("*") ? words.indexOf("*") : words.length;
  const parameters = new Map(
    words.flatMap((word, index) => {
      const [role = "", keyword = role] = word.split(":");
      if (/^[_*]?$/.test(role)) return [];
      return [[role as OpenerRole, { position: index < star ? index : null, keyword }] as const];
    }),
  );
  const usual = { isNativeInPython2: true, isSeekable: true, deletesItself: false, isAnonymous: false };
  return { grammar, defaultMode, parameters, ...usual, isMethodOfPath: false, ...options };
}

const TEXT = "encoding errors newline";
const NEW_IO = { isNativeInPython2: false };
const WRAPPED = { isSeekable: null };
const STREAM = { isSeekable: false };
const VANISHING = { deletesItself: true, isAnonymous: true };

const OPEN = opener("open", "r", `path:file mode buffering ${TEXT}`);
const COMPRESSED = opener("compressed", "rb", `path:filename mode _ ${TEXT}`, WRAPPED);
const COMPRESSED_CLASS = opener("bytes", "r", "path:filename mode", WRAPPED);
const RESPONSE = opener("bytes", "r", "", STREAM);
const MAKEFILE = opener("socket", "r", `mode buffering * ${TEXT}`, STREAM);
const TEMPORARY = "mode buffering encoding newline _ _ _";
const MEMBER = opener("bytes", "r", "", WRAPPED);
const LINES = opener("open", "r", "_ _ _ * mode encoding errors", STREAM);

/**
 * What gives file-like objects, by qualified name; methods by the class or by the function that makes the object.
 *
 * Source: the signatures in CPython 2.7 and 3.6 to 3.13. What they give and take is tried by a test.
 */
export const OPENERS: Readonly<Record<string, Opener>> = {
  "builtins.open": OPEN,
  "builtins.file": OPEN,
  "io.open": { ...OPEN, ...NEW_IO },
  "os.fdopen": opener("open", "r", `descriptor:fd mode buffering ${TEXT}`, WRAPPED),
  "codecs.open": opener("codec", "r", "path:filename mode encoding errors buffering"),
  "pathlib.Path.open": opener("open", "r", `mode buffering ${TEXT}`, { isMethodOfPath: true }),
  "gzip.open": COMPRESSED,
  "bz2.open": COMPRESSED,
  "lzma.open": opener("compressed", "rb", `path:filename mode * ${TEXT}`, WRAPPED),
  "gzip.GzipFile": { ...COMPRESSED_CLASS, defaultMode: null },
  "bz2.BZ2File": COMPRESSED_CLASS,
  "lzma.LZMAFile": COMPRESSED_CLASS,
  "tempfile.NamedTemporaryFile": opener("open", "w+b", `${TEMPORARY} delete * errors`, { deletesItself: true }),
  "tempfile.TemporaryFile": opener("open", "w+b", `${TEMPORARY} * errors`, VANISHING),
  "tempfile.SpooledTemporaryFile": opener("spooled", "w+b", `_ ${TEMPORARY} * errors`, VANISHING),
  "socket.socket.makefile": MAKEFILE,
  "socket.create_connection.makefile": MAKEFILE,
  "os.popen": opener("pipe", "r", "_ mode buffering", STREAM),
  "io.FileIO": opener("raw", "r", "path:file mode", NEW_IO),
  "io.BytesIO": opener("raw", "w+", "", NEW_IO),
  "io.StringIO": opener("open", "w+", "_ newline", NEW_IO),
  "io.BufferedReader": opener("raw", "r", "", { ...NEW_IO, ...WRAPPED }),
  "io.BufferedWriter": opener("raw", "w", "", { ...NEW_IO, ...WRAPPED }),
  "io.BufferedRandom": opener("raw", "r+", "", { ...NEW_IO, ...WRAPPED }),
  "io.TextIOWrapper": opener("open", null, `_ ${TEXT}`, { ...NEW_IO, ...WRAPPED }),
  "zipfile.ZipFile.open": opener("bytes", "r", "_ mode", WRAPPED),
  "tarfile.TarFile.extractfile": MEMBER,
  "tarfile.TarFile.open.extractfile": MEMBER,
  "tarfile.open.extractfile": MEMBER,
  "urllib.request.urlopen": RESPONSE,
  "urllib.request.build_opener.open": RESPONSE,
  "http.client.HTTPConnection.getresponse": RESPONSE,
  "http.client.HTTPSConnection.getresponse": RESPONSE,
  "fileinput.input": LINES,
  "fileinput.FileInput": LINES,
};

/** The streams that a program begins with, and how they are open. */
export const STANDARD_STREAMS: Readonly<Record<string, "r" | "w">> = {
  "sys.stdin": "r",
  "sys.stdout": "w",
  "sys.stderr": "w",
  "sys.__stdin__": "r",
  "sys.__stdout__": "w",
  "sys.__stderr__": "w",
};

/** What a mode says of the direction. */
export interface Mode {
  readonly reads: boolean;
  readonly writes: boolean;
  /** Whatever is written goes to the end. */
  readonly appends: boolean;
  /** The file may not exist before. */
  readonly creates: boolean;
  /** What the file held is gone when it is opened. */
  readonly truncates: boolean;
  /** It can be both read and written, in one place (`+`). */
  readonly updates: boolean;
}

/** The modes that there are, their letters sorted. */
const OPEN_MODES = /^(?:\+?(?:a[bt]?|b?[rwx]|rt|t[wx])|U(?:b?r?|r?t))$/;

const OTHER_MODES: Readonly<Partial<Record<ModeGrammar, RegExp>>> = {
  codec: /^(?:\+?(?:ab?|b?[rwx])|Ub?r?)$/,
  socket: /^b?r?w?$/,
  compressed: /^(?:a[bt]?|b?[rwx]|rt|t[wx])$/,
  bytes: /^(?:ab?|b?[rwx])$/,
  raw: /^\+?(?:ab?|b?[rwx])$/,
  pipe: /^[rw]$/,
};

/** What a mode means to an opener; null for what it does not accept, or with which the direction depends on more. */
export function readMode(mode: string, { grammar, isNativeInPython2 }: Opener, target: PythonVersion): Mode | null {
  const letters = [...mode].sort().join("");
  const isOld = target.major < 3;
  const accepted = isOld && grammar === "pipe" ? OPEN_MODES : (OTHER_MODES[grammar] ?? OPEN_MODES);
  if (!accepted.test(letters)) return null;
  const has = (letter: string): boolean => letters.includes(letter);
  // Python 2 hands the mode to C, where the direction comes first, as in what is compressed; it has no `x`, and no text there.
  if (has("U") && comparePythonVersions(target, { major: 3, minor: 11 }) >= 0) return null;
  const isDirectionFirst = grammar === "compressed" || (isOld && isNativeInPython2 && grammar !== "socket");
  if ((isOld && has("x")) || (isDirectionFirst && !/^[rwaxU]/.test(mode))) return null;
  if ((isOld && grammar === "compressed" && has("t")) || (grammar === "spooled" && !has("+"))) return null;
  // Python 2's file of a socket lets everything through.
  const isBoth = has("+") || (grammar === "socket" && ((has("r") && has("w")) || isOld));
  const isRead = has("r") || has("U") || (grammar === "socket" && !has("w"));
  return {
    reads: isRead || isBoth,
    writes: !isRead || isBoth,
    appends: has("a"),
    creates: has("x"),
    truncates: has("w") && grammar !== "socket",
    updates: has("+"),
  };
}

/**
 * In which form content comes and goes in a mode, also one that is not accepted; null if that depends on more.
 *
 * @param hasEncoding whether an encoding is given; null if that is not known
 */
export function kindOfMode(
  mode: string,
  { grammar }: Opener,
  major: number,
  hasEncoding: boolean | null,
): "text" | "binary" | null {
  switch (grammar) {
    case "compressed":
      return mode.includes("t") && major >= 3 ? "text" : "binary";
    case "codec":
      if (hasEncoding === null && mode.includes("b")) return null;
      return hasEncoding === true || !mode.includes("b") ? "text" : "binary";
    case "bytes":
    case "raw":
      return "binary";
    case "pipe":
      return "text";
    default:
      return mode.includes("b") ? "binary" : "text";
  }
}
