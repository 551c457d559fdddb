import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { startEngine } from "../../../project/engine-start.js";
import { answerTo } from "../../../project/run/answer.js";
import { AsleepFiles } from "../../../project/run/asleep.js";
import { LintSession } from "../../../project/session.js";
import { RULES } from "../../../rules/index.js";
import { RELEVANCES } from "../../../rules/relevances.js";
import { temporaryFolder } from "../../support/folder.js";
import { code, notebook } from "../../support/notebooks.js";
import { specifiedTexts } from "../../support/specified.js";

beforeAll(startEngine);

/** What is told of a file's bytes without rules; whenever that is anything, it must be what linting tells. */
class Comparison {
  readonly #folder: string;
  readonly #session = new LintSession(RULES);
  readonly #asleep = new AsleepFiles(this.#session, RELEVANCES);

  constructor(files: Readonly<Record<string, string>> = {}) {
    this.#folder = temporaryFolder(files);
  }

  isTold(text: string | Uint8Array, name = "a.py"): boolean {
    const path = join(this.#folder, name);
    const bytes = Buffer.from(text);
    const look = this.#asleep.look(path, bytes);
    if (look === undefined || !("answer" in look)) return false;
    expect(look.answer).toEqual(answerTo(this.#session, path, bytes));
    return true;
  }

  /** How many rules a text wakes; with no others the same must be told of it. Undefined where that may be any. */
  awake(text: string, name = "a.py"): number | undefined {
    const path = join(this.#folder, name);
    const bytes = Buffer.from(text);
    const look = this.#asleep.look(path, bytes);
    if (look === undefined || "answer" in look) return undefined;
    const alone = new LintSession(
      RULES.filter((rule) => look.awake.has(rule.name)),
      {},
      RULES,
    );
    expect(answerTo(alone, path, bytes), text).toEqual(answerTo(this.#session, path, bytes));
    return look.awake.size;
  }
}

describe("what is told of a file without rules", () => {
  it("is what linting tells, for the lines of all specifications", { timeout: 120_000 }, () => {
    const comparison = new Comparison();
    const lines = specifiedTexts().flatMap((text) => text.split("\n"));
    const texts = [...new Set(lines)].filter((_, place) => place % 5 === 0).map((line) => `import os\n${line}\n`);
    const told = texts.filter((text) => comparison.isTold(text));
    expect(told.length).toBeGreaterThan(1000);
    expect(told.length).toBeLessThan(texts.length);
  });

  it("is, of those that are awake alone, what all rules tell, for all specifications", { timeout: 300_000 }, () => {
    const comparison = new Comparison();
    const counts = specifiedTexts().flatMap((text) => comparison.awake(text) ?? []);
    expect(counts.length).toBeGreaterThan(1000);
    expect(Math.max(...counts)).toBeLessThan(RULES.length / 2);
    // What a comment addresses to faqlint may be about any rule.
    expect(comparison.awake("import imp  # faqlint: ignore[removed-module]\n")).toBe(undefined);
    expect(comparison.awake(notebook([code("import imp\n")]), "a.ipynb")).toBeGreaterThan(0);
  });

  it("is nothing where a rule is awake, or a comment is addressed to faqlint", () => {
    const comparison = new Comparison();
    expect(comparison.isTold("import os\nprint(os.getcwd())\n")).toBe(true);
    expect(comparison.isTold("import signal\nsignal.signal(1, print)\n")).toBe(false);
    expect(comparison.isTold("import os  # faqlint: ignore[removed-module]\n")).toBe(false);
  });

  it("is nothing for Python 2, which may find a module beside the file", () => {
    const comparison = new Comparison({ "os.py": "", "faqlint.toml": 'select = ["removed-module"]\n' });
    expect(comparison.isTold("#!/usr/bin/python2\nimport os\n")).toBe(false);
    expect(comparison.isTold("#!/usr/bin/python3\nimport os\n")).toBe(true);
  });

  it("heeds the settings", () => {
    const signal = "import signal\nsignal.signal(1, print)\n";
    const off = new Comparison({ "faqlint.toml": 'ignore = ["all"]\n' });
    expect(off.isTold(signal)).toBe(true);
    const only = new Comparison({ "faqlint.toml": 'select = ["removed-module"]\nmax-file-size = "1 KB"\n' });
    expect(only.isTold(signal)).toBe(true);
    expect(only.isTold("import imp\n")).toBe(false);
    expect(only.isTold(`import imp\n${"#".repeat(2000)}\n`)).toBe(true);
    const old = new Comparison({ "faqlint.toml": 'target-version = "2.7"\n' });
    expect(old.isTold("import os\n")).toBe(false);
  });

  it("reads notebooks, and what cannot be read", () => {
    const comparison = new Comparison();
    expect(comparison.isTold(notebook([code("import os\n")]), "a.ipynb")).toBe(true);
    expect(comparison.isTold(notebook([code("import imp\n")]), "a.ipynb")).toBe(false);
    expect(comparison.isTold("no notebook", "a.ipynb")).toBe(true);
    expect(comparison.isTold(new Uint8Array([0x78, 0, 0, 0xff]))).toBe(true);
    expect(comparison.isTold(Buffer.from('x = "\xe9"\n', "latin1"))).toBe(true);
  });
});
