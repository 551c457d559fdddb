import type { LogOutputChannel } from "vscode";
import {
  CloseAction,
  type DocumentSelector,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  type ServerOptions,
  State,
} from "vscode-languageclient/node";
import { settingsFor } from "./configuration.js";
import { showDocument } from "./documents.js";

/** The documents that are linted. Those of other schemes (a commit's version, a diff's left side) cannot be changed. */
export const SELECTOR = [
  { scheme: "file", language: "python" },
  { scheme: "untitled", language: "python" },
  { scheme: "vscode-notebook-cell", language: "python" },
] as const satisfies DocumentSelector;

/** A server that ends this often within this time is not started again. */
const MAX_CRASHES = 5;
const CRASH_WINDOW_MS = 180_000;

/** Messages that could not be written in a row until the server is given up. */
const MAX_WRITE_ERRORS = 3;

/** What somebody who has a client wants to know of it. */
export interface ClientEvents {
  starting(): void;
  running(client: Client): void;
  /** It will not be started again. */
  gaveUp(reason: string): void;
}

/** Talks to one server, which is started again when it crashes. */
export class Client extends LanguageClient {
  readonly #crashes: number[] = [];
  readonly #events: ClientEvents;
  #hasRun = false;
  #isAbandoned = false;

  /** @param settings the names of the extension's settings. */
  constructor(server: ServerOptions, settings: readonly string[], log: LogOutputChannel, events: ClientEvents) {
    super("faqlint", "faqlint", server, {
      documentSelector: [...SELECTOR],
      outputChannel: log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      // What was saved may hide a module from other files, or show it to them.
      diagnosticPullOptions: { onChange: true, onSave: true },
      initializationFailedHandler: () => false,
      errorHandler: {
        error: (_error, _message, count = 0) => ({
          action: count <= MAX_WRITE_ERRORS ? ErrorAction.Continue : ErrorAction.Shutdown,
          handled: true,
        }),
        closed: () => ({ action: this.#closed(), handled: true }),
      },
      middleware: { workspace: settingsFor(settings), window: { showDocument } },
    });
    this.#events = events;
    this.onDidChangeState(({ newState }) => {
      if (this.#isAbandoned) return;
      if (newState === State.Starting) events.starting();
      if (newState !== State.Running) return;
      this.#hasRun = true;
      events.running(this);
    });
  }

  /** Logs an error; it is for {@link ClientEvents} to tell the user of those that matter. */
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }

  /** Ends the server, whether it has answered yet or not. Never rejects. */
  async end(): Promise<void> {
    this.#isAbandoned = true;
    if (this.state === State.Running) {
      // A server that does not answer is ended all the same.
      await this.dispose().catch((error: unknown) => this.error("The server did not stop when asked to", error));
    } else this.serverProcess?.kill();
  }

  #closed(): CloseAction {
    // One that never ran will not do so the next time; whoever started it learns of that.
    if (this.#isAbandoned || !this.#hasRun) return CloseAction.DoNotRestart;
    const now = Date.now();
    this.#crashes.push(now);
    if (this.#crashes.filter((time) => now - time < CRASH_WINDOW_MS).length < MAX_CRASHES) return CloseAction.Restart;
    this.#events.gaveUp(`the server ended ${MAX_CRASHES} times within ${CRASH_WINDOW_MS / 60_000} minutes`);
    return CloseAction.DoNotRestart;
  }
}
