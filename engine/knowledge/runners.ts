/** What the objects of the classes are that run something of their own once they are started. */
export type RunnerKind = "thread" | "timer" | "process";

/** Those classes of the library. */
export const RUNNER_KINDS: ReadonlyMap<string, RunnerKind> = new Map([
  ["threading.Thread", "thread"],
  ["threading.Timer", "timer"],
  ["multiprocessing.Process", "process"],
  ["multiprocessing.context.Process", "process"],
]);
