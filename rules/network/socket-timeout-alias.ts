import { accessToMember } from "../../engine/repairs/imports.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { modeBefore } from "../../engine/semantics/socket-modes.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  missed:
    "before Python 3.10, `{call}` raises socket.timeout when its time is over, which `TimeoutError` does not catch: name `socket.timeout` too",
} as const;

/** What catches the time-out of a socket, by qualified name. */
const CATCHES =
  /^(?:socket\.(?:timeout|error)|select\.error|os\.error|builtins\.(?:OSError|IOError|EnvironmentError|Exception|BaseException))$/;
const TIMED = /^(?:accept|connect|recv\w*|send\w*)$/;

/**
 * From Python 3.10 on `socket.timeout` is another name of TimeoutError. Before that it was a class of its own, beside it.
 *
 * Found where a `try` that catches TimeoutError, and nothing that would include the other, uses a socket that certainly has a time-out.
 */
export default defineRule({
  name: "socket-timeout-alias",
  question: "nonblocking-connect",
  summary: "an `except TimeoutError` around a socket, which before Python 3.10 does not catch its time-out",
  severity: "error",
  fix: "safe",
  pythons: { since: "3.3", until: "3.10" },
  messages: MESSAGES,
  on: (when) => when.nodes("try_statement", { anyOf: [["socket", "TimeoutError"]] }, check),
});

function check(node: SyntaxNode, { model, report }: RuleContext<typeof MESSAGES>): void {
  const caught = node.namedChildren.filter(({ kind }) => kind === "except_clause").map(classesOf);
  const classes = caught.flat();
  const names = classes.map((each) => model.qualifiedName(each));
  const timeout = classes[names.indexOf("builtins.TimeoutError")];
  const isCaught = names.some((name) => name === null || CATCHES.test(name));
  // A clause without a class catches everything.
  if (timeout === undefined || isCaught || caught.some((each) => each.length === 0)) return;
  const call = timedCall(node, model);
  if (call === null) return;
  report("missed", {
    at: timeout,
    data: { call: excerpt(call.node.text) },
    related: [{ span: call.node, message: "this has a time-out" }],
    fix: () => withOther(timeout, model),
  });
}

function classesOf(clause: SyntaxNode): readonly SyntaxNode[] {
  const value = clause.fieldAll("value")[0];
  const classes = value?.kind === "as_pattern" ? value.namedChildren[0] : value;
  if (classes === undefined) return [];
  const inner = unparenthesized(classes);
  return inner.kind === "tuple" ? inner.namedChildren : [inner];
}

/** A call in the body of a `try`, and of no other in it, that raises when the time of its socket is over. */
function timedCall(statement: SyntaxNode, model: Model): Call | null {
  const body = statement.field("body");
  for (const node of body?.descendants("call") ?? []) {
    const call = model.callAt(node);
    if (call === null || node.enclosing("try_statement", "with_statement") !== statement) continue;
    if (regionOf(node) !== regionOf(statement)) continue;
    if (call.name === "socket.create_connection" && isTimed(call)) return call;
    if (TIMED.test(call.method ?? "") && modeBefore(call, model) === "timed") return call;
  }
  return null;
}

function isTimed(call: Call): boolean {
  const timeout = call.argument(1, "timeout");
  return timeout !== undefined && unparenthesized(timeout).kind !== "none";
}

function withOther(timeout: SyntaxNode, model: Model): Fix | null {
  const access = accessToMember("socket", "timeout", model);
  if (access === null) return null;
  const text = `${timeout.text}, ${access.text}`;
  const replacement = timeout.parent?.kind === "tuple" ? text : `(${text})`;
  const isParenthesized = timeout.parent?.kind === "parenthesized_expression";
  const edits = [...access.edits, { span: timeout, replacement: isParenthesized ? text : replacement }];
  return { title: "Catch `socket.timeout` too", safety: "safe", edits };
}
