import type { Connection, Diagnostic as LspDiagnostic, TextDocuments } from "vscode-languageserver/node";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { Settler } from "./settle.js";

/** Pushes the diagnostics of open documents to a client that does not ask for them. */
export class Publisher {
  readonly #connection: Connection;
  readonly #documents: TextDocuments<TextDocument>;
  readonly #diagnosticsOf: (document: TextDocument) => LspDiagnostic[];
  /** Documents whose pushed diagnostics are out of date, those touched last at the end. */
  readonly #stale = new Set<string>();
  readonly #settler = new Settler(() => this.#publishOne());

  constructor(
    connection: Connection,
    documents: TextDocuments<TextDocument>,
    diagnosticsOf: (document: TextDocument) => LspDiagnostic[],
  ) {
    this.#connection = connection;
    this.#documents = documents;
    this.#diagnosticsOf = diagnosticsOf;
  }

  /** Says that a document changed, or what it is linted by. */
  touch(uri: string): void {
    this.#stale.delete(uri);
    this.#stale.add(uri);
    this.#settler.touch();
  }

  /** Takes back what was pushed for a document that was closed. */
  close(uri: string): void {
    this.#stale.delete(uri);
    this.push(uri, []);
  }

  /** Pushes what was found in a file that is not open. */
  push(uri: string, diagnostics: readonly LspDiagnostic[]): void {
    this.#send(this.#connection.sendDiagnostics({ uri, diagnostics: [...diagnostics] }));
  }

  /** One document at a time, the one that is being worked on first, so that the client is heard in between. */
  #publishOne(): void {
    const uri = [...this.#stale].at(-1);
    if (uri === undefined) return;
    this.#stale.delete(uri);
    const document = this.#documents.get(uri);
    if (document !== undefined) {
      const diagnostics = this.#diagnosticsOf(document);
      this.#send(this.#connection.sendDiagnostics({ uri, version: document.version, diagnostics }));
    }
    if (this.#stale.size > 0) this.#settler.touch();
  }

  /** A message that cannot be sent has no reader any more: the end of the input, which ends the process, follows. */
  #send(sending: Promise<void>): void {
    sending.catch(() => undefined);
  }
}
