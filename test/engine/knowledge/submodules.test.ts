import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { bringsSubmodules, packagesWithSubmodules, submodulesToImport } from "../../../engine/knowledge/submodules.js";
import { findInterpreters } from "../../harness/interpreters.js";

const SCRIPT = fileURLToPath(new URL("submodules.py", import.meta.url));
const SUBMODULES = packagesWithSubmodules().flatMap((name) => submodulesToImport(name).map((sub) => `${name}.${sub}`));

interface Loaded {
  /** What the interpreter, or the script, has loaded by itself. */
  readonly already: readonly string[];
  readonly modules: Readonly<Record<string, readonly string[]>>;
}

/** The package of a submodule: `xml.dom` of `xml.dom.minidom`. */
const packageOf = (submodule: string): string => submodule.slice(0, submodule.lastIndexOf("."));

describe("submodules that have to be imported", () => {
  it("are brought in by nothing but what is said to bring them", { timeout: 120_000 }, async () => {
    // Older ones bring more, and distributions change what they bring.
    const pythons = (await findInterpreters()).filter(({ version: { major, minor } }) => major === 3 && minor >= 12);
    if (pythons.length === 0)
      console.warn("NOT CHECKED: which modules bring submodules, for want of Python 3.12 or later");
    const newest = pythons.at(-1);
    if (newest === undefined) return;
    const run = spawnSync(newest.command, ["-I", "-S", SCRIPT], {
      input: JSON.stringify(SUBMODULES),
      encoding: "utf8",
    });
    expect(run.stderr).toBe("");
    const { already, modules } = JSON.parse(run.stdout) as Loaded;
    expect(Object.keys(modules).length).toBeGreaterThan(150);
    const untold = Object.entries(modules).flatMap(([module, found]) =>
      found
        .filter((each) => !already.includes(each) && module !== each && !module.startsWith(`${each}.`))
        .filter((each) => !bringsSubmodules(module, packageOf(each)))
        .map((each) => `${module} brings ${each}`),
    );
    expect(untold).toEqual([]);
  });
});
