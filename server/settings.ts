import { formatPythonVersion, type PythonVersion } from "../engine/versions.js";
import { parseTarget } from "../project/target.js";

/** What a user set in the editor. Files of the project win over all of it. */
export interface EditorSettings {
  readonly targetVersion?: PythonVersion;
  /** Whether to show advice, too. */
  readonly hints?: boolean;
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
  const hints = readHints(own.hints, problems);
  const settings = {
    ...(targetVersion === undefined ? {} : { targetVersion }),
    ...(hints === undefined ? {} : { hints }),
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

function readHints(value: unknown, problems: string[]): boolean | undefined {
  if (value === undefined || value === null || typeof value === "boolean") return value ?? undefined;
  problems.push(`faqlint.hints: ${JSON.stringify(value)} is neither true nor false`);
  return undefined;
}

/** Whether two sets of settings are the same, so that nothing need be linted again. */
export function sameSettings(a: EditorSettings, b: EditorSettings): boolean {
  return shown(a.targetVersion) === shown(b.targetVersion) && (a.hints ?? false) === (b.hints ?? false);
}

function shown(version: PythonVersion | undefined): string {
  return version === undefined ? "" : formatPythonVersion(version);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
