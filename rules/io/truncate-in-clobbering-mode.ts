import { modeChangedTo } from "../../engine/repairs/file-modes.js";
import { defineRule, type RuleContext } from "../../engine/rule.js";
import { openedFile } from "../../engine/semantics/file-positions.js";
import { integerValue } from "../../engine/semantics/literals.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  zeros:
    "opening with `{mode}` has emptied the file, so `{cut}` gives it {size} zero bytes: open with `{instead}` to shorten it",
  useless: "opening with `{mode}` has emptied the file already, and `{cut}` changes nothing",
} as const;

const CUTS = /\.\s*truncate\s*\(/;

/**
 * A file that is opened for writing is empty from then on: to cut it to some length makes a file of so many zero bytes.
 *
 * Found where nothing was written before, and the length is written out. In binary mode that is how programs make a file of
 * some length, so there it is left alone.
 */
export default defineRule({
  name: "truncate-in-clobbering-mode",
  question: "delete-file",
  summary: "a `truncate` of a file that was emptied when it was opened",
  severity: "warning",
  fix: "unsafe",
  messages: MESSAGES,
  on: (when) =>
    when.nodes(
      "call",
      {
        anyOf: [
          ["open", "truncate"],
          ["fdopen", "truncate"],
        ],
        pattern: CUTS,
      },
      check,
    ),
});

function check(node: SyntaxNode, { model, report, source }: RuleContext<typeof MESSAGES>): void {
  if (!textMatches(source, CUTS)) return;
  const file = openedFile(node, model);
  if (file?.handle.mode?.truncates !== true || file.handle.path === null) return;
  const { modeNode, kind } = file.handle;
  const mode = modeNode?.text.slice(1, -1) ?? "";
  if (modeNode?.kind !== "string") return;
  for (const { event, use, before } of file.life.events) {
    if (!event.startsWith("cut") || !before.certainly("empty")) continue;
    const size = use.call?.argument(0, null);
    const length = size === undefined ? null : integerValue(size);
    const related = [{ span: modeNode, message: "this empties it" }];
    const cut = excerpt(use.site.text);
    if (event !== "cut") {
      report("useless", { at: use.site, data: { mode, cut }, related, severity: "hint" });
    } else if (kind === "text" && length !== null) {
      const instead = `r+${mode.replace(/[^t]/g, "")}`;
      report("zeros", {
        at: use.site,
        data: { mode, cut, size: String(length), instead },
        related,
        fix: () => modeChangedTo(modeNode, instead),
      });
    }
  }
}
