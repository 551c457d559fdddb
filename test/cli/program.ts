import { type SpawnSyncOptions, spawnSync } from "node:child_process";
import { faqlintCommand } from "../support/built.js";

/** What a run of the program came to. */
export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly uid?: number;
}

/** Runs the built program, without what the tests' own environment may ask for. */
export function faqlint(args: readonly string[], options: RunOptions): Outcome {
  const { status, stdout, stderr } = faqlintBytes(args, options);
  return { status, stdout: stdout.toString("utf8"), stderr: stderr.toString("utf8") };
}

/** Like {@link faqlint}, for outputs that need not be UTF-8. */
export function faqlintBytes(args: readonly string[], options: RunOptions) {
  const { cwd, input = "", env = {}, uid } = options;
  const variables = { ...process.env };
  // What the tests run in must not change what is tested.
  for (const name of ["FORCE_COLOR", "NO_COLOR", "GITHUB_ACTIONS", "GITLAB_CI", "TF_BUILD"]) delete variables[name];
  const settings: SpawnSyncOptions = {
    cwd,
    input,
    env: { ...variables, ...env },
    ...(uid === undefined ? {} : { uid }),
  };
  const [program, ...programArgs] = faqlintCommand(...args);
  const { status, stdout, stderr } = spawnSync(program, programArgs, settings);
  return { status, stdout: Buffer.from(stdout), stderr: Buffer.from(stderr) };
}

/** One error, with a safe repair and a related place. */
export const SIGNAL = `import signal

def stop():
    raise SystemExit

signal.signal(signal.SIGTERM, stop)
`;

/** One error with a safe repair, and Python 3 beyond doubt. */
export const PRINT = `async def f():
    print "hello"
`;
