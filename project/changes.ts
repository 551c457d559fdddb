import { realpathSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { builtin } from "./builtin.js";

/** What was changed since a commit, as it stands on the disk: committed, staged or not, and files git does not know yet. */
export interface Changes {
  /** Whether a file was changed, or a folder holds one that was. */
  has(path: string, isFolder: boolean): boolean;
  /** The changed lines of a file, as git counts lines. */
  linesOf(path: string): ChangedLines;
}

/** Lines from 0, the end excluded; `all` for a file that is new. */
export type ChangedLines = "all" | readonly { readonly start: number; readonly end: number }[];

/** More than any diff that somebody waits for. */
const MOST_OUTPUT = 1 << 30;

/** What of the user's own configuration must not change what is asked. */
const DIFF = ["diff", "--no-color", "--no-ext-diff", "--no-textconv", "--no-relative", "-M", "--diff-filter=d"];

/**
 * Asks git what was changed since the current branch left another: the difference to their last common commit.
 *
 * @param paths absolute; each may lie in a repository of its own.
 * @param ref a branch, a tag or a commit.
 * @throws Error that says what to do when git cannot tell.
 */
export function changesSince(ref: string, paths: readonly string[], wantsLines: boolean): Changes {
  const roots = new Map<string, string>();
  for (const path of paths) {
    const folder = existingFolderOf(path);
    // By folder, since a repository may lie inside another one.
    if (!roots.has(folder)) roots.set(folder, rootOf(folder));
  }
  const changed = new Map<string, ChangedLines>();
  for (const root of new Set(roots.values())) {
    for (const [name, lines] of changesIn(root, ref, wantsLines)) changed.set(join(root, name), lines);
  }
  const folders = new Set<string>();
  for (const path of changed.keys()) {
    for (let folder = dirname(path); !folders.has(folder); folder = dirname(folder)) folders.add(folder);
  }
  return {
    has: (path, isFolder) => (isFolder ? folders : changed).has(realPath(path)),
    linesOf: (path) => changed.get(realPath(path)) ?? [],
  };
}

function changesIn(root: string, ref: string, wantsLines: boolean): Map<string, ChangedLines> {
  const base = baseOf(root, ref);
  const changed = new Map<string, ChangedLines>();
  const names = git(root, [...DIFF, "--name-only", "-z", base, "--"]);
  for (const name of separated(names)) changed.set(name, wantsLines ? [] : "all");
  if (wantsLines) {
    const diff = git(root, [...DIFF, "-U0", "--src-prefix=a/", "--dst-prefix=b/", base, "--"]);
    for (const [name, lines] of changedLines(diff)) changed.set(name, lines);
  }
  for (const name of separated(git(root, ["ls-files", "--others", "--exclude-standard", "-z"]))) {
    changed.set(name, "all");
  }
  return changed;
}

/** The last common commit of a ref and the current state. */
function baseOf(root: string, ref: string): string {
  // What begins so would be an option, and is the name of nothing.
  const commit = ref.startsWith("-")
    ? undefined
    : attempt(root, ["rev-parse", "--verify", "--quiet", `${ref}^{commit}`]);
  if (commit === undefined) throw new Error(noSuchRef(root, ref));
  const base = attempt(root, ["merge-base", commit, "HEAD"]);
  if (base !== undefined) return base;
  if (attempt(root, ["rev-parse", "--verify", "--quiet", "HEAD"]) === undefined) {
    throw new Error(`the repository ${root} has no commit yet, so nothing can have changed since ${ref}`);
  }
  if (isShallow(root)) {
    throw new Error(
      `this clone is shallow and does not reach back to where ${ref} and the current branch parted; ${DEEPEN}`,
    );
  }
  throw new Error(`${ref} and the current branch have no commit in common; name a ref that the branch came from`);
}

const DEEPEN = "run `git fetch --unshallow`, or set `fetch-depth: 0` where CI checks the repository out";

function noSuchRef(root: string, ref: string): string {
  const missing = `the repository ${root} has no branch, tag or commit "${ref}"`;
  const remotes = (attempt(root, ["remote"]) ?? "").split("\n").filter((name) => name !== "");
  const known = remotes.find(
    (remote) => attempt(root, ["rev-parse", "--verify", "--quiet", `refs/remotes/${remote}/${ref}`]) !== undefined,
  );
  if (known !== undefined) return `${missing}; did you mean "${known}/${ref}"?`;
  if (isShallow(root)) return `${missing}, and is a shallow clone; ${DEEPEN}`;
  const remote = remotes.find((name) => ref.startsWith(`${name}/`)) ?? remotes[0];
  if (remote === undefined) return missing;
  const branch = ref.startsWith(`${remote}/`) ? ref.slice(remote.length + 1) : ref;
  return `${missing}; if it is a branch of ${remote}, run \`git fetch ${remote} ${branch}:refs/remotes/${remote}/${branch}\``;
}

function isShallow(root: string): boolean {
  return attempt(root, ["rev-parse", "--is-shallow-repository"]) === "true";
}

function rootOf(folder: string): string {
  const { status, stdout, stderr } = run(folder, ["rev-parse", "--show-toplevel"]);
  const root = stdout.trim();
  if (status === 0 && root !== "") return realPath(root);
  if (/not a git repository/.test(stderr)) throw new Error(`${folder} is in no git repository`);
  throw new Error(`git cannot read the repository of ${folder}: ${firstWords(stderr)}`);
}

/** The changed lines of each file in a diff without context. */
function changedLines(diff: string): Map<string, { start: number; end: number }[]> {
  const byName = new Map<string, { start: number; end: number }[]>();
  let lines: { start: number; end: number }[] | undefined;
  let isHeader = false;
  for (const line of diff.split("\n")) {
    if (line.startsWith("diff --git ")) isHeader = true;
    else if (isHeader && line.startsWith("+++ ")) {
      lines = [];
      byName.set(nameIn(line.slice("+++ ".length)), lines);
      isHeader = false;
    }
    const [, start, count] = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line) ?? [];
    if (start === undefined || count === "0") continue;
    lines?.push({ start: Number(start) - 1, end: Number(start) - 1 + Number(count ?? 1) });
  }
  return byName;
}

/** The name of a file as a diff writes it: in quotes if it holds anything unusual, with a tab behind it if a blank. */
function nameIn(written: string): string {
  const [, quoted] = /^"(.*)"/.exec(written) ?? [];
  const name = quoted === undefined ? written.replace(/\t$/, "") : unquoted(quoted);
  return name.replace(/^b\//, "");
}

const ESCAPES: Readonly<Record<string, string>> = { a: "\x07", b: "\b", t: "\t", n: "\n", v: "\v", f: "\f", r: "\r" };

function unquoted(text: string): string {
  const parts = [...text.matchAll(/\\([0-7]{3})|\\(.)|[^\\]+/g)].map(([whole, octal, escaped]) => {
    if (octal !== undefined) return Buffer.from([Number.parseInt(octal, 8)]);
    return Buffer.from(escaped === undefined ? whole : (ESCAPES[escaped] ?? escaped));
  });
  return Buffer.concat(parts).toString("utf8");
}

function separated(output: string): string[] {
  return output.split("\0").filter((name) => name !== "");
}

/** The output of git. */
function git(folder: string, args: readonly string[]): string {
  const { status, stdout, stderr } = run(folder, args);
  if (status !== 0) throw new Error(`git ${args[0]} failed in ${folder}: ${firstWords(stderr)}`);
  return stdout;
}

/** The output of git without the line break behind it; undefined when it fails. */
function attempt(folder: string, args: readonly string[]): string | undefined {
  const { status, stdout } = run(folder, args);
  return status === 0 ? stdout.trim() : undefined;
}

function run(cwd: string, args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  // No program that the repository names is started, nothing is written into it, and errors are in English.
  const env = { ...process.env, GIT_OPTIONAL_LOCKS: "0", LC_ALL: "C" };
  const command = ["-c", "core.fsmonitor=false", "-c", "core.quotePath=true", ...args];
  const { error, status, stdout, stderr } = builtin("node:child_process").spawnSync("git", command, {
    ...{ cwd, env, encoding: "utf8", maxBuffer: MOST_OUTPUT, stdio: ["ignore", "pipe", "pipe"], windowsHide: true },
  });
  if (error === undefined) return { status, stdout, stderr };
  const isMissing = "code" in error && error.code === "ENOENT";
  throw new Error(isMissing ? "the program git was not found; install it, or put it on the PATH" : error.message);
}

/** What git says first, with the command it offers for a repository of another user. */
function firstWords(stderr: string): string {
  const [first = ""] = stderr.trim().split("\n");
  const [offered] = /git config --global --add safe\.directory .*/.exec(stderr) ?? [];
  return first.replace(/^fatal: /, "") + (offered === undefined ? "" : `; run \`${offered}\``);
}

/** A path's folder, or itself if it is one; the nearest that exists. */
function existingFolderOf(path: string): string {
  for (let at = path; ; at = dirname(at)) {
    const status = statSync(at, { throwIfNoEntry: false });
    if (status?.isDirectory() === true || at === dirname(at)) return realPath(at);
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
