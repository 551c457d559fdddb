import { insertStatementBehind } from "../../engine/repairs/statements.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import type { Model } from "../../engine/semantics/model.js";
import {
  attributesOf,
  boundTo,
  GETTERS,
  isInnerIndex,
  mayFollow,
  settingsIn,
  shallowlyCopied,
  type Write,
  writesIn,
} from "../../engine/semantics/terminal-attributes.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

/**
 * The last of the attributes of a terminal, its control characters, is a list too: `old[:]` has the same one as `old`,
 * and `new[6][termios.VMIN] = 0` changes what should be restored.
 *
 * Found where the copy is made, the inner list changed, and the original given to the terminal afterwards.
 */
export default defineRule({
  name: "termios-shallow-copy-cc",
  question: "single-keypress",
  summary: "control characters that are changed in a shallow copy of a terminal's attributes, and so in the original",
  severity: "error",
  fix: "safe",
  messages: {
    shared:
      "`{copy}` shares the list of control characters with `{old}`, so `{target}` changes both: copy that list too",
  },
  on: (when) =>
    when.calls(GETTERS, (call, { model, report }) => {
      const reported = new Set<SyntaxNode>();
      const writes = writesIn(model);
      for (const write of writes) {
        const copy = write.isInner && write.list.kind === "identifier" ? boundTo(write.list, model) : null;
        const old = copy === null ? null : shallowlyCopied(copy, model);
        if (copy === null || old === null || attributesOf(old, model) !== call.node || reported.has(copy)) continue;
        if (writes.some((each) => replacesInner(each, write, model))) continue;
        const restoring = settingsIn(model).find(
          ({ call: setting, list }) =>
            attributesOf(list, model) === call.node && mayFollow(write.target, setting.node, model),
        );
        if (restoring === undefined) continue;
        reported.add(copy);
        report("shared", {
          at: copy,
          data: { copy: excerpt(copy.text), old: excerpt(old.text), target: excerpt(write.target.text) },
          related: [
            { span: write.target, message: "changed here" },
            { span: restoring.call.node, message: "not restored here" },
          ],
          fix: () => copyInner(copy, write),
        });
      }
    }),
});

/** Whether the inner list has been replaced by one of its own before it is changed. */
function replacesInner(replacing: Write, write: Write, model: Model): boolean {
  const isReplaced = !replacing.isInner && isInnerIndex(replacing.index, model);
  return isReplaced && replacing.list.text === write.list.text && mayFollow(replacing.target, write.target, model);
}

function copyInner(copy: SyntaxNode, { list, index }: Write): Fix | null {
  const statement = copy.enclosing("expression_statement");
  if (statement === null || copy.parent?.kind !== "assignment" || copy.parent.parent !== statement) return null;
  const inner = `${list.text}[${index.text}]`;
  const edit = insertStatementBehind(statement, `${inner} = ${inner}[:]`);
  return { title: "Copy the control characters too", safety: "safe", edits: [edit] };
}
