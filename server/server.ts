import { createHash } from "node:crypto";
import {
  type CancellationToken,
  type CodeAction,
  type CodeActionParams,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  ErrorCodes,
  type Hover,
  type HoverParams,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  type Diagnostic as LspDiagnostic,
  ResponseError,
  TextDocuments,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Rule } from "../engine/rule.js";
import { quickFixes } from "./actions.js";
import { type ClientSupport, capabilitiesFor, supportOf } from "./capabilities.js";
import { SOURCE, toLspDiagnostic } from "./convert.js";
import { hoverAt } from "./hover.js";
import { Results } from "./results.js";
import { type EditorSettings, readSettings, sameSettings } from "./settings.js";
import { Settler } from "./settle.js";
import { WATCHED_FILES, Workbench } from "./workbench.js";

type Failure = ResponseError<never>;

/** Answers one client, over a connection that is not listening yet. */
export class Server {
  readonly #connection: Connection;
  readonly #documents = new TextDocuments(TextDocument);
  readonly #workbench: Workbench;
  readonly #results: Results;
  readonly #logged = new Set<string>();
  /** Undefined until the client has introduced itself. */
  #support: ClientSupport | undefined;
  #isShutDown = false;
  /** What the client said at the start; holds where its later settings say nothing. */
  #initialSettings: EditorSettings = {};
  /** Documents whose pushed diagnostics are out of date. */
  readonly #stale = new Set<string>();
  readonly #settler = new Settler(() => this.#publishStale());

  constructor(connection: Connection, rules: readonly Rule[]) {
    this.#connection = connection;
    this.#workbench = new Workbench(rules, (level, message) => this.#logOnce(level, message));
    this.#results = new Results((uri, text) => this.#workbench.lint(uri, text));
    connection.onInitialize((params) => this.#initialize(params));
    connection.onInitialized(() => this.#initialized());
    connection.onShutdown(() => {
      this.#isShutDown = true;
    });
    connection.onDidChangeConfiguration(({ settings }) => this.#configurationChanged(settings));
    connection.onDidChangeWatchedFiles(() => this.#startOver());
    connection.onHover(this.#answering((params, support) => this.#hover(params, support)));
    connection.onCodeAction(this.#answering((params, support) => this.#codeActions(params, support)));
    connection.languages.diagnostics.on(this.#answering((params, support) => this.#pulled(params, support)));
    // Looking at the disk when a document is opened or saved serves the clients that watch no files.
    this.#documents.onDidOpen(() => this.#workbench.forgetProjects());
    this.#documents.onDidChangeContent(({ document }) => this.#touch(document.uri));
    this.#documents.onDidSave(({ document }) => {
      this.#workbench.forgetProjects();
      this.#results.forget(document.uri);
      this.#touch(document.uri);
    });
    this.#documents.onDidClose(({ document }) => this.#closed(document.uri));
    this.#documents.listen(connection);
  }

  #initialize({ capabilities, initializationOptions }: InitializeParams): InitializeResult | Failure {
    if (this.#support !== undefined) return failure(ErrorCodes.InvalidRequest, "faqlint is initialized already");
    this.#support = supportOf(capabilities);
    this.#initialSettings = this.#understand(initializationOptions);
    this.#workbench.settings = this.#initialSettings;
    return { capabilities: capabilitiesFor(this.#support), serverInfo: { name: SOURCE } };
  }

  async #initialized(): Promise<void> {
    const { client } = this.#connection;
    const requests: Promise<unknown>[] = [];
    if (this.#support?.registersConfiguration) {
      requests.push(client.register(DidChangeConfigurationNotification.type, { section: SOURCE }));
    }
    if (this.#support?.registersWatchedFiles) {
      const watchers = WATCHED_FILES.map((globPattern) => ({ globPattern }));
      requests.push(client.register(DidChangeWatchedFilesNotification.type, { watchers }));
    }
    requests.push(this.#configurationChanged(undefined));
    for (const outcome of await Promise.allSettled(requests)) {
      if (outcome.status === "rejected") this.#logOnce("warn", `The client refused: ${String(outcome.reason)}`);
    }
  }

  /** @param sent what came with the notification; clients that can be asked send only that something changed. */
  async #configurationChanged(sent: unknown): Promise<void> {
    const asked = this.#support?.configuration
      ? ((await this.#connection.workspace.getConfiguration(SOURCE)) as unknown)
      : undefined;
    const settings = { ...this.#initialSettings, ...this.#understand(sent), ...this.#understand(asked) };
    if (sameSettings(settings, this.#workbench.settings)) return;
    this.#workbench.settings = settings;
    this.#startOver();
  }

  #understand(sent: unknown): EditorSettings {
    const { settings, problems } = readSettings(sent);
    for (const problem of problems) this.#logOnce("warn", problem);
    return settings;
  }

  /** Lints all open documents again, because something outside them changed. */
  #startOver(): void {
    this.#workbench.forgetProjects();
    this.#results.forgetAll();
    for (const uri of this.#documents.keys()) this.#touch(uri);
    if (this.#support?.pullsDiagnostics && this.#support.refreshesDiagnostics) {
      this.#connection.languages.diagnostics
        .refresh()
        .catch((error: unknown) => this.#logOnce("warn", `The client refused to refresh: ${String(error)}`));
    }
  }

  #touch(uri: string): void {
    if (this.#support === undefined || this.#support.pullsDiagnostics) return;
    this.#stale.add(uri);
    this.#settler.touch();
  }

  #publishStale(): void {
    const uris = [...this.#stale];
    this.#stale.clear();
    for (const uri of uris) {
      const document = this.#documents.get(uri);
      if (document === undefined || this.#support === undefined) continue;
      const diagnostics = this.#lspDiagnostics(document, this.#support);
      this.#send(this.#connection.sendDiagnostics({ uri, version: document.version, diagnostics }));
    }
  }

  #closed(uri: string): void {
    this.#stale.delete(uri);
    this.#results.forget(uri);
    if (this.#support !== undefined && !this.#support.pullsDiagnostics) {
      this.#send(this.#connection.sendDiagnostics({ uri, diagnostics: [] }));
    }
  }

  #lspDiagnostics(document: TextDocument, support: ClientSupport): LspDiagnostic[] {
    const { source, diagnostics } = this.#results.of(document);
    return diagnostics.map((diagnostic) => toLspDiagnostic(diagnostic, source, document.uri, support));
  }

  #pulled(params: DocumentDiagnosticParams, support: ClientSupport): DocumentDiagnosticReport {
    const document = this.#documents.get(params.textDocument.uri);
    const items = document === undefined ? [] : this.#lspDiagnostics(document, support);
    // Of the text and of all that settings and files make of it; not of the version, which may begin again.
    const resultId = createHash("sha256")
      .update(document?.getText() ?? "")
      .update("\0")
      .update(JSON.stringify(items))
      .digest("base64url");
    if (resultId === params.previousResultId) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
    return { kind: DocumentDiagnosticReportKind.Full, resultId, items };
  }

  #hover({ textDocument, position }: HoverParams, support: ClientSupport): Hover | null {
    const document = this.#documents.get(textDocument.uri);
    return document === undefined ? null : hoverAt(position, document, this.#results.of(document), support);
  }

  #codeActions(params: CodeActionParams, support: ClientSupport): CodeAction[] {
    const document = this.#documents.get(params.textDocument.uri);
    if (document === undefined) return [];
    const result = this.#results.of(document);
    const actions = quickFixes(params, document, result, support);
    this.#workbench.logCrashes(result);
    return actions;
  }

  /** A request's handler, which answers by the book what comes too early, too late or was cancelled while it waited. */
  #answering<Params, Result>(
    handle: (params: Params, support: ClientSupport) => Result,
  ): (params: Params, token: CancellationToken) => Result | Failure {
    return (params, token) => {
      if (this.#support === undefined) {
        return failure(ErrorCodes.ServerNotInitialized, "faqlint has not been initialized");
      }
      if (this.#isShutDown) return failure(ErrorCodes.InvalidRequest, "faqlint has been shut down");
      if (token.isCancellationRequested) return failure(LSPErrorCodes.RequestCancelled, "cancelled");
      return handle(params, this.#support);
    };
  }

  /** A message that cannot be sent has no reader any more: the end of the input, which ends the process, follows. */
  #send(sending: Promise<void>): void {
    sending.catch(() => undefined);
  }

  #logOnce(level: "error" | "warn", message: string): void {
    if (this.#logged.has(message)) return;
    this.#logged.add(message);
    this.#connection.console[level](message);
  }
}

function failure(code: number, message: string): Failure {
  return new ResponseError(code, message);
}
