import { type PythonVersion, parsePythonVersion } from "../versions.js";

/** What is known of a value by the classes it may be of. An instance of a class is one of its subclasses' too. */
export interface LibraryType {
  /** Canonical names, those of builtins bare (`bytes`), `None` included. */
  readonly names: readonly string[];
  /** Whether it can be of no other class. With no name at all: nothing is given back, as by `sys.exit`. */
  readonly isComplete: boolean;
  /** What a file, pipe, match or process holds, where one of both is sure: `IO[bytes]`, `Popen[str]`. */
  readonly content?: "str" | "bytes";
}

export interface LibraryParameter {
  readonly name: string;
  readonly hasDefault: boolean;
  /** The first version that takes it, where older ones (from 3.9 on) are known not to. */
  readonly since?: PythonVersion;
}

/** One way to call something. Names, methods' own object left out. */
export interface LibrarySignature {
  /** Positional-only parameters: those that must be given, and all. */
  readonly positionalOnly: readonly [least: number, most: number];
  /** Parameters that can be given by position or by name. */
  readonly parameters: readonly LibraryParameter[];
  /** Whether `*args` takes more positions. */
  readonly takesMore: boolean;
  readonly keywordOnly: readonly LibraryParameter[];
  /** Whether `**kwargs` takes any name. */
  readonly takesAnyKeyword: boolean;
  readonly returns: LibraryType;
  /** The first version with this signature, if it is not as old as the function. Told from Python 3.10 on only. */
  readonly since?: PythonVersion;
  /** The first version without it. */
  readonly until?: PythonVersion;
}

export const UNKNOWN_LIBRARY_TYPE: LibraryType = { names: [], isComplete: false };

const SHORT: Readonly<Record<string, string>> = {
  N: "None",
  s: "str",
  b: "bytes",
  i: "int",
  f: "float",
  o: "bool",
  S: "Self",
  l: "list",
  t: "tuple",
  d: "dict",
};

/** Reads a type as the generated text writes it; `.Name` is a name of the module it is in. */
export function readType(text: string, module: string): LibraryType {
  if (text === "") return UNKNOWN_LIBRARY_TYPE;
  if (text === "!") return { names: [], isComplete: true };
  const match = /^([^<?]*)(?:<(str|bytes)>)?(\?)?$/.exec(text);
  if (match === null) throw new Error(`not a type: ${text}`);
  const names = (match[1] as string)
    .split("/")
    .map((name) => SHORT[name] ?? (name.startsWith(".") ? module + name : name));
  const isComplete = match[3] === undefined;
  const content = match[2] as "str" | "bytes" | undefined;
  return content === undefined ? { names, isComplete } : { names, isComplete, content };
}

/** Reads the signatures of a payload, such as `(1-2/,a,b=)N@3.12-|(a)i@-3.12`. */
export function readSignatures(text: string, module: string): LibrarySignature[] {
  return text.split("|").map((one) => {
    const match = /^\(([^)]*)\)([^@]*)(?:@([\d.]*)-([\d.]*))?$/.exec(one);
    if (match === null) throw new Error(`not a signature: ${one}`);
    const [, parameters = "", returns = "", from = "", to = ""] = match;
    const [since, until] = [parsePythonVersion(from), parsePythonVersion(to)];
    return {
      ...readParameters(parameters),
      returns: readType(returns, module),
      ...(since === undefined ? {} : { since }),
      ...(until === undefined ? {} : { until }),
    };
  });
}

function readParameters(
  text: string,
): Pick<LibrarySignature, "positionalOnly" | "parameters" | "takesMore" | "keywordOnly" | "takesAnyKeyword"> {
  let positionalOnly: [number, number] = [0, 0];
  const parameters: LibraryParameter[] = [];
  const keywordOnly: LibraryParameter[] = [];
  let into = parameters;
  let takesMore = false;
  let takesAnyKeyword = false;
  for (const part of text === "" ? [] : text.split(",")) {
    if (part.endsWith("/")) {
      const [least = 0, most = least] = part.slice(0, -1).split("-").map(Number);
      positionalOnly = [least, most];
    } else if (part === "**") takesAnyKeyword = true;
    else if (part.startsWith("*")) {
      takesMore ||= part === "*a";
      into = keywordOnly;
    } else {
      const [name = "", version] = part.split("=");
      const since = version === undefined ? undefined : parsePythonVersion(version);
      into.push({ name, hasDefault: version !== undefined, ...(since === undefined ? {} : { since }) });
    }
  }
  return { positionalOnly, parameters, takesMore, keywordOnly, takesAnyKeyword };
}

/** The least and most positional arguments; those without default may be given by name instead. */
export function positionsOf(signature: LibrarySignature): readonly [least: number, most: number] {
  const { positionalOnly, parameters, takesMore } = signature;
  const least = positionalOnly[0] + parameters.filter(({ hasDefault }) => !hasDefault).length;
  return [least, takesMore ? Number.POSITIVE_INFINITY : positionalOnly[1] + parameters.length];
}
