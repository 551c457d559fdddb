import { defineRule, type RuleContext } from "../../engine/rule.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { unparenthesized } from "../../engine/semantics/literals.js";
import { mentionsIn } from "../../engine/semantics/locks.js";
import type { Model } from "../../engine/semantics/model.js";
import { modeBefore } from "../../engine/semantics/socket-modes.js";
import { isInternetSocket, isStreamSocket, methodCall } from "../../engine/semantics/sockets.js";
import { useOf } from "../../engine/semantics/uses.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  unchecked:
    "`{socket}` becomes writable also when the connection has failed, so this takes a refused one for made: ask `{socket}.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)`, which gives 0 for a connection",
} as const;

/** What tells how an attempt to connect has ended, wherever in the file. */
const ASKS = /\b(?:SO_ERROR|getpeername|EISCONN)\b/;
/** Methods that raise what became of the attempt. */
const TELLS = /^(?:send\w*|recv\w*|connect|connect_ex|getsockopt|getpeername|shutdown)$/;

/**
 * `select` says of a socket that it can be written to when the attempt to connect is over, whatever has become of it. Only SO_ERROR, or the
 * first use of the socket, tells.
 *
 * Found where a function connects a non-blocking socket, waits for it with `select`, and does nothing with it after that by which
 * it would hear of a failure.
 */
export default defineRule({
  name: "connect-completion-unchecked",
  question: "nonblocking-connect",
  summary: "a non-blocking connect that counts as done when the socket is writable, though it may have failed",
  severity: "warning",
  fix: "none",
  messages: MESSAGES,
  on: (when) =>
    when.nodes(
      "call",
      {
        anyOf: [
          ["socket", "select", "setblocking"],
          ["socket", "select", "settimeout"],
        ],
        pattern: /\.\s*connect(?:_ex)?\b/,
      },
      check,
    ),
});

function check(node: SyntaxNode, { model, source, report }: RuleContext<typeof MESSAGES>): void {
  const found = methodCall(node, ["connect", "connect_ex"], model);
  if (found === null || textMatches(source, ASKS)) return;
  const { call, receiver } = found;
  if (!isInternetSocket(receiver, model) || !isStreamSocket(receiver, model)) return;
  if (modeBefore(call, model) !== "nonblocking") return;
  const flow = model.flowOf(node);
  const mentions = mentionsIn(receiver, regionOf(node), model).filter((each) => flow.reaches(node, each));
  const select = mentions.map((each) => watchFor(each, model)).find((each) => each !== null);
  if (select === undefined || select === null || useOf(select).kind === "dropped") return;
  const tells = mentions.some((each) => {
    const use = each.parent?.kind === "attribute" && each.fieldName === "object" ? each.parent : null;
    return use !== null && TELLS.test(use.field("attribute")?.text ?? "") && use.parent !== node;
  });
  if (tells) return;
  report("unchecked", {
    at: select,
    data: { socket: excerpt(receiver.text) },
    related: [{ span: node, message: "the attempt begins here" }],
  });
}

/** The `select` that waits until a socket, here in its second list, can be written to. */
function watchFor(mention: SyntaxNode, model: Model): SyntaxNode | null {
  const list = mention.parent;
  const site = /^(?:list|tuple)$/.test(list?.kind ?? "") ? list?.parent?.parent : null;
  const call = site == null ? null : model.callAt(site);
  const second = call?.name === "select.select" ? call.positional[1] : undefined;
  return second !== undefined && unparenthesized(second) === list && call !== null ? call.node : null;
}
