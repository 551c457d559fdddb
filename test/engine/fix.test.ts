import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../engine/diagnostics.js";
import { applyFixes, compatibleFixes, MAX_FIX_PASSES } from "../../engine/fix.js";
import type { Safety } from "../../engine/rule.js";
import { applyEdits, EditSet, type TextEdit } from "../../engine/text/edits.js";
import { overlaps } from "../../engine/text/span.js";

function finding(edits: readonly TextEdit[], safety: Safety = "safe"): Diagnostic {
  return {
    rule: "some-rule",
    severity: "error",
    message: "",
    question: "testing",
    faqUrl: "",
    span: edits[0]?.span ?? { start: 0, end: 0 },
    related: [],
    tags: [],
    fixSafety: safety,
    fix: () => ({ title: "", safety, edits }),
  };
}

const replace = (start: number, end: number, replacement: string): TextEdit => ({ span: { start, end }, replacement });

/** Finds every `a` and repairs it by another letter. */
const lettersToReplace = (letter: string, replacement: string) => (text: string) =>
  [...text.matchAll(new RegExp(letter, "g"))].map(({ index }) => finding([replace(index, index + 1, replacement)]));

describe("applyFixes", () => {
  it("makes all repairs that fit together and those that collide in later passes", () => {
    const { text, fixed, converged } = applyFixes("a-a-a", lettersToReplace("a", "b"), "safe");
    expect(text).toBe("b-b-b");
    expect(fixed).toHaveLength(3);
    expect(converged).toBe(true);
  });

  it("makes unsafe repairs only when asked to", () => {
    const lint = (text: string) => (text === "x" ? [finding([replace(0, 1, "y")], "unsafe")] : []);
    expect(applyFixes("x", lint, "safe").text).toBe("x");
    expect(applyFixes("x", lint, "unsafe").text).toBe("y");
  });

  it("ends when repairs go on for ever, and says so", () => {
    const { text, converged } = applyFixes("a", lettersToReplace("a", "aa"), "safe");
    expect(converged).toBe(false);
    expect(text).toHaveLength(2 ** MAX_FIX_PASSES);
  });

  it("makes all edits of a repair or none of them", () => {
    const first = finding([replace(0, 3, "x")]);
    const second = finding([replace(5, 6, "y"), replace(2, 4, "z")]);
    const { edits, fixed } = compatibleFixes([first, second], "safe");
    expect(fixed).toEqual([first]);
    expect(applyEdits("abcdefg", edits)).toBe("xdefg");
  });
});

describe("EditSet", () => {
  it("accepts exactly the edits that overlap none accepted before", () => {
    const edit = fc
      .tuple(fc.nat({ max: 40 }), fc.nat({ max: 5 }))
      .map(([start, length]) => replace(start, start + length, "-"));
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 30 }), (edits) => {
        const set = new EditSet();
        const accepted: TextEdit[] = [];
        for (const each of edits) {
          const fits = !accepted.some((other) => overlaps(other.span, each.span));
          expect(set.add([each])).toBe(fits);
          if (fits) accepted.push(each);
        }
        expect(() => applyEdits(" ".repeat(60), set.edits)).not.toThrow();
      }),
    );
  });
});
