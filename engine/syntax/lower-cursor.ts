import type { Tree } from "web-tree-sitter";
import { type ColumnWriter, NodeFlag } from "./arena.js";

/**
 * Copies a tree into columns through the parser's public cursor.
 *
 * Each step crosses the wasm border, about 1 µs a node; {@link MemoryReader} does the same an order of magnitude faster
 * and is checked against this.
 */
export function lowerWithCursor(tree: Tree, into: ColumnWriter): void {
  const cursor = tree.walk();
  const open: number[] = [];
  try {
    for (;;) {
      const node = cursor.currentNode;
      const flags =
        (cursor.nodeIsNamed ? NodeFlag.named : 0) |
        (node.isExtra ? NodeFlag.extra : 0) |
        (cursor.nodeIsMissing ? NodeFlag.missing : 0);
      const parent = open.at(-1) ?? -1;
      const row = into.open(
        cursor.nodeTypeId,
        flags,
        cursor.currentFieldId,
        cursor.startIndex,
        cursor.endIndex,
        parent,
      );
      if (cursor.gotoFirstChild()) {
        open.push(row);
        continue;
      }
      into.close(row);
      while (!cursor.gotoNextSibling()) {
        if (!cursor.gotoParent()) return;
        into.close(open.pop() as number);
      }
    }
  } finally {
    cursor.delete();
  }
}
