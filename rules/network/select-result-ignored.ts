import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { unparenthesized } from "../../engine/semantics/literals.js";
import { mentionsIn } from "../../engine/semantics/locks.js";
import type { Model } from "../../engine/semantics/model.js";
import { modeBefore } from "../../engine/semantics/socket-modes.js";
import { isErrorHandled, socketOrigins } from "../../engine/semantics/sockets.js";
import { useOf } from "../../engine/semantics/uses.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  timeout:
    "nobody looks whether `select` has found something or its time is over, and then `{use}` waits as if there were no time-out: test that its first list is not empty",
  several:
    "nobody looks which of the {count} sockets `select` has found, and `{use}` waits if it is another one: go through the lists that `select` gives",
} as const;

/** What waits for something to come. */
const WAITS = /^(?:recv\w*|accept)$/;

/**
 * `select` tells what is ready by its result alone, and that the time is over by empty lists. Who goes on without a look waits where
 * it was meant not to.
 *
 * Found where the result is dropped, and the same function then receives from one of the sockets, which waits.
 */
export default defineRule({
  name: "select-result-ignored",
  question: "nonblocking-connect",
  summary: "a `select` of which nobody looks what is ready, before a call that waits if nothing is",
  severity: "warning",
  fix: "none",
  messages: MESSAGES,
  on: (when) => when.calls("select.select", check, [["recv"], ["recvfrom"], ["accept"], ["recv_into"]]),
});

function check(call: Call, { model, report }: RuleContext<typeof MESSAGES>): void {
  if (useOf(call.node).kind !== "dropped" || call.hasUnpacking) return;
  const [first, ...others] = call.positional;
  const list = first === undefined ? null : unparenthesized(first);
  const sockets = list?.kind === "list" || list?.kind === "tuple" ? list.namedChildren : [];
  const [, , timeout] = others;
  const isTimed = timeout !== undefined && unparenthesized(timeout).kind !== "none";
  if (!isTimed && sockets.length < 2) return;
  for (const socket of sockets) {
    if (socketOrigins(socket, model) === null) continue;
    const use = waitingUse(socket, call.node, model);
    if (use === null) continue;
    const data = { use: excerpt(use.text), count: String(sockets.length) };
    report(isTimed ? "timeout" : "several", {
      at: call.node,
      data,
      related: [{ span: use, message: "it waits here" }],
    });
    return;
  }
}

/** The call that waits for something to come to a socket, whether or not there is something, and follows a `select`. */
function waitingUse(socket: SyntaxNode, select: SyntaxNode, model: Model): SyntaxNode | null {
  const flow = model.flowOf(select);
  for (const mention of mentionsIn(socket, regionOf(select), model)) {
    const node = mention.parent?.parent;
    const call = node == null || mention.fieldName !== "object" ? null : model.callAt(node);
    if (call === null || call.receiver !== mention || !WAITS.test(call.method ?? "")) continue;
    if (!flow.dominates(select, call.node) || isErrorHandled(call.node, model)) continue;
    const mode = modeBefore(call, model);
    if (mode === "waiting" || (mode === null && isNeverSet(model))) return call.node;
  }
  return null;
}

function isNeverSet(model: Model): boolean {
  return !textMatches(model.source, /\bset(?:blocking|timeout|defaulttimeout)\b|\bcreate_connection\b/);
}
