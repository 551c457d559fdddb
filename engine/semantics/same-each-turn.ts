import type { SyntaxNode } from "../syntax/tree.js";
import type { Model } from "./model.js";

/** What measures time runs the same again and again with reason. */
const MEASURES = /\b(?:time|timeit|perf_counter|monotonic|clock|benchmark\w*|profile\w*)\b/i;

/**
 * The innermost loop of the same function around a node, if what is done in each turn has nothing of the turn in it: a `while`, or a
 * `for` whose variable `done` does not read; a comprehension likewise. Null elsewhere, and where the loop measures time.
 */
export function repeatedIn(node: SyntaxNode, done: SyntaxNode, model: Model): SyntaxNode | null {
  for (let child = node, parent = child.parent; parent !== null; child = parent, parent = parent.parent) {
    switch (parent.kind) {
      case "function_definition":
      case "lambda":
      case "class_definition":
        return null;
      case "while_statement":
        if (child.fieldName !== "body") continue;
        return MEASURES.test(parent.text) ? null : parent;
      case "for_statement": {
        if (child.fieldName !== "body") continue;
        const isRead = readsAny(parent.field("left"), done, model) || MEASURES.test(parent.text);
        return isRead ? null : parent;
      }
      case "list_comprehension":
      case "set_comprehension":
      case "generator_expression":
      case "dictionary_comprehension": {
        if (child.fieldName !== "body") continue;
        const targets = parent.children
          .filter(({ kind }) => kind === "for_in_clause")
          .map((clause) => clause.field("left"));
        return targets.some((target) => readsAny(target, done, model)) ? null : parent;
      }
    }
  }
  return null;
}

/** Whether a piece of code mentions a variable that a target binds. */
function readsAny(target: SyntaxNode | null, code: SyntaxNode, model: Model): boolean {
  if (target === null) return true;
  const names = target.kind === "identifier" ? [target] : target.descendants("identifier");
  return names.some((name) =>
    (model.variableOf(name)?.references ?? []).some((use) => use !== name && code.covers(use)),
  );
}
