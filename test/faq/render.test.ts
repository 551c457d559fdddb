import { describe, expect, test } from "vitest";
import type { Block, Prose } from "../../faq/document.js";
import { ANSWERS } from "../../faq/index.js";
import { renderLines, renderText } from "../../faq/render.js";

const paragraph = (...prose: Prose): Block => ({ kind: "paragraph", prose });

describe("plain text", () => {
  test("is wrapped between words, and what sticks together stays together", () => {
    const block = paragraph({ text: "one two, " }, { text: "three four", code: true }, { text: ", five six seven" });
    expect(renderText([block], 20)).toBe("one two,\n`three four`, five\nsix seven");
  });

  test("shows where a link leads, once", () => {
    const blocks = [
      paragraph({ text: "a", url: "https://b" }, { text: ", " }, { text: "https://c", url: "https://c" }),
    ];
    expect(renderText(blocks, 80)).toBe("a <https://b>, https://c");
  });

  test("keeps code as it is, and indents lists", () => {
    const blocks: Block[] = [
      { kind: "heading", prose: [{ text: "Title" }] },
      { kind: "code", language: "python", text: "if a:\n\n    b" },
      {
        kind: "list",
        ordered: true,
        items: [[paragraph({ text: "a long item of a list" })], [{ kind: "code", language: "", text: "c" }]],
      },
    ];
    expect(renderText(blocks, 20)).toBe(
      "Title\n-----\n\n    if a:\n\n        b\n\n1. a long item of a\n   list\n2.     c",
    );
  });

  test("lays out tables in columns and wraps the widest", () => {
    const row = (...cells: string[]): Prose[] => cells.map((text) => [{ text }]);
    const blocks: Block[] = [
      { kind: "table", head: row("a", "b"), rows: [row("one", "two three four five"), row("six", "")] },
    ];
    expect(renderText(blocks, 80)).toBe("a    b\n---  -------------------\none  two three four five\nsix");
    expect(renderText(blocks, 20)).toBe("a    b\n---  ---------------\none  two three four\n     five\nsix");
  });
});

describe("lines for a terminal", () => {
  test("say what each part is, and mark nothing with characters", () => {
    const blocks: Block[] = [
      { kind: "heading", prose: [{ text: "A " }, { text: "b", code: true }] },
      paragraph({ text: "c " }, { text: "d", code: true }, { text: " " }, { text: "e", strong: true }),
      { kind: "code", language: "python", text: "f()  # flagged: g" },
    ];
    expect(renderLines(blocks, { width: 80, marks: false })).toEqual([
      [{ text: "A b", role: "heading" }],
      [],
      [
        { text: "c ", role: "plain" },
        { text: "d", role: "code" },
        { text: " ", role: "plain" },
        { text: "e", role: "strong" },
      ],
      [],
      [
        { text: "    f()  ", role: "listing" },
        { text: "# flagged: g", role: "note" },
      ],
    ]);
  });

  test.each([20, 40, 72, 100])("of every answer are at most %i wide, but for listings and long words", (width) => {
    for (const { blocks, slug } of ANSWERS) {
      for (const line of renderLines(blocks, { width, marks: true })) {
        const text = line.map((part) => part.text).join("");
        const isListing = line.some(({ role }) => role === "listing" || role === "note");
        const longest = Math.max(...text.split(" ").map((word) => word.length));
        const mayBeLong = isListing || text.includes("  ") || longest > width - 5 || (width < 40 && text.includes("`"));
        if (!mayBeLong) expect(text.length, `${slug}: ${text}`).toBeLessThanOrEqual(width);
        expect(text, slug).not.toMatch(/\s$/);
      }
    }
  });

  test("lose no word of an answer", () => {
    for (const { blocks, slug } of ANSWERS) {
      const shown = renderText(blocks, 60).replace(/\s+/g, " ");
      for (const block of blocks) {
        if (block.kind === "table" || block.kind === "list" || block.kind === "code") continue;
        for (const span of block.prose) expect(shown, slug).toContain(span.text.trim());
      }
    }
  });
});
