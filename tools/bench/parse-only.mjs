/**
 * Parses every Python file in a folder with web-tree-sitter and does nothing else: what any linter takes at least that does not do without
 * it. Without threads it only reads the files: what Node takes at least.
 *
 *     node tools/bench/parse-only.mjs FOLDER THREADS
 */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { Language, Parser } from "web-tree-sitter";

/** The Python files in a folder, and those below it. */
function filesIn(folder) {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(".py")).map((name) => join(folder, name));
}

/** Parses files until none is left, of which other threads take some too. */
async function parseSome(files, next) {
  const require = createRequire(import.meta.url);
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(readFileSync(require.resolve("tree-sitter-python/tree-sitter-python.wasm"))));
  for (let at = Atomics.add(next, 0, 1); at < files.length; at = Atomics.add(next, 0, 1)) {
    parser.parse(readFileSync(files[at], "utf8"))?.delete();
  }
}

if (isMainThread) {
  const [folder, threads] = process.argv.slice(2);
  if (folder === undefined) throw new Error("name a folder");
  const files = filesIn(folder);
  const next = new Int32Array(new SharedArrayBuffer(4));
  const count = Number(threads ?? 0);
  if (count === 0) for (const file of files) readFileSync(file, "utf8");
  else if (count === 1) await parseSome(files, next);
  else for (let i = 0; i < count; i++) new Worker(new URL(import.meta.url), { workerData: { files, next } });
} else {
  await parseSome(workerData.files, workerData.next);
}
