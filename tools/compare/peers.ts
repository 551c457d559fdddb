import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, sep } from "node:path";

/** A message of another program, about a place. */
export interface Message {
  /** Relative to the folder that was checked, with forward slashes. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
}

/** A program to compare with. */
export interface Peer {
  readonly name: string;
  readonly version: string;
  /** Which of its messages count, in words. */
  readonly selection: string;
  /** Its rules, and those of them that can repair what they find. */
  readonly rules: { readonly all: number; readonly fixing: number } | undefined;
  /** The command that checks the current folder. */
  readonly command: readonly [string, ...string[]];
  /** Reads what the command printed. */
  readonly read: (output: string, folder: string) => readonly Message[];
}

/** Families of Ruff's rules that are not only about how code looks. */
const RUFF_SELECTED = "A,ASYNC,B,BLE,DTZ,E9,EXE,F,INT,LOG,PERF,PIE,PLC,PLE,PLW,RUF,S,TRY,UP,YTT";
/** What nobody uses, and imports inside of functions. */
const RUFF_IGNORED = "F401,F841,PLC0415,RUF059";
/** What nobody uses, and what is not installed where the programs are measured. */
const PYLINT_IGNORED = "import-error,unused-import,unused-variable,unused-argument,unused-wildcard-import,fixme";
const PYRIGHT_IGNORED = ["reportMissingImports", "reportMissingModuleSource"];

/**
 * Installs the programs that come from PyPI and finds the one that comes from npm.
 *
 * @param venv where the former are, or are to be put.
 * @throws Error that says what is missing.
 */
export function findPeers(venv: string): Peer[] {
  const bin = (name: string): string => join(venv, "bin", name);
  if (!existsSync(bin("ruff"))) {
    run("python3", ["-m", "venv", venv]);
    run(bin("pip"), ["install", "--quiet", "ruff", "pylint", "pyflakes"]);
  }
  return [ruff(bin("ruff")), pylint(bin("pylint")), pyflakes(bin("pyflakes")), pyright()];
}

function ruff(program: string): Peer {
  interface Rule {
    readonly fix: string;
    readonly status: Readonly<Record<string, unknown>>;
  }
  const listed = JSON.parse(run(program, ["rule", "--all", "--output-format", "json"])) as Rule[];
  const rules = listed.filter(({ status }) => "Stable" in status || "Preview" in status);
  return {
    name: "ruff",
    version: firstNumber(run(program, ["--version"])),
    selection: `\`--select ${RUFF_SELECTED} --ignore ${RUFF_IGNORED}\``,
    rules: { all: rules.length, fixing: rules.filter(({ fix }) => fix !== "Fix is not available.").length },
    command: [
      program,
      ...["check", "--isolated", "--no-cache", "--target-version", "py313", "--output-format", "json"],
      ...["--select", RUFF_SELECTED, "--ignore", RUFF_IGNORED, "."],
    ],
    read: (output, folder) =>
      (JSON.parse(output) as { filename: string; location: { row: number } }[]).map(({ filename, location }) => ({
        path: within(folder, filename),
        line: location.row,
      })),
  };
}

function pylint(program: string): Peer {
  const version = run(program, ["--version"]);
  const messages = run(program, ["--list-msgs"]).match(/^:/gm) ?? [];
  const python = firstNumber(/Python (.*)/.exec(version)?.[1] ?? "");
  return {
    name: "pylint",
    version: firstNumber(version),
    selection: `\`--disable=all --enable=F,E,W --disable=${PYLINT_IGNORED}\`, under Python ${python}`,
    rules: { all: messages.length, fixing: 0 },
    command: [
      program,
      ...["--rcfile=/dev/null", "--disable=all", "--enable=F,E,W", `--disable=${PYLINT_IGNORED}`],
      ...["--output-format=json2", "--recursive=y", "."],
    ],
    read: (output, folder) =>
      (JSON.parse(output) as { messages: { absolutePath: string; line: number }[] }).messages.map(
        ({ absolutePath, line }) => ({ path: within(folder, absolutePath), line }),
      ),
  };
}

function pyflakes(program: string): Peer {
  return {
    name: "pyflakes",
    version: firstNumber(run(program, ["--version"])),
    selection: "all but what nobody uses",
    rules: undefined,
    // Errors of syntax go elsewhere.
    command: ["bash", "-c", '"$0" . 2>&1', program],
    read: (output) =>
      output.split("\n").flatMap((each) => {
        const [, path, line, message = ""] = /^\.\/(.+?):(\d+):(?:\d+:?)? (.*)$/.exec(each) ?? [];
        if (path === undefined || /imported but unused|is assigned to but never used/.test(message)) return [];
        return [{ path, line: Number(line) }];
      }),
  };
}

function pyright(): Peer {
  const manifest = createRequire(import.meta.url).resolve("pyright/package.json");
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  interface Diagnostic {
    readonly file: string;
    readonly rule?: string;
    readonly severity: string;
    readonly range: { readonly start: { readonly line: number } };
  }
  return {
    name: "pyright",
    version,
    selection: `all errors and warnings of its standard mode but ${PYRIGHT_IGNORED.map((name) => `\`${name}\``).join(" and ")}`,
    rules: undefined,
    command: [process.execPath, join(dirname(manifest), "index.js"), "--outputjson", "--pythonversion", "3.13"],
    read: (output, folder) =>
      (JSON.parse(output) as { generalDiagnostics: Diagnostic[] }).generalDiagnostics
        .filter(({ rule, severity }) => severity !== "information" && !PYRIGHT_IGNORED.includes(rule ?? ""))
        .map(({ file, range }) => ({ path: within(folder, file), line: range.start.line + 1 })),
  };
}

/** What a peer says of a folder. */
export function messagesOf({ command: [program, ...args], read }: Peer, folder: string): readonly Message[] {
  return read(run(program, args, folder), folder);
}

function within(folder: string, path: string): string {
  return relative(folder, path).replaceAll(sep, "/");
}

/** What a program prints, whatever its status says about what it found. */
function run(program: string, args: readonly string[], cwd?: string): string {
  const { stdout, stderr, error, status } = spawnSync(program, args, { cwd, encoding: "utf8", maxBuffer: 1 << 28 });
  if (error !== undefined) throw error;
  if (stdout === "" && status !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${status}\n${stderr}`);
  return stdout;
}

function firstNumber(text: string): string {
  return /\d+(?:\.\d+)+/.exec(text)?.[0] ?? "?";
}
