import { defineRule, type Fix } from "../../engine/rule.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { runnerOf, runnersWith } from "../../engine/semantics/runners.js";
import { startedBefore } from "../../engine/semantics/started-before.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

/**
 * Whether a thread is a daemon is settled when it starts: `t.start()`, then `t.daemon = True`, raises an error.
 *
 * Found where the very same object has certainly been started before.
 */
export default defineRule({
  name: "daemon-after-start",
  question: "using-threads",
  summary: "a thread that is made a daemon after it was started",
  severity: "error",
  fix: "safe",
  messages: {
    late: "`{object}` is running by now, and whether it is a daemon is settled when it starts: this raises {error}",
  },
  on: (when) =>
    when.nodes(
      "attribute",
      { anyOf: [...runnersWith("daemon", "start"), ...runnersWith("setDaemon", "start")] },
      (node, { model, report }) => {
        const receiver = node.field("object");
        const statement = settingOf(node);
        if (receiver === null || statement === null) return;
        const started = startedBefore(receiver, node, model);
        if (started === null) return;
        const runner = runnerOf(receiver, model);
        if (runner === null || isExpectedToFail(node, model, ["builtins.RuntimeError", "builtins.AssertionError"]))
          return;
        const { kind, definition } = runner;
        const isOwn = (name: string) =>
          definition !== null && model.classes.attribute(definition, name)?.bindings.length;
        // Who overrides these may do anything.
        if (["start", "daemon", "setDaemon"].some(isOwn)) return;
        report("late", {
          at: statement,
          related: [{ span: started.node, message: "started here" }],
          data: {
            object: excerpt(receiver.text),
            error: kind === "process" ? "AssertionError" : "RuntimeError",
          },
          fix: () => settleBefore(statement, started.node),
        });
      },
    ),
});

/** The assignment `t.daemon = x`, or the call `t.setDaemon(x)`, that an attribute is the target of. */
function settingOf(node: SyntaxNode): SyntaxNode | null {
  const member = node.field("attribute")?.text;
  const { parent } = node;
  if (member === "daemon") return parent?.kind === "assignment" && node.fieldName === "left" ? parent : null;
  return member === "setDaemon" && parent?.kind === "call" && node.fieldName === "function" ? parent : null;
}

/** Moves the setting, which has a line of its own, before the start in the same block. */
function settleBefore(setting: SyntaxNode, start: SyntaxNode): Fix | null {
  const statement = setting.parent;
  const before = start.parent;
  if (statement?.kind !== "expression_statement" || before === null || statement.parent !== before.parent) return null;
  const value = setting.kind === "assignment" ? setting.field("right") : setting.field("arguments")?.namedChildren[0];
  if (value?.kind !== "true" && value?.kind !== "false") return null;
  const { source } = setting.tree;
  const { text, lines } = source;
  const own = (node: SyntaxNode): string => text.slice(lines.startOf(lines.lineAt(node.start)), node.start);
  const rest = text.slice(statement.end, lines.endOf(lines.lineAt(statement.end))).trimEnd();
  if (own(statement).trim() !== "" || own(before).trim() !== "" || !/^\s*(?:#.*)?$/.test(rest)) return null;
  const lineStart = lines.startOf(lines.lineAt(statement.start));
  const breakLength = text.slice(lineStart - 2, lineStart) === "\r\n" ? 2 : 1;
  const end = statement.end + rest.length;
  const moved = `${text.slice(statement.start, end)}${source.lineBreak}${source.indentationAt(before.start)}`;
  const edits = [
    { span: { start: before.start, end: before.start }, replacement: moved },
    { span: { start: lineStart - breakLength, end }, replacement: "" },
  ];
  return { title: "Set it before the start", safety: "safe", edits };
}
