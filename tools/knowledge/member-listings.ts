import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { canonicalName } from "../../engine/knowledge/names.js";
import { findInterpreters } from "../../test/harness/interpreters.js";
import type { InterpreterListing } from "./interpreters.js";

/** What one interpreter's module offers. */
export interface ModuleListing {
  /** Public attributes, and what `__all__` has besides. */
  readonly names: readonly string[];
  /** Those of the names that `from module import *` leaves out. */
  readonly hidden: readonly string[];
  readonly classes: Readonly<Record<string, ClassListing>>;
}

export interface ClassListing {
  /** The members that the class or a base without a public name defines. */
  readonly own: readonly string[];
  /** The other classes it inherits from, with the modules they are from. */
  readonly bases: readonly string[];
}

/** By feature version, then by module as that version spells it. */
export type MemberListings = ReadonlyMap<string, Readonly<Record<string, ModuleListing>>>;

const LISTER = fileURLToPath(new URL("list_members.py", import.meta.url));

/** Modules with a leading underscore that programs use all the same. */
const ASKED_PRIVATE = new Set(["__builtin__", "__future__", "_dummy_thread", "_thread", "_winreg"]);

const isAsked = (module: string): boolean =>
  ASKED_PRIVATE.has(module) || !/(?:^|\.)_|^xx|^(?:encodings|lib2to3|idlelib|test|turtledemo)\./.test(module);

/** As the script tells it: with what a module imports for its own use. */
type RawListing = ModuleListing & { readonly imported: readonly string[] };

/**
 * Asks the interpreters found what their modules offer.
 *
 * @param listed the modules of each
 * @param recorded what was found before; what a module imports counts where another version offers it
 */
export async function listMembers(
  listed: ReadonlyMap<string, InterpreterListing>,
  recorded: MemberListings,
): Promise<MemberListings> {
  const known = new Map<string, Set<string>>();
  const keyOf = (module: string, feature: string): string => (feature === "2.7" ? canonicalName(module) : module);
  const learn = (feature: string, modules: Readonly<Record<string, ModuleListing>>): void => {
    for (const [module, { names }] of Object.entries(modules)) {
      const key = keyOf(module, feature);
      known.set(key, new Set([...(known.get(key) ?? []), ...names]));
    }
  };
  for (const [feature, modules] of recorded) learn(feature, modules);
  const found = new Map<string, Record<string, RawListing>>();
  for (const { command, version } of await findInterpreters()) {
    const feature = `${version.major}.${version.minor}`;
    const modules = (listed.get(feature)?.modules ?? []).filter(isAsked);
    // A module may give names that it does not list: it is asked for those that it has in other versions.
    const input = modules
      .map((module) => [module, ...[...(known.get(keyOf(module, feature)) ?? [])].sort()].join(" "))
      .join("\n");
    // What a Python lists may depend on its locale.
    const env = { ...process.env, LC_ALL: "C.UTF-8" };
    const run = spawnSync(command, ["-S", "-E", LISTER], { encoding: "utf8", env, input, maxBuffer: 1e8 });
    if (run.status !== 0) throw new Error(`${command} could not list its members:\n${run.stderr}`);
    const listing = JSON.parse(run.stdout) as Record<string, RawListing>;
    found.set(feature, listing);
    learn(feature, listing);
  }
  const completed = new Map<string, Record<string, ModuleListing>>();
  for (const [feature, modules] of found) {
    const all: Record<string, ModuleListing> = {};
    for (const [module, { names, hidden, imported, classes }] of Object.entries(modules)) {
      const offered = imported.filter((name) => known.get(keyOf(module, feature))?.has(name));
      all[module] = { names: [...names, ...offered].sort(), hidden: [...hidden, ...offered].sort(), classes };
    }
    completed.set(feature, all);
  }
  return completed;
}

/** Names by the versions that have them, such as `2.7 3.6-3.8`; `*` are all versions of what the names are in. */
type ByVersions = Record<string, string>;

interface RecordedModule {
  readonly in: string;
  readonly names: ByVersions;
  readonly hidden?: ByVersions;
  readonly classes?: Record<string, RecordedClass>;
}

interface RecordedClass {
  readonly in?: string;
  readonly own?: ByVersions;
  readonly bases?: ByVersions;
}

/** The text of the file that keeps listings for machines without these interpreters. */
export function recordMembers(listings: MemberListings): string {
  const features = [...listings.keys()];
  const record: Record<string, RecordedModule> = {};
  const names = new Set([...listings.values()].flatMap((modules) => Object.keys(modules)));
  for (const name of [...names].sort()) {
    const having = new Map<string, ModuleListing>();
    for (const [feature, modules] of listings) {
      const module = modules[name];
      if (module !== undefined) having.set(feature, module);
    }
    const keep = (pick: (module: ModuleListing) => readonly string[]): ByVersions => byVersions(having, pick, features);
    const classes: Record<string, RecordedClass> = {};
    for (const className of [
      ...new Set([...having.values()].flatMap((module) => Object.keys(module.classes))),
    ].sort()) {
      const inside = new Map<string, ClassListing>();
      for (const [feature, module] of having) {
        const listing = module.classes[className];
        if (listing !== undefined) inside.set(feature, listing);
      }
      classes[className] = compact({
        in: inside.size === having.size ? "" : writeVersions([...inside.keys()], features),
        own: byVersions(inside, ({ own }) => own, features),
        bases: byVersions(inside, ({ bases }) => bases, features),
      });
    }
    record[name] = {
      in: writeVersions([...having.keys()], features),
      names: keep((module) => module.names),
      ...compact({ hidden: keep((module) => module.hidden), classes }),
    };
  }
  const lines = Object.entries(record).map(([name, module]) => `  ${JSON.stringify(name)}: ${JSON.stringify(module)}`);
  return `{\n${lines.join(",\n")}\n}\n`;
}

/** Reads what {@link recordMembers} wrote; `features` are the versions that were listed, in the same order. */
export function readRecordedMembers(text: string, features: readonly string[]): MemberListings {
  const listings = new Map<string, Record<string, ModuleListing>>(features.map((feature) => [feature, {}]));
  for (const [name, module] of Object.entries(JSON.parse(text) as Record<string, RecordedModule>)) {
    const inModule = readVersions(module.in, features);
    for (const feature of inModule) {
      const classes: Record<string, ClassListing> = {};
      for (const [className, listing] of Object.entries(module.classes ?? {})) {
        const inClass = listing.in === undefined ? inModule : readVersions(listing.in, features);
        if (!inClass.includes(feature)) continue;
        const pick = (names: ByVersions | undefined): string[] => namesIn(names, feature, features);
        classes[className] = { own: pick(listing.own), bases: pick(listing.bases) };
      }
      (listings.get(feature) as Record<string, ModuleListing>)[name] = {
        names: namesIn(module.names, feature, features),
        hidden: namesIn(module.hidden, feature, features),
        classes,
      };
    }
  }
  return listings;
}

function byVersions<T>(
  having: ReadonlyMap<string, T>,
  pick: (listing: T) => readonly string[],
  features: readonly string[],
): ByVersions {
  const versions = new Map<string, string[]>();
  for (const [feature, listing] of having) {
    for (const name of pick(listing)) versions.set(name, [...(versions.get(name) ?? []), feature]);
  }
  const grouped: ByVersions = {};
  for (const name of [...versions.keys()].sort()) {
    const inVersions = versions.get(name) as string[];
    const key = inVersions.length === having.size ? "*" : writeVersions(inVersions, features);
    grouped[key] = grouped[key] === undefined ? name : `${grouped[key]} ${name}`;
  }
  return grouped;
}

function namesIn(names: ByVersions | undefined, feature: string, features: readonly string[]): string[] {
  return Object.entries(names ?? {}).flatMap(([versions, group]) =>
    versions === "*" || readVersions(versions, features).includes(feature) ? group.split(" ") : [],
  );
}

/** Versions that follow each other are written as a stretch. */
function writeVersions(versions: readonly string[], features: readonly string[]): string {
  const stretches: string[][] = [];
  for (const version of versions) {
    const last = stretches.at(-1);
    if (last !== undefined && features.indexOf(last.at(-1) as string) + 1 === features.indexOf(version))
      last.push(version);
    else stretches.push([version]);
  }
  return stretches.map((all) => (all.length === 1 ? all[0] : `${all[0]}-${all.at(-1)}`)).join(" ");
}

function readVersions(text: string, features: readonly string[]): string[] {
  return text.split(" ").flatMap((stretch) => {
    const [first = "", last = first] = stretch.split("-");
    return features.slice(features.indexOf(first), features.indexOf(last) + 1);
  });
}

/** Leaves out what says nothing. */
function compact<T extends object>(record: T): T {
  const kept = Object.entries(record).filter(([, value]) => value !== undefined && Object.keys(value).length > 0);
  return Object.fromEntries(kept) as T;
}
