import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Interpreter } from "./interpreters.js";

/** What became of a program. */
export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  /** The exit status, or minus the number of the signal that ended it; `undefined` when it had to be stopped. */
  readonly status: number | undefined;
}

interface Program {
  /** Relative to the folder it is run in. */
  readonly path: string;
  readonly text: string;
  /** In milliseconds; a program that takes longer is killed with all it started. */
  readonly limit: number;
}

/** More output than any honest example makes; a program in an endless loop must not fill the memory. */
const OUTPUT_LIMIT = 1_000_000;

/**
 * Runs a program in a fresh folder of its own, with nothing on its standard input.
 *
 * @param interpreter `undefined` makes the file executable and runs it as a shell would.
 */
export async function runPython(program: Program, interpreter: Interpreter | undefined): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), "faqlint-claim-"));
  try {
    const file = join(folder, program.path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, program.text, { mode: 0o755 });
    const command = interpreter === undefined ? ["/bin/sh", "-c", './"$0"'] : [interpreter.command, "-B"];
    return await runCommand([...command, program.path], folder, program.limit);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function runCommand([command = "", ...args]: readonly string[], cwd: string, limit: number): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      // A group of its own: what the program started is killed with it.
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: process.env.PATH, HOME: cwd, LC_ALL: "C.UTF-8", PYTHONHASHSEED: "0", PYTHONIOENCODING: "utf-8" },
    });
    const output = { stdout: "", stderr: "" };
    let stopped = false;
    let ended = false;
    const stop = (): void => {
      stopped = true;
      killGroup(child.pid);
    };
    // The immediate lets the news of an end that came in time be heard first, however busy this process was.
    const timer = setTimeout(() => setImmediate(() => ended || stop()), limit);
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        output[name] += text;
        if (output[name].length > OUTPUT_LIMIT) stop();
      });
    }
    child.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on("exit", (code, signal) => {
      ended = true;
      clearTimeout(timer);
      // Children left behind keep the pipes open, and `close` would wait for them.
      if (!stopped) setTimeout(() => killGroup(child.pid), 200).unref();
      child.once("close", () => {
        const status = code ?? (signal === null ? undefined : -constants.signals[signal]);
        resolve({ ...output, status: stopped ? undefined : status });
      });
    });
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    // Everything in the group has ended already.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
