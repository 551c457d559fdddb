import { existsSync } from "node:fs";
import type { Worker } from "node:worker_threads";
import { builtin } from "./builtin.js";

/** What a thread is to do, and whom to tell of it. */
export interface ThreadOptions<Message> {
  /** What it is given when it starts. */
  readonly data: unknown;
  /** How much it may keep in memory; without it, as much as a process. */
  readonly memoryMb?: number;
  /** How much of that may be new; without it, 48. Less takes less memory and a little more time. */
  readonly newMb?: number;
  readonly onMessage: (message: Message, thread: Worker) => void;
  /** It ended, by itself or because it was ended; `failure` is what went wrong if something did. */
  readonly onEnd: (failure: unknown, thread: Worker) => void;
}

/** Whether a thread can be started: only what was built can. */
export function hasThread(file: string): boolean {
  return existsSync(urlOf(file));
}

/**
 * Starts a thread of the built program.
 *
 * @param file the name of its file among those that were built.
 * @throws Error when the system has no room for another.
 */
export function startThread<Message>(file: string, options: ThreadOptions<Message>): Worker {
  const { data, memoryMb, newMb, onMessage, onEnd } = options;
  const thread = new (builtin("node:worker_threads").Worker)(urlOf(file), {
    workerData: data,
    resourceLimits: {
      ...(memoryMb !== undefined && { maxOldGenerationSizeMb: memoryMb }),
      ...(newMb !== undefined && { maxYoungGenerationSizeMb: newMb }),
    },
    stdout: true,
  });
  // Standard output carries what somebody reads.
  thread.stdout.on("data", (chunk: Uint8Array) => process.stderr.write(chunk));
  let failure: unknown = new Error("the thread ended");
  thread.on("message", (message: Message) => onMessage(message, thread));
  thread.on("error", (error) => {
    failure = error;
  });
  thread.on("exit", () => onEnd(failure, thread));
  return thread;
}

/** Whether a thread ended since its memory was not enough. */
export function isOutOfMemory(failure: unknown): boolean {
  return failure instanceof Error && "code" in failure && failure.code === "ERR_WORKER_OUT_OF_MEMORY";
}

function urlOf(file: string): URL {
  return new URL(file, import.meta.url);
}
