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
  readonly #handlers: ReadonlyMap<Signal, () => void>;

  constructor(isWriting: boolean) {
    const signals = isWriting ? (Object.keys(SIGNALS) as Signal[]) : [];
    this.#handlers = new Map(
      signals.map((signal) => [
        signal,
        () => {
          this.#signal = signal;
        },
      ]),
    );
    for (const [signal, handler] of this.#handlers) process.on(signal, handler);
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
