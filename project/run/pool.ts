import type { Worker } from "node:worker_threads";
import type { Profile } from "../../engine/profile.js";
import { reasonOf } from "../failure.js";
import { isOutOfMemory, startThread } from "../threads.js";
import type { Answer } from "./answer.js";
import { wordsOf } from "./found-data.js";
import type { PoolAnswer, PoolOrder, PoolRequest } from "./pool-messages.js";
import { fitForManyFiles } from "./tuning.js";

/** The name of the threads' file among those that were built. */
export const POOL_THREAD = "check-worker.js";

/**
 * So many bytes of source a thread is given ahead, which is some tenths of a second's work: enough not to wait for the main thread
 * when that is writing reports, and little enough that the threads end together.
 */
const AHEAD = 128 * 1024;

/** Files of more bytes do not wait for their turn. All others do, so that there is something to report from the beginning. */
const LONG = 64 * 1024;

/**
 * How many megabytes a thread may have of what was made lately, half of what V8 gives it: a seventh less memory with two threads, for a fiftieth
 * more time.
 */
const NEW_MB = 24;

/** A file to lint. */
export interface Job {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly done: (answer: Answer) => void;
}

/** A thread, and what it was given and has not answered, in order. */
interface Lane {
  readonly thread: Worker;
  readonly given: Job[];
  /** Whether it has ever said anything. */
  isReady: boolean;
}

/**
 * Lints files in some threads. A thread that dies takes the file it was at with it, which is answered for, and no other: the next
 * thread takes over.
 */
export class LintPool {
  readonly #order: PoolOrder;
  readonly #profile: Profile | undefined;
  readonly #lanes = new Set<Lane>();
  readonly #queue: Job[] = [];
  #queuedBytes = 0;
  #wake: () => void = () => {};
  #failure: string | undefined;
  #isEnding = false;

  constructor(order: PoolOrder, profile?: Profile) {
    this.#order = order;
    this.#profile = profile;
    fitForManyFiles();
  }

  /** Starts threads until there are so many; what goes wrong in doing so is told by {@link failure}. */
  grow(count: number): void {
    for (let missing = count - this.#lanes.size; missing > 0; missing--) this.#start();
  }

  /** The threads that are there. */
  get size(): number {
    return this.#lanes.size;
  }

  /** Why no thread can be had, so that what was added is not done; undefined as long as there are any. */
  get failure(): string | undefined {
    return this.#lanes.size === 0 ? (this.#failure ?? "the threads have ended") : undefined;
  }

  /** Adds files behind those that wait already; of these the long ones first, so that what is left in the end is short. */
  add(jobs: readonly Job[]): void {
    const weight = ({ bytes }: Job): number => Math.max(LONG, bytes.length);
    for (const job of [...jobs].sort((a, b) => weight(b) - weight(a))) this.#queue.push(job);
    this.#queuedBytes += bytesOf(jobs);
    this.#feed();
  }

  /** Resolves when something has happened: a file is done, or a thread has ended. */
  happened(): Promise<void> {
    return new Promise((resume) => {
      this.#wake = resume;
    });
  }

  /** Ends the threads, whatever they are at. */
  async end(): Promise<void> {
    this.#isEnding = true;
    await Promise.all([...this.#lanes].map(({ thread }) => thread.terminate()));
  }

  #start(): void {
    try {
      const thread = startThread<PoolAnswer>(POOL_THREAD, {
        data: this.#order,
        newMb: NEW_MB,
        onMessage: (answer) => this.#take(lane, answer),
        onEnd: (failure) => this.#ended(lane, failure),
      });
      const lane: Lane = { thread, given: [], isReady: false };
      this.#lanes.add(lane);
    } catch (error) {
      this.#failure = reasonOf(error);
    }
  }

  #take(lane: Lane, message: PoolAnswer): void {
    lane.isReady = true;
    if (message.kind === "answer") {
      lane.given.shift()?.done(message.answer);
      if (message.profile !== undefined) this.#profile?.addData(message.profile);
    }
    this.#feed();
    this.#wake();
  }

  #feed(): void {
    for (const lane of this.#lanes) {
      // Where little is left, nobody takes more than the others would have to wait for.
      const share = Math.min(AHEAD, this.#queuedBytes / this.#lanes.size);
      let ahead = bytesOf(lane.given);
      while (this.#queue.length > 0 && (lane.given.length === 0 || ahead < share)) {
        const job = this.#queue.shift() as Job;
        lane.given.push(job);
        ahead += job.bytes.length;
        this.#queuedBytes -= job.bytes.length;
        lane.thread.postMessage({ path: job.path, bytes: job.bytes } satisfies PoolRequest);
      }
    }
  }

  #ended(lane: Lane, failure: unknown): void {
    this.#lanes.delete(lane);
    if (this.#isEnding) {
      this.#wake();
      return;
    }
    // Before a thread has said anything, no file is to blame.
    const job = lane.isReady ? lane.given.shift() : undefined;
    const kind = isOutOfMemory(failure) ? "exhausted" : "failed";
    job?.done({ kind, path: job.path, error: wordsOf(failure) });
    this.#queue.unshift(...lane.given);
    this.#queuedBytes += bytesOf(lane.given);
    if (lane.isReady) this.#start();
    else this.#failure = wordsOf(failure);
    this.#feed();
    this.#wake();
  }
}

function bytesOf(jobs: readonly Job[]): number {
  return jobs.reduce((sum, { bytes }) => sum + bytes.length, 0);
}
