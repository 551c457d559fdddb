/**
 * Builds the package for those who install it from git, and after `npm ci` in a checkout. npm runs this itself.
 *
 * Where somebody installs from git with `--global`, as pre-commit does, npm does not put the packages there that the build needs
 * (https://github.com/npm/cli/issues/8440). Then this fetches them, and no others: those of the tests are twenty times as large.
 * What is installed is what the lock file says, and nothing is run in it.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** What the build runs, and what it builds in. */
const TOOLS = [
  "esbuild",
  "tsx",
  "commander",
  "ignore",
  "smol-toml",
  "tree-sitter-python",
  "vscode-languageserver",
  "vscode-languageserver-textdocument",
  "web-tree-sitter",
];

function run(command, args, cwd) {
  const { status, error } = spawnSync(command, args, { cwd, stdio: ["ignore", "inherit", "inherit"] });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/** The entries of the lock file for some packages and all that they depend on. */
function lockedWith(names, { packages }) {
  const keys = new Set();
  const waiting = names.map((name) => `node_modules/${name}`);
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    const entry = packages[key];
    if (entry === undefined || keys.has(key)) continue;
    keys.add(key);
    for (const name of Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })) {
      const inner = `${key}/node_modules/${name}`;
      waiting.push(inner in packages ? inner : `node_modules/${name}`);
    }
  }
  return Object.fromEntries([...keys].map((key) => [key, packages[key]]));
}

/** Installs what is missing, builds, and takes it away again where others rely on what is installed. */
function buildWithFetchedTools() {
  const read = (name) => JSON.parse(readFileSync(join(ROOT, name), "utf8"));
  const { devDependencies } = read("package.json");
  const lock = read("package-lock.json");
  const wanted = Object.fromEntries(TOOLS.map((name) => [name, devDependencies[name]]));
  const locked = lockedWith(Object.keys(wanted), lock);
  // Beside what is to be built, so that folders can be moved.
  const folder = mkdtempSync(join(ROOT, ".prepare-"));
  const moved = [];
  // A fresh clone: npm comes here twice.
  const isFresh = !existsSync(join(ROOT, "node_modules"));
  try {
    const manifest = { name: "prepare", version: "0.0.0", private: true, dependencies: wanted };
    const write = (name, value) => writeFileSync(join(folder, name), JSON.stringify(value));
    write("package.json", manifest);
    write("package-lock.json", { ...lock, name: "prepare", version: "0.0.0", packages: { "": manifest, ...locked } });
    const options = ["--global=false", "--ignore-scripts", "--legacy-peer-deps", "--no-audit", "--no-fund"];
    const [program, ...first] = npm();
    run(program, [...first, "ci", ...options], folder);
    for (const key of Object.keys(locked).filter((each) => each.split("node_modules/").length === 2)) {
      if (existsSync(join(ROOT, key)) || !existsSync(join(folder, key))) continue;
      mkdirSync(dirname(join(ROOT, key)), { recursive: true });
      renameSync(join(folder, key), join(ROOT, key));
      moved.push(key);
    }
    build();
  } finally {
    const left = isFresh ? [] : moved.map((key) => join(ROOT, key));
    for (const path of [folder, ...left]) rmSync(path, { recursive: true, force: true });
  }
}

/** The npm that runs this, if it is npm that does. */
function npm() {
  const { npm_execpath: path = "" } = process.env;
  return path.endsWith("npm-cli.js") ? [process.execPath, path] : ["npm"];
}

function build() {
  run(process.execPath, ["--import", "tsx", "tools/build.ts"], ROOT);
}

const hasTools = TOOLS.every((name) => existsSync(join(ROOT, "node_modules", name)));
if (hasTools) build();
else buildWithFetchedTools();
