import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { RULES } from "../../rules/index.js";
import { RULE_INFOS } from "../../rules/infos.js";
import { blocksOf } from "../harness/block.js";
import { BlockLinter } from "../harness/laws.js";
import { markdownFilesIn } from "../harness/markdown.js";
import type { Claim } from "../harness/markers.js";
import { differenceOf, type Proof, proofsOf } from "../harness/proofs.js";
import { startParser } from "../support/parser.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Rules whose safe repair no program that runs here can show, and why. */
const UNPROVEN: Readonly<Record<string, string>> = {
  "rename-over-existing": "`os.rename` and `os.replace` differ on Windows only",
  "sendmail-pipe": "what `-i` changes is done by sendmail, to a mail that it delivers",
};

let proofs: readonly Proof[];

beforeAll(async () => {
  await startParser();
  const blocks = markdownFilesIn("test/rules").flatMap(({ name, markdown }) => blocksOf(name, markdown));
  proofs = await proofsOf(blocks, new BlockLinter(RULES));
});

describe("each rule with a safe repair", () => {
  const safe = RULE_INFOS.filter(({ fix }) => fix === "safe").map(({ name }) => name);

  test.each(safe.filter((name) => !(name in UNPROVEN)))(
    "%s: its specification runs a program that misbehaves, and behaves when it is repaired",
    (name) => {
      const own = proofs.filter(({ rule }) => rule === name);
      const hint =
        "the specification needs a block that claims what it does, and behind it a `fixed` block, made by this rule alone, that claims otherwise";
      expect(own.length, hint).toBeGreaterThan(0);
      const isTried = own.some(({ runBy, isUntried }) => runBy.length > 0 || isUntried);
      expect(isTried, "no CPython is meant to run both blocks").toBe(true);
    },
  );

  test("is excused only where it must be", () => {
    for (const name of Object.keys(UNPROVEN)) {
      expect(safe).toContain(name);
      expect(proofs.map(({ rule }) => rule)).not.toContain(name);
    }
  });
});

describe("two blocks differ in what they claim", () => {
  const claims = (text: string): readonly Claim[] =>
    blocksOf("a.md", `\`\`\`python\npass\n${text}\n\`\`\`\n`)[0]?.claims ?? [];

  test.each([
    ["# raises: TypeError: no", "# runs", "raises TypeError, then runs"],
    ["# hangs", "# prints: 1", "hangs, then runs"],
    ["# prints: a", "# prints: b", "prints a, then b"],
    ["# prints nothing", "# prints: b", "prints nothing, then b"],
    ["# stderr: no", "# stderr nothing", "says no, then nothing on standard error"],
    ["# thread raises: a.E", "# stderr nothing", "a thread raises E, then none does"],
    ["# prints: a ...", "# prints: a b", null],
    ["# raises: ValueError: a", "# raises: ValueError", null],
    ["# stderr: no", "# runs", null],
    ["# prints: a", "# runs", null],
    ["# prints: a", "", null],
    ["", "# runs", null],
  ])("%s and %s: %s", (before, after, difference) => {
    expect(differenceOf(claims(before), claims(after))).toBe(difference);
  });
});

test("each folder of specifications has a test that runs them", () => {
  const folders = new Set(markdownFilesIn("test/rules").map(({ name }) => dirname(name)));
  const untested = [...folders].filter((folder) => !existsSync(join(ROOT, folder, "specifications.test.ts")));
  expect(untested).toEqual([]);
});
