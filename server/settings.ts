import { formatPythonVersion, type PythonVersion } from "../engine/versions.js";
import { parseTarget } from "../project/target.js";

/** What a user set in the editor, in the editor's own terms. */
export interface EditorSettings {
  /** The following win over nothing but defaults: files of the project win over all of it. */
  readonly targetVersion?: PythonVersion;
  /** Whether to give advice, too. */
  readonly hints?: boolean;
  /** Rules, questions, sections or severities. */
  readonly select?: readonly string[];
  readonly ignore?: readonly string[];
  /** Levels by rules, questions or sections; `off` is one. */
  readonly severity?: Readonly<Record<string, string>>;
  /** Whether to lint all files of the workspace, not only those that are open. */
  readonly workspace?: boolean;
  /** How many diagnostics to show for a file, at least 1. */
  readonly maxDiagnostics?: number;
}

/** The settings that were understood, and a sentence for the user about each that was not. */
export interface ReadSettings {
  readonly settings: EditorSettings;
  readonly problems: readonly string[];
}

/** Understands a value, or says what it is not: `neither true nor false`. */
type Understand<T> = (value: unknown) => T | { readonly wrong: string };

/**
 * Reads what a client sends as `initializationOptions`, in `workspace/didChangeConfiguration` or as the answer to
 * `workspace/configuration`: either `{ faqlint: {...} }` or the inner object alone. Members of others are ignored.
 * Whether there are rules of the names is not looked at.
 */
export function readSettings(sent: unknown): ReadSettings {
  const outer = isRecord(sent) ? sent : {};
  const own = isRecord(outer.faqlint) ? outer.faqlint : outer;
  const problems: string[] = [];
  const read = <K extends string, T>(key: K, understand: Understand<T>): { [key in K]?: T } => {
    const value = own[key];
    // Editors send null, or an empty text, for what is not set.
    if (value === undefined || value === null || value === "") return {};
    const understood = understand(value);
    if (typeof understood !== "object" || understood === null || !("wrong" in understood)) {
      return { [key]: understood } as { [key in K]: T };
    }
    problems.push(`faqlint.${key}: ${understood.wrong}`);
    return {};
  };
  const settings = {
    ...read("targetVersion", version),
    ...read("hints", truth),
    ...read("select", texts),
    ...read("ignore", texts),
    ...read("severity", levels),
    ...read("workspace", truth),
    ...read("maxDiagnostics", count),
  };
  return { settings, problems };
}

/** Whether two sets of settings are the same, so that nothing need be linted again. */
export function sameSettings(a: EditorSettings, b: EditorSettings): boolean {
  return normalForm(a) === normalForm(b);
}

function normalForm(settings: EditorSettings): string {
  const { targetVersion, hints = false, select, ignore = [], severity = {}, workspace = false } = settings;
  const target = targetVersion && formatPythonVersion(targetVersion);
  const levelsByName = Object.entries(severity).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([target, hints, select, ignore, levelsByName, workspace, settings.maxDiagnostics]);
}

const version: Understand<PythonVersion> = (value) => {
  // A number is refused: 3.10 would arrive as 3.1.
  if (typeof value !== "string") {
    return { wrong: `${JSON.stringify(value)} is no Python version; write one in quotes, like "3.12"` };
  }
  const target = parseTarget(value.trim());
  return typeof target === "string" ? { wrong: target } : target;
};

const truth: Understand<boolean> = (value) =>
  typeof value === "boolean" ? value : { wrong: `${JSON.stringify(value)} is neither true nor false` };

const texts: Understand<readonly string[]> = (value) => {
  const isList = Array.isArray(value) && value.every((item) => typeof item === "string");
  return isList ? value : { wrong: `${JSON.stringify(value)} is no list of names, like ["threads"]` };
};

const levels: Understand<Readonly<Record<string, string>>> = (value) => {
  const wrong = { wrong: `${JSON.stringify(value)} names no levels by rules, like {"removed-module": "warning"}` };
  if (!isRecord(value)) return wrong;
  const named: Record<string, string> = {};
  for (const [name, level] of Object.entries(value)) {
    if (typeof level !== "string") return wrong;
    named[name] = level;
  }
  return named;
};

const count: Understand<number> = (value) =>
  typeof value === "number" && Number.isInteger(value) && value >= 1
    ? value
    : { wrong: `${JSON.stringify(value)} is no whole number above 0` };

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
