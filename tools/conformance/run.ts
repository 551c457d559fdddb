import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildScopes } from "../../engine/semantics/scope-builder.js";
import { parse } from "../../engine/syntax/parser.js";
import { SourceFile } from "../../engine/text/source.js";
import { readSource } from "../../project/source-io.js";
import type { Interpreter } from "../../test/harness/interpreters.js";
import { type Comparison, compare, type OracleScope, readOracle } from "./compare.js";
import { inlineComprehensions } from "./inline.js";
import { tableOf } from "./tables.js";

const ORACLE = fileURLToPath(new URL("oracle.py", import.meta.url));

export interface ConformanceResult {
  files: number;
  scopes: number;
  names: number;
  /** How many files or names are not compared, by reason. */
  readonly excluded: Map<string, number>;
  /** `path:line: text` by kind of difference. */
  readonly differences: Map<string, string[]>;
}

/** The Python files of an interpreter's standard library, packages that somebody installed left out. */
export function libraryFiles({ command }: Interpreter): string[] {
  const query = "import os; print(os.path.dirname(os.__file__))";
  const library = execFileSync(command, ["-c", query], { encoding: "utf8" }).trim();
  const found: string[] = [];
  const folders = [library];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !/^(?:site|dist)-packages$/.test(entry.name)) folders.push(path);
      else if (entry.isFile() && entry.name.endsWith(".py")) found.push(path);
    }
  }
  return found.sort();
}

/** Compares the model's scopes of some files with those that the interpreter's own symtable tells. */
export function checkConformance({ command, version }: Interpreter, paths: readonly string[]): ConformanceResult {
  const result: ConformanceResult = { files: 0, scopes: 0, names: 0, excluded: new Map(), differences: new Map() };
  const exclude = (reason: string): void => {
    result.excluded.set(reason, (result.excluded.get(reason) ?? 0) + 1);
  };
  const input = paths.map((path) => `${path}\n`).join("");
  const options = { input, encoding: "utf8", maxBuffer: 1 << 30 } as const;
  const answers = execFileSync(command, ["-B", "-W", "ignore", ORACLE], options).split("\n");
  paths.forEach((path, index) => {
    const answer = JSON.parse(answers[index] ?? "") as OracleScope | { readonly error: string };
    if (!Array.isArray(answer)) {
      exclude(`files this Python cannot compile: ${(answer as { error: string }).error.split(":", 1)[0]}`);
      return;
    }
    const read = readSource(path);
    const tree = read.kind === "text" ? parse(new SourceFile(path, read.text)) : undefined;
    if (tree === undefined || tree.errors.length > 0) {
      exclude(tree === undefined ? "files faqlint does not read" : "files the grammar cannot parse fully");
      return;
    }
    const ours = tableOf(buildScopes(tree, version), version);
    const comparison: Comparison = { scopes: 0, names: 0, differences: [] };
    compare(inlineComprehensions(ours), readOracle(answer as OracleScope, exclude), comparison, exclude);
    result.files++;
    result.scopes += comparison.scopes;
    result.names += comparison.names;
    for (const { group, line, text } of comparison.differences) {
      const places = result.differences.get(group) ?? [];
      places.push(`${path}:${line}: ${text}`);
      result.differences.set(group, places);
    }
  });
  return result;
}
