import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { isSubclass, libraryMember, memberHistory, signaturesOf } from "../../engine/knowledge/library.js";
import { positionsOf } from "../../engine/knowledge/library-signature.js";
import { entriesOf, textModules } from "../../engine/knowledge/library-text.js";
import { existsIn, moduleHistory } from "../../engine/knowledge/modules.js";
import { comparePythonVersions, formatPythonVersion, type PythonVersion } from "../../engine/versions.js";
import { listMembers, type MemberListings, recordMembers } from "../../tools/knowledge/member-listings.js";
import {
  GENERATED_LIBRARY,
  historiesOf,
  recordedListings,
  recordedMembers,
  renderMembers,
} from "../../tools/knowledge.js";
import { findInterpreters, type Interpreter } from "../harness/interpreters.js";

const recorded = recordedMembers();
const DESCRIBER = fileURLToPath(new URL("describe_library.py", import.meta.url));

/** The interpreters found here that are of the very release whose listing is recorded: others differ in small things. */
async function interpretersRecorded(): Promise<Interpreter[]> {
  const listed = recordedListings();
  return (await findInterpreters()).filter(({ command, version }) => {
    const told = spawnSync(command, ["-c", "import sys; sys.stdout.write('%d.%d.%d' % sys.version_info[:3])"]);
    return listed.get(formatPythonVersion(version))?.release === told.stdout.toString();
  });
}

describe("the generated facts about the library", () => {
  it("are what typeshed and the recorded listings give", async () => {
    const text = await renderMembers(historiesOf(recordedListings()), recorded);
    expect(text === readFileSync(GENERATED_LIBRARY, "utf8")).toBe(true);
  }, 120_000);

  it("come from listings that the interpreters here give again", async () => {
    const listed = recordedListings();
    const same = new Set((await interpretersRecorded()).map(({ version }) => formatPythonVersion(version)));
    const found = new Map([...(await listMembers(listed, recorded))].filter(([feature]) => same.has(feature)));
    if (found.size === 0)
      console.warn("NOT CHECKED: the recorded listings, since no Python here is of their releases.");
    const again = new Map([...recorded].map(([feature, modules]) => [feature, found.get(feature) ?? modules]));
    console.info(`Listed anew: Python ${[...found.keys()].filter((feature) => recorded.has(feature)).join(", ")}.`);
    expect(recordMembers(again as MemberListings) === recordMembers(recorded)).toBe(true);
  }, 120_000);
});

/** What the describing script says of one name. */
interface Described {
  readonly line?: readonly string[];
  readonly positions?: {
    readonly least: number;
    readonly most: number;
    readonly named: readonly string[];
    readonly anyName: boolean;
  } | null;
}

/** Special methods are inherited from `object` or made in C, where Python's answers mean little. */
const isSpecial = (name: string): boolean => /\.__\w+__$/.test(name);

function everyName(): string[] {
  return textModules().flatMap((module) =>
    [...(entriesOf(module) ?? [])].flatMap(([name, { ownerOf }]) => [
      `${module}.${name}`,
      ...[...(ownerOf?.members.keys() ?? [])].map((member) => `${module}.${name}.${member}`),
    ]),
  );
}

describe("a real interpreter", () => {
  const names = everyName().filter((name) => !/^(?:antigravity|this)\./.test(name) && !isSpecial(name));
  const told = new Map<Interpreter, Readonly<Record<string, Described | null>>>();

  beforeAll(async () => {
    for (const interpreter of await interpretersRecorded()) {
      const run = spawnSync(interpreter.command, ["-S", "-E", DESCRIBER], {
        input: names.join("\n"),
        encoding: "utf8",
        maxBuffer: 1e8,
      });
      expect(run.stderr.split("\n").filter((line) => line.startsWith("Traceback"))).toEqual([]);
      told.set(interpreter, JSON.parse(run.stdout));
    }
    if (told.size === 0)
      console.warn("NOT CHECKED: the facts about the library, since no Python here is of a recorded release.");
  }, 240_000);

  it("has nothing that is said to be missing in its version", () => {
    const wrong: string[] = [];
    let compared = 0;
    for (const [{ version }, described] of told) {
      for (const name of names) {
        // Whether the module is there at all is the other table's matter; a submodule is there once somebody imports it.
        if (!isModuleThere(name, version) || libraryMember(name)?.kind === "module") continue;
        compared++;
        if (described[name] != null && !isThere(name, version))
          wrong.push(`${name} in ${formatPythonVersion(version)}`);
      }
    }
    console.info(
      `${compared} names of ${told.size} interpreters looked for; ${wrong.length} wrongly said to be missing.`,
    );
    expect(wrong.filter((one) => !/^(?:_|encodings\.)/.test(one))).toEqual([]);
  });

  it("has what is said to be there, but for other platforms' and what only stubs know", () => {
    for (const [{ version }, described] of told) {
      const there = names.filter((name) => isModuleThere(name, version) && isThere(name, version));
      const lacking = there.filter((name) => described[name] === null && libraryMember(name)?.kind !== "attribute");
      console.info(`Python ${formatPythonVersion(version)}: ${there.length} names, ${lacking.length} not there.`);
      expect(lacking.length / there.length).toBeLessThan(0.12);
    }
  });

  it("takes as many positions as it is said to take", () => {
    const [newest] = [...told].slice(-1);
    if (newest === undefined) return;
    const [{ version }, described] = newest;
    let [compared, same, wider] = [0, 0, 0];
    const narrower: string[] = [];
    for (const name of names) {
      const real = described[name]?.positions;
      const ranges = signaturesOf(name, version).map(positionsOf);
      if (real == null || ranges.length === 0) continue;
      compared++;
      const [least, most] = [Math.min(...ranges.map(([one]) => one)), Math.max(...ranges.map(([, one]) => one))];
      const realMost = real.most < 0 ? Number.POSITIVE_INFINITY : real.most;
      if (least === real.least && most === realMost) same++;
      else if (least <= real.least && most >= realMost) wider++;
      // A function that hands on whatever it is given tells Python nothing.
      else if (real.most >= 0) narrower.push(`${name}: ${least} to ${most}, really ${real.least} to ${realMost}`);
    }
    console.info(
      `${compared} signatures compared: ${same} the same, ${wider} said to take more.\n${narrower.join("\n")}`,
    );
    expect(compared).toBeGreaterThan(5000);
    expect(same / compared).toBeGreaterThan(0.97);
    expect(narrower.filter((one) => !REALLY_NARROWER.test(one))).toEqual([]);
  });

  it("has the bases it is said to have", () => {
    const [newest] = [...told].slice(-1);
    let compared = 0;
    const wrong: string[] = [];
    for (const name of names) {
      for (const base of libraryMember(name)?.kind === "class" ? (newest?.[1][name]?.line ?? []).slice(1) : []) {
        if (base === "builtins.object" || libraryMember(base)?.kind !== "class") continue;
        compared++;
        if (!isSubclass(name, base)) wrong.push(`${name} < ${base}`);
      }
    }
    console.info(`${compared} bases compared; not known:\n${wrong.join("\n")}`);
    if (newest !== undefined) expect(wrong.length / compared).toBeLessThan(0.1);
  });
});

/**
 * Differences with a reason: Python says two of functions in C that take one argument (`codecs`), of parameters with a
 * private name, of abstract classes' functions that are no methods, and of class methods in C; typeshed leaves out what
 * nobody is to use (`ForwardRef`) and what makes no sense (`setdefault` without a value).
 */
const REALLY_NARROWER =
  /^(?:_|codecs\.\w+_errors:|code\.InteractiveConsole\.push:|enum\.auto:|importlib\.metadata\.PackageMetadata\.|multiprocessing\.reduction\.AbstractReducer\.|typing\.ForwardRef:|weakref\.WeakValueDictionary\.setdefault:)/;

function isModuleThere(name: string, version: PythonVersion): boolean {
  for (let dot = name.lastIndexOf("."); dot > 0; dot = name.lastIndexOf(".", dot - 1)) {
    const history = moduleHistory(name.slice(0, dot));
    if (history !== undefined) return existsIn(name.slice(0, dot), version);
  }
  return true;
}

function isThere(name: string, version: PythonVersion): boolean {
  const history = memberHistory(name);
  if (history === undefined) return true;
  if (comparePythonVersions(version, history.since) < 0) return false;
  return history.until === undefined || comparePythonVersions(version, history.until) < 0;
}
