import { compareWithKey, keyInstead } from "../../engine/repairs/keys.js";
import { defineRule, type RuleContext } from "../../engine/rule.js";
import { KEY_COMPARISONS, type Mismatch, mismatchesIn } from "../../engine/semantics/key-comparisons.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const CONSOLE = ["msvcrt.getch", "msvcrt.getche", "msvcrt.getwch", "msvcrt.getwche"];
const BUFFERED = ["sys.stdin.buffer.read", "sys.stdin.buffer.read1", "sys.stdin.buffer.raw.read"];
/** `os` and `read` are in many files: here together, or where `os` has, or may have, another name. */
const OS_READ = /\bos(?:\s|\\)*\.(?:\s|\\)*read\b|\bos\s+as\b|\bfrom\s+os\s+import\b|[=(,]\s*os\b(?!\s*\.)/;
const RELEVANCE = {
  anyOf: [...CONSOLE, ...BUFFERED].map((name) => name.split(".")),
  or: { anyOf: [["os", "read"]], pattern: OS_READ },
};
const IS = { number: "a number", text: "a str", wide: "a str", bytes: "bytes" } as const;

const MESSAGES = {
  unequal: "`{key}` is {type} from `{reader}()`, never equal to `{other}`: {advice}",
  sought: "`{key}` is {type} from `{reader}()`, and `in` a str that raises TypeError: {advice}",
} as const;

/**
 * In Python 3 `os.read()` and `msvcrt.getch()` give bytes, and no bytes equal a str: the key that is waited for never
 * comes, and so does the end of input, which is `b""`.
 *
 * Found where what is compared certainly comes from one of these functions, or from `msvcrt.getwch()`, which gives a str.
 */
export default defineRule({
  name: "keypress-bytes-vs-str",
  question: "single-keypress",
  summary: "bytes that were read from a keyboard or file descriptor and are compared with a str, or the reverse",
  severity: "error",
  fix: "safe",
  pythons: { since: "3.0" },
  messages: MESSAGES,
  on: (when) =>
    when.nodes(KEY_COMPARISONS, RELEVANCE, (node, context) => {
      for (const mismatch of mismatchesIn(node, context.model)) {
        if (mismatch.key.reader.includes(".")) reportMismatch(mismatch, node, context);
      }
    }),
});

function reportMismatch(mismatch: Mismatch, node: SyntaxNode, { model, report }: RuleContext<typeof MESSAGES>): void {
  const { key, expression, by, wrong, isWhole } = mismatch;
  const [first] = wrong;
  if (first === undefined || !isWhole) return;
  const instead = keyInstead(mismatch, first.node, first.compared, model);
  report(by === "text" ? "sought" : "unequal", {
    at: by === "equality" || by === "text" ? node : node.covers(first.node) ? first.node : expression,
    data: {
      key: excerpt(expression.text),
      type: IS[key.type],
      reader: key.reader,
      other: excerpt(first.node.text),
      advice: instead === null ? `compare it with ${IS[key.type]}` : `write \`${excerpt(instead)}\``,
    },
    fix: () => {
      const edits = compareWithKey(mismatch, node, model);
      return edits && { title: `Compare with ${IS[key.type]}`, safety: "safe", edits };
    },
  });
}
