import type { SyntaxNode, SyntaxTree } from "./tree.js";

/** The name of the innermost class or function around an offset, with those around it: `Server.start`; empty at the top. */
export function enclosingDefinition(tree: SyntaxTree, offset: number): string {
  const names: string[] = [];
  const { length } = tree.source.text;
  let node: SyntaxNode | null = tree.nodeAt({ start: Math.min(offset, length), end: Math.min(offset + 1, length) });
  for (; node !== null; node = node.enclosing("class_definition", "function_definition")) {
    if (node.kind !== "class_definition" && node.kind !== "function_definition") continue;
    names.unshift(node.field("name")?.text ?? "?");
  }
  return names.join(".");
}
