import { Kept } from "../syntax/kept.js";
import type { SyntaxNode } from "../syntax/tree.js";
import { constantOf } from "./constants.js";
import { type Execution, executionOf, executionsIn } from "./database-calls.js";
import { regionOf } from "./flow.js";
import { unparenthesized } from "./literals.js";
import type { Model } from "./model.js";

/** Of a cursor on which more is executed in one function, nothing is certain: whether each can be the last takes a look at all of the flow. */
const MAX_EXECUTIONS = 100;

const known = new Kept<Model, ReadonlyMap<SyntaxNode, ReadonlyMap<string, readonly Execution[]>>>(({ tree }) => tree);

/**
 * What a cursor has certainly executed last when something is done with it: `cursor.execute(sql)` before, or the call in
 * `db.execute(sql).fetchone()` itself. Null where that is not certain.
 *
 * @param cursor the expression that stands for the cursor
 * @param at the expression that does something with it
 */
export function lastExecution(cursor: SyntaxNode, at: SyntaxNode, model: Model): Execution | null {
  const call = model.callAt(constantOf(cursor, model));
  const made = call === null ? null : executionOf(call, model);
  const name = unparenthesized(cursor);
  const onIt = executionsByPlace(model).get(regionOf(at))?.get(name.text) ?? [];
  // `rows = db.execute(sql)` may execute something else in between.
  if (made !== null) return onIt.length === 0 ? made : null;
  if (name.kind !== "identifier" && name.kind !== "attribute") return null;
  if (onIt.length > MAX_EXECUTIONS) return null;
  const flow = model.flowOf(at);
  const last = onIt.filter((each) => flow.dominates(each.call.node, at)).at(-1);
  if (last === undefined || flow.isDamaged || last.call.node.start > at.start) return null;
  const isLast = onIt.every((each) => each === last || !flow.reachedWithout(each.call.node, [last.call.node])(at));
  return isLast && isSameObject(last.receiver, name, model) && isLeftAlone(last.call.node, at, name, model)
    ? last
    : null;
}

/** What is executed in each function, by what is written for the cursor. */
function executionsByPlace(model: Model): ReadonlyMap<SyntaxNode, ReadonlyMap<string, readonly Execution[]>> {
  const found = known.get(model);
  if (found !== undefined) return found;
  const byPlace = new Map<SyntaxNode, Map<string, Execution[]>>();
  for (const execution of executionsIn(model)) {
    const region = regionOf(execution.call.node);
    const byText = byPlace.get(region) ?? new Map<string, Execution[]>();
    byPlace.set(region, byText);
    const { text } = execution.receiver;
    const alike = byText.get(text);
    if (alike === undefined) byText.set(text, [execution]);
    else alike.push(execution);
  }
  known.set(model, byPlace);
  return byPlace;
}

/** Whether a name stands for the same object in two places of one function. */
function isSameObject(a: SyntaxNode, b: SyntaxNode, model: Model): boolean {
  const [first, second] = [baseOf(a), baseOf(b)];
  if (first?.kind !== "identifier" || second?.kind !== "identifier") return false;
  if (model.variableOf(first) !== model.variableOf(second)) return false;
  const before = model.reachingBindings(first)?.bindings ?? [];
  const after = model.reachingBindings(second)?.bindings ?? [];
  return before.length === after.length && before.every((binding) => after.includes(binding));
}

/** Whether nothing between two places could execute something on a cursor: others that are given it, or methods of what has it. */
function isLeftAlone(from: SyntaxNode, to: SyntaxNode, cursor: SyntaxNode, model: Model): boolean {
  const base = baseOf(cursor)?.text;
  return regionOf(to)
    .descendants("call")
    .filter((node) => node.start >= from.end && node.end <= to.start)
    .every((node) => {
      const call = model.callAt(node);
      if (call === null || call.receiver?.text === cursor.text)
        return !call?.arguments.some(({ value }) => value.text === cursor.text);
      if (cursor.kind === "attribute" && (call.receiver === null || baseOf(call.receiver)?.text === base)) return false;
      return call.arguments.every(({ value }) => value.text !== cursor.text && value.text !== base);
    });
}

function baseOf(expression: SyntaxNode): SyntaxNode | null {
  let node: SyntaxNode | null = expression;
  while (node?.kind === "attribute") node = node.field("object");
  return node;
}
