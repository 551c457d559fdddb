import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { initializeParser, parse } from "../../engine/syntax/parser.js";
import type { SyntaxTree } from "../../engine/syntax/tree.js";
import { SourceFile } from "../../engine/text/source.js";

/** Starts the parser from the installed packages; call it in `beforeAll`. Later calls do nothing. */
export async function startParser(): Promise<void> {
  const require = createRequire(import.meta.url);
  const [runtime, grammar] = await Promise.all([
    readFile(require.resolve("web-tree-sitter/web-tree-sitter.wasm")),
    readFile(require.resolve("tree-sitter-python/tree-sitter-python.wasm")),
  ]);
  await initializeParser(() => ({ runtime, grammar }));
}

/** Parses a text as it stands. */
export function parseText(text: string, path = "test.py"): SyntaxTree {
  return parse(new SourceFile(path, text));
}
