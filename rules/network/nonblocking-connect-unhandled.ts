import { hasLinesForItself, indentStep } from "../../engine/repairs/blocks.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { modeBefore } from "../../engine/semantics/socket-modes.js";
import { isErrorHandled, isInternetSocket, isStreamSocket, methodCall } from "../../engine/semantics/sockets.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  raises:
    "`{socket}` does not wait, so `connect` raises {error} each time, even when the connection will be made: catch it, or call `connect_ex`, and wait until the socket is writable",
} as const;

/**
 * To connect by TCP takes an answer from the other machine, even on the same one. A socket that must not wait for it says so
 * by an exception, with EINPROGRESS, or EWOULDBLOCK on Windows.
 *
 * Found where a socket for streams over IP is certainly non-blocking and nobody catches the exception. Datagrams and Unix
 * sockets connect at once.
 */
export default defineRule({
  name: "nonblocking-connect-unhandled",
  question: "nonblocking-connect",
  summary: "a `connect` of a non-blocking socket, which raises because it cannot wait, with nobody to catch it",
  severity: "error",
  fix: "unsafe",
  messages: MESSAGES,
  on: (when) =>
    when.nodes(
      "call",
      {
        anyOf: [
          ["socket", "connect", "setblocking"],
          ["socket", "connect", "settimeout"],
        ],
      },
      check,
    ),
});

function check(node: SyntaxNode, { model, target, report }: RuleContext<typeof MESSAGES>): void {
  const found = methodCall(node, ["connect"], model);
  if (found === null || !isInternetSocket(found.receiver, model) || !isStreamSocket(found.receiver, model)) return;
  if (modeBefore(found.call, model) !== "nonblocking" || isErrorHandled(node, model)) return;
  const error = target.major < 3 ? "socket.error (EINPROGRESS)" : "BlockingIOError";
  report("raises", {
    at: node,
    data: { socket: excerpt(found.receiver.text), error },
    fix: () => (target.major < 3 ? null : caught(node)),
  });
}

/** Whoever comes here must still wait for the connection, which only the author can place. */
function caught(call: SyntaxNode): Fix | null {
  const statement = call.parent;
  if (statement?.kind !== "expression_statement" || !hasLinesForItself(statement)) return null;
  const { source } = call.tree;
  if (source.lines.lineAt(statement.start) !== source.lines.lineAt(statement.end)) return null;
  const [indent, step] = [source.indentationAt(statement.start), indentStep(statement)];
  const lines = ["try:", `${step}${statement.text}`, "except BlockingIOError:", `${step}pass`];
  const replacement = lines.join(`${source.lineBreak}${indent}`);
  return {
    title: "Go on when it is not connected yet",
    safety: "unsafe",
    edits: [{ span: statement, replacement }],
  };
}
