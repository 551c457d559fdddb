import { compareWithKey, keyInstead } from "../../engine/repairs/keys.js";
import { defineRule, type RuleContext } from "../../engine/rule.js";
import { KEY_COMPARISONS, type Mismatch, mismatchesIn } from "../../engine/semantics/key-comparisons.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const READERS = ["getch", "getkey", "get_wch"];
const IS = { number: "a number", text: "a text", wide: "a text for every character", bytes: "bytes" } as const;

const MESSAGES = {
  unequal: "`{key}` is {type} from `{reader}()`, never equal to `{other}`: {advice}",
  sought: "`{key}` is {type} from `{reader}()`, and `in` a text that raises TypeError: {advice}",
  none: "`{reader}()` never gives None: {advice}",
} as const;

/**
 * `getch()` of a window gives the number of the key and `getkey()` its text: whoever compares the one with what the
 * other gives has a key that does nothing, often the one that should end the program.
 *
 * Found where what is compared certainly comes from a window, and what it is compared with is of the other kind.
 */
export default defineRule({
  name: "curses-getch-compared-to-str",
  question: "curses",
  summary: "a key of curses that is compared with a text although it is a number, or the reverse",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) =>
    when.nodes(KEY_COMPARISONS, { anyOf: READERS.map((reader) => ["curses", reader]) }, (node, context) => {
      for (const mismatch of mismatchesIn(node, context.model)) {
        if (READERS.includes(mismatch.key.reader)) reportMismatch(mismatch, node, context);
      }
    }),
});

function reportMismatch(mismatch: Mismatch, node: SyntaxNode, { model, report }: RuleContext<typeof MESSAGES>): void {
  const { key, expression, by, wrong, isWhole } = mismatch;
  const [first] = wrong;
  if (first === undefined) return;
  const at = by === "equality" || by === "text" ? node : node.covers(first.node) ? first.node : expression;
  const { reader } = key;
  const finding = { at, severity: isWhole || by === "case" ? ("error" as const) : ("warning" as const) };
  if (first.compared.kind === "none") {
    const advice = reader === "getch" ? "without a key it gives -1" : "without a key it raises curses.error";
    report("none", { ...finding, data: { reader, advice } });
    return;
  }
  report(by === "text" ? "sought" : "unequal", {
    ...finding,
    data: {
      key: excerpt(expression.text),
      type: IS[key.type],
      reader,
      other: excerpt(first.node.text),
      advice: adviceOn(mismatch, model),
    },
    fix: () => {
      const edits = compareWithKey(mismatch, node, model);
      return edits && { title: `Compare with ${IS[key.type]}`, safety: "safe", edits };
    },
  });
}

function adviceOn(mismatch: Mismatch, model: Model): string {
  const [first] = mismatch.wrong;
  const instead = first === undefined ? null : keyInstead(mismatch, first.node, first.compared, model);
  if (instead !== null) return `write \`${excerpt(instead)}\``;
  return mismatch.key.type === "number"
    ? "compare it with the number, which `ord` tells, or with `curses.KEY_...`"
    : "compare it with the text of the key";
}
