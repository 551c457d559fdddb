import { availableParallelism } from "node:os";
import { type Profile, timed } from "../../engine/profile.js";
import type { KnownAnswer, ResultCache } from "../cache/result-cache.js";
import type { LintSession } from "../session.js";
import { ByteReader } from "../source-io.js";
import type { Surroundings } from "../surroundings.js";
import { hasThread } from "../threads.js";
import { type Answer, answerTo, hasRepairs, needsText, type Outcome, outcomeOf } from "./answer.js";
import type { AsleepFiles } from "./asleep.js";
import { LintPool, POOL_THREAD } from "./pool.js";
import type { PoolOrder } from "./pool-messages.js";
import { fitForFewFiles, fitForManyFiles } from "./tuning.js";

/** How files are to be linted. */
export interface LintWork {
  readonly surroundings: Surroundings;
  readonly order: PoolOrder;
  /**
   * A session that lints in this thread; made when it is needed, since loading the rules takes longer than reading many results. It may
   * have no others than those that are named.
   */
  readonly session: (awake?: ReadonlySet<string>) => Promise<LintSession>;
  /** What tells of files that wake no rule without a session; undefined where there is one already. */
  readonly asleep: () => Promise<AsleepFiles | undefined>;
  readonly cache: ResultCache | undefined;
  /** Whether what is found is repaired: then a result of another day is none that can be used. */
  readonly isRepairing: boolean;
  /** How many threads are to lint, 1 being this one alone; `auto`: as many as pay. */
  readonly workers: number | "auto";
  /** Ends the work where it is. */
  readonly signal?: AbortSignal;
  /** Where to note what takes time. */
  readonly profile?: Profile | undefined;
  /** Told when there are threads. */
  readonly onThreads?: () => void;
  /** Told how many files are done. */
  readonly onProgress?: (done: number) => void;
}

/**
 * With fewer bytes of source to lint, this thread is done before others have loaded the rules, or hardly later: two threads begin to
 * win at 100 KB where nothing else runs, and at more where they have to share the processors.
 */
const PAYS = 256 * 1024;

/** So many files are hardly more than that. */
const FEW = 8;

/** What a file costs whatever its length, in bytes of source that cost as much. */
const PER_FILE = 4 * 1024;

/** Of more than two threads, each is for so many bytes of source at least: it takes half a second of a processor to start. */
const BYTES_PER_WORKER = 256 * 1024;

/** More threads would hold more memory than they save time. */
const MOST_WORKERS = 8;

/** A thread takes half of this; the rest is for others. */
const MEMORY_PER_WORKER = 512 * 1024 * 1024;

/** For each thread so many bytes of source are held at most: of files that are not linted, or not reported, yet. */
const HELD = 8 * 1024 * 1024;

/** So many files are read ahead at most, however short they are. */
const AHEAD = 2000;

/** Of so many bytes of source at a time the long files are handed out first. */
const WINDOW = 2 * 1024 * 1024;

/** A file that is not reported yet. */
interface Slot {
  readonly path: string;
  readonly bytes: Uint8Array;
  outcome?: Outcome;
}

/** Lints files, here or in threads, and gives what became of them in their order, whatever the order in which they are done. */
export class FileLinter {
  readonly #files: readonly string[];
  readonly #work: LintWork;
  readonly #slots: Slot[] = [];
  readonly #limit: number;
  readonly #reader = new ByteReader();
  /** How many files have been read, and in bytes how much of that is not reported yet. */
  #read = 0;
  #held = 0;
  /** What is, or was, to be linted costs as much as so many bytes of source. */
  #missed = 0;
  #done = 0;
  #hits = 0;
  #workers = 0;
  #pool: LintPool | undefined;
  #asleep: Promise<AsleepFiles | undefined> | undefined;

  /** @param files absolute paths. */
  constructor(files: readonly string[], work: LintWork) {
    this.#files = files;
    this.#work = work;
    const wanted = work.workers === "auto" ? mostWorkers() : work.workers;
    this.#limit = hasThread(POOL_THREAD) ? Math.min(wanted, files.length) : 1;
    work.signal?.addEventListener("abort", () => void this.#pool?.end(), { once: true });
  }

  /** The files whose results were in the cache, so far. */
  get hits(): number {
    return this.#hits;
  }

  /** How many outcomes were given. */
  get reported(): number {
    return this.#read - this.#slots.length;
  }

  /** How many threads have linted, beside this one. */
  get workers(): number {
    return this.#workers;
  }

  /** One outcome for each file; ends early when the work is ended. */
  async *outcomes(): AsyncGenerator<Outcome> {
    try {
      while (this.#slots.length > 0 || this.#read < this.#files.length) {
        const outcome = await this.#next();
        if (outcome === undefined) return;
        this.#held -= this.#slots.shift()?.bytes.length ?? 0;
        yield outcome;
      }
    } finally {
      await this.#pool?.end();
    }
  }

  /** What became of the first file that is not reported. */
  async #next(): Promise<Outcome | undefined> {
    for (;;) {
      this.#readAhead();
      const [slot] = this.#slots;
      if (slot?.outcome !== undefined) return slot.outcome;
      if (slot === undefined || this.#work.signal?.aborted === true) return undefined;
      if (this.#pool !== undefined && this.#pool.failure === undefined) await this.#pool.happened();
      else this.#settle(slot, await this.#lint(slot));
    }
  }

  /** Lints a file in this thread. Nothing is loaded for it before a file wakes a rule. */
  async #lint({ path, bytes }: Slot): Promise<Answer> {
    const { asleep, session, order } = this.#work;
    this.#asleep ??= asleep();
    const look = (await this.#asleep)?.look(path, bytes);
    if (look !== undefined && "answer" in look) return look.answer;
    // What is loaded now tells of the others at once.
    this.#asleep = Promise.resolve(undefined);
    if (this.#isLittle) fitForFewFiles();
    // Others wake other rules, and so may what repairs make of this one.
    const awake = this.#files.length === 1 && order.repairs === undefined ? look?.awake : undefined;
    return answerTo(await session(awake), path, bytes, order.repairs);
  }

  /** Whether there is little to lint in all, as far as is known: where there are no threads, no file has been read ahead. */
  get #isLittle(): boolean {
    return this.#limit > 1 ? this.#missed < PAYS : this.#files.length <= FEW;
  }

  /** Reads files: those that the threads are to have next, or as many as tell whether threads pay. */
  #readAhead(): void {
    const most = this.#limit > 1 ? this.#limit * HELD : 0;
    let window: Slot[] = [];
    let windowBytes = 0;
    const hasRoom = (): boolean => this.#held < most && this.#slots.length < AHEAD;
    while (this.#read < this.#files.length && (hasRoom() || this.#slots.length === 0)) {
      const slot = this.#take(this.#files[this.#read++] as string);
      if (slot.outcome !== undefined) continue;
      window.push(slot);
      windowBytes += slot.bytes.length;
      if (windowBytes < WINDOW) continue;
      this.#handOut(window);
      window = [];
      windowBytes = 0;
    }
    this.#handOut(window);
  }

  /** Reads a file, and finds out whether it must be linted. */
  #take(path: string): Slot {
    const { cache, surroundings, isRepairing, profile } = this.#work;
    const bytes = timed(profile, "read", () => this.#reader.read(path, surroundings.maxFileSizeFor(path)));
    if (!(bytes instanceof Uint8Array)) return this.#add({ path, bytes: NOTHING, outcome: bytes });
    const known = timed(profile, "cache", () => cache?.find(path, bytes, surroundings));
    if (known === undefined || (isRepairing && known.kind === "linted" && hasRepairs(known.found))) {
      this.#missed += bytes.length + PER_FILE;
      return this.#add({ path, bytes: bytes.slice() });
    }
    this.#hits++;
    const kept = needsText(known) ? bytes.slice() : undefined;
    const slot = this.#add({ path, bytes: kept ?? NOTHING });
    this.#conclude(slot, kept, known);
    return slot;
  }

  #add(slot: Slot): Slot {
    this.#slots.push(slot);
    this.#held += slot.bytes.length;
    return slot;
  }

  /** Gives files to the threads, of which there are as many as what is to be linted is worth. */
  #handOut(slots: readonly Slot[]): void {
    const { workers, order, profile } = this.#work;
    if (this.#pool?.failure !== undefined) return;
    const isAuto = workers === "auto";
    const count = Math.min(this.#limit, isAuto ? Math.max(2, Math.floor(this.#missed / BYTES_PER_WORKER)) : workers);
    if (this.#pool === undefined) {
      if (this.#missed >= PAYS) fitForManyFiles();
      if (slots.length === 0 || count < 2 || (isAuto && this.#missed < PAYS)) return;
      this.#work.onThreads?.();
      this.#pool = new LintPool({ ...order, isProfiled: profile !== undefined }, profile);
      slots = this.#slots.filter(({ outcome }) => outcome === undefined);
    }
    this.#pool.grow(count);
    this.#workers = Math.max(this.#workers, this.#pool.size);
    this.#pool.add(slots.map((slot) => ({ ...slot, done: (answer) => this.#settle(slot, answer) })));
  }

  #settle(slot: Slot, answer: Answer): void {
    this.#work.cache?.add(slot.path, slot.bytes, answer, this.#work.surroundings);
    this.#conclude(slot, slot.bytes, answer);
  }

  #conclude(slot: Slot, bytes: Uint8Array | undefined, answer: Answer | KnownAnswer): void {
    slot.outcome = outcomeOf(slot.path, bytes, answer);
    this.#work.onProgress?.(++this.#done);
  }
}

const NOTHING = new Uint8Array();

/** How many threads there is room for. */
function mostWorkers(): number {
  const fitting = Math.floor(process.availableMemory() / MEMORY_PER_WORKER);
  return Math.max(1, Math.min(availableParallelism(), MOST_WORKERS, fitting));
}
