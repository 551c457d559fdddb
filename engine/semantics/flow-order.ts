import type { SyntaxNode, SyntaxTree } from "../syntax/tree.js";

/** When, within its flow node, an expression is evaluated. */
export interface Moment {
  /** Greater than that of everything that is evaluated before; arguments come before their call. */
  readonly order: number;
  /**
   * The innermost part of an expression around it that may be left out although the flow node is evaluated: the right
   * side of `and`, a branch of `a if c else b`; of a comprehension, which may also repeat it, the comprehension.
   * null when it is evaluated in any case.
   */
  readonly arm: SyntaxNode | null;
}

/** Comprehensions: what they hold, but for their first iterable, is evaluated any number of times. */
export const COMPREHENSIONS: ReadonlySet<string> = new Set([
  "list_comprehension",
  "set_comprehension",
  "dictionary_comprehension",
  "generator_expression",
]);

/** What does not evaluate all of its parts in the order of the text. For all others, no list of parts is made: nearly all nodes are of these. */
const REORDERED: ReadonlySet<string> = new Set([
  ...COMPREHENSIONS,
  ...["assert_statement", "assignment", "boolean_operator", "comparison_operator", "conditional_expression"],
  ...["for_in_clause", "lambda", "named_expression"],
]);

const NO_ARM = -1;
const NOT_EVALUATED = -1;

/** The order of evaluation within the pieces of one flow node. */
export class EvaluationOrder {
  readonly #tree: SyntaxTree;
  readonly #tables: { readonly from: number; readonly order: Int32Array; readonly arm: Int32Array }[] = [];
  #next = 0;

  constructor(tree: SyntaxTree, pieces: readonly SyntaxNode[]) {
    this.#tree = tree;
    for (const piece of pieces) this.#number(piece.row);
  }

  /** null for what is not evaluated here: other text, and the bodies of lambdas. */
  of(node: SyntaxNode): Moment | null {
    for (const { from, order, arm } of this.#tables) {
      const moment = order[node.row - from];
      if (moment === undefined || moment === NOT_EVALUATED) continue;
      const row = arm[node.row - from] as number;
      return { order: moment, arm: row === NO_ARM ? null : this.#tree.node(row) };
    }
    return null;
  }

  /** Numbers a piece from the inside outwards, with a stack of rows to enter and (negative) to leave. */
  #number(root: number): void {
    const size = (this.#tree.columns.last[root] as number) - root;
    const order = new Int32Array(size).fill(NOT_EVALUATED);
    const arm = new Int32Array(size).fill(NO_ARM);
    this.#tables.push({ from: root, order, arm });
    const stack: number[] = [root];
    for (let row = stack.pop(); row !== undefined; row = stack.pop()) {
      if (row < 0) {
        order[-1 - row - root] = this.#next++;
        continue;
      }
      stack.push(-1 - row);
      const own = arm[row - root] as number;
      const before = stack.length;
      const parts = this.#reordered(row);
      if (parts === undefined) this.#pushChildren(row, stack);
      else for (const part of parts) stack.push(part.row);
      for (let at = before; at < stack.length; at++) arm[(stack[at] as number) - root] = own;
      for (const part of parts ?? []) if (part.arm !== NO_ARM) arm[part.row - root] = part.arm;
      // What is evaluated first is taken first.
      for (let low = before, high = stack.length - 1; low < high; low++, high--) {
        [stack[low], stack[high]] = [stack[high] as number, stack[low] as number];
      }
    }
  }

  /** The parts of a node in the order of their evaluation; undefined where that is their order in the text, and all of them are evaluated. */
  #reordered(row: number): Part[] | undefined {
    const tree = this.#tree;
    const kind = tree.kindOf(row);
    if (!REORDERED.has(kind)) return undefined;
    const children = this.#namedChildren(row);
    switch (kind) {
      case "assignment":
        return always(this.#assigned(children));
      case "for_in_clause": {
        const isLeft = (part: number): boolean => tree.fieldOf(part) === "left";
        return always([...children.filter((part) => !isLeft(part)), ...children.filter(isLeft)]);
      }
      case "named_expression":
        return always(children.toReversed());
      case "conditional_expression": {
        const [whenTrue, condition, whenFalse] = children;
        if (whenTrue === undefined || condition === undefined || whenFalse === undefined) return always(children);
        return [
          { row: condition, arm: NO_ARM },
          { row: whenTrue, arm: whenTrue },
          { row: whenFalse, arm: whenFalse },
        ];
      }
      case "boolean_operator":
      case "assert_statement":
        return children.map((part, index) => ({ row: part, arm: index === 0 ? NO_ARM : part }));
      case "comparison_operator":
        return children.map((part, index) => ({ row: part, arm: index < 2 ? NO_ARM : part }));
      case "lambda":
        return always(children.filter((part) => tree.fieldOf(part) !== "body"));
      case "list_comprehension":
      case "set_comprehension":
      case "dictionary_comprehension":
      case "generator_expression":
        return this.#comprehension(row, children);
      default:
        return undefined;
    }
  }

  /** The first iterable is evaluated once, the rest for each item, and the body last. */
  #comprehension(row: number, children: readonly number[]): Part[] {
    const tree = this.#tree;
    const body = children.filter((part) => tree.fieldOf(part) === "body");
    const [first, ...clauses] = children.filter((part) => tree.fieldOf(part) !== "body");
    const repeated = [...clauses, ...body].map((part) => ({ row: part, arm: row }));
    if (first === undefined) return repeated;
    const inFirst = this.#namedChildren(first);
    const isIterable = (part: number): boolean => tree.fieldOf(part) === "right";
    return [
      ...inFirst.filter(isIterable).map((part) => ({ row: part, arm: NO_ARM })),
      ...inFirst.filter((part) => !isIterable(part)).map((part) => ({ row: part, arm: row })),
      ...repeated,
    ];
  }

  /** The value behind all of `a = b = value`, and then the targets from left to right. */
  #assigned(children: readonly number[]): number[] {
    const tree = this.#tree;
    const targets: number[] = [];
    let parts = children;
    for (;;) {
      const values: number[] = [];
      let inner: number | undefined;
      for (const part of parts) {
        if (tree.fieldOf(part) === "left") targets.push(part);
        else if (inner === undefined && tree.kindOf(part) === "assignment") inner = part;
        else values.push(part);
      }
      if (inner === undefined) return [...values, ...targets];
      targets.push(...values);
      parts = this.#namedChildren(inner);
    }
  }

  #namedChildren(row: number): number[] {
    const found: number[] = [];
    this.#pushChildren(row, found);
    return found;
  }

  #pushChildren(row: number, into: number[]): void {
    const { last, flags } = this.#tree.columns;
    const end = last[row] as number;
    for (let child = row + 1; child < end; child = last[child] as number) {
      // Comments have names too; they are marked as extras (2).
      if (((flags[child] as number) & 3) === 1) into.push(child);
    }
  }
}

/** Parts none of which is left out. */
function always(rows: readonly number[]): Part[] {
  return rows.map((row) => ({ row, arm: NO_ARM }));
}

interface Part {
  readonly row: number;
  /** The part itself, or the comprehension, where it may be left out. */
  readonly arm: number;
}
