import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Language, Parser } from "web-tree-sitter";

/** Tree-sitter's own parser of Python, beside faqlint's. The engine must have started. */
export async function bareParser(): Promise<Parser> {
  const grammar = readFileSync(createRequire(import.meta.url).resolve("tree-sitter-python/tree-sitter-python.wasm"));
  const made = new Parser();
  made.setLanguage(await Language.load(grammar));
  return made;
}
