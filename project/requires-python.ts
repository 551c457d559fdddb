import { comparePythonVersions, NEWEST_PYTHON, OLDEST_PYTHON, type PythonVersion } from "../engine/versions.js";

/** A version as it stands in a requirement: feature release, and the patch release where one is named. */
type Release = readonly number[];

/** Whether a version, written out as three numbers, is admitted. */
type Condition = (version: Release) => boolean;

interface Clause {
  readonly admits: Condition;
  /** The version it names, from which the patch releases worth trying are taken. */
  readonly release: Release;
}

/**
 * The one version a project that states a requirement is linted for: the newest feature release it admits, of those
 * that faqlint knows.
 *
 * A project must work on every version it admits, so each of them would be a target of its own. The newest is taken
 * because it has lost the most: what is gone from it, or has changed its meaning in it, fails there, while almost
 * everything that fails on the oldest one fails on all. So `>=3.8` means the newest Python, `<3.12` means 3.11, and
 * `>=2.7,<3` means 2.7. A requirement that only versions outside faqlint's knowledge fulfil is moved to the nearest.
 *
 * @param text a version specifier of PEP 440, such as `>=3.8, !=3.9.*, <4`, or one of Poetry's, which knows `^3.8`,
 * `~3.8`, bare versions and alternatives with `||` besides.
 * @returns undefined when the text is no requirement or nothing can fulfil it.
 */
export function targetOf(text: string): PythonVersion | undefined {
  const alternatives: Clause[][] = [];
  for (const part of text.split(/\|\|?/)) {
    const clauses = clausesOf(part.trim());
    if (clauses === undefined) return undefined;
    alternatives.push(clauses);
  }
  const releases = alternatives.flat().map(({ release }) => release);
  const patches = new Set(
    releases.flatMap(([, , patch = 0]) => [0, patch, patch + 1, Math.max(0, patch - 1)]).concat(0),
  );
  const admits = ({ major, minor }: PythonVersion): boolean =>
    alternatives.some((clauses) =>
      [...patches].some((patch) => clauses.every((clause) => clause.admits([major, minor, patch]))),
    );
  return knownVersions().find(admits) ?? nearest(releases, admits);
}

/** The feature releases faqlint knows, newest first. */
export function knownVersions(): PythonVersion[] {
  const versions: PythonVersion[] = [];
  for (let minor = NEWEST_PYTHON.minor; minor >= 0; minor--) versions.push({ major: NEWEST_PYTHON.major, minor });
  return [...versions, OLDEST_PYTHON];
}

function nearest(releases: readonly Release[], admits: (version: PythonVersion) => boolean): PythonVersion | undefined {
  for (const [major = 0, minor = 0] of releases) {
    // A bound itself may be excluded, but then the release beside it is not.
    const admitted = [minor, minor + 1, minor - 1].map((near) => ({ major, minor: near })).find(admits);
    if (admitted === undefined) continue;
    if (comparePythonVersions(admitted, NEWEST_PYTHON) > 0) return NEWEST_PYTHON;
    if (comparePythonVersions(admitted, OLDEST_PYTHON) < 0) return OLDEST_PYTHON;
  }
  return undefined;
}

const CLAUSE =
  /^(===|==|~=|!=|<=|>=|<|>|=|\^|~|)\s*v?(\d+(?:\.\d+)*)(\.\*|\.x)?(?:[-_.]?(?:a|b|c|rc|alpha|beta|dev|post)[-_.]?\d*)*$/i;

function clausesOf(text: string): Clause[] | undefined {
  const clauses: Clause[] = [];
  // Poetry also joins clauses with white space.
  for (const part of text.replace(/([=<>~^!])\s+/g, "$1").split(/[\s,]+/)) {
    if (part === "" || part === "*") continue;
    const match = CLAUSE.exec(part);
    if (match === null) return undefined;
    const release = (match[2] as string).split(".").map(Number);
    const admits = conditionOf(match[1] as string, release, match[3] !== undefined);
    if (admits === undefined) return undefined;
    clauses.push({ admits, release });
  }
  return clauses;
}

function conditionOf(operator: string, release: Release, isPrefix: boolean): Condition | undefined {
  const same: Condition = (version) => compare(version, release) === 0;
  const startsWith: Condition = (version) => release.every((number, at) => number === version[at]);
  const from: Condition = (version) => compare(version, release) >= 0;
  const below =
    (end: Release): Condition =>
    (version) =>
      compare(version, end) < 0;
  const equal = isPrefix ? startsWith : same;
  switch (operator) {
    case "":
    case "=":
    case "==":
    case "===":
      return equal;
    case "!=":
      return (version) => !equal(version);
    case ">=":
      return from;
    case "<=":
      return (version) => compare(version, release) <= 0;
    case "<":
      return below(release);
    case ">":
      return (version) => compare(version, release) > 0;
    case "~=":
      return release.length < 2 ? undefined : both(from, below(increased(release, release.length - 2)));
    case "~":
      return both(from, below(increased(release, Math.min(1, release.length - 1))));
    case "^":
      return both(from, below(increased(release, 0)));
    default:
      return undefined;
  }
}

function both(a: Condition, b: Condition): Condition {
  return (version) => a(version) && b(version);
}

/** The first version whose number at `place` is greater: `3.8.1` becomes `3.9` at place 1. */
function increased(release: Release, place: number): Release {
  return [...release.slice(0, place), (release[place] ?? 0) + 1];
}

function compare(a: Release, b: Release): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
