// Lints every Python file in a folder with the WebAssembly build of Ruff, with the rules that come nearest to faqlint's selected.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PositionEncoding, Workspace } from "@astral-sh/ruff-wasm-nodejs";

const SELECTED = [
  "F50",
  "F632",
  "F633",
  "UP022",
  "UP035",
  "EXE",
  "B018",
  "S311",
  "S401",
  "S404",
  "S60",
  "PLW1501",
  "PLW1509",
];

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("name a folder");
const workspace = new Workspace({ lint: { select: SELECTED } }, PositionEncoding.Utf16);
let found = 0;
for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
  if (name.endsWith(".py")) found += workspace.check(readFileSync(join(folder, name), "utf8")).length;
}
process.stdout.write(`${found}\n`);
