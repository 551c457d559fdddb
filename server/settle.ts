import type { MessageStrategy } from "vscode-languageserver/node";

/** Turns of the event loop without a message after which none is waiting: one message is decoded and dealt per turn. */
const QUIET_TURNS = 4;

/**
 * Runs a task as soon as no more work is waiting, without a delay of its own.
 *
 * The connection deals one waiting message per turn of the event loop. So when a whole turn has passed without
 * {@link touch} being called, no change is waiting any more; while a burst of changes is dealt, the task is not run.
 */
export class Settler {
  readonly #task: () => void;
  #touches = 0;
  #isArmed = false;

  constructor(task: () => void) {
    this.#task = task;
  }

  /** Something changed, so that the task must be run, again or for the first time. */
  touch(): void {
    this.#touches++;
    if (this.#isArmed) return;
    this.#isArmed = true;
    // This turn's message has been dealt already, and the next turn may run this before it deals its own: the first
    // look comes too early to tell.
    this.#lookAfter(-1);
  }

  #lookAfter(seen: number): void {
    setImmediate(() => {
      if (seen !== this.#touches) {
        this.#lookAfter(this.#touches);
        return;
      }
      this.#isArmed = false;
      this.#task();
    });
  }
}

/** Knows when all messages that have arrived were dealt: given to the connection, it sees each of them pass. */
export class DealtMessages implements MessageStrategy {
  #count = 0;

  readonly handleMessage: MessageStrategy["handleMessage"] = (message, next) => {
    this.#count++;
    return next(message);
  };

  /** Resolves when no message is waiting, nor anything a {@link Settler} does after the last one. */
  async settled(): Promise<void> {
    let seen = -1;
    while (seen !== this.#count) {
      seen = this.#count;
      for (let turn = 0; turn < QUIET_TURNS; turn++) await nextTurn();
    }
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
