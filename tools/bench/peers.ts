import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** A program to measure. */
export interface Peer {
  readonly name: string;
  readonly version: string;
  readonly command: string;
  readonly args: (folder: string) => readonly string[];
  /** The exit statuses that mean it did its work. */
  readonly statuses: readonly number[];
  /** It is so slow that it is given this share of the sources only. */
  readonly share?: number;
}

/** A program that is not on this machine, and how to get it. */
export interface MissingPeer {
  readonly name: string;
  readonly missing: string;
}

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const require = createRequire(import.meta.url);

/** The built command line and the peers it is compared with. */
export function findPeers(): (Peer | MissingPeer)[] {
  return [
    faqlint("faqlint"),
    faqlint("faqlint, 1 worker", "--workers", "1"),
    astGrep(1),
    astGrep(2),
    bare(2),
    bare(0),
    ruff(),
    pyflakes(),
    pylint(),
  ];
}

/** No program to compare with but a limit: the parser that faqlint is built on without anything else, or Node that only reads the files. */
function bare(threads: number): Peer | MissingPeer {
  const name = threads === 0 ? "Node, reading alone" : `tree-sitter in wasm alone, ${threads} threads`;
  try {
    const folder = join(ROOT, "node_modules", "web-tree-sitter");
    const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
    const runner = fileURLToPath(new URL("parse-only.mjs", import.meta.url));
    return {
      ...{ name, version: threads === 0 ? process.versions.node : version, command: process.execPath },
      args: (path) => [runner, path, String(threads)],
      statuses: [0],
    };
  } catch {
    return { name, missing: "run `npm ci` first" };
  }
}

function faqlint(name: string, ...more: readonly string[]): Peer | MissingPeer {
  const built = join(ROOT, "dist", "faqlint.js");
  if (!existsSync(built)) return { name, missing: "run `npm run build` first" };
  return {
    name,
    version: firstLine(process.execPath, [built, "--version"]),
    command: process.execPath,
    args: (folder) => [built, "check", "--no-cache", "--format", "json", ...more, folder],
    statuses: [0, 1],
  };
}

/** The program itself, without the package's wrapper, which starts another Node. */
function astGrep(threads: number): Peer | MissingPeer {
  const name = `ast-grep, ${threads} thread${threads === 1 ? "" : "s"}`;
  try {
    const wrapper = require.resolve("@ast-grep/cli/package.json");
    const packages = Object.keys(
      (JSON.parse(readFileSync(wrapper, "utf8")) as { optionalDependencies: Record<string, string> })
        .optionalDependencies,
    );
    const command = packages
      .map((one) => join(dirname(dirname(wrapper)), one.split("/")[1] ?? "", "ast-grep"))
      .find((path) => existsSync(path));
    if (command === undefined) return { name, missing: "its package for this platform is not installed" };
    const rules = readFileSync(new URL("ast-grep-rules.yml", import.meta.url), "utf8");
    return {
      name,
      version: firstLine(command, ["--version"]).replace(/^ast-grep /, ""),
      command,
      args: (folder) => [
        "scan",
        "--inline-rules",
        rules,
        "--json=stream",
        "--no-ignore",
        "hidden",
        "--threads",
        String(threads),
        folder,
      ],
      statuses: [0, 1],
    };
  } catch {
    return { name, missing: "run `npm ci` first" };
  }
}

function ruff(): Peer | MissingPeer {
  const name = "ruff, wasm";
  try {
    const { version } = JSON.parse(
      readFileSync(join(dirname(require.resolve("@astral-sh/ruff-wasm-nodejs")), "package.json"), "utf8"),
    ) as { version: string };
    const runner = fileURLToPath(new URL("ruff.mjs", import.meta.url));
    return { name, version, command: process.execPath, args: (folder) => [runner, folder], statuses: [0] };
  } catch {
    return { name, missing: "run `npm ci` first" };
  }
}

function pyflakes(): Peer | MissingPeer {
  const name = "pyflakes";
  for (const [command, ...before] of [["pyflakes3"], ["python3", "-m", "pyflakes"], ["pyflakes"]] as const) {
    const version = firstLine(command, [...before, "--version"]);
    if (/^\d/.test(version)) {
      return { name, version, command, args: (folder) => [...before, folder], statuses: [0, 1] };
    }
  }
  return { name, missing: "install the package `pyflakes3` of Debian, or `pyflakes` of PyPI" };
}

/** The checks of pylint that come nearest to rules of faqlint. */
const PYLINT_CHECKS = [
  "assert-on-tuple",
  "bad-format-string",
  "bad-open-mode",
  "bad-thread-instantiation",
  "consider-using-with",
  "deprecated-method",
  "deprecated-module",
  "invalid-envvar-value",
  "literal-comparison",
  "raising-bad-type",
  "raising-non-exception",
  "shallow-copy-environ",
  "stop-iteration-return",
  "subprocess-popen-preexec-fn",
  "subprocess-run-check",
];
/** Its statuses are made of bits for what it has found; 32 is that of wrong usage. */
const PYLINT_STATUSES = Array.from({ length: 32 }, (_, status) => status);

function pylint(): Peer | MissingPeer {
  const name = "pylint";
  const version = firstLine(name, ["--version"]).replace(/^pylint /, "");
  if (!/^\d/.test(version)) return { name, missing: "install the package `pylint` of Debian, or of PyPI" };
  const chosen = ["--rcfile=/dev/null", "--disable=all", `--enable=${PYLINT_CHECKS.join(",")}`];
  const args = (folder: string): string[] => [...chosen, "--jobs=1", "--persistent=n", "--recursive=y", folder];
  return { name, version, command: name, args, statuses: PYLINT_STATUSES, share: 0.01 };
}

/** The first line a program prints; empty when there is no such program. */
function firstLine(command: string, args: readonly string[]): string {
  return (spawnSync(command, args, { encoding: "utf8" }).stdout ?? "").split("\n")[0] ?? "";
}
