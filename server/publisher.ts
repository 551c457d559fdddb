import type { Connection, Diagnostic as LspDiagnostic, PublishDiagnosticsParams } from "vscode-languageserver/node";
import { Settler } from "./settle.js";
import type { Unit } from "./units.js";

/** What was found in the documents of a unit, by their URIs. */
export type Shown = ReadonlyMap<string, LspDiagnostic[]>;

/** Finds it at once or, where that takes long, later; undefined when the unit changed meanwhile. */
type DiagnosticsOf = (unit: Unit) => Shown | Promise<Shown | undefined>;

/** Pushes the diagnostics of open documents to a client that does not ask for them. */
export class Publisher {
  readonly #connection: Connection;
  readonly #unitOf: (uri: string) => Unit | undefined;
  readonly #diagnosticsOf: DiagnosticsOf;
  /** The URIs of what has pushed diagnostics are out of date, those touched last at the end. */
  readonly #stale = new Set<string>();
  readonly #settler = new Settler(() => this.#publishOne());

  constructor(connection: Connection, unitOf: (uri: string) => Unit | undefined, diagnosticsOf: DiagnosticsOf) {
    this.#connection = connection;
    this.#unitOf = unitOf;
    this.#diagnosticsOf = diagnosticsOf;
  }

  /** Says that a document or notebook changed, or what it is linted by. */
  touch(uri: string): void {
    this.#stale.delete(uri);
    this.#stale.add(uri);
    this.#settler.touch();
  }

  /** Takes back what was pushed for a document that was closed; `uri` may be that of a cell. */
  close(uri: string): void {
    this.#stale.delete(uri);
    this.push(uri, []);
  }

  /** Pushes what was found in a file that is not open. */
  push(uri: string, diagnostics: readonly LspDiagnostic[]): void {
    void this.#send({ uri, diagnostics: [...diagnostics] });
  }

  /** One document at a time, the one that is being worked on first, so that the client is heard in between. */
  #publishOne(): void {
    const uri = [...this.#stale].at(-1);
    if (uri === undefined) return;
    this.#stale.delete(uri);
    const unit = this.#unitOf(uri);
    if (unit !== undefined) {
      const found = this.#diagnosticsOf(unit);
      if (found instanceof Promise) void found.then((later) => later && this.#publish(unit, later));
      else this.#publish(unit, found);
    }
    if (this.#stale.size > 0) this.#settler.touch();
  }

  #publish({ documents }: Unit, found: Shown): void {
    for (const { uri, version } of documents) {
      void this.#send({ uri, version, diagnostics: found.get(uri) ?? [] });
    }
  }

  /** A message that cannot be sent has no reader any more: the end of the input, which ends the process, follows. */
  async #send(params: PublishDiagnosticsParams): Promise<void> {
    try {
      await this.#connection.sendDiagnostics(params);
    } catch {
      // Also where the connection is closed already, which is said at once.
    }
  }
}
