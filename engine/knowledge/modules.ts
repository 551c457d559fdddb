import { comparePythonVersions, type PythonVersion, parsePythonVersion } from "../versions.js";
import { MODULES_BY_SPAN } from "./modules.generated.js";

/** The stretch of versions, from 2.7 on, that have a standard module. */
export interface ModuleHistory {
  /**
   * The first version with it, 2.7 meaning "2.7 or before". For a submodule it may be too early, never too late: where
   * nothing tells its age, that of its package stands.
   */
  readonly since: PythonVersion;
  /** The first version without it; absent while the newest version has it. Never too early. */
  readonly until?: PythonVersion;
}

let histories: ReadonlyMap<string, ModuleHistory> | undefined;

function table(): ReadonlyMap<string, ModuleHistory> {
  if (histories === undefined) {
    const made = new Map<string, ModuleHistory>();
    for (const [span, names] of Object.entries(MODULES_BY_SPAN)) {
      const history = parseSpan(span);
      for (const name of names.trim().split(/\s+/)) made.set(name, history);
    }
    histories = made;
  }
  return histories;
}

function parseSpan(span: string): ModuleHistory {
  const [from = "", to = ""] = span.split("-");
  const since = parsePythonVersion(from);
  const until = parsePythonVersion(to);
  if (since === undefined) throw new Error(`not a span of versions: ${span}`);
  return until === undefined ? { since } : { since, until };
}

/**
 * When a standard module or submodule came and went.
 *
 * @param name as an import spells it: `tkinter.tix`, `ConfigParser`.
 * @returns undefined for a name that no version from 2.7 on has, or that is private to the library.
 */
export function moduleHistory(name: string): ModuleHistory | undefined {
  return table().get(name);
}

/** Whether a version has the standard module; false for names that are no standard modules. */
export function existsIn(name: string, version: PythonVersion): boolean {
  const history = moduleHistory(name);
  if (history === undefined || comparePythonVersions(version, history.since) < 0) return false;
  return history.until === undefined || comparePythonVersions(version, history.until) < 0;
}

/** Every standard module and submodule that some version faqlint knows no longer has. */
export function removedModules(): string[] {
  return [...table()].filter(([, { until }]) => until !== undefined).map(([name]) => name);
}
