import { moveBefore } from "../../engine/repairs/statements.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { constantOf } from "../../engine/semantics/constants.js";
import type { LifeUse, Protocol } from "../../engine/semantics/lifetimes.js";
import { integerValue, stringValue, unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { modeEvent } from "../../engine/semantics/socket-modes.js";
import { followSocket, isInternetSocket, isStreamSocket, methodCall } from "../../engine/semantics/sockets.js";
import { isInTest } from "../../engine/semantics/tests.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  late: "this time-out does not hold for `{connect}` before it, which waits for minutes when the host does not answer: set it before `connect`",
} as const;

type State = "new" | "connected" | "set";
type Event = "connect" | "set" | "call";

const STATES: Protocol<State, Event>["states"] = { new: { connect: "connected", set: "set" }, connected: {}, set: {} };
const event = (use: LifeUse): Event | undefined => {
  if (use.kind !== "call" || use.path.length !== 1) return undefined;
  const [method = ""] = use.path;
  if (method === "connect" || method === "connect_ex") return "connect";
  return /^set(?:timeout|blocking)$/.test(method) ? "set" : "call";
};
const MADE: Protocol<State, Event> = { initial: "new", states: STATES, event };
/** What other functions have set is not known. */
const HELD: Protocol<State, Event> = { initial: "set", states: STATES, event };

/**
 * A time-out holds for what comes after it. To connect is what takes longest: a host that is off, or behind a firewall, does not answer
 * at all, and the system tries for minutes.
 *
 * Found where a socket gets its first time-out after the same function has connected it. Less than a second is meant for waiting in
 * turns, and on the same machine something answers at once.
 */
export default defineRule({
  name: "timeout-after-connect",
  question: "nonblocking-connect",
  summary: "a time-out that is set after the socket has connected, which then took as long as it liked",
  severity: "warning",
  fix: "unsafe",
  messages: MESSAGES,
  on: (when) =>
    when.nodes("call", { anyOf: [["socket", "settimeout", "connect"]], pattern: /\.\s*connect\s*\(/ }, check),
});

function check(node: SyntaxNode, { model, report }: RuleContext<typeof MESSAGES>): void {
  const found = methodCall(node, ["settimeout"], model);
  if (found === null || modeEvent(found.call, model) !== "time" || !isLong(found.call.positional[0], model)) return;
  const { receiver } = found;
  if (!isStreamSocket(receiver, model) || !isInternetSocket(receiver, model) || isInTest(node, model)) return;
  if (textMatches(model.source, /\bsetdefaulttimeout\b/)) return;
  const life = followSocket(receiver, model, { made: MADE, held: HELD });
  const set = life?.events.find(({ use }) => use.site === node);
  const connect = life?.events.find((each) => each.event === "connect")?.use;
  if (connect === undefined || set?.before.certainly("connected") !== true) return;
  if (isOnSameMachine(connect.call?.positional[0], model)) return;
  report("late", {
    at: node,
    data: { connect: excerpt(connect.site.text) },
    related: [{ span: connect.site, message: "it connects here" }],
    fix: () => earlier(node, connect.site),
  });
}

function isLong(seconds: SyntaxNode | undefined, model: Model): boolean {
  if (seconds === undefined) return false;
  const constant = constantOf(seconds, model);
  const number =
    constant.kind === "float" ? Number(constant.text.replace(/_/g, "")) : Number(integerValue(constant) ?? 0);
  return number >= 1;
}

function isOnSameMachine(address: SyntaxNode | undefined, model: Model): boolean {
  const tuple = address === undefined ? null : constantOf(address, model);
  const host = tuple?.kind === "tuple" ? tuple.namedChildren[0] : undefined;
  const text = host === undefined ? null : stringValue(constantOf(unparenthesized(host), model));
  return text !== null && /^(?:localhost|127\.|::1$)/.test(text);
}

/** The connection may then fail where it came about late. */
function earlier(set: SyntaxNode, connect: SyntaxNode): Fix | null {
  const [statement, before] = [set.parent, connect.parent];
  if (statement?.kind !== "expression_statement" || before?.kind !== "expression_statement") return null;
  const edits = moveBefore(statement, before);
  return edits && { title: "Set the time-out before `connect`", safety: "unsafe", edits };
}
