import { NO_FACTS, type ProjectFacts } from "../../../engine/facts.js";
import { Model } from "../../../engine/semantics/model.js";
import type { SyntaxNode } from "../../../engine/syntax/tree.js";
import { NEWEST_PYTHON } from "../../../engine/versions.js";
import { parseText } from "../../support/parser.js";

/** What a comment at the end of a line says of the expression that the line consists of. */
export interface Expectation {
  readonly line: number;
  readonly expression: SyntaxNode;
  readonly expected: string;
}

/** Reads a program in which expression statements carry their expected answer: `s.signal  # is: signal.signal`. */
export function expectations(text: string, mark: string, facts: ProjectFacts = NO_FACTS, target = NEWEST_PYTHON) {
  const tree = parseText(text);
  const model = new Model(tree, target, facts);
  const found: Expectation[] = [];
  for (const comment of tree.nodesOfKind("comment")) {
    const match = new RegExp(`^#\\s*${mark}:\\s*(.*)$`).exec(comment.text);
    if (match === null) continue;
    const line = tree.source.lines.lineAt(comment.start);
    const statement = tree
      .nodesOfKind("expression_statement")
      .find((node) => tree.source.lines.lineAt(node.start) === line && node.end <= comment.start);
    const expression = statement?.namedChildren[0];
    if (expression === undefined) throw new Error(`line ${line + 1} has no expression`);
    found.push({ line: line + 1, expression, expected: match[1] ?? "" });
  }
  if (found.length === 0) throw new Error(`no comment says "${mark}:"`);
  return { model, found };
}
