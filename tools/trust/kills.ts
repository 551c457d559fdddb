import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { faqlintCommand } from "../../test/support/built.js";
import { mulberry32 } from "../../test/support/random.js";
import type { Problem } from "./laws.js";

/** So many files are repaired in a run, each with one defect and long enough that to write it takes a moment. */
const FILES = 60;
const DEFECT = "import random\nx = [1]\nx = random.shuffle(x)\n";
const PADDING = `# ${"some text that makes the file long ".repeat(1500)}\n`;

/** What is written while the program is killed. */
const WRITES: readonly (readonly string[])[] = [
  ["--no-cache", "--fix"],
  ["--no-cache", "--add-ignores"],
  ["--no-cache", "--baseline", "new.json", "--update-baseline"],
  ["--no-cache", "--baseline", "baseline.json", "--grow-baseline"],
  ["--no-cache", "--output", "sarif=report.sarif"],
  ["--cache-dir", "kept"],
  // What was found before is taken over, and more is added to it.
  ["--cache-dir", "known"],
];

/** What {@link killWhileWriting} came to. */
export interface Kills {
  readonly problems: readonly Problem[];
  /** How many runs were killed, and how many had ended before. */
  readonly killed: number;
  readonly ended: number;
}

/**
 * Kills the program, with a signal that it cannot catch, at random moments while it writes: each file must be what it was
 * or what it was to become, and no file may be left half written.
 *
 * @param times how many runs, in turns of each kind of writing.
 */
export async function killWhileWriting(times: number, seed: number): Promise<Kills> {
  const folder = mkdtempSync(join(tmpdir(), "faqlint-kills-"));
  const random = mulberry32(seed);
  const problems: Problem[] = [];
  let killed = 0;
  try {
    const kinds = WRITES.slice(0, times);
    for (const [index, args] of kinds.entries()) {
      const first = fill(folder);
      const begin = performance.now();
      await run(folder, args, Number.POSITIVE_INFINITY);
      const whole = performance.now() - begin;
      const after = contents(folder);
      if ([...after].every(([name, text]) => first.get(name) === text))
        throw new Error(`${args.join(" ")} writes nothing`);
      for (let time = index; time < times; time += kinds.length) {
        const before = fill(folder);
        // What is written is written at the end.
        if (await run(folder, args, whole * (0.4 + 0.7 * random()))) killed++;
        for (const [name, text] of contents(folder)) {
          // What was not yet renamed, and is taken away by a later run.
          const isLeft = /(?:^|\/)\.[^/]+\.tmp$|^\.kept\./.test(name);
          if (isLeft || text === before.get(name) || text === after.get(name) || isWholePack(name, text)) continue;
          const what = `was left half written when ${args.join(" ")} was killed (seed ${seed})`;
          problems.push({ subject: { name, text: text.slice(0, 200) }, what });
        }
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { problems, killed, ended: times - killed };
}

/** Puts the files there as they are before a run. */
function fill(folder: string): Map<string, string> {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
  for (let index = 0; index < FILES; index++) writeFileSync(join(folder, `f${index}.py`), DEFECT + PADDING);
  // That of a project in which there was one finding before, and a folder for results that holds none yet.
  const known = { "f0.py": [{ rule: "shuffle-result-used", text: "random.shuffle(x)" }] };
  writeFileSync(join(folder, "baseline.json"), `${JSON.stringify({ version: 1, files: known })}\n`);
  mkdirSync(join(folder, "known"));
  return contents(folder);
}

function contents(folder: string): Map<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => name.replaceAll("\\", "/"));
  const files = names.filter((name) => statSync(join(folder, name)).isFile());
  return new Map(files.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

/** Whether a file holds results of a run, all that its first line speaks for; with fewer of them than there might be. */
function isWholePack(name: string, text: string): boolean {
  const end = text.indexOf("\n") + 1;
  const digest = createHash("sha256").update(text.slice(end)).digest("base64url");
  return name.endsWith(".faqlint") && text.slice(0, end) === `faqlint cache 1 ${digest}\n`;
}

/** Runs the program and kills it after some milliseconds; whether it was still running. */
function run(folder: string, args: readonly string[], limit: number): Promise<boolean> {
  const [program, ...programArgs] = faqlintCommand("check", "--isolated", ...args, ".");
  return new Promise((resolve, reject) => {
    const child = spawn(program, programArgs, { cwd: folder, stdio: "ignore" });
    const timer = Number.isFinite(limit) ? setTimeout(() => child.kill("SIGKILL"), limit) : undefined;
    child.on("error", reject);
    child.on("exit", (_, signal) => {
      clearTimeout(timer);
      resolve(signal === "SIGKILL");
    });
  });
}
