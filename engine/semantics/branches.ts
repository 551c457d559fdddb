import type { SyntaxNode } from "../syntax/tree.js";
import { type Judge, verdictOn } from "./conditions.js";

/** Whether a place of a scope is come by whenever the scope runs, perhaps, or never in the version the file is meant for. */
export type Reached = "always" | "perhaps" | "never";

/** Deeper nests of statements are not looked through. */
const MAX_DEPTH = 32;

/** What stands between a binding and the block it is bound in, and lets nothing by. */
const PLAIN: ReadonlySet<string> = new Set([
  "aliased_import",
  "assignment",
  "block",
  "class_definition",
  "decorated_definition",
  "dotted_name",
  "else_clause",
  "elif_clause",
  "expression_statement",
  "function_definition",
  "import_from_statement",
  "import_statement",
  "module",
  "parenthesized_expression",
]);

/** Conditions without any of this are not about the version. */
const ABOUT_VERSION = /version|py_?[23]|python_?[23]|TYPE_CHECKING|bytes/i;

/** Tells which branches of a file's `if` statements run in the version that the file is meant for. */
export class Branches {
  readonly #judge: Judge;
  readonly #known = new Map<number, ReadonlyMap<SyntaxNode, Reached>>();

  constructor(judge: Judge) {
    this.#judge = judge;
  }

  /** How a node is reached when the code of the module, class or function that is `top` runs. */
  reached(node: SyntaxNode, top: SyntaxNode): Reached {
    let found: Reached = "always";
    let depth = 0;
    for (let child = node, up = child.parent; up !== null && child !== top; child = up, up = up.parent) {
      if (++depth > MAX_DEPTH) return "perhaps";
      if (up.kind === "if_statement") {
        const branch = this.#branches(up).get(child) ?? "perhaps";
        if (branch === "never") return "never";
        if (branch === "perhaps") found = "perhaps";
      } else if (!PLAIN.has(up.kind)) found = "perhaps";
    }
    return found;
  }

  /** The truth of a condition in the version the file is meant for; undefined where it is about something else. */
  truth(condition: SyntaxNode | null | undefined): boolean | undefined {
    if (condition === null || condition === undefined || !ABOUT_VERSION.test(condition.text)) return undefined;
    const verdict = verdictOn(condition, this.#judge);
    return verdict === "true" ? true : verdict === "false" ? false : undefined;
  }

  #branches(statement: SyntaxNode): ReadonlyMap<SyntaxNode, Reached> {
    let branches = this.#known.get(statement.row);
    if (branches === undefined) {
      branches = this.#judged(statement);
      this.#known.set(statement.row, branches);
    }
    return branches;
  }

  #judged(statement: SyntaxNode): ReadonlyMap<SyntaxNode, Reached> {
    const branches = new Map<SyntaxNode, Reached>();
    // How the next branch is come by, its own condition apart.
    let rest: Reached = "always";
    for (const branch of [statement.field("consequence"), ...statement.fieldAll("alternative")]) {
      const owner = branch?.kind === "elif_clause" ? branch : statement;
      const truth = branch?.kind === "else_clause" ? true : this.truth(owner.field("condition"));
      const own: Reached = truth === undefined ? "perhaps" : truth ? "always" : "never";
      if (branch !== null) branches.set(branch, rest === "always" || own === "never" ? own : rest);
      if (own === "always") rest = "never";
      else if (own === "perhaps" && rest === "always") rest = "perhaps";
    }
    return branches;
  }
}
