/** How long a run works before it lets the outside be heard. */
const INTERVAL = 50;

const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;
type Signal = keyof typeof SIGNALS;

/**
 * Lets a long run be ended between two files.
 *
 * Without it a signal ends the process at once, which is right as long as nothing is written. A run that writes asks
 * for its signals to wait until the file in hand is finished.
 */
export class Interruption {
  #signal: Signal | undefined;
  #lastPause = Date.now();
  readonly #aborting = new AbortController();
  readonly #handlers = new Map<Signal, () => void>();

  /** @param isWriting whether signals have to wait from the beginning. */
  constructor(isWriting: boolean) {
    if (isWriting) this.listen();
  }

  /** Aborted as soon as a signal is noticed. */
  get signal(): AbortSignal {
    return this.#aborting.signal;
  }

  /** From now on signals have to wait until they are noticed. */
  listen(): void {
    if (this.#handlers.size > 0) return;
    for (const signal of Object.keys(SIGNALS) as Signal[]) {
      const handler = (): void => {
        this.#signal ??= signal;
        this.#aborting.abort();
      };
      this.#handlers.set(signal, handler);
      process.on(signal, handler);
    }
  }

  /** Gives signals and closed pipes a chance to be noticed, now and then. */
  async pause(): Promise<void> {
    if (Date.now() - this.#lastPause < INTERVAL) return;
    await new Promise((resume) => setImmediate(resume));
    this.#lastPause = Date.now();
  }

  /** The exit status of a run that was interrupted; undefined while none was. */
  get exitStatus(): number | undefined {
    return this.#signal === undefined ? undefined : SIGNALS[this.#signal];
  }

  /** Signals end the process at once again. */
  release(): void {
    for (const [signal, handler] of this.#handlers) process.off(signal, handler);
  }
}
