import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { RULES } from "../../rules/index.js";
import { type Block, blocksOf } from "../../test/harness/block.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The two kinds of programs: `examples/`, and the first program of each rule's specification in which the rule finds something. */
export const SETS = ["examples", "specifications"] as const;
export type ProgramSet = (typeof SETS)[number];

/**
 * Writes the programs into a folder for each set.
 *
 * @returns by the path within the folder, the rule that a program of a specification is about.
 */
export function writePrograms(folder: string): ReadonlyMap<string, string> {
  const [examples, specifications] = SETS.map((set) => join(folder, set)) as [string, string];
  for (const each of [examples, specifications]) mkdirSync(each);
  // The latter says which Python they are meant for.
  for (const name of readdirSync(join(ROOT, "examples")))
    if (name.endsWith(".py") || name === "pyproject.toml")
      copyFileSync(join(ROOT, "examples", name), join(examples, name));
  const rules = new Map<string, string>();
  const pages = readdirSync(join(ROOT, "test", "rules"), { recursive: true, encoding: "utf8" });
  for (const { name } of RULES) {
    const file = join("test", "rules", pages.find((page) => basename(page) === `${name}.md`) ?? "");
    const block = blocksOf(file, readFileSync(join(ROOT, file), "utf8")).find((each) => isFit(each, name));
    // Some rules are about certain versions only, or about what lies beside a file.
    if (block === undefined) continue;
    const path = `${name.replaceAll("-", "_")}.py`;
    writeFileSync(join(specifications, path), block.text);
    rules.set(`specifications/${path}`, name);
  }
  return rules;
}

/** Whether a rule finds something in a program that stands for itself and is meant for no Python in particular. */
function isFit({ attributes, expectations }: Block, rule: string): boolean {
  const { target, path, local, depends, fixed } = attributes;
  const isPlain = [target, path, local, depends, fixed].every((each) => each === undefined);
  return isPlain && expectations.some((expectation) => expectation.rule === rule);
}
