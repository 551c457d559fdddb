import { Worker } from "node:worker_threads";

/** How often is told how far a part is, in milliseconds. */
const EVERY = 30_000;

/** The code of the thread that tells: one of its own, so that it also tells when a text is linted without end. */
const TELLER = `
const { parentPort, workerData } = require("node:worker_threads");
const { writeSync } = require("node:fs");
let last;
parentPort.on("message", (message) => { last = message; });
setInterval(() => {
  if (last !== undefined) writeSync(2, workerData.part + ": " + last.count + " of " + workerData.total + ", " + last.what + "\\n");
}, workerData.every).unref();
`;

/**
 * The items of a list, with how far one is told on standard error every half a minute, and with which item: so one knows
 * which text is linted without end.
 *
 * @param part what is told of
 * @param nameOf what an item is called; without, nothing
 */
export function* toldOf<T>(part: string, items: readonly T[], nameOf: (item: T) => string = () => ""): Generator<T> {
  const progress = new Progress(part, items.length);
  try {
    for (const item of items) {
      progress.next(nameOf(item));
      yield item;
    }
  } finally {
    progress.end();
  }
}

/** Tells on standard error how far something is, also while it keeps the thread busy. Must be ended. */
export class Progress {
  readonly #teller: Worker;
  #count = 0;

  /** @param total how many steps there will be */
  constructor(part: string, total: number) {
    this.#teller = new Worker(TELLER, { eval: true, workerData: { part, total, every: EVERY } });
    this.#teller.unref();
  }

  /** Another step begins, with what is called so. */
  next(what: string): void {
    this.#count++;
    this.#teller.postMessage({ count: this.#count, what });
  }

  end(): void {
    void this.#teller.terminate();
  }
}
