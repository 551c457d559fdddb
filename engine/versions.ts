/** A Python feature release, such as 3.13. */
export interface PythonVersion {
  readonly major: number;
  readonly minor: number;
}

/** The versions faqlint knows facts about. */
export const OLDEST_PYTHON: PythonVersion = { major: 2, minor: 7 };
export const NEWEST_PYTHON: PythonVersion = { major: 3, minor: 14 };

/** Reads `3.13`, `2.7` or a bare `3` (which means its newest minor version known); undefined for anything else. */
export function parsePythonVersion(text: string): PythonVersion | undefined {
  const match = /^(\d{1,2})(?:\.(\d{1,3}))?$/.exec(text.trim());
  if (match === null) return undefined;
  const major = Number(match[1]);
  if (match[2] !== undefined) return { major, minor: Number(match[2]) };
  if (major === NEWEST_PYTHON.major) return NEWEST_PYTHON;
  return major === OLDEST_PYTHON.major ? OLDEST_PYTHON : undefined;
}

export function formatPythonVersion(version: PythonVersion): string {
  return `${version.major}.${version.minor}`;
}

/** Negative when `a` is older than `b`, 0 when they are the same, positive when it is newer. */
export function comparePythonVersions(a: PythonVersion, b: PythonVersion): number {
  return a.major - b.major || a.minor - b.minor;
}

/** The versions from `since` on, up to but without `until`; either end may be open. Both are written `major.minor`. */
export interface VersionRange {
  readonly since?: string;
  readonly until?: string;
}

/** @throws Error when an end of the range is no version: ranges are written by rules, not by users. */
export function isInRange(version: PythonVersion, range: VersionRange): boolean {
  const end = (text: string): PythonVersion => {
    const parsed = parsePythonVersion(text);
    if (parsed === undefined) throw new Error(`not a Python version: ${text}`);
    return parsed;
  };
  if (range.since !== undefined && comparePythonVersions(version, end(range.since)) < 0) return false;
  return range.until === undefined || comparePythonVersions(version, end(range.until)) < 0;
}
