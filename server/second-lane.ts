import type { Worker } from "node:worker_threads";
import { SourceFile } from "../engine/text/source.js";
import { isOutOfMemory, startThread } from "../project/threads.js";
import type { LaneAnswer, LaneFinding, LaneRequest } from "./lane-messages.js";
import { type DocumentResult, nothingIn } from "./result.js";
import type { EditorSettings } from "./settings.js";
import { type LogOnce, stackOf } from "./workbench.js";

/**
 * Texts of more UTF-16 units than this are linted beside the server's own thread: they would keep the others waiting.
 * Shorter ones are done sooner where they are than they would be copied.
 */
export const LONG_TEXT = 400_000;

/** Enough for texts of about 10 MB; without a limit, one text could take the server and its editor down. */
const MEMORY_MB = 1024;

interface Job {
  /** Under which it is known here and to the thread. */
  readonly key: string;
  readonly uri: string;
  readonly text: string;
  readonly isWanted: () => boolean;
  readonly done: (result: DocumentResult | undefined) => void;
}

/**
 * Lints long texts one after the other in a thread of their own, which is there while there are such texts. What the
 * thread knows of the disk and the settings is what the server's own knows.
 */
export class SecondLane {
  readonly #log: LogOnce;
  #settings: EditorSettings = {};
  #worker: Worker | undefined;
  /** The keys of those whose texts are linted here: of open documents the URIs. */
  readonly #documents = new Set<string>();
  /** By key, those that came last at the end. */
  readonly #waiting = new Map<string, Job>();
  #running: Job | undefined;
  /** How long the texts were for which the memory was not enough, by key. */
  readonly #tooLong = new Map<string, number>();
  #files = 0;

  constructor(log: LogOnce) {
    this.#log = log;
  }

  set settings(settings: EditorSettings) {
    this.#settings = settings;
    this.#tell({ kind: "settings", settings });
  }

  /** Looks at the disk again for what was remembered of projects. */
  forgetProjects(): void {
    this.#tell({ kind: "forget projects" });
  }

  /**
   * Lints the text of a document, which stays one of this lane's until it is closed; never rejects.
   *
   * @param isWanted whether this text is still to be linted; asked when its turn comes.
   * @returns undefined when it was not linted, or under what holds no more.
   */
  lint(uri: string, text: string, isWanted: () => boolean): Promise<DocumentResult | undefined> {
    return this.#add(uri, uri, text, isWanted);
  }

  /** Lints the text of a file that need not be open; never rejects. */
  async lintFile(uri: string, text: string): Promise<DocumentResult> {
    const key = `${++this.#files} ${uri}`;
    let result: DocumentResult | undefined;
    do result = await this.#add(key, uri, text, () => true);
    while (result === undefined);
    this.close(key);
    return result;
  }

  #add(key: string, uri: string, text: string, isWanted: () => boolean): Promise<DocumentResult | undefined> {
    this.drop(key);
    this.#documents.add(key);
    if (text.length >= (this.#tooLong.get(key) ?? Number.POSITIVE_INFINITY)) {
      return Promise.resolve(nothingIn(uri, text));
    }
    return new Promise((done) => {
      this.#waiting.set(key, { key, uri, text, isWanted, done });
      this.#next();
    });
  }

  /** What is being found in a document is found under what holds no more. */
  drop(key: string): void {
    this.#waiting.get(key)?.done(undefined);
    this.#waiting.delete(key);
    if (this.#running?.key === key) this.#running.done(undefined);
  }

  /** What is being found in any document is found under what holds no more. */
  dropAll(): void {
    for (const key of this.#documents) this.drop(key);
  }

  /** A document was closed, or is linted elsewhere from now on. */
  close(key: string): void {
    if (!this.#documents.has(key)) return;
    this.drop(key);
    this.#documents.delete(key);
    this.#tooLong.delete(key);
    if (this.#documents.size > 0) {
      this.#tell({ kind: "forget", key });
      return;
    }
    const worker = this.#worker;
    this.#worker = undefined;
    this.#running = undefined;
    void worker?.terminate();
  }

  #next(): void {
    if (this.#running !== undefined) return;
    // What was touched last is what is being worked on.
    for (const [key, job] of [...this.#waiting].reverse()) {
      this.#waiting.delete(key);
      if (job.isWanted()) {
        this.#running = job;
        this.#worker ??= this.#start();
        this.#tell({ kind: "lint", key, uri: job.uri, text: job.text });
        return;
      }
      job.done(undefined);
    }
  }

  #start(): Worker {
    return startThread<LaneAnswer>("lint-worker.js", {
      data: this.#settings,
      memoryMb: MEMORY_MB,
      onMessage: (answer, worker) => {
        if (this.#worker === worker) this.#take(answer);
      },
      onEnd: (failure, worker) => {
        if (this.#worker === worker) this.#died(failure);
      },
    });
  }

  #tell(request: LaneRequest): void {
    this.#worker?.postMessage(request);
  }

  #take(answer: LaneAnswer): void {
    if (answer.kind === "log") {
      this.#log(answer.level, answer.message);
      return;
    }
    const job = this.#running;
    this.#running = undefined;
    job?.done(resultOf(job, answer.findings, answer.left));
    this.#next();
  }

  /** A thread that ended by itself is started again for the next text. */
  #died(failure: unknown): void {
    const job = this.#running;
    this.#worker = undefined;
    this.#running = undefined;
    if (job === undefined) this.#log("error", `The thread for long texts failed: ${stackOf(failure)}`);
    else if (isOutOfMemory(failure)) {
      if (this.#documents.has(job.key)) this.#tooLong.set(job.key, job.text.length);
      this.#log(
        "error",
        `${job.uri} is too long: it takes more than ${MEMORY_MB} MB to lint it. Nothing is shown for it until it becomes shorter or is opened again.`,
      );
    } else this.#log("error", `faqlint failed on ${job.uri} and shows nothing for it: ${stackOf(failure)}`);
    job?.done(nothingIn(job.uri, job.text));
    this.#next();
  }
}

function resultOf({ uri, text }: Job, findings: readonly LaneFinding[], left: number): DocumentResult {
  const diagnostics = findings.map(({ fix, ignore, ...finding }) => ({
    ...finding,
    fix: () => fix,
    ignore: () => ignore,
  }));
  return { source: new SourceFile(uri, text), parsed: undefined, diagnostics, left, crashes: [] };
}
