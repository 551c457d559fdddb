import { formatPythonVersion, type PythonVersion } from "../engine/versions.js";
import { parseTarget } from "../project/target.js";

/** What a user set in the editor. Files of the project win over all of it. */
export interface EditorSettings {
  readonly targetVersion?: PythonVersion;
  /** Whether to show advice, too. */
  readonly hints?: boolean;
  /** Whether to lint the files of the workspace that are not open, too. */
  readonly workspace?: boolean;
  /** How many problems of a file to show. */
  readonly maxDiagnostics?: number;
}

/** The settings that were understood, and a sentence for the user about each that was not. */
export interface ReadSettings {
  readonly settings: EditorSettings;
  readonly problems: readonly string[];
}

/**
 * Reads what a client sends as `initializationOptions`, in `workspace/didChangeConfiguration` or as the answer to
 * `workspace/configuration`: either `{ faqlint: {...} }` or the inner object alone. Members of others are ignored.
 */
export function readSettings(sent: unknown): ReadSettings {
  const outer = isRecord(sent) ? sent : {};
  const own = isRecord(outer.faqlint) ? outer.faqlint : outer;
  const problems: string[] = [];
  const targetVersion = readTarget(own.targetVersion, problems);
  const hints = readBoolean("hints", own.hints, problems);
  const workspace = readBoolean("workspace", own.workspace, problems);
  const maxDiagnostics = readCount("maxDiagnostics", own.maxDiagnostics, problems);
  const settings = {
    ...(targetVersion === undefined ? {} : { targetVersion }),
    ...(hints === undefined ? {} : { hints }),
    ...(workspace === undefined ? {} : { workspace }),
    ...(maxDiagnostics === undefined ? {} : { maxDiagnostics }),
  };
  return { settings, problems };
}

function readTarget(value: unknown, problems: string[]): PythonVersion | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  // A number is refused: 3.10 would arrive as 3.1.
  const target = typeof value === "string" ? parseTarget(value.trim()) : undefined;
  if (typeof target === "object") return target;
  const problem = target ?? `${JSON.stringify(value)} is no Python version; write one in quotes, like "3.12"`;
  problems.push(`faqlint.targetVersion: ${problem}`);
  return undefined;
}

function readBoolean(name: string, value: unknown, problems: string[]): boolean | undefined {
  if (value === undefined || value === null || typeof value === "boolean") return value ?? undefined;
  problems.push(`faqlint.${name}: ${JSON.stringify(value)} is neither true nor false`);
  return undefined;
}

function readCount(name: string, value: unknown, problems: string[]): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number" && Number.isInteger(value) && value > 0) return value;
  problems.push(`faqlint.${name}: ${JSON.stringify(value)} is no whole number above 0`);
  return undefined;
}

/** Whether two sets of settings are the same, so that nothing need be linted again. */
export function sameSettings(a: EditorSettings, b: EditorSettings): boolean {
  return (
    shown(a.targetVersion) === shown(b.targetVersion) &&
    JSON.stringify(withoutTarget(a)) === JSON.stringify(withoutTarget(b))
  );
}

function withoutTarget({ hints = false, workspace = false, maxDiagnostics = 0 }: EditorSettings): unknown {
  return { hints, workspace, maxDiagnostics };
}

function shown(version: PythonVersion | undefined): string {
  return version === undefined ? "" : formatPythonVersion(version);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
