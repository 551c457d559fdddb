import { canonicalName } from "../../engine/knowledge/names.js";
import { NEWEST_PYTHON, OLDEST_PYTHON } from "../../engine/versions.js";
import type { CanonicalNames } from "./canonical.js";
import type { ClassListing, MemberListings, ModuleListing } from "./member-listings.js";
import { keyOf, type StubNames } from "./stub-names.js";
import { STUB_VERSIONS, versionsOf, type Worlds } from "./worlds.js";

/** The versions something is told about: 2.7, 3.0 for all those before the oldest that was asked, and each from there on. */
const OLDEST = `${OLDEST_PYTHON.major}.${OLDEST_PYTHON.minor}`;
const NEWEST = `${NEWEST_PYTHON.major}.${NEWEST_PYTHON.minor}`;

/** A stretch of versions; `until` is the first without, and absent while the newest has it. */
export interface VersionSpan {
  readonly since: string;
  readonly until?: string;
}

/** What one module, Python 2's modules under their names in Python 3, has in each version. */
export interface MergedModule {
  /** The versions that could be asked. */
  readonly asked: Set<string>;
  readonly names: Map<string, Set<string>>;
  readonly exported: Map<string, Set<string>>;
}

/** Joins what interpreters list: by canonical name instead of by module. */
export class Listings {
  readonly modules = new Map<string, MergedModule>();
  /** By class and version: what it has, whether it or a base defines it. */
  readonly #classes = new Map<string, Map<string, { own: Set<string>; bases: Set<string> }>>();
  readonly #members = new Map<string, ReadonlyMap<string, ReadonlySet<string>>>();
  /** What `import *` of a module of Python 2 binds, where several became one in Python 3. */
  readonly exportedIn2 = new Map<string, readonly string[]>();
  readonly features: readonly string[];
  readonly #names: StubNames;
  readonly #canonical: CanonicalNames;

  constructor(listings: MemberListings, names: StubNames, canonical: CanonicalNames) {
    this.#names = names;
    this.#canonical = canonical;
    this.features = [...listings.keys()];
    for (const [feature, modules] of listings) {
      for (const [spelled, listing] of Object.entries(modules)) {
        const name = feature === OLDEST ? canonicalName(spelled) : spelled;
        this.#addModule(name, feature, listing);
        for (const [className, listed] of Object.entries(listing.classes)) {
          const canonicalClass = this.nameOf(name, className);
          // A class that another took the place of later is not that other one.
          const isOther = canonicalClass !== `${name}.${className}` && hasClass(modules, canonicalClass);
          if (!isOther) this.#addClass(canonicalClass, feature, listed);
        }
      }
    }
    this.#tellApart(listings.get(OLDEST) ?? {});
  }

  /** The canonical name of what a module of some version calls so. */
  nameOf(module: string, name: string): string {
    const stub = this.#names.modules.get(module);
    const found = stub === undefined ? null : this.#names.member(stub, name);
    return found?.kind === "member" ? this.#canonical.of(keyOf(found)) : `${module}.${name}`;
  }

  /** The versions in which a class could be asked for its members. */
  askedForClass(className: string): ReadonlySet<string> {
    return new Set(this.#classes.get(className)?.keys() ?? []);
  }

  /** What a class has in each version, with what it inherits. */
  membersOfClass(className: string): ReadonlyMap<string, ReadonlySet<string>> {
    const known = this.#members.get(className);
    if (known !== undefined) return known;
    const members = new Map<string, Set<string>>();
    for (const feature of this.askedForClass(className)) {
      for (const name of this.lineOf(className, feature)) {
        const own = this.#classes.get(name)?.get(feature)?.own ?? [];
        for (const member of own) members.set(member, (members.get(member) ?? new Set()).add(feature));
      }
    }
    this.#members.set(className, members);
    return members;
  }

  /** A class and those that it really inherits from in a version. */
  lineOf(className: string, feature: string): ReadonlySet<string> {
    const line = new Set([className]);
    for (const name of line) for (const base of this.#classes.get(name)?.get(feature)?.bases ?? []) line.add(base);
    return line;
  }

  #addModule(name: string, feature: string, listing: ModuleListing): void {
    let module = this.modules.get(name);
    if (module === undefined) {
      module = { asked: new Set(), names: new Map(), exported: new Map() };
      this.modules.set(name, module);
    }
    module.asked.add(feature);
    const hidden = new Set(listing.hidden);
    for (const member of listing.names) {
      module.names.set(member, (module.names.get(member) ?? new Set()).add(feature));
      if (!hidden.has(member)) module.exported.set(member, (module.exported.get(member) ?? new Set()).add(feature));
    }
  }

  #addClass(key: string, feature: string, { own, bases }: ClassListing): void {
    const versions = this.#classes.get(key) ?? new Map<string, { own: Set<string>; bases: Set<string> }>();
    this.#classes.set(key, versions);
    const known = versions.get(feature) ?? { own: new Set(), bases: new Set() };
    versions.set(feature, known);
    for (const member of own) known.own.add(member);
    for (const base of bases) {
      const dot = base.lastIndexOf(".");
      const home = feature === OLDEST ? canonicalName(base.slice(0, dot)) : base.slice(0, dot);
      known.bases.add(this.nameOf(home, base.slice(dot + 1)));
    }
  }

  #tellApart(modules: Readonly<Record<string, ModuleListing>>): void {
    const origins = new Map<string, string[]>();
    for (const spelled of Object.keys(modules)) {
      const name = canonicalName(spelled);
      origins.set(name, [...(origins.get(name) ?? []), spelled]);
    }
    for (const several of origins.values()) {
      if (several.length < 2) continue;
      for (const spelled of several) {
        const { names, hidden } = modules[spelled] as ModuleListing;
        this.exportedIn2.set(
          spelled,
          names.filter((name) => !hidden.includes(name)),
        );
      }
    }
  }
}

function hasClass(modules: Readonly<Record<string, ModuleListing>>, name: string): boolean {
  const dot = name.lastIndexOf(".");
  return modules[name.slice(0, dot)]?.classes[name.slice(dot + 1)] !== undefined;
}

/** Versions in which something is, given what stubs and interpreters say; `within` is the stretch of what it is in. */
export function spanOf(
  worlds: Worlds,
  listed: ReadonlySet<string> | undefined,
  asked: ReadonlySet<string>,
  within: VersionSpan,
  features: readonly string[],
): VersionSpan | undefined {
  const inStubs = new Set(versionsOf(worlds));
  // Where no interpreter was ever seen to have it (another platform, set by `__init__`), its absence says nothing.
  const isTelling =
    listed !== undefined && listed.size > 0 && (inStubs.size === 0 || versionsOf(worlds, "linux").length > 0);
  const versions = [...new Set([...features, ...STUB_VERSIONS])].filter((version) => isWithin(version, within));
  const having = versions.filter((version) => {
    if (listed?.has(version) || inStubs.has(version)) return true;
    if (STUB_VERSIONS.includes(version)) {
      // Only interpreters know it: it is taken to be still there in a version that could not be asked.
      return inStubs.size === 0 && !asked.has(version) && stillThere(version, listed, asked, features);
    }
    return isTelling
      ? !asked.has(version) && inStubs.has(STUB_VERSIONS[0] as string)
      : inStubs.has(STUB_VERSIONS[0] as string);
  });
  const [first, last] = [having[0], having.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const oldest3 = features.find((feature) => feature.startsWith("3.")) ?? STUB_VERSIONS[0];
  const since =
    first === versions[0] || first === oldest3
      ? first === OLDEST
        ? first
        : laterOf(within.since, first === oldest3 ? "3.0" : first)
      : first;
  const until = versions[versions.indexOf(last) + 1] ?? within.until;
  return until === undefined ? { since } : { since, until };
}

function stillThere(
  version: string,
  listed: ReadonlySet<string> | undefined,
  asked: ReadonlySet<string>,
  features: readonly string[],
): boolean {
  const before = features.filter((feature) => asked.has(feature) && compare(feature, version) < 0).at(-1);
  return before !== undefined && listed?.has(before) === true;
}

function compare(a: string, b: string): number {
  const [left, right] = [a.split(".").map(Number), b.split(".").map(Number)];
  return (left[0] ?? 0) - (right[0] ?? 0) || (left[1] ?? 0) - (right[1] ?? 0);
}

const isWithin = (version: string, { since, until }: VersionSpan): boolean =>
  compare(version, since) >= 0 && (until === undefined || compare(version, until) < 0) && compare(version, NEWEST) <= 0;

const laterOf = (a: string, b: string): string => (compare(a, b) < 0 ? b : a);
