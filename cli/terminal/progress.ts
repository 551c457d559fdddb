import type { Output } from "../environment.js";

const FIRST_AFTER = 1000;
const INTERVAL = 100;

/** A line that tells how far a long run has come. It only ever stands on a terminal and vanishes without a trace. */
export class Progress {
  readonly #output: Output | undefined;
  #next: number;
  #isShown = false;

  /** @param output undefined where nothing is to be shown. */
  constructor(output: Output | undefined, now: number = Date.now()) {
    this.#output = output;
    this.#next = now + FIRST_AFTER;
  }

  /** To be called after each file; writes only after a second and then ten times a second. */
  show(done: number, total: number, now: number = Date.now()): void {
    if (this.#output?.isTerminal !== true || now < this.#next) return;
    this.#next = now + INTERVAL;
    this.#isShown = true;
    this.#output.write(`\r\x1b[KLinting: ${done} of ${total} files`);
  }

  /** To be called before anything else is written to the terminal. */
  clear(): void {
    if (this.#isShown) this.#output?.write("\r\x1b[K");
    this.#isShown = false;
  }
}
