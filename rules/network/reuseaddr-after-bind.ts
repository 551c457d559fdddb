import { moveBefore } from "../../engine/repairs/statements.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { constantInteger, constantOf } from "../../engine/semantics/constants.js";
import type { LifeUse, Protocol } from "../../engine/semantics/lifetimes.js";
import type { Model } from "../../engine/semantics/model.js";
import { followSocket, isStreamSocket, methodCall } from "../../engine/semantics/sockets.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  late: "`{bind}` has looked for SO_REUSEADDR already, so this comes too late: for a minute or so after it has ended the server cannot start again, with EADDRINUSE; set it before `bind`",
} as const;

type State = "new" | "bound" | "set";
type Event = "bind" | "set" | "call";

const STATES: Protocol<State, Event>["states"] = { new: { bind: "bound", set: "set" }, bound: {}, set: {} };
const event = (use: LifeUse): Event | undefined => {
  if (use.kind !== "call" || use.path.length !== 1) return undefined;
  return use.path[0] === "bind" ? "bind" : use.path[0] === "setsockopt" ? "set" : "call";
};
const PROTOCOL: Protocol<State, Event> = { initial: "new", states: STATES, event };

/**
 * `bind` decides whether a port is free, and connections of a server that has just ended still hold it. SO_REUSEADDR says that
 * they do not count; after `bind` it changes nothing.
 *
 * Found where the same function binds a socket for streams and sets the option later.
 */
export default defineRule({
  name: "reuseaddr-after-bind",
  question: "nonblocking-connect",
  summary: "SO_REUSEADDR set after `bind`, where it has no effect",
  severity: "warning",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => when.nodes("call", { anyOf: [["setsockopt", "SO_REUSEADDR", "bind"]] }, check),
});

function check(node: SyntaxNode, { model, report }: RuleContext<typeof MESSAGES>): void {
  const found = methodCall(node, ["setsockopt"], model);
  if (found === null || !isReuse(found.call, model) || !isStreamSocket(found.receiver, model)) return;
  const life = followSocket(found.receiver, model, { made: PROTOCOL, held: PROTOCOL });
  const set = life?.events.find(({ use }) => use.site === node);
  const bind = life?.events.find((each) => each.event === "bind");
  if (bind === undefined || set?.before.certainly("bound") !== true) return;
  report("late", {
    at: node,
    data: { bind: excerpt(bind.use.site.text) },
    related: [{ span: bind.use.site, message: "bound here" }],
    fix: () => earlier(node, bind.use.site),
  });
}

function isReuse(call: Call, model: Model): boolean {
  const [, option, value] = call.positional;
  if (option === undefined || value === undefined) return false;
  const isOn = constantOf(value, model).kind === "true" || (constantInteger(value, model) ?? 0n) !== 0n;
  return isOn && model.qualifiedName(option) === "socket.SO_REUSEADDR";
}

function earlier(set: SyntaxNode, bind: SyntaxNode): Fix | null {
  const [statement, before] = [set.parent, bind.parent];
  if (statement?.kind !== "expression_statement" || before?.kind !== "expression_statement") return null;
  const edits = moveBefore(statement, before);
  return edits && { title: "Set it before `bind`", safety: "safe", edits };
}
