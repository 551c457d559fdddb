/** Loaded into a program before all else, this writes down its modules and the files it reads at once, in the file that LOADED names. */
import fs from "node:fs";
import { register, syncBuiltinESMExports } from "node:module";
import { fileURLToPath } from "node:url";

const list = process.env.LOADED;

const hooks = `import { appendFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
export function load(url, context, next) {
  if (url.startsWith("file:")) appendFileSync(${JSON.stringify(list)}, fileURLToPath(url) + "\\n");
  return next(url, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);

const { readFileSync } = fs;
fs.readFileSync = (path, ...options) => {
  const name = path instanceof URL ? fileURLToPath(path) : String(path);
  if (name.endsWith(".wasm")) fs.appendFileSync(list, `${name}\n`);
  return readFileSync(path, ...options);
};
syncBuiltinESMExports();
