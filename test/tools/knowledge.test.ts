import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { existsIn } from "../../engine/knowledge/modules.js";
import { parsePythonVersion } from "../../engine/versions.js";
import { type InterpreterListing, listInterpreters } from "../../tools/knowledge/interpreters.js";
import { parseVersions } from "../../tools/knowledge/typeshed.js";
import { GENERATED, historiesOf, recordedListings, renderModules } from "../../tools/knowledge.js";

const recorded = recordedListings();
let found: ReadonlyMap<string, InterpreterListing>;

beforeAll(async () => {
  found = await listInterpreters();
  const unchecked = [...recorded].filter(([feature, { release }]) => found.get(feature)?.release !== release);
  for (const [feature, { release }] of unchecked) {
    const here = found.get(feature)?.release;
    console.warn(
      `NOT RE-CHECKED: the modules of Python ${release} come from the record; ${here === undefined ? "none" : here} is on this machine.`,
    );
  }
}, 120_000);

describe("the generated table of modules", () => {
  it("is what typeshed, the recorded listings and the list by hand give", () => {
    expect(renderModules(historiesOf(recorded))).toBe(readFileSync(GENERATED, "utf8"));
  });

  it("comes out the same with the listings that the interpreters here give", () => {
    const same = [...found].filter(([feature, { release }]) => recorded.get(feature)?.release === release);
    console.info(`Listed anew: Python ${same.map(([, { release }]) => release).join(", ") || "none"}.`);
    expect(renderModules(historiesOf(new Map([...recorded, ...same])))).toBe(readFileSync(GENERATED, "utf8"));
  });

  it("has no contradiction between typeshed and the interpreters", () => {
    expect(historiesOf(recorded).contradictions).toEqual([]);
  });

  it("says of no module that an interpreter here has that its version lacks it", () => {
    const wrong: string[] = [];
    let compared = 0;
    for (const [feature, { modules }] of found) {
      const version = parsePythonVersion(feature);
      if (version === undefined || !recorded.has(feature)) continue;
      const known = new Set(modulesKnown());
      for (const name of modules.filter((module) => known.has(module))) {
        compared++;
        if (!existsIn(name, version)) wrong.push(`${name} in ${feature}`);
      }
    }
    console.info(`${compared} modules of ${found.size} interpreters compared.`);
    expect(wrong).toEqual([]);
  });
});

function modulesKnown(): string[] {
  return [...historiesOf(recorded).modules.keys()];
}

describe("typeshed's VERSIONS", () => {
  it("is read line by line, remarks left out", () => {
    const text = "# head\n\nasyncore: 3.0-3.11\n_socket: 3.0-  # not in typeshed\n";
    expect([...parseVersions(text)]).toEqual([
      ["asyncore", { first: "3.0", last: "3.11" }],
      ["_socket", { first: "3.0" }],
    ]);
  });

  it("is refused when its format changes", () => {
    expect(() => parseVersions("asyncore 3.0 to 3.11")).toThrow("asyncore 3.0 to 3.11");
  });
});
