import { comparePythonVersions, NEWEST_PYTHON, OLDEST_PYTHON, parsePythonVersion } from "../../engine/versions.js";
import {
  GONE_LATER_THAN_3_0,
  KNOWN_PRIVATE,
  NOT_AT_RUN_TIME,
  ONLY_ELSEWHERE_IN_2_7,
  OPAQUE_PACKAGES,
  SUBMODULES_GONE_IN_3_0,
} from "./by-hand.js";
import type { StubRange, Typeshed } from "./typeshed.js";

/** Versions are written `major.minor`; `until` is the first version without the module. */
export interface Span {
  readonly since: string;
  readonly until?: string;
}

export interface Histories {
  readonly modules: ReadonlyMap<string, Span>;
  /** Places where the sources disagree; there should be none. */
  readonly contradictions: readonly string[];
}

/** The feature versions from the oldest to the newest that faqlint knows about. */
const LINE = [
  `${OLDEST_PYTHON.major}.${OLDEST_PYTHON.minor}`,
  ...Array.from({ length: NEWEST_PYTHON.minor + 1 }, (_, minor) => `${NEWEST_PYTHON.major}.${minor}`),
];
const OLDEST = LINE[0] as string;
const FIRST_3 = LINE[1] as string;

function compare(a: string, b: string): number {
  const [left, right] = [parsePythonVersion(a), parsePythonVersion(b)];
  if (left === undefined || right === undefined) throw new Error(`not Python versions: ${a}, ${b}`);
  return comparePythonVersions(left, right);
}

const parentOf = (name: string): string => name.slice(0, Math.max(0, name.lastIndexOf(".")));

/** Names that programs import: no private parts, no insides of packages that are programs. */
function isOfInterest(name: string, typeshed: Typeshed): boolean {
  const root = name.split(".")[0] as string;
  if (NOT_AT_RUN_TIME.has(root) || (name !== root && OPAQUE_PACKAGES.has(root))) return false;
  if (/^__\w+__$/.test(name)) return true;
  const isPrivate = name.split(".").some((part) => part.startsWith("_"));
  if (isPrivate) return name === root && (KNOWN_PRIVATE.has(name) || typeshed.ranges.has(name));
  return !/^xx/.test(name);
}

/** Joins what typeshed, the interpreters and the list by hand say. `listed` is by feature version. */
export function buildHistories(typeshed: Typeshed, listed: ReadonlyMap<string, ReadonlySet<string>>): Histories {
  const in2 = new Set([...(listed.get(OLDEST) ?? []), ...ONLY_ELSEWHERE_IN_2_7]);
  const asked3 = LINE.slice(1).filter((version) => listed.has(version));
  const names = new Set([...typeshed.ranges.keys(), ...typeshed.stubs, ...in2]);
  for (const version of asked3) for (const name of listed.get(version) ?? []) names.add(name);

  const modules = new Map<string, Span>();
  const contradictions: string[] = [];

  const stubRange = (name: string): StubRange | undefined => {
    for (let owner = name; owner !== ""; owner = parentOf(owner)) {
      const range = typeshed.ranges.get(owner);
      if (range !== undefined) return range;
    }
    return undefined;
  };

  const next = (version: string): string | undefined => LINE[LINE.indexOf(version) + 1];

  /** The stretch of Python 3 with the module, its end being the first version without it. */
  const in3 = (name: string): Span | undefined => {
    const parent = modules.get(parentOf(name));
    const having = asked3.filter((version) => listed.get(version)?.has(name));
    // What typeshed says of a package holds for a submodule only where no interpreter knows better: its stubs outlive it.
    if (typeshed.ranges.has(name) || (typeshed.stubs.has(name) && having.length === 0)) {
      const range = stubRange(name);
      if (range === undefined || compare(range.first, LINE.at(-1) as string) > 0) return undefined;
      const until = range.last === undefined ? undefined : next(range.last);
      for (const version of having) {
        if (compare(version, range.first) < 0 || (until !== undefined && compare(version, until) >= 0)) {
          contradictions.push(`${name}: in ${version}, but typeshed says ${range.first}-${range.last ?? ""}`);
        }
      }
      return until === undefined ? { since: range.first } : { since: range.first, until };
    }
    const [first, last] = [having[0], having.at(-1)];
    if (first === undefined || last === undefined) return undefined;
    // Already there in the oldest version that was asked: it may be as old as its package.
    const since = first === asked3[0] ? laterOf(parent?.since ?? FIRST_3, FIRST_3) : first;
    const until = last === asked3.at(-1) ? parent?.until : asked3[asked3.indexOf(last) + 1];
    return until === undefined ? { since } : { since, until };
  };

  const goneBy = (name: string): string => {
    const later = GONE_LATER_THAN_3_0[name];
    if (later !== undefined) return later;
    const parent = modules.get(parentOf(name));
    if (parent === undefined || SUBMODULES_GONE_IN_3_0.test(name)) return FIRST_3;
    return parent.until ?? asked3[0] ?? FIRST_3;
  };

  // Sorted, a package comes before its submodules.
  for (const name of [...names].filter((candidate) => isOfInterest(candidate, typeshed)).sort()) {
    const span3 = in3(name);
    if (in2.has(name)) {
      const until = span3 === undefined ? goneBy(name) : (span3.until ?? undefined);
      modules.set(name, until === undefined ? { since: OLDEST } : { since: OLDEST, until });
    } else if (span3 !== undefined) modules.set(name, span3);
  }
  return { modules, contradictions };
}

function laterOf(a: string, b: string): string {
  return compare(a, b) < 0 ? b : a;
}
