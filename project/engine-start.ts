import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { initializeParser } from "../engine/syntax/parser.js";

/** Starts the parser; must have finished before anything is linted. Later calls wait for the same start. */
export function startEngine(): Promise<void> {
  return initializeParser(() => ({
    runtime: readFileSync(locate("web-tree-sitter.wasm", "web-tree-sitter/web-tree-sitter.wasm")),
    grammar: readFileSync(locate("tree-sitter-python.wasm", "tree-sitter-python/tree-sitter-python.wasm")),
  }));
}

/** A WebAssembly file: beside this one where the package was built, else in the package it comes from. */
function locate(fileName: string, specifier: string): string {
  const besides = fileURLToPath(new URL(fileName, import.meta.url));
  return existsSync(besides) ? besides : createRequire(import.meta.url).resolve(specifier);
}
