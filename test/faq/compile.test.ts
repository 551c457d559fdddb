import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { ANSWERS, answerOf, rulesFor } from "../../faq/index.js";
import { RULES } from "../../rules/index.js";
import { compileAnswers } from "../../tools/faq/compile.js";
import { readAnswerFile } from "../../tools/faq/front-matter.js";
import { blocksOfMarkdown, unwrapMarkdown } from "../../tools/faq/markdown.js";

const FOLDER = fileURLToPath(new URL("../../faq/", import.meta.url));

describe("the compiled answers", () => {
  test("are what the Markdown files say (else: npm run generate:answers)", () => {
    // Compiling also compares question and link of each file with engine/questions.ts.
    expect(readFileSync(`${FOLDER}answers.generated.ts`, "utf8")).toBe(compileAnswers(FOLDER));
  });

  test("answer the question of every rule", () => {
    for (const rule of RULES) {
      expect(answerOf(rule.question), rule.name).toBeDefined();
      expect(rulesFor(rule.question).map(({ name }) => name)).toContain(rule.name);
    }
  });

  test("carry nothing that only the harness reads", () => {
    for (const { markdown, slug } of ANSWERS) {
      expect(markdown, slug).not.toMatch(/^\s*```[^\n]*[ \t]/m);
      expect(markdown, slug).not.toMatch(/\.md\)|␍|␌/);
      expect(markdown, slug).not.toMatch(/^---/);
    }
  });

  test("begin with prose: a title stands above them already", () => {
    for (const { blocks, slug } of ANSWERS) expect(blocks[0]?.kind, slug).toBe("paragraph");
  });
});

describe("front matter", () => {
  test("is question and link; a colon wants quotation marks", () => {
    const file = readAnswerFile('---\r\nquestion: "None: why?"\r\nupstream: https://x/#y\r\n---\r\n\r\nBecause.\r\n');
    expect(file).toEqual({ question: "None: why?", upstream: "https://x/#y", body: "Because.\n" });
  });

  test.each([
    ["Because.", "no front matter"],
    ["---\nquestion: a\n---\n\nb", "is missing"],
    ["---\nquestion: a\nslug: b\n---\n\nc", "slug: b"],
  ])("is nothing else: %j", (text, message) => {
    expect(() => readAnswerFile(text)).toThrow(message);
  });
});

describe("Markdown", () => {
  test("is taken apart", () => {
    expect(blocksOfMarkdown("# A `b`\n\nc **d `e`** *f* [g](h)\ni\n\n- j\n  k\n\n  ```python\n  l\n  ```\n")).toEqual([
      { kind: "heading", prose: [{ text: "A " }, { text: "b", code: true }] },
      {
        kind: "paragraph",
        prose: [
          { text: "c " },
          { text: "d ", strong: true },
          { text: "e", strong: true, code: true },
          { text: " " },
          { text: "f", emphasis: true },
          { text: " " },
          { text: "g", url: "h" },
          { text: " i" },
        ],
      },
      {
        kind: "list",
        ordered: false,
        items: [
          [
            { kind: "paragraph", prose: [{ text: "j k" }] },
            { kind: "code", language: "python", text: "l" },
          ],
        ],
      },
    ]);
    expect(blocksOfMarkdown("| a | b |\n|---|---|\n| `c` | d |\n")).toEqual([
      {
        kind: "table",
        head: [[{ text: "a" }], [{ text: "b" }]],
        rows: [[[{ text: "c", code: true }], [{ text: "d" }]]],
      },
    ]);
  });

  test("keeps the characters that stand for others in HTML", () => {
    expect(blocksOfMarkdown('a < b & "c" `d < e`')).toEqual([
      { kind: "paragraph", prose: [{ text: 'a < b & "c" ' }, { text: "d < e", code: true }] },
    ]);
  });

  test.each(["> a", "![a](b)", "<b>a</b>", "    a", "***", "&lt;"])(
    "that an answer has no place for is refused: %s",
    (text) => {
      expect(() => blocksOfMarkdown(text)).toThrow();
    },
  );

  test("is unwrapped, but for code, tables and what begins a new line", () => {
    const text =
      "a\nb\n\n## c\nd\n\n- e\n  f\n- g\n\n```python target=2.7\nh\n\ni  # flagged: x\n```\n\n| j | k |\n|---|---|\n| l | m |\n";
    expect(unwrapMarkdown(text)).toBe(
      "a b\n\n## c\nd\n\n- e f\n- g\n\n```python\nh\n\ni  # flagged: x\n```\n\n| j | k |\n|---|---|\n| l | m |\n",
    );
  });
});
