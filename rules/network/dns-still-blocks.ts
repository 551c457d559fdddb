import { defineRule, type RuleContext } from "../../engine/rule.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { stringValue } from "../../engine/semantics/literals.js";
import { modeBefore } from "../../engine/semantics/socket-modes.js";
import { isInternetSocket, methodCall } from "../../engine/semantics/sockets.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  name: "`{host}` is looked up first, and that waits however the socket is set, for seconds if the name server is out of reach: look it up in a thread, or use asyncio",
} as const;

/** A name, that is to say neither an address in numbers nor this machine. */
const NAME = /^(?!localhost$)(?=.*[a-z])[\w.-]+$/i;

/**
 * That a socket does not wait is true of the connection only. The name of a host is looked up by the same call, and there is no way to
 * do that without waiting but another thread.
 *
 * Found where a socket that is certainly non-blocking connects to a host whose name is spelt out.
 */
export default defineRule({
  name: "dns-still-blocks",
  question: "nonblocking-connect",
  summary: "a non-blocking connect to a host's name, which waits until the name is looked up",
  severity: "hint",
  fix: "none",
  messages: MESSAGES,
  on: (when) =>
    when.nodes(
      "call",
      {
        anyOf: [
          ["socket", "setblocking"],
          ["socket", "settimeout"],
        ],
        pattern: /\.\s*connect(?:_ex)?\b/,
      },
      check,
    ),
});

function check(node: SyntaxNode, { model, report }: RuleContext<typeof MESSAGES>): void {
  const found = methodCall(node, ["connect", "connect_ex"], model);
  const [address] = found?.call.positional ?? [];
  const tuple = address === undefined ? null : constantOf(address, model);
  const host = tuple?.kind === "tuple" ? tuple.namedChildren[0] : undefined;
  if (found === null || host === undefined) return;
  const text = stringValue(constantOf(host, model));
  if (text === null || !NAME.test(text) || !isInternetSocket(found.receiver, model)) return;
  if (modeBefore(found.call, model) !== "nonblocking") return;
  report("name", { at: host, data: { host: excerpt(text) } });
}
