import type { SyntaxNode } from "../syntax/tree.js";
import { regionOf } from "./flow.js";
import { integerValue } from "./literals.js";
import type { Model } from "./model.js";

/** Functions that hardly ever raise in a program that works. */
const HARMLESS_FUNCTIONS =
  /^(?:builtins\.(?:bool|dict|hasattr|id|isinstance|issubclass|len|list|print|range|repr|set|str|super|tuple|type)|time\.(?:monotonic|perf_counter|sleep|time)|collections\.(?:Counter|OrderedDict|defaultdict|deque)|threading\.(?:active_count|current_thread|get_ident)|logging\.\w+)$/;

/** Methods of containers, texts, events and loggers that hardly ever raise. */
const HARMLESS_METHODS = new Set(
  (
    "_log acquire add append appendleft clear copy count critical debug discard endswith error exception extend format get info is_alive is_set " +
    "isSet items join keys log lower notify notify_all notifyAll release set setdefault split startswith strip upper update values wait warn warning"
  ).split(" "),
);

const LEAVING = ["return_statement", "break_statement", "continue_statement"] as const;
const RISKY = ["call", "raise_statement", "subscript", "yield", "await", "assert_statement"] as const;

/**
 * The first thing in some statements that may leave them before their end: an exception that none of them catches, a
 * `yield` whose caller never comes back, a `return`. Null when they always come to their end.
 *
 * What hardly ever raises is left out: arithmetic, attributes, `append`, logging.
 */
export function wayOut(statements: readonly SyntaxNode[], model: Model): SyntaxNode | null {
  for (const statement of statements) {
    const nodes = [statement, ...statement.descendants(...RISKY, ...LEAVING)];
    const found = nodes.find((node) => isWayOut(node, statements, model));
    if (found !== undefined) return found;
  }
  return null;
}

function isWayOut(node: SyntaxNode, statements: readonly SyntaxNode[], model: Model): boolean {
  const [first] = statements;
  if (first === undefined || regionOf(node) !== regionOf(first)) return false;
  switch (node.kind) {
    case "return_statement":
      return true;
    case "break_statement":
    case "continue_statement": {
      const loop = node.enclosing("for_statement", "while_statement");
      return loop !== null && !statements.some((statement) => statement.covers(loop));
    }
    case "call":
      return mayRaise(node, model) && !isCaught(node, statements);
    case "subscript":
      return mayBeMissing(node) && !isCaught(node, statements);
    case "raise_statement":
    case "assert_statement":
    case "yield":
    case "await":
      return !isCaught(node, statements);
    default:
      return false;
  }
}

/** Whether an element is read that may not be there; who writes `items[0]` mostly knows that there are some. */
function mayBeMissing(node: SyntaxNode): boolean {
  const index = node.field("subscript");
  if (node.fieldName === "left" || index === null || node.enclosing("type") !== null) return false;
  return index.kind !== "slice" && integerValue(index) === null;
}

function mayRaise(node: SyntaxNode, model: Model): boolean {
  const call = model.callAt(node);
  if (call === null) return false;
  if (call.name !== null && HARMLESS_FUNCTIONS.test(call.name)) return false;
  return call.method === null || !HARMLESS_METHODS.has(call.method);
}

/** Whether one of the statements catches whatever a node raises. */
function isCaught(node: SyntaxNode, statements: readonly SyntaxNode[]): boolean {
  for (let child = node, up = child.parent; up !== null; child = up, up = up.parent) {
    if (up.kind === "try_statement" && child.fieldName === "body") {
      const catchesAll = up.children.some(
        (clause) => clause.kind === "except_clause" && /^except\s*(?:(?:Base)?Exception\b[^:]*)?:/.test(clause.text),
      );
      if (catchesAll) return true;
    }
    if (statements.includes(up)) return false;
  }
  return false;
}
