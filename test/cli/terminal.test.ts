import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { type CheckOptions, checkFiles, checkStdin } from "../../cli/check.js";
import { settingsOf } from "../../cli/check-settings.js";
import { shownPath } from "../../cli/paths.js";
import { Positions } from "../../cli/positions.js";
import { visible, widthOf } from "../../cli/terminal/display.js";
import { Progress } from "../../cli/terminal/progress.js";
import { defineRule, type Rule } from "../../engine/rule.js";
import { SourceFile } from "../../engine/text/source.js";
import { temporaryFolder } from "../support/folder.js";
import { FakeEnvironment } from "./fake-environment.js";

const WORD = { anyOf: [["word"]] };

/** A rule that reports, or fails at, every name `word`. */
function wordRule(name: string, report: "error" | "information" | "hint" | "crash"): Rule {
  return defineRule({
    name,
    question: "testing",
    summary: "the name `word`",
    severity: report === "crash" ? "error" : report,
    fix: "safe",
    messages: { found: "found" },
    on: (when) =>
      when.nodes("identifier", WORD, (node, context) => {
        if (node.text !== "word") return;
        if (report === "crash") throw new TypeError("cannot\u001b[2J");
        context.report("found", { at: node });
      }),
  });
}

const OPTIONS: CheckOptions = {
  format: "text",
  colour: "auto",
  fixes: { action: "show", unsafe: false },
  baseline: { action: "use" },
};

describe("on a terminal", () => {
  it("the report is coloured and as wide as the terminal", async () => {
    const cwd = temporaryFolder({ "a.py": `x = "${"a".repeat(100)}"; word\n` });
    const environment = new FakeEnvironment({ cwd, columns: 50 });
    expect(await checkFiles(["."], OPTIONS, environment, [wordRule("word", "error")])).toBe(1);
    expect(environment.stdout.text).toContain("\u001b[31m");
    const source = stripVTControlCharacters(environment.stdout.text).split("\n")[2];
    expect(source).toMatch(/^1 \| …a+"; word$/);
    expect(source?.length).toBeLessThanOrEqual(50);
    const plain = new FakeEnvironment({ cwd, columns: 50, variables: { NO_COLOR: "1" } });
    await checkFiles(["."], OPTIONS, plain, [wordRule("word", "error")]);
    expect(plain.stdout.text).not.toContain("\u001b");
    const dumb = new FakeEnvironment({ cwd, columns: 50, variables: { TERM: "dumb" } });
    await checkFiles(["."], OPTIONS, dumb, [wordRule("word", "error")]);
    expect(dumb.stdout.text).not.toContain("\u001b");
  });

  it("a long run shows how far it is, and leaves nothing behind", () => {
    const { stderr } = new FakeEnvironment({ columns: 80 });
    const progress = new Progress(stderr, 0);
    progress.show(1, 10, 999);
    expect(stderr.text).toBe("");
    progress.show(2, 10, 1001);
    progress.show(3, 10, 1050);
    progress.show(4, 10, 1200);
    progress.clear();
    progress.clear();
    expect(stderr.text).toBe("\r\u001b[KLinting: 2 of 10 files\r\u001b[KLinting: 4 of 10 files\r\u001b[K");
  });

  it("progress is for terminals only", () => {
    const { stderr } = new FakeEnvironment({});
    new Progress(stderr, 0).show(1, 10, 5000);
    expect(stderr.text).toBe("");
  });
});

describe("a rule that fails", () => {
  it("is named, and the others go on", async () => {
    const cwd = temporaryFolder({ "a.py": "word, word\n", "b.py": "x = 1\n" });
    const environment = new FakeEnvironment({ cwd });
    const rules = [wordRule("broken", "crash"), wordRule("sound", "error")];
    expect(await checkFiles(["."], OPTIONS, environment, rules)).toBe(2);
    expect(environment.stderr.text).toBe(
      "faqlint: the rule broken failed on a.py (TypeError: cannot␛[2J); this is a bug in faqlint\n",
    );
    expect(environment.stdout.text).toContain("a.py:1:1: error[sound] found");
    expect(environment.stdout.text).toContain("Found 2 problems (2 errors) in 1 of 2 files\n");
    const json = new FakeEnvironment({ cwd });
    await checkFiles(["."], { ...OPTIONS, format: "json" }, json, rules);
    expect(JSON.parse(json.stdout.text).summary.crashes).toEqual([
      { path: "a.py", rule: "broken", error: "TypeError: cannot\u001b[2J" },
    ]);
  });
});

describe("faqlint itself failing at a file", () => {
  it("is told, and the other files are checked", async () => {
    const cwd = temporaryFolder({ "a.py": "bad\n", "b.py": "word\n" });
    const pattern = Object.assign(/x/, {
      [Symbol.search](text: string): number {
        if (text.includes("bad")) throw new Error("no pattern");
        return -1;
      },
    });
    const failing: Rule = {
      ...wordRule("failing", "error"),
      subscriptions: () => [{ kind: "head", run: () => {}, relevance: { anyOf: [[]], pattern } }],
    };
    const environment = new FakeEnvironment({ cwd });
    const options: CheckOptions = { ...OPTIONS, format: "concise" };
    expect(await checkFiles(["."], options, environment, [failing, wordRule("word", "error")])).toBe(2);
    expect(environment.stderr.text).toContain(
      "faqlint: faqlint failed on a.py (Error: no pattern); this is a bug in faqlint\n",
    );
    expect(environment.stdout.text).toBe("b.py:1:1: error[word] found\n");
  });
});

describe("text that cannot be parsed", () => {
  it.each([
    ["x = word)\n", "line 1"],
    ["x = word)\ny = 1\ny = )\n", "lines 1 and 3"],
    [Array.from({ length: 6 }, (_, index) => `x${index} = )\ny = word\n`).join(""), "lines 1, 3, 5 and 3 more places"],
  ])("%j is told of by its lines", async (text, lines) => {
    const environment = new FakeEnvironment({ cwd: temporaryFolder({ "a.py": text }) });
    await checkFiles(["."], OPTIONS, environment, [wordRule("word", "error")]);
    expect(environment.stderr.text).toBe(`faqlint: a.py: could not parse ${lines}; rules are silent there\n`);
  });
});

describe("severities", () => {
  it("below a warning do not fail a run, and hints are shown when asked for", async () => {
    const cwd = temporaryFolder({ "a.py": "word\n" });
    const environment = new FakeEnvironment({ cwd });
    const rules = [wordRule("known", "information"), wordRule("hinted", "hint")];
    expect(await checkFiles(["."], OPTIONS, environment, rules)).toBe(0);
    expect(environment.stdout.text).toContain("a.py:1:1: information[known] found");
    expect(environment.stdout.text).toContain("Found 1 problem (1 information) in 1 of 1 file\n");
    expect(environment.stdout.text).not.toContain("hinted");
    const asking = new FakeEnvironment({ cwd });
    const hints = settingsOf({ hints: true, exclude: true }, rules, cwd);
    if (typeof hints === "string") throw new Error(hints);
    expect(await checkFiles(["."], { ...OPTIONS, settings: hints }, asking, rules)).toBe(0);
    expect(asking.stdout.text).toContain("a.py:1:1: hint[hinted] found");
  });
});

describe("a reader that has gone", () => {
  it("ends the run with the status so far", async () => {
    const files = Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`m${index}.py`, "word\n"]));
    const environment = new FakeEnvironment({ cwd: temporaryFolder(files) });
    environment.stdout.closed = true;
    const rules = [wordRule("word", "error")];
    expect(await checkFiles(["."], { ...OPTIONS, format: "concise" }, environment, rules)).toBe(1);
  });
});

describe("standard input", () => {
  it("needs no file of its name", async () => {
    const environment = new FakeEnvironment({ cwd: temporaryFolder(), input: "word" });
    const options: CheckOptions = { ...OPTIONS, format: "concise", stdinFilename: "no/such/file.py" };
    expect(await checkStdin(options, environment, [wordRule("word", "error")])).toBe(1);
    expect(environment.stdout.text).toBe("no/such/file.py:1:1: error[word] found\n");
  });
});

describe("texts shown to people", () => {
  it("have no control characters, and keep joiners", () => {
    expect(visible("a\tb\r\n\u007f\u0085\u200b\u2028\ud800")).toBe("a␉b␍␊␡<U+0085><U+200B><U+2028>\ufffd");
    expect(visible("👩‍💻 نمی‌خواهم")).toBe("👩‍💻 نمی‌خواهم");
  });

  it("are as wide as they look", () => {
    expect(["abc", "日本", "e\u0301", "🐍", "ｱ", "한", "\u1112\u1161\u11ab"].map(widthOf)).toEqual([
      3, 4, 1, 2, 1, 2, 2,
    ]);
  });

  it("name positions in characters, from 1", () => {
    const positions = new Positions(new SourceFile("a.py", "\uFEFFa🐍b\r\nc\rd"));
    expect([0, 1, 2, 4, 5, 7, 9, 10, 4].map((offset) => Object.values(positions.at(offset)).join(":"))).toEqual([
      "1:1",
      "1:1",
      "1:2",
      "1:3",
      "1:4",
      "2:1",
      "3:1",
      "3:2",
      "1:3",
    ]);
  });

  it("name paths relative to where one is", () => {
    expect(shownPath("/a/b/c.py", "/a")).toBe("b/c.py");
    expect(shownPath("/a/..b.py", "/a")).toBe("..b.py");
    expect(shownPath("/ab/c.py", "/a")).toBe("/ab/c.py");
    expect(shownPath("/a", "/a")).toBe(".");
  });
});
