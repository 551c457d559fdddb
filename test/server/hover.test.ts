import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../engine/diagnostics.js";
import { questionOf } from "../../engine/questions.js";
import { SourceFile } from "../../engine/text/source.js";
import { answerOf } from "../../faq/index.js";
import { supportOf } from "../../server/capabilities.js";
import { escapeMarkdown, hoverAt } from "../../server/hover.js";
import { placesIn } from "../../server/places.js";

const TEXT = "abc def\n";
const RENDERS_MARKDOWN = supportOf({ textDocument: { hover: { contentFormat: ["markdown"] } } });
const RENDERS_NOTHING = supportOf({});

function finding(start: number, end: number, over: Partial<Diagnostic>): Diagnostic {
  return {
    rule: "some-rule",
    severity: "warning",
    message: "`f(*a)` is *odd*",
    question: "signal-handlers",
    faqUrl: questionOf("signal-handlers").url,
    span: { start, end },
    related: [],
    tags: [],
    fix: () => null,
    fixSafety: "none",
    ...over,
  };
}

function shown(found: ReturnType<typeof hover>): string {
  const { value = "" } = (found?.contents ?? {}) as { value?: string };
  return value;
}

function hover(character: number, diagnostics: readonly Diagnostic[], support = RENDERS_MARKDOWN) {
  const source = new SourceFile("x.py", TEXT);
  const result = { source, tree: undefined, diagnostics, crashes: [] };
  return hoverAt(character, result, placesIn(source, "untitled:1"), support);
}

describe("hoverAt", () => {
  it("explains what a comment says is to be ignored", () => {
    const text =
      "x()  # faqlint: ignore[signal-handler-arity, thread-never-started] why\n# faqlint: ignore-file[no-rule]\n";
    const at = (line: number, character: number) => {
      const source = new SourceFile("x.py", text);
      const result = { source, tree: undefined, diagnostics: [], crashes: [] };
      return hoverAt(source.lines.startOf(line) + character, result, placesIn(source, "untitled:1"), RENDERS_MARKDOWN);
    };
    expect(shown(at(0, 25))).toContain(questionOf("signal-handlers").title);
    expect(shown(at(0, 25))).not.toContain("thread-never-started");
    expect(at(0, 25)?.range).toEqual({ start: { line: 0, character: 23 }, end: { line: 0, character: 43 } });
    expect(shown(at(0, 8)).split("\n\n---\n\n")).toHaveLength(2);
    expect([at(0, 2), at(0, 70), at(1, 25)]).toEqual([null, null, null]);
  });

  it("covers the flagged text, its end included", () => {
    const found = [finding(4, 7, {})];
    expect([3, 4, 6, 7].map((character) => hover(character, found) !== null)).toEqual([false, true, true, true]);
    expect(hover(5, found)?.range).toEqual({ start: { line: 0, character: 4 }, end: { line: 0, character: 7 } });
  });

  it("gives an answer once for all findings it is for, and another after it", () => {
    const { title, url } = questionOf("signal-handlers");
    const found = [
      finding(0, 7, {}),
      finding(0, 7, { rule: "other-rule", related: [{ span: { start: 4, end: 7 }, message: "made here" }] }),
      finding(0, 7, { rule: "third-rule", question: "random-numbers" }),
    ];
    const value = shown(hover(5, found));
    expect(value.split("\n\n---\n\n")[0]).toBe(
      [
        "`f(*a)` is \\*odd\\* (faqlint: some-rule)",
        "`f(*a)` is \\*odd\\* (faqlint: other-rule)",
        "- line 1: made here",
        `FAQ: [${title}](${url})`,
        answerOf("signal-handlers")?.markdown.trim(),
      ].join("\n\n"),
    );
    expect(value).toContain("third-rule");
    expect(value).toContain(answerOf("random-numbers")?.markdown.trim());
  });

  it("leaves messages as they are where nothing is rendered", () => {
    const value = shown(hover(0, [finding(0, 3, {})], RENDERS_NOTHING));
    expect(value).toMatch(/^`f\(\*a\)` is \*odd\* \(faqlint: some-rule\)\n\nFAQ: Why don't .*\? \(https:/);
    expect(value).not.toContain("```");
  });
});

describe("escapeMarkdown", () => {
  it("escapes marks outside code only", () => {
    expect(escapeMarkdown("`my_f(*a)` takes *one* of [x] and __y__")).toBe(
      "`my_f(*a)` takes \\*one\\* of \\[x\\] and \\_\\_y\\_\\_",
    );
  });

  it("escapes a backtick without a partner", () => {
    expect(escapeMarkdown("a ` b")).toBe("a \\` b");
  });
});
