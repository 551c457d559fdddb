import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { defineRule, type Rule } from "../../engine/rule.js";
import { startParser } from "../support/parser.js";
import { type Block, blocksOf } from "./block.js";
import { compareFindings } from "./findings.js";
import { BlockLinter, LAWS } from "./laws.js";
import { testMarkdown } from "./run-markdown.js";
import { variantsOf } from "./variants.js";

beforeAll(startParser);

const TEXT = "def f(a):\n    if a:\n        return bad(a)\n\nbad(f)\n";

function block(text: string): Block {
  const [first] = blocksOf("a.md", `\`\`\`python\n${text}\`\`\`\n`);
  if (first === undefined) throw new Error("there is no block");
  return first;
}

type Definition = Parameters<typeof defineRule>[0];

/** A rule against the name `bad`, and what a test makes of it. */
function rule(changes: Partial<Definition> = {}): Rule {
  return defineRule({
    name: "bad-name",
    question: "find-a-module",
    summary: "a bad name",
    severity: "error",
    fix: "safe",
    messages: { bad: "this name is bad" },
    on: (when) =>
      when.nodes("identifier", { anyOf: [["bad"]] }, (node, { report }) => {
        if (node.text !== "bad") return;
        const edits = [{ span: node, replacement: "good" }];
        report("bad", { at: node, fix: () => ({ title: "Be good", safety: "safe", edits }) });
      }),
    ...changes,
  } as Definition);
}

const onIdentifier = (run: Parameters<Parameters<Definition["on"]>[0]["nodes"]>[2]): Pick<Definition, "on"> => ({
  on: (when) => when.nodes("identifier", { anyOf: [["bad"]] }, run),
});

function problems(broken: Rule, text = TEXT): string[] {
  const linter = new BlockLinter([broken]);
  return Object.entries(LAWS).flatMap(([law, check]) => {
    try {
      return check(block(text), linter).length > 0 ? [law] : [];
    } catch (error) {
      return [error instanceof Error ? error.message : String(error)];
    }
  });
}

describe("a lawful rule", () => {
  test("breaks no law", () => {
    expect(problems(rule())).toEqual([]);
  });

  test("is compared with the flags both ways", () => {
    const flagged = (text: string): string[] =>
      compareFindings(block(text), new BlockLinter([rule()]).lint(block(text)).diagnostics);
    expect(flagged('bad()  # flagged: bad-name "is bad" at "bad" as error\n')).toEqual([]);
    expect(flagged("good()  # flagged: bad-name\n")[0]).toBe("a.md:2: missing: bad-name is not found in this line");
    expect(flagged("good()\nbad()\n")[0]).toBe('a.md:3: noisy: bad-name at "bad": this name is bad');
    expect(flagged("bad(bad)  # flagged: bad-name\n")[0]).toContain("noisy");
    expect(flagged("bad()  # flagged: bad-name, bad-name\n")[0]).toContain("missing");
    expect(flagged('bad()  # flagged: bad-name "is good"\n')[0]).toContain("its message is: this name is bad");
    expect(flagged('bad()  # flagged: bad-name at "bad()"\n')[0]).toContain('what is underlined is "bad"');
    expect(flagged('bad()  # flagged: bad-name see "x"\n')[0]).toContain("its related places are: none");
    expect(flagged("bad()  # flagged: bad-name as hint\n")[0]).toContain("its severity is error");
    expect(flagged("bad()  # flagged: bad-name no fix\n")[0]).toContain("it has a fix: Be good");
  });
});

describe("a rule breaks a law", () => {
  test("when it throws", () => {
    const broken = rule(
      onIdentifier(() => {
        throw new Error("oh");
      }),
    );
    expect(problems(broken)).toContain("bad-name throws");
  });

  test("when it throws on broken code alone", () => {
    const broken = rule({
      on: (when) =>
        when.nodes("ERROR", { anyOf: [[]] }, () => {
          throw new Error("oh");
        }),
    });
    expect(problems(broken)).toEqual(["every prefix can be linted"]);
  });

  test("when a finding ends within a character", () => {
    const half = rule(
      onIdentifier((node, { report }) => report("bad", { at: { start: node.start, end: node.end + 4 } })),
    );
    expect(problems(half, "bad, '𝔘'\n").join()).toContain("the finding 0-7 begins or ends within a character");
  });

  test("when a related place or an edit is outside the text", () => {
    const outside = { start: 0, end: 1000 };
    const related = rule(
      onIdentifier((node, { report }) => report("bad", { at: node, related: [{ span: outside, message: "here" }] })),
    );
    expect(problems(related).join()).toContain("a related place 0-1000 lies outside the text");
    const edits = [{ span: outside, replacement: "" }];
    const edited = rule(
      onIdentifier((node, { report }) =>
        report("bad", { at: node, fix: () => ({ title: "x", safety: "safe", edits }) }),
      ),
    );
    expect(problems(edited).join()).toContain("an edit 0-1000 lies outside the text");
  });

  test("when its fix is safer than it declares, or it declares none", () => {
    expect(problems(rule({ fix: "unsafe" })).join()).toContain("declares unsafe fixes, and calls one safe");
    expect(problems(rule({ fix: "none" })).join()).toContain("declares that it has no fix, and brings one");
  });

  test("when it remembers", () => {
    let runs = 0;
    const broken = rule(
      onIdentifier((node, { report }) => {
        if (runs++ === 0) report("bad", { at: node });
      }),
    );
    expect(problems(broken)).toContain("the same again");
  });

  test("when the words it wakes for are wrong", () => {
    const broken = rule({
      on: (when) =>
        when.nodes("identifier", { anyOf: [["absent"]] }, (node, { report }) => report("bad", { at: node })),
    });
    expect(problems(broken)).toEqual(["the same without the scan"]);
  });

  test.each([
    ["CRLF", (text: string) => text.includes("\r")],
    ["BOM", (text: string) => text.startsWith("\uFEFF")],
    ["astral characters", (text: string) => /[\u{10000}-\u{10FFFF}]/u.test(text)],
    ["tabs", (text: string) => text.includes("\t")],
  ])("when it sees %s", (_, sees) => {
    const broken = rule(
      onIdentifier((node, { report, source }) => {
        if (sees(source.text)) report("bad", { at: node });
      }),
    );
    expect(problems(broken)).toEqual(["spelling changes nothing but positions"]);
  });

  test("when its fix writes LF into a file of CRLF", () => {
    const broken = rule(
      onIdentifier((node, { report }) => {
        if (node.text !== "bad") return;
        const edits = [
          { span: { start: 0, end: 0 }, replacement: "import good\n" },
          { span: node, replacement: "good" },
        ];
        report("bad", { at: node, fix: () => ({ title: "x", safety: "safe", edits }) });
      }),
    );
    expect(problems(broken, "bad()\n")).toEqual(["spelling changes nothing but positions"]);
  });

  test("when its fix does not help, or never ends", () => {
    const useless = rule(
      onIdentifier((node, { report }) => {
        const edits = [{ span: node, replacement: `${node.text}, bad` }];
        report("bad", { at: node, fix: () => ({ title: "x", safety: "safe", edits }) });
      }),
    );
    const linter = new BlockLinter([useless]);
    const found = LAWS["fixes converge and what they fix is gone"]?.(block("bad()\n"), linter) ?? [];
    expect(found.join()).toContain('bad-name is still found after its fix "x"');
    expect(found.join()).toContain("the safe fixes never come to an end");
  });
});

describe("variants", () => {
  test("move every offset to the same character", () => {
    const text = "#!/usr/bin/python\ndef f(a,\n      b):\n    if a:\n        return '''x\n    y'''\n";
    const variants = variantsOf(text);
    expect(variants.map(({ name }) => name)).toEqual(["CRLF", "BOM", "astral characters", "tabs"]);
    for (const { name, text: varied, moved, undo } of variants) {
      for (const match of text.matchAll(/\S/g)) expect(varied[moved(match.index)], name).toBe(match[0]);
      expect(undo(varied), name).toBe(text);
    }
    const [, , astral, tabs] = variants;
    expect(astral?.text).toMatch(/^#!\/usr\/bin\/python\n# \u{1F40D}/u);
    expect(tabs?.text).toContain("\n\tif a:\n\t\treturn '''x\n    y'''");
  });

  test("with tabs are only made where the indentation is regular", () => {
    const names = (text: string): string[] => variantsOf(text).map(({ name }) => name);
    expect(names("if a:\n   b\nif c:\n  d\n")).not.toContain("tabs");
    expect(names("if a:\n\tb\n")).not.toContain("tabs");
    expect(names("a\n")).not.toContain("tabs");
  });
});

/** What the documentation shows must work: its example is run like a specification. */
const documentation = readFileSync(new URL("README.md", import.meta.url), "utf8");
const example = /^````markdown\n(.*?)^````$/ms.exec(documentation)?.[1];
if (example === undefined) throw new Error("the documentation has no example");
testMarkdown([{ name: "the example in test/harness/README.md", markdown: example }]);
