import { formatPythonVersion, type PythonVersion } from "../engine/versions.js";
import { parseTarget } from "../project/target.js";

/** What a user set in the editor. Files of the project win over all of it. */
export interface EditorSettings {
  readonly targetVersion?: PythonVersion;
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
  const value = own.targetVersion;
  if (value === undefined || value === null || value === "") return { settings: {}, problems: [] };
  // A number is refused: 3.10 would arrive as 3.1.
  const target = typeof value === "string" ? parseTarget(value.trim()) : undefined;
  if (typeof target === "object") return { settings: { targetVersion: target }, problems: [] };
  const problem = target ?? `${JSON.stringify(value)} is no Python version; write one in quotes, like "3.12"`;
  return { settings: {}, problems: [`faqlint.targetVersion: ${problem}`] };
}

/** Whether two sets of settings are the same, so that nothing need be linted again. */
export function sameSettings(a: EditorSettings, b: EditorSettings): boolean {
  return shown(a.targetVersion) === shown(b.targetVersion);
}

function shown(version: PythonVersion | undefined): string {
  return version === undefined ? "" : formatPythonVersion(version);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
