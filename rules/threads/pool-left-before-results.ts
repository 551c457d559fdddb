import { PROCESS_POOLS, THREAD_POOLS } from "../../engine/knowledge/synchronization.js";
import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import type { Model } from "../../engine/semantics/model.js";
import { type Use, useOf } from "../../engine/semantics/uses.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";

const MESSAGES = {
  lost: "leaving the `with` terminates the pool, and this work with it: {advice}",
} as const;

/** Calls that may wait until the work is done. */
const MAY_WAIT =
  /^(?:acquire|all|any|apply|dict|get|input|join|list|map|max|min|next|poll|read|ready|recv|result|run|select|serve\w*|set|sleep|sorted|starmap|sum|tuple|wait\w*)$/;
/** Calls that certainly do not. */
const QUICK =
  /^(?:append|apply_async|close|dumps|enumerate|extend|format|imap|imap_unordered|items|keys|len|map_async|partial|print|range|starmap_async|str|time|values|zip)$/;

/**
 * A `with` ends by `pool.terminate()`, not by waiting: what has been handed over and not been waited for is thrown away, and
 * who asks for the result later waits for ever. An executor from `concurrent.futures` does wait.
 *
 * Found where a pool gets work inside of its `with`, the result is not looked at there, and nothing else waits.
 */
export default defineRule({
  name: "pool-left-before-results",
  question: "worker-threads",
  summary: "work for a pool whose `with` ends without waiting for it",
  severity: "error",
  fix: "none",
  pythons: { since: "3.3" },
  messages: MESSAGES,
  on: (when) =>
    when.methods(
      [...PROCESS_POOLS, ...THREAD_POOLS],
      ["apply_async", "map_async", "starmap_async", "imap", "imap_unordered"],
      check,
    ),
});

function check(call: Call, _: string, { model, report }: RuleContext<typeof MESSAGES>): void {
  const body = call.receiver === null ? null : bodyOf(call.receiver, call.node, model);
  if (body === null) return;
  const use = useOf(call.node);
  const keeper = keeperOf(use);
  if (keeper === null ? use.kind !== "dropped" && use.kind !== "returned" : isUsedIn(keeper, body, call.node, model))
    return;
  if (body.descendants("yield", "await").length > 0) return;
  const others = body.descendants("call").flatMap((node) => model.callAt(node)?.callee ?? []);
  const names = others.map((callee) => (callee.kind === "attribute" ? callee.field("attribute") : callee)?.text ?? "");
  if (names.some((name) => MAY_WAIT.test(name))) return;
  const advice =
    use.kind === "dropped"
      ? `call \`${call.receiver?.text}.close()\` and \`join()\` before`
      : "ask for the result before";
  // What else is called may take long enough.
  const severity = names.every((name) => QUICK.test(name)) ? "error" : "warning";
  report("lost", { at: call.node, data: { advice }, severity });
}

/** The body of the `with` around a node that enters the pool. */
function bodyOf(pool: SyntaxNode, node: SyntaxNode, model: Model): SyntaxNode | null {
  const variable = model.variableOf(pool);
  if (variable === undefined) return null;
  for (let at = node.enclosing("with_statement", "function_definition", "lambda"); at?.kind === "with_statement"; ) {
    const names = at.children.find(({ kind }) => kind === "with_clause")?.descendants("identifier") ?? [];
    const body = at.field("body");
    const isEntered = names.some(
      (name) =>
        model.variableOf(name) === variable && /^(?:as_pattern_target|with_item)$/.test(name.parent?.kind ?? ""),
    );
    if (isEntered && body?.covers(node)) return body;
    at = at.enclosing("with_statement", "function_definition", "lambda");
  }
  return null;
}

/** The name that the result, or the list it goes into, is kept under. */
function keeperOf(use: Use): SyntaxNode | null {
  const kept = use.kind === "contained" ? use.by : use;
  if (kept.kind === "stored") return kept.target.kind === "identifier" ? kept.target : null;
  if (kept.kind !== "passed" || kept.callee?.kind !== "attribute") return null;
  const list = kept.callee.field("object");
  return kept.callee.field("attribute")?.text === "append" && list?.kind === "identifier" ? list : null;
}

function isUsedIn(name: SyntaxNode, body: SyntaxNode, call: SyntaxNode, model: Model): boolean {
  const variable = model.variableOf(name);
  if (variable === undefined) return true;
  return variable.references.some((each) => body.covers(each) && each !== name && !call.covers(each));
}
