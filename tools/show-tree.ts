/**
 * Prints the syntax tree of a file, of some of its lines, or of standard input, as rules see it.
 *
 *     npm run show-tree -- FILE[:LINE[-LINE]]
 *     echo 'print >>f, x' | npm run show-tree -- -
 */
import { readFileSync } from "node:fs";
import { parse } from "../engine/syntax/parser.js";
import { SourceFile } from "../engine/text/source.js";
import { startEngine } from "../project/engine-start.js";
import { decoded } from "../project/source-io.js";
import { renderTree } from "./show-tree/render.js";

const [argument, ...more] = process.argv.slice(2);
if (argument === undefined || more.length > 0) {
  console.error("npm run show-tree -- FILE[:LINE[-LINE]], or - for standard input");
  process.exit(2);
}
const [, path = argument, first, last] = /^(.+?):(\d+)(?:-(\d+))?$/.exec(argument) ?? [];
const read = decoded(path, readFileSync(path === "-" ? 0 : path));
if (read.kind !== "text") {
  console.error(`${path}: ${read.reason}`);
  process.exit(2);
}
await startEngine();
const tree = parse(new SourceFile(path, read.text));
const from = first === undefined ? 0 : Number(first) - 1;
const to = first === undefined ? Number.POSITIVE_INFINITY : Number(last ?? first) - 1;
console.log(renderTree(tree, from, to));
