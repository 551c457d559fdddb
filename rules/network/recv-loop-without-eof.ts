import { hasLinesForItself, indentStep } from "../../engine/repairs/blocks.js";
import { insertStatementBehind } from "../../engine/repairs/statements.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { type EndlessReceive, endlessReceive } from "../../engine/semantics/receive-loops.js";
import { isLikelyStreamSocket, isStreamSocket, methodCall } from "../../engine/semantics/sockets.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  always:
    "when the other side closes the connection, `{recv}` gives {empty} at once, again and again: this loop never ends and keeps a processor busy; leave it when nothing comes",
  early:
    "if the other side closes the connection too early, `{recv}` gives {empty} at once, again and again: this loop never ends and keeps a processor busy; stop when nothing comes",
} as const;

/**
 * When the other side has closed a connection, `recv` no longer waits: it gives empty bytes each time it is called. That is the only
 * sign of the end there is.
 *
 * Found where a loop asks nothing by which it could tell, and does nothing with what comes that could raise or end it.
 */
export default defineRule({
  name: "recv-loop-without-eof",
  question: "nonblocking-connect",
  summary: "a loop around `recv` that goes on for ever once the other side has closed the connection",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => when.nodes("call", { anyOf: [["recv", "while"]], pattern: /\.\s*recv\b/ }, check),
});

function check(node: SyntaxNode, { model, target, report }: RuleContext<typeof MESSAGES>): void {
  const found = methodCall(node, ["recv"], model);
  if (found === null || found.call.positional.length === 0) return;
  const endless = endlessReceive(node, model);
  if (endless === null) return;
  // A loop that waits for so many bytes reads a stream, whatever its parameter is.
  const isStream =
    isStreamSocket(found.receiver, model) || (endless.when === "early" && isLikelyStreamSocket(found.receiver, model));
  if (!isStream) return;
  report(endless.when, {
    at: node,
    severity: endless.when === "always" ? "error" : "warning",
    data: { recv: excerpt(node.text), empty: target.major < 3 ? '""' : 'b""' },
    fix: () => leaving(endless),
  });
}

function leaving({ assignment, loop }: EndlessReceive): Fix | null {
  const name = assignment?.namedChildren[0]?.field("left");
  if (name == null || assignment === null || !hasLinesForItself(assignment)) return null;
  if (assignment.enclosing("while_statement", "for_statement") !== loop) return null;
  const { source } = assignment.tree;
  const indent = source.indentationAt(assignment.start);
  const text = `if not ${name.text}:${source.lineBreak}${indent}${indentStep(assignment)}break`;
  return {
    title: "Leave the loop when nothing comes",
    safety: "safe",
    edits: [insertStatementBehind(assignment, text)],
  };
}
