import { describe, expect, it } from "vitest";
import { escapeMarkdown, plainText } from "../../server/markdown.js";

describe("escapeMarkdown", () => {
  it("escapes marks outside code only", () => {
    expect(escapeMarkdown("`my_f(*a)` takes *one* of [x] and __y__")).toBe(
      "`my_f(*a)` takes \\*one\\* of \\[x\\] and \\_\\_y\\_\\_",
    );
  });

  it("escapes a backtick without a partner", () => {
    expect(escapeMarkdown("a ` b")).toBe("a \\` b");
  });

  it("is undone by plainText", () => {
    const sentence = "a*b_c ~ <d> # [e](f) | {g} \\";
    expect(plainText(escapeMarkdown(sentence))).toBe(sentence);
  });
});

describe("plainText", () => {
  it("indents code blocks and leaves what is in them", () => {
    expect(plainText("Say:\n\n```python\n# not *a* heading\n\nprint(`x`)\n```\n\nThen `go`.")).toBe(
      "Say:\n\n    # not *a* heading\n\n    print(`x`)\n\nThen go.",
    );
  });

  it("ends a block only at a fence as long as its first", () => {
    expect(plainText("````\n```\n````\nend")).toBe("    ```\nend");
  });

  it("shows headings, emphasis and links as text", () => {
    expect(plainText("## Why\nA **very *odd* thing**: _read_ [the `os` page](https://x.org/a_b_(c)).")).toBe(
      "Why\nA very odd thing: read the os page (https://x.org/a_b_(c)).",
    );
  });

  it("follows marks over a line break but not over an empty line", () => {
    expect(plainText("[two\nlines](u) and **a\nb** **c\n\nd**")).toBe("two\nlines (u) and a\nb **c\n\nd**");
  });

  it("leaves names and products alone", () => {
    expect(plainText("my_long_name 2*3*4 `a*b*c` * item")).toBe("my_long_name 2*3*4 a*b*c * item");
  });
});
