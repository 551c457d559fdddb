import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { faqlintCommand } from "../../test/support/built.js";
import { mulberry32 } from "../../test/support/random.js";
import type { Problem } from "./laws.js";

/** So many files are repaired in a run, each with one defect and long enough that to write it takes a moment. */
const FILES = 60;
const DEFECT = "import random\nx = [1]\nx = random.shuffle(x)\n";
const PADDING = "# some text that makes the file long\n".repeat(1500);

/** What is written while the program is killed: the arguments, and the file if there is one beside those that are checked. */
const WRITES = {
  "--fix": [],
  "--update-baseline": ["--baseline", "baseline.json"],
  "--output": ["sarif=report.sarif"],
} as const;

/** What {@link killWhileWriting} came to. */
export interface Kills {
  readonly problems: readonly Problem[];
  /** How many runs were killed, and how many had ended before. */
  readonly killed: number;
  readonly ended: number;
}

/**
 * Kills the program, with a signal that it cannot catch, at random moments while it writes: each file must be what it was
 * or what it was to become, and no program may be left half written.
 *
 * @param times how many runs, in turns of each kind of writing.
 */
export async function killWhileWriting(times: number, seed: number): Promise<Kills> {
  const folder = mkdtempSync(join(tmpdir(), "faqlint-kills-"));
  const random = mulberry32(seed);
  const problems: Problem[] = [];
  let killed = 0;
  try {
    const kinds = Object.entries(WRITES).slice(0, times);
    for (const [index, [option, more]] of kinds.entries()) {
      const args = [option, ...more, "."];
      fill(folder);
      const begin = performance.now();
      await run(folder, args, Number.POSITIVE_INFINITY);
      const whole = performance.now() - begin;
      const after = contents(folder);
      for (let time = index; time < times; time += kinds.length) {
        const before = fill(folder);
        // What is written is written at the end.
        if (await run(folder, args, whole * (0.4 + 0.7 * random()))) killed++;
        for (const [name, text] of contents(folder)) {
          const isLeft = name.endsWith(".tmp");
          if (isLeft || text === before.get(name) || text === after.get(name)) continue;
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
  writeFileSync(join(folder, "baseline.json"), '{ "version": 1, "findings": {} }\n');
  return contents(folder);
}

function contents(folder: string): Map<string, string> {
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

/** Runs the program and kills it after some milliseconds; whether it was still running. */
function run(folder: string, args: readonly string[], limit: number): Promise<boolean> {
  const [program, ...programArgs] = faqlintCommand("check", "--isolated", "--no-cache", ...args);
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
