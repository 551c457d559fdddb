import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const CACHE = fileURLToPath(new URL("../.cache/code-server", import.meta.url));

/** Visual Studio Code as a program that serves browsers, and the Node it needs. */
const PACKAGES = { "code-server": "4.139.1", [nodePackage()]: "24" };

/** Those of its packages that must be compiled for it to start; its own script compiles some that need more libraries. */
const NATIVE = [
  "@parcel/watcher",
  "@vscode/deviceid",
  "@vscode/fs-copyfile",
  "@vscode/native-watchdog",
  "@vscode/spdlog",
  "node-pty",
];

/** Names that Chromium and its relatives go by. */
const BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The programs that the tests run. */
export interface Programs {
  /** The Node that code-server needs. */
  readonly node: string;
  /** The JavaScript file code-server starts with. */
  readonly codeServer: string;
  readonly chromium: string;
}

/**
 * Finds the programs, and installs those that are missing: code-server into a folder here (about 1 GB, a minute or two),
 * Chromium by apt-get where that may be used.
 *
 * @throws Error that says what to install by hand.
 */
export function installPrograms(): Programs {
  const packages = join(CACHE, "node_modules");
  const nodeFolder = join(packages, nodePackage());
  const node = join(nodeFolder, "bin", "node");
  const codeServer = join(packages, "code-server");
  const done = join(CACHE, "installed.json");
  const wanted = JSON.stringify({ PACKAGES, NATIVE });
  if (!existsSync(done) || readFileSync(done, "utf8") !== wanted) {
    mkdirSync(CACHE, { recursive: true });
    writeFileSync(join(CACHE, "package.json"), JSON.stringify({ private: true, dependencies: PACKAGES }));
    npm(CACHE, process.env, "install", "--ignore-scripts");
    const path = `${dirname(node)}${delimiter}${process.env.PATH ?? ""}`;
    // The headers to compile with are in the package, too.
    const environment = { ...process.env, PATH: path, npm_config_nodedir: nodeFolder };
    npm(join(codeServer, "lib", "vscode"), environment, "install", "--omit=dev", "--ignore-scripts");
    npm(join(codeServer, "lib", "vscode"), environment, "rebuild", ...NATIVE);
    writeFileSync(done, wanted);
  }
  return { node, codeServer: join(codeServer, "out", "node", "entry.js"), chromium: chromium() };
}

function nodePackage(): string {
  return `node-${process.platform}-${process.arch}`;
}

function npm(cwd: string, env: NodeJS.ProcessEnv, ...args: readonly string[]): void {
  console.log(`npm ${args.join(" ")}`);
  run("npm", [...args, "--no-fund", "--no-audit"], cwd, env);
}

function chromium(): string {
  const found = process.env.CHROMIUM ?? onPath(BROWSERS);
  if (found !== undefined) return found;
  if (onPath(["apt-get"]) === undefined || process.getuid?.() !== 0) {
    throw new Error("install Chromium, or name a browser of its family in the variable CHROMIUM");
  }
  console.log("apt-get install chromium");
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  run("apt-get", ["update", "-q"], CACHE, environment);
  run("apt-get", ["install", "-q", "-y", "--no-install-recommends", "chromium"], CACHE, environment);
  return "chromium";
}

function onPath(names: readonly string[]): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path));
}

function run(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): void {
  const { status, error, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: "utf8", maxBuffer: 1e8 });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with status ${status}:\n${stdout}${stderr}`);
}
