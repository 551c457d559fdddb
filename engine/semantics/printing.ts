import type { SyntaxNode } from "../syntax/tree.js";
import type { Span } from "../text/span.js";
import { unparenthesized } from "./literals.js";
import { isPrintStatementAt } from "./print-text.js";

/**
 * What Python 3 makes of a Python 2 print statement:
 *
 * - `statement`: a syntax error (`print x`)
 * - `redirected`: the function shifted by a file, a TypeError (`print >>f, x`)
 * - `operand`: arithmetic with, or a subscript of, the function, a TypeError (`print -x`, `print [x]`)
 * - `applied`: a call whose None an operation is then applied to (`print ("%d") % x`)
 * - `partial`: a call beside which other values stand unused (`print ("a"), b`)
 * - `comma`: a call in a tuple of its own (`print ("a"),`)
 * - `bare`: the name of the function, which does nothing (`print`)
 */
export type PrintForm = "statement" | "redirected" | "operand" | "applied" | "partial" | "comma" | "bare";

export interface PrintItem {
  readonly span: Span;
  /** The expression, without parentheses around it; null where the parser saw it as part of something else. */
  readonly value: SyntaxNode | null;
}

/** A Python 2 print statement, whether the parser took it for one or for an expression that begins with a name. */
export interface PrintStatement {
  readonly node: SyntaxNode;
  readonly form: PrintForm;
  /** The word `print`. */
  readonly keyword: SyntaxNode;
  /** What is printed; empty where the statement cannot be read as Python 2's at all. */
  readonly items: readonly PrintItem[];
  /** The file of `print >>file`. */
  readonly destination: SyntaxNode | null;
  /** The comma at the end, which keeps the line open. */
  readonly comma: SyntaxNode | null;
  /** For a call that is no whole statement in Python 2's eyes, its argument list. */
  readonly parentheses: SyntaxNode | null;
}

/** Kinds under which an expression may begin with another one, given by the field, or else the first child. */
const LEFTMOST: Partial<Record<SyntaxNode["kind"], "left" | "object" | "value" | "function" | null>> = {
  attribute: "object",
  binary_operator: "left",
  boolean_operator: "left",
  call: "function",
  comparison_operator: null,
  conditional_expression: null,
  subscript: "value",
};

/**
 * The print statement that a statement of the file was written as, or null for every other one.
 *
 * Of the texts that Python 3 runs without complaint, those that may be meant so are none: calls, calls strung together
 * (`print(a), print(b)`, `print(a) or stop()`, `print(a) if b else None`), uses of the function as a value.
 *
 * @param statement a print_statement or expression_statement
 */
export function printStatementOf(statement: SyntaxNode): PrintStatement | null {
  // What the scan does not see is not there, also where the parser guesses at damaged code.
  if (!isPrintStatementAt(statement.tree.source.text, statement.start)) return null;
  const comma = statement.children.findLast((child) => !child.isExtra);
  const end = comma?.kind === "," ? comma : null;
  if (statement.kind === "print_statement") return parsedStatement(statement, end);
  const [first, ...others] = statement.namedChildren;
  if (statement.kind !== "expression_statement" || first === undefined) return null;
  const spine = spineOf(first);
  const keyword = spine.at(-1);
  if (keyword?.kind !== "identifier" || keyword.text !== "print") return null;
  const isAlone = others.length === 0;
  if (first === keyword) {
    const bare = { node: statement, keyword, items: [], destination: null, comma: null, parentheses: null };
    return isAlone && end === null ? { ...bare, form: "bare" } : null;
  }
  const found = operandForm(keyword, spine) ?? calledForm(spine, others, end !== null);
  if (found === null) return null;
  const { form, parentheses } = found;
  const values = parentheses?.namedChildren ?? [];
  const text = statement.tree.source.text.slice(keyword.end, first.end);
  const start = keyword.end + text.length - text.replace(/^(?:\s|\\\r?\n)+/, "").length;
  const isWhole = first.kind === "call" && first.field("function") === keyword;
  const items = [
    { span: { start, end: first.end }, value: isWhole && values.length === 1 ? (values[0] ?? null) : null },
    ...others.map(itemOf),
  ];
  return { node: statement, form, keyword, items, destination: null, comma: end, parentheses };
}

function parsedStatement(node: SyntaxNode, comma: SyntaxNode | null): PrintStatement | null {
  const keyword = node.token("print");
  if (keyword === null) return null;
  const chevron = node.namedChildren.find((child) => child.kind === "chevron");
  const items = node.fieldAll("argument").map(itemOf);
  const destination = chevron?.namedChildren[0] ?? null;
  const form = chevron === undefined ? "statement" : "redirected";
  return { node, form, keyword, items, destination, comma, parentheses: null };
}

function itemOf(node: SyntaxNode): PrintItem {
  return { span: node, value: unparenthesized(node) };
}

/** An expression and what it begins with, from the outside to the inside. */
function spineOf(expression: SyntaxNode): SyntaxNode[] {
  const spine: SyntaxNode[] = [];
  let node: SyntaxNode | null = expression;
  while (node !== null) {
    spine.push(node);
    const field: "left" | "object" | "value" | "function" | null | undefined = LEFTMOST[node.kind];
    if (field === undefined) break;
    node = field === null ? (node.namedChildren[0] ?? null) : node.field(field);
  }
  return spine;
}

interface Found {
  readonly form: PrintForm;
  readonly parentheses: SyntaxNode | null;
}

/** `print -x` and `print [x]`: the name itself is operated on. */
function operandForm(keyword: SyntaxNode, spine: readonly SyntaxNode[]): Found | null {
  const around = spine.at(-2);
  if (around?.kind === "binary_operator") {
    const operator = around.field("operator")?.text;
    return operator === "-" || operator === "+" ? { form: "operand", parentheses: null } : null;
  }
  if (around?.kind !== "subscript" || around.field("value") !== keyword) return null;
  const isList = around.fieldAll("subscript").every((index) => index.kind !== "slice");
  return isList ? { form: "operand", parentheses: null } : null;
}

/** `print (...)` with more behind the parentheses. */
function calledForm(spine: readonly SyntaxNode[], others: readonly SyntaxNode[], hasComma: boolean): Found | null {
  const call = spine.at(-2);
  const parentheses = call?.kind === "call" ? call.field("arguments") : null;
  if (call === undefined || parentheses === null) return null;
  const around = spine.slice(0, -2);
  if (around.some(isOperation)) return { form: "applied", parentheses };
  // Keywords and stars are no Python 2 expression, so that this is a call and always was.
  if (parentheses.namedChildren.some((each) => /^(?:keyword_argument|list_splat|dictionary_splat)$/.test(each.kind)))
    return null;
  const beside = [...others, ...around.flatMap(alternatives)];
  if (beside.length === 0) return hasComma ? { form: "comma", parentheses } : null;
  const isOld = readsAsPython2(call, parentheses);
  return beside.some((each) => isIdle(each, isOld)) ? { form: "partial", parentheses } : null;
}

/** An operation that takes the None of the call and fails, or gives something that nobody takes. */
function isOperation({ kind }: SyntaxNode): boolean {
  return kind !== "boolean_operator" && kind !== "conditional_expression";
}

/** What `or`, `and` and `if` have beside the call. */
function alternatives(node: SyntaxNode): SyntaxNode[] {
  if (node.kind === "boolean_operator") return [node.field("right") ?? node];
  const [, , otherwise] = node.namedChildren;
  return otherwise === undefined || isPlaceholder(otherwise) ? [] : [otherwise];
}

/** What stands behind `else` for "nothing". */
function isPlaceholder(node: SyntaxNode): boolean {
  return /^(?:None|False|True|\.\.\.|0|_|pass|""|'')$/.test(node.text);
}

/** Builtin functions that nobody calls but for their value. */
const PURE = new Set(
  "abs bool chr dict float hex id int isinstance len list max min oct ord repr round set sorted str sum tuple type".split(
    " ",
  ),
);

/** Functions that are called in passing, and whose value nobody prints. */
const ACTS = new Set(["print", "exit", "quit", "sys.exit", "os._exit", "input", "breakpoint"]);

/** Whether a call beside the parentheses is more likely printed than called for what it does. */
function readsAsPython2(call: SyntaxNode, parentheses: SyntaxNode): boolean {
  const { tree } = call;
  if (tree.nodesOfKind("print_statement").length > 0) return true;
  const imports = tree.nodesOfKind("future_import_statement");
  return (
    call.start + "print".length < parentheses.start && !imports.some(({ text }) => /\bprint_function\b/.test(text))
  );
}

/** Whether an expression on its own does nothing, so that it must have been written to be printed. */
function isIdle(node: SyntaxNode, isOld: boolean): boolean {
  const waiting = [node];
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    const expression = unparenthesized(each);
    switch (expression.kind) {
      case "call": {
        const callee = expression.field("function")?.text ?? "";
        if (!PURE.has(callee) && (!isOld || ACTS.has(callee))) return false;
        break;
      }
      case "boolean_operator":
      case "conditional_expression":
        waiting.push(...expression.namedChildren);
        break;
      case "list_comprehension":
      case "set_comprehension":
        waiting.push(...expression.fieldAll("body"));
        break;
      case "await":
      case "yield":
      case "named_expression":
        return false;
    }
  }
  return true;
}
