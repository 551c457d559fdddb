import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { parseDoctest } from "../../../engine/text/doctest.js";
import { formatPythonVersion } from "../../../engine/versions.js";
import { findInterpreters } from "../../harness/interpreters.js";

const ORACLE = fileURLToPath(new URL("doctest_oracle.py", import.meta.url));
const CHANGED = 5000;
/** The same in each run, so that a failure is one of the change at hand; FAQLINT_SEED=N tries others. */
const seed = Number(process.env.FAQLINT_SEED ?? 20_261_126);
const newest = (await findInterpreters()).filter(({ version }) => version.major === 3 && version.minor >= 8).at(-1);

interface Answer {
  readonly text: string;
  readonly examples: readonly [source: string, want: string, line: number, indent: number, Record<string, boolean>][];
  readonly fault: readonly [kind: string, line: number] | null;
}

function ask(command: string): Answer[] {
  const { status, stdout, stderr, error } = spawnSync(command, ["-B", ORACLE, String(seed), String(CHANGED)], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`${command} failed: ${error?.message ?? stderr}`);
  return JSON.parse(stdout) as Answer[];
}

function ours(text: string): Omit<Answer, "text"> {
  const { examples, faults } = parseDoctest(text);
  const [fault = null] = faults;
  const before = examples.filter(({ line }) => fault === null || line < fault.line);
  return {
    examples: before.map(({ source, want, line, indent, options }) => {
      const flags = Object.fromEntries(options.map((option) => [option.slice(1), option.startsWith("+")]));
      return [source, want, line, indent, flags] as const;
    }),
    fault: fault && [fault.kind, fault.line],
  };
}

describe("the parser of doctests", () => {
  it.skipIf(newest === undefined)(
    "finds what CPython's own finds, in the library's docstrings and in changed ones",
    { timeout: 180_000 },
    () => {
      if (newest === undefined) return;
      const answers = ask(newest.command);
      for (const { text, examples, fault } of answers) {
        if (isDeepStrictEqual(ours(text), { examples, fault })) continue;
        expect(ours(text), `seed ${seed}, ${JSON.stringify(text)}`).toEqual({ examples, fault });
      }
      const faults = new Set(answers.flatMap(({ fault }) => fault?.[0] ?? []));
      expect(faults).toEqual(new Set(["blank", "indentation", "option", "stray-option"]));
      console.log(`${answers.length} docstrings put to CPython ${formatPythonVersion(newest.version)}`);
    },
  );

  it("takes time in proportion to the text", () => {
    const many = 200_000;
    const texts = [
      ">>> x\n".repeat(many),
      `>>> x ${"# doctest:".repeat(many)}'`,
      `>>> x ${"# ".repeat(many)}`,
      `>>> x ${"# doctest: +SKIP\n... ".repeat(many)}`,
      `>>> x # doctest:${"\n".repeat(many)}`,
      `${" ".repeat(many)}\n`.repeat(4),
      `>>> x\n${"...\n".repeat(many)}`,
    ];
    for (const text of texts) {
      const start = performance.now();
      parseDoctest(text);
      expect(performance.now() - start).toBeLessThan(4000);
    }
  });

  it("says what is wrong, and where", () => {
    expect(parseDoctest("Text.\n\n  >>> 1\n  1\n  >>>2\n")).toMatchObject({
      examples: [{ source: "1\n", want: "1\n", line: 2, indent: 2 }],
      faults: [{ kind: "blank", line: 4, detail: ">>>" }],
    });
    expect(parseDoctest(">>> 1 # doctest: +SKIPP").faults).toEqual([{ kind: "option", line: 0, detail: "+SKIPP" }]);
    expect(parseDoctest(">>>f()\n...  x\n...y\n\n>>>g()").faults.map(({ line }) => line)).toEqual([0, 2, 4]);
    expect(parseDoctest(">>> 1 # doctest: +OWN", (name) => name === "OWN").examples[0]?.options).toEqual(["+OWN"]);
  });
});
