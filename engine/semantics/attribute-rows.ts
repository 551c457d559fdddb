import { Kept } from "../syntax/kept.js";
import type { SyntaxNode, SyntaxTree } from "../syntax/tree.js";

/** Attributes that are named more often than this are not looked at. */
const MAX_USES = 1000;

/** By name, the rows of the attributes: of most, nobody asks for the node. */
const attributes = new Kept<SyntaxTree, ReadonlyMap<string, readonly number[]>>((tree) => tree);

/** Every attribute of a name, whosever it is: all `x.name`, in the order of the text. */
export function attributesNamed(tree: SyntaxTree, name: string): readonly SyntaxNode[] {
  let known = attributes.get(tree);
  if (known === undefined) {
    known = attributeRows(tree);
    attributes.set(tree, known);
  }
  return known.get(name)?.map((row) => tree.node(row)) ?? [];
}

/** The same, but none where there are too many to look at each. */
export function fewAttributesNamed(tree: SyntaxTree, name: string): readonly SyntaxNode[] {
  const found = attributesNamed(tree, name);
  return found.length > MAX_USES ? [] : found;
}

function attributeRows(tree: SyntaxTree): Map<string, number[]> {
  const rows = new Map<string, number[]>();
  const field = tree.fieldNumber("attribute");
  for (const row of tree.rowsOfKind("attribute")) {
    const name = tree.rowInField(row, field);
    if (name < 0) continue;
    const text = tree.textOf(name);
    const others = rows.get(text);
    if (others === undefined) rows.set(text, [row]);
    else others.push(row);
  }
  return rows;
}
