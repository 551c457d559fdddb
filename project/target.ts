import {
  formatPythonVersion,
  NEWEST_PYTHON,
  OLDEST_PYTHON,
  type PythonVersion,
  parsePythonVersion,
} from "../engine/versions.js";
import { knownVersions } from "./requires-python.js";

/**
 * Reads a version that a user wrote.
 *
 * @returns a message that says what is wrong when it names no version faqlint knows.
 */
export function parseTarget(text: string): PythonVersion | string {
  const version = parsePythonVersion(text);
  const isKnown = knownVersions().some(({ major, minor }) => major === version?.major && minor === version.minor);
  if (version !== undefined && isKnown) return version;
  const [oldest, newest] = [OLDEST_PYTHON, NEWEST_PYTHON].map(formatPythonVersion);
  return `"${text}" is no Python version that faqlint knows; use ${oldest} or one from 3.0 to ${newest}`;
}
