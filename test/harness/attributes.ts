import type { ProjectFacts } from "../../engine/facts.js";
import {
  comparePythonVersions,
  formatPythonVersion,
  NEWEST_PYTHON,
  OLDEST_PYTHON,
  type PythonVersion,
  parsePythonVersion,
} from "../../engine/versions.js";

/** Which interpreters a block's claims are about. */
export type PythonChoice =
  /** The newest one found of a major version. */
  | { readonly kind: "newest"; readonly major: number }
  /** One certain feature release. */
  | { readonly kind: "exactly"; readonly versions: readonly PythonVersion[] }
  /** All that are found and fulfil the condition. */
  | { readonly kind: "all"; readonly accepts: (version: PythonVersion) => boolean; readonly text: string };

/** What stands behind ```` ```python ````. */
export interface Attributes {
  readonly target: PythonVersion | undefined;
  readonly python: PythonChoice | undefined;
  readonly path: string | undefined;
  readonly local: readonly string[] | undefined;
  readonly depends: readonly string[] | undefined;
  /** A module outside of Python's library that the interpreter must have. */
  readonly needs: string | undefined;
  readonly eol: "\n" | "\r\n" | "\r" | undefined;
  readonly bom: boolean;
  /** The last line has no line break. */
  readonly unterminated: boolean;
  /** No CPython accepts the block. */
  readonly invalid: boolean;
  /** The block is made executable and run as a command, not given to an interpreter. */
  readonly executable: boolean;
  /** The block is what the fixes make of the block before it. */
  readonly fixed: "safe" | "unsafe" | undefined;
}

const FLAGS = ["bom", "unterminated", "invalid", "executable", "fixed"];
const KEYS = ["target", "python", "path", "local", "depends", "needs", "eol", "fixed"];
const LINE_ENDS = { lf: "\n", crlf: "\r\n", cr: "\r" } as const;

/**
 * Reads the attributes of a block, the word `python` left out.
 *
 * @throws Error naming what is wrong: an attribute that is misspelt must not silently do nothing.
 */
export function parseAttributes(text: string): Attributes {
  const flags = new Set<string>();
  const values = new Map<string, string>();
  for (const word of text.split(/\s+/).filter((word) => word !== "")) {
    const [, key = "", operator, value = ""] = /^([a-z]+)(?:(=|(?=[<>]))(.+))?$/.exec(word) ?? [];
    const known = operator === undefined ? FLAGS : operator === "" ? ["python"] : KEYS;
    if (!known.includes(key)) throw new Error(`unknown attribute ${word}`);
    if (flags.has(key) || values.has(key)) throw new Error(`attribute ${key} is given twice`);
    if (operator === undefined) flags.add(key);
    else values.set(key, value);
  }
  const fixed = flags.has("fixed") ? "safe" : values.get("fixed");
  if (fixed !== undefined && fixed !== "safe" && fixed !== "unsafe") throw new Error("fixed is safe or unsafe");
  return {
    target: mapValue(values.get("target"), version),
    python: mapValue(values.get("python"), pythonChoice),
    path: values.get("path"),
    local: mapValue(values.get("local"), list),
    depends: mapValue(values.get("depends"), list),
    needs: values.get("needs"),
    eol: mapValue(values.get("eol"), lineEnd),
    bom: flags.has("bom"),
    unterminated: flags.has("unterminated"),
    invalid: flags.has("invalid"),
    executable: flags.has("executable"),
    fixed,
  };
}

/** A fixed block stands for the same file as the block before it, where it does not say otherwise. */
export function inheritAttributes(own: Attributes, before: Attributes): Attributes {
  return {
    ...own,
    target: own.target ?? before.target,
    path: own.path ?? before.path,
    local: own.local ?? before.local,
    depends: own.depends ?? before.depends,
    needs: own.needs ?? before.needs,
    eol: own.eol ?? before.eol,
    unterminated: own.unterminated || before.unterminated,
  };
}

/** The facts a block is linted with. */
export function factsOf({ local, depends }: Attributes): ProjectFacts {
  return { localModules: new Set(local), dependencies: new Set(depends) };
}

/** How a choice is called in messages to people. */
export function describeChoice(choice: PythonChoice): string {
  if (choice.kind === "newest") return `${choice.major}.x`;
  return choice.kind === "exactly" ? choice.versions.map(formatPythonVersion).join(", ") : choice.text;
}

function mapValue<T>(value: string | undefined, convert: (value: string) => T): T | undefined {
  return value === undefined ? undefined : convert(value);
}

const list = (text: string): string[] => text.split(",").filter((word) => word !== "");

function version(text: string): PythonVersion {
  const parsed = parsePythonVersion(text);
  if (parsed === undefined || !isKnown(parsed)) throw new Error(`no Python version that faqlint knows: ${text}`);
  return parsed;
}

function isKnown(version: PythonVersion): boolean {
  return (
    comparePythonVersions(version, OLDEST_PYTHON) >= 0 &&
    comparePythonVersions(version, NEWEST_PYTHON) <= 0 &&
    (version.major === 3 || version.minor === OLDEST_PYTHON.minor)
  );
}

function lineEnd(text: string): "\n" | "\r\n" | "\r" {
  const end = LINE_ENDS[text as keyof typeof LINE_ENDS];
  if (end === undefined) throw new Error("eol is lf, crlf or cr");
  return end;
}

/** `all`, `2.7`, `3`, `3.8,3.12` or conditions that all must hold: `>=3.8`, `>=3.8,<3.13`. */
function pythonChoice(text: string): PythonChoice {
  if (text === "all") return { kind: "all", accepts: () => true, text: "every version" };
  if (/^[23]$/.test(text)) return { kind: "newest", major: Number(text) };
  if (!/^[<>]/.test(text)) return { kind: "exactly", versions: list(text).map(version) };
  const conditions = list(text).map((part) => {
    const [, operator = "", number = ""] = /^(<=?|>=?)(.+)$/.exec(part) ?? [];
    const bound = version(number);
    return (candidate: PythonVersion): boolean => {
      const order = comparePythonVersions(candidate, bound);
      return operator === "<" ? order < 0 : operator === "<=" ? order <= 0 : operator === ">" ? order > 0 : order >= 0;
    };
  });
  const accepts = (candidate: PythonVersion): boolean => conditions.every((holds) => holds(candidate));
  if (!knownVersions().some(accepts)) throw new Error(`no Python version fulfils ${text}`);
  return { kind: "all", accepts, text };
}

function knownVersions(): PythonVersion[] {
  const ofThree = Array.from({ length: NEWEST_PYTHON.minor + 1 }, (_, minor) => ({ major: 3, minor }));
  return [OLDEST_PYTHON, ...ofThree];
}
