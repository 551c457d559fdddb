import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "../../test/server/client.js";
import { faqlintCommand } from "../../test/support/built.js";
import { DEFECT, HOSTILE_FILES, HOSTILE_NAMES, HOSTILE_URIS, type HostileFile } from "./hostile-files.js";
import type { Problem } from "./laws.js";

/** So much time of processors one file may take, in seconds, with the start of the program; of those that are known to be slow nothing is said. */
const LIMIT_S = 20;

/** Then a run is ended. */
const PATIENCE_S = 180;

/** The files of the large tree, and of the one that vanishes while it is read. */
const TREE = 10_000;

const RULE = "signal-handler-arity";

/** What {@link tryHostile} came to. */
export interface TriedHostile {
  readonly tried: string;
  readonly problems: readonly Problem[];
}

interface Report {
  readonly diagnostics: readonly { readonly path: string; readonly rule: string }[];
  readonly summary: {
    readonly files: number;
    readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
    readonly crashes: readonly unknown[];
  };
}

interface Run {
  readonly status: number | null;
  readonly report: Report | undefined;
  readonly stderr: string;
  /** Of processors, by all threads. */
  readonly seconds: number;
}

/**
 * Gives the real program, and the real server, what is made to harm them: each file must be found faulty or be told, in bounded time,
 * and no other may suffer from it.
 *
 * @param share how large that is which is only large; below 1 all files are in one folder, and their times are not judged.
 */
export async function tryHostile(share: number): Promise<TriedHostile> {
  const folder = mkdtempSync(join(tmpdir(), "faqlint-hostile-"));
  try {
    const files = await tryFiles(HOSTILE_FILES, join(folder, "files"), share);
    const places = await tryPlaces(join(folder, "places"), Math.max(100, Math.round(TREE * share)));
    const uris = await tryUris();
    const tried = `${HOSTILE_FILES.length} files (${files.tried}), ${places.tried}, ${HOSTILE_URIS.length} names of documents`;
    return { tried, problems: [...files.problems, ...places.problems, ...uris] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Checks files in a folder, each alone, or with a share below 1 all at once. */
export async function tryFiles(files: readonly HostileFile[], folder: string, share: number): Promise<TriedHostile> {
  const problems: Problem[] = [];
  mkdirSync(folder, { recursive: true });
  const fileName = (index: number): string => `f${index}.py`;
  const fill = (file: HostileFile, index: number): void =>
    writeFileSync(join(folder, fileName(index)), file.bytes(share));
  if (share < 1) {
    files.forEach(fill);
    const run = await check(folder, ["."]);
    for (const [index, file] of files.entries()) problems.push(...judged(file, fileName(index), run));
    return { tried: `together, ${run.seconds.toFixed(1)} s`, problems };
  }
  const times: { name: string; seconds: number }[] = [];
  for (const [index, file] of files.entries()) {
    fill(file, index);
    const run = await check(folder, [fileName(index)]);
    rmSync(join(folder, fileName(index)));
    problems.push(...judged(file, fileName(index), run));
    times.push({ name: file.name, seconds: run.seconds });
    if (run.seconds <= LIMIT_S || file.isSlow === true) continue;
    problems.push(problem(file.name, `takes ${run.seconds.toFixed(1)} s`));
  }
  const slowest = times.sort((a, b) => b.seconds - a.seconds).slice(0, 5);
  return {
    tried: `slowest: ${slowest.map(({ name, seconds }) => `${name} ${seconds.toFixed(1)} s`).join(", ")}`,
    problems,
  };
}

function problem(name: string, what: string): Problem {
  return { subject: { name, text: "" }, what };
}

/** What is wrong with what was said of one file. */
function judged({ name, outcome }: HostileFile, path: string, { report, stderr, status }: Run): Problem[] {
  if (report === undefined) return [problem(name, `ends with status ${status}: ${stderr.slice(0, 500)}`)];
  const { unreadable, crashes } = report.summary;
  const problems =
    crashes.length === 0 ? [] : [problem(name, `makes rules fail: ${JSON.stringify(crashes).slice(0, 500)}`)];
  const isFound = report.diagnostics.some((found) => found.path === path && found.rule === RULE);
  const reason = unreadable.find((told) => told.path === path)?.reason;
  const isRight =
    outcome === "found"
      ? isFound && reason === undefined
      : outcome === "silent"
        ? !isFound && reason === undefined
        : outcome.test(reason ?? "");
  if (!isRight) problems.push(problem(name, `${isFound ? "found" : "not found"}, told as ${reason ?? "nothing"}`));
  return problems;
}

/** Runs the program with JSON as its output. */
async function check(cwd: string, args: readonly string[], meanwhile?: (child: ChildProcess) => void): Promise<Run> {
  const command = faqlintCommand("check", "--isolated", "--no-cache", "--format", "json", ...args);
  // The shell tells of the time that processors had for it, which is the same on a busy machine.
  const script = '"$@"; status=$?; times >&3; exit $status';
  const child = spawn("sh", ["-c", script, "sh", ...command], {
    cwd,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    detached: true,
  });
  const timer = setTimeout(() => process.kill(-(child.pid ?? 0), "SIGKILL"), PATIENCE_S * 1000);
  const texts = [1, 2, 3].map((descriptor) => {
    const chunks: Buffer[] = [];
    child.stdio[descriptor]?.on("data", (chunk: Buffer) => chunks.push(chunk));
    return chunks;
  });
  meanwhile?.(child);
  const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
  clearTimeout(timer);
  const [stdout, stderr, times = ""] = texts.map((chunks) => Buffer.concat(chunks).toString());
  let report: Report | undefined;
  try {
    report = JSON.parse(stdout ?? "") as Report;
  } catch {
    // There is none, which is a problem.
  }
  return { status, report, stderr: stderr ?? "", seconds: ended(times) };
}

/** The seconds that the shell's `times` tells of the program it has run; those of one that was killed are not known. */
function ended(times: string): number {
  const [, children = ""] = times.trim().split("\n");
  const parts = [...children.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, seconds]) => 60 * Number(minutes) + Number(seconds),
  );
  return parts.length === 0 ? PATIENCE_S : parts.reduce((sum, each) => sum + each, 0);
}

/** Folders in which there is something else than files, names that mislead, and a tree that is large and one that vanishes. */
async function tryPlaces(folder: string, size: number): Promise<TriedHostile> {
  const problems: Problem[] = [];
  const expect = (name: string, is: unknown, wanted: unknown): void => {
    const [seen, meant] = [JSON.stringify(is), JSON.stringify(wanted)];
    if (seen !== meant) problems.push(problem(name, `gives ${seen.slice(0, 500)} instead of ${meant.slice(0, 500)}`));
  };
  const made = (name: string): string => {
    const path = join(folder, name);
    mkdirSync(path, { recursive: true });
    return path;
  };
  const told = ({ report }: Run): string[] =>
    (report?.summary.unreadable ?? []).map(({ path, reason }) => `${path}: ${reason}`).sort();
  const found = ({ report }: Run): string[] => (report?.diagnostics ?? []).map(({ path }) => path).sort();

  const odd = made("odd");
  mkdirSync(join(odd, "folder.py"));
  execFileSync("mkfifo", [join(odd, "fifo.py")]);
  symlinkSync("loop.py", join(odd, "loop.py"));
  symlinkSync("nowhere", join(odd, "gone.py"));
  symlinkSync("/dev/zero", join(odd, "zero.py"));
  mkdirSync(join(odd, "circle"));
  symlinkSync("..", join(odd, "circle", "up"));
  writeFileSync(join(folder, "outside.py"), DEFECT);
  symlinkSync("../outside.py", join(odd, "out.py"));
  writeFileSync(join(odd, "a.py"), DEFECT);
  linkSync(join(odd, "a.py"), join(odd, "b.py"));
  writeFileSync(join(odd, "secret.py"), DEFECT);
  chmodSync(join(odd, "secret.py"), 0);
  const oddRun = await check(odd, ["."]);
  // Root may read everything.
  const isRoot = process.getuid?.() === 0;
  expect("a folder of what is no file", found(oddRun), ["a.py", "b.py", "out.py", ...(isRoot ? ["secret.py"] : [])]);
  expect("what is no file", told(oddRun), [
    "fifo.py: it is not a regular file",
    "gone.py: it is a link to something that is not there",
    "loop.py: too many symbolic links encountered",
    ...(isRoot ? [] : ["secret.py: permission denied"]),
    "zero.py: it is not a regular file",
  ]);
  await check(odd, ["--fix", "."]);
  expect("a link out of the folder", found(await check(folder, ["outside.py"])), ["outside.py"]);

  const names = made("names");
  for (const name of HOSTILE_NAMES) writeFileSync(join(names, name), DEFECT);
  expect("names that mislead", found(await check(names, ["."])), [...HOSTILE_NAMES].sort());
  expect("names that are given", found(await check(names, ["--", ...HOSTILE_NAMES])), [...HOSTILE_NAMES].sort());

  const tree = made("tree");
  for (let index = 0; index < size; index++) {
    const part = join(tree, `d${index % 100}`);
    mkdirSync(part, { recursive: true });
    writeFileSync(join(part, `f${index}.py`), DEFECT);
  }
  const treeRun = await check(tree, ["."]);
  expect(`a tree of ${size} files`, [found(treeRun).length, told(treeRun)], [size, []]);
  let gone = 0;
  const vanishing = await check(tree, ["."], (child) => {
    const timer = setInterval(() => {
      for (let end = Math.min(size, gone + size / 500); gone < end; gone++)
        unlinkSync(join(tree, `d${gone % 100}`, `f${gone}.py`));
    }, 10);
    child.on("close", () => clearInterval(timer));
  });
  const reasons = [...new Set(told(vanishing).map((line) => line.replace(/^.*?: /, "")))];
  expect(
    "a tree that vanishes",
    [vanishing.report === undefined, vanishing.report?.summary.crashes, reasons.slice(1)],
    [false, [], []],
  );
  if (reasons.length > 0) expect("what vanishes", reasons, ["no such file or directory"]);
  const tried = `${HOSTILE_NAMES.length} names of files, ${size} files in ${treeRun.seconds.toFixed(1)} s, ${gone} of which vanished meanwhile`;
  return { tried, problems };
}

/** Documents under names that lead to no file. */
async function tryUris(): Promise<Problem[]> {
  const problems: Problem[] = [];
  const client = await Client.start({ textDocument: { publishDiagnostics: {} } });
  for (const uri of HOSTILE_URIS) {
    try {
      client.open(uri, DEFECT);
      const rules = (await client.published(uri, 1)).map(({ code }) => code);
      if (rules.join() !== RULE) problems.push(problem(uri, `${rules.join() || "nothing"} is found`));
      client.notify("textDocument/didClose", { textDocument: { uri } });
    } catch (error) {
      problems.push(problem(uri, String(error).slice(0, 500)));
      break;
    }
  }
  const { status, stderr } = await client.stop();
  if (status !== 0 || stderr !== "")
    problems.push(problem("the server", `ends with ${status}: ${stderr.slice(0, 500)}`));
  return problems;
}
