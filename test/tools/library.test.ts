import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { isSubclass, libraryMember, memberHistory, signaturesOf } from "../../engine/knowledge/library.js";
import { positionsOf } from "../../engine/knowledge/library-signature.js";
import { entriesOf, textModules } from "../../engine/knowledge/library-text.js";
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

describe("the generated facts about the library", () => {
  it("are what typeshed and the recorded listings give", async () => {
    const text = await renderMembers(historiesOf(recordedListings()), recorded);
    expect(text === readFileSync(GENERATED_LIBRARY, "utf8")).toBe(true);
  }, 120_000);

  it("come from listings that the interpreters here give again", async () => {
    const listed = recordedListings();
    const found = await listMembers(listed, recorded);
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
    for (const interpreter of await findInterpreters()) {
      if (!recorded.has(formatPythonVersion(interpreter.version))) continue;
      const run = spawnSync(interpreter.command, ["-S", "-E", DESCRIBER], {
        input: names.join("\n"),
        encoding: "utf8",
        maxBuffer: 1e8,
      });
      expect(run.stderr.split("\n").filter((line) => line.startsWith("Traceback"))).toEqual([]);
      told.set(interpreter, JSON.parse(run.stdout));
    }
    if (told.size === 0) console.warn("NOT CHECKED: the facts about the library, since there is no Python here.");
  }, 240_000);

  it("has nothing that is said to be missing in its version", () => {
    const wrong: string[] = [];
    let compared = 0;
    for (const [{ version }, described] of told) {
      for (const name of names) {
        compared++;
        if (described[name] != null && !isThere(name, version))
          wrong.push(`${name} in ${formatPythonVersion(version)}`);
      }
    }
    console.info(`${compared} names of ${told.size} interpreters looked for.`);
    expect(wrong.filter((one) => !KNOWN_TO_BE_THERE.test(one))).toEqual([]);
  });
});

/** What is there for other reasons than that the module offers it. */
const KNOWN_TO_BE_THERE = /^$/;

function isThere(name: string, version: PythonVersion): boolean {
  const history = memberHistory(name);
  if (history === undefined) return true;
  if (comparePythonVersions(version, history.since) < 0) return false;
  return history.until === undefined || comparePythonVersions(version, history.until) < 0;
}
void isSubclass;
void libraryMember;
void signaturesOf;
void positionsOf;
