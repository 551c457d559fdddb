import {
  type CancellationToken,
  type CodeAction,
  type CodeActionParams,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type Disposable,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  DocumentDiagnosticRequest,
  ErrorCodes,
  type ExecuteCommandParams,
  FileChangeType,
  type FileEvent,
  type Hover,
  type HoverParams,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  type Diagnostic as LspDiagnostic,
  TextDocuments,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Rule } from "../engine/rule.js";
import { codeActions, deferredFor, resolved, type Subject } from "./actions.js";
import { type ClientSupport, capabilitiesFor, diagnosticOptions, supportOf } from "./capabilities.js";
import { showAnswer, slugIn } from "./commands.js";
import { ConfigurationReports } from "./configuration-reports.js";
import { SOURCE } from "./convert.js";
import { CANCELLED, type Failure, failure, NOT_INITIALIZED, unlessCancelled } from "./failures.js";
import { MAX_DIAGNOSTICS } from "./gravest.js";
import { hoverAt } from "./hover.js";
import { LINT_WORKSPACE, SHOW_ANSWER, SHOW_SETTINGS } from "./names.js";
import { placesIn } from "./places.js";
import { Publisher, type Shown } from "./publisher.js";
import { resultIdOf, shownDiagnostics } from "./reports.js";
import type { DocumentResult } from "./result.js";
import { Results } from "./results.js";
import { LONG_TEXT, SecondLane } from "./second-lane.js";
import { type EditorSettings, readSettings, sameSettings } from "./settings.js";
import { type Unit, Units } from "./units.js";
import { pathOfUri } from "./uris.js";
import { WATCHED_FILES, Workbench } from "./workbench.js";
import { WorkspaceFiles } from "./workspace.js";
import { WorkspaceRuns } from "./workspace-runs.js";

/** Answers one client, over a connection that is not listening yet; tells it its version. */
export class Server {
  readonly #connection: Connection;
  readonly #version: string;
  readonly #documents = new TextDocuments(TextDocument);
  readonly #units = new Units(this.#documents);
  readonly #workbench: Workbench;
  readonly #lane = new SecondLane((level, message) => this.#logOnce(level, message));
  readonly #results: Results;
  readonly #publisher: Publisher;
  readonly #configurationReports: ConfigurationReports;
  readonly #files: WorkspaceFiles;
  readonly #runs: WorkspaceRuns;
  readonly #logged = new Set<string>();
  /** Undefined until the client has introduced itself. */
  #support: ClientSupport | undefined;
  #isShutDown = false;
  /** What the client said at the start; holds where its later settings say nothing. */
  #initialSettings: EditorSettings = {};
  /** The folders that are open in the client, as URIs. */
  #folders: readonly string[] = [];
  /** What the client was last told to ask for, where it can be told. */
  #registration: { readonly wholeWorkspace: boolean; readonly made: Promise<Disposable> } | undefined;

  constructor(connection: Connection, rules: readonly Rule[], version: string) {
    this.#connection = connection;
    this.#version = version;
    this.#workbench = new Workbench(rules, (level, message) => this.#logOnce(level, message));
    this.#results = new Results(
      (uri, text, last) => this.#workbench.lint(uri, text, last),
      this.#lane,
      (uri) => this.#units.of(uri)?.text,
    );
    this.#publisher = new Publisher(
      connection,
      (uri) => this.#units.of(uri),
      (unit) => this.#shown(unit),
    );
    this.#configurationReports = new ConfigurationReports((uri, found) => this.#publisher.push(uri, found));
    this.#files = new WorkspaceFiles(this.#workbench, (path, uri) => this.#lintFile(path, uri));
    this.#runs = new WorkspaceRuns(connection, this.#files, {
      folders: () => this.#folders.flatMap((uri) => pathOfUri(uri, process.platform === "win32") ?? []),
      isOpen: (uri) => this.#documents.get(uri) !== undefined,
    });
    connection.onInitialize((params) => this.#initialize(params));
    connection.onInitialized(() => this.#initialized());
    connection.onShutdown((token) => {
      const refusal = this.#refusal(token);
      this.#isShutDown = true;
      return refusal;
    });
    connection.onDidChangeConfiguration(({ settings }) => this.#configurationChanged(settings));
    connection.onDidChangeWatchedFiles(({ changes }) => this.#filesChanged(changes));
    connection.onHover(this.#answering((params, support) => this.#hover(params, support)));
    connection.onCodeAction(this.#answering((params, support) => this.#codeActions(params, support)));
    connection.onCodeActionResolve(this.#answering((action, support) => this.#resolve(action, support)));
    connection.onExecuteCommand(this.#answering((params, support) => this.#execute(params, support)));
    connection.languages.diagnostics.on(this.#answering((params) => this.#pulled(params)));
    connection.languages.diagnostics.onWorkspace(async (params, token, progress, partial) => {
      const refusal = this.#refusal(token);
      if (refusal !== undefined) return refusal;
      return (await this.#runs.pull(params, token, progress, partial)) ?? CANCELLED;
    });
    // Looking at the disk when a document is opened or saved serves the clients that watch no files.
    this.#documents.onDidOpen(() => this.#forgetProjects());
    this.#documents.onDidChangeContent(({ document }) => this.#touch(document.uri));
    this.#documents.onDidSave(({ document }) => {
      this.#forgetProjects();
      this.#results.forget(this.#units.of(document.uri)?.uri ?? document.uri);
      this.#touch(document.uri);
    });
    this.#documents.onDidClose(({ document }) => this.#closed(document.uri));
    this.#documents.listen(connection);
    this.#units.listen(
      connection,
      (uri) => this.#touch(uri),
      (uri) => this.#results.close(uri),
    );
  }

  #initialize(params: InitializeParams): InitializeResult | Failure {
    const { capabilities, initializationOptions, workspaceFolders, rootUri } = params;
    if (this.#support !== undefined) return failure(ErrorCodes.InvalidRequest, "faqlint is initialized already");
    this.#support = supportOf(capabilities);
    this.#initialSettings = this.#understand(initializationOptions);
    this.#apply(this.#initialSettings);
    this.#folders = workspaceFolders?.map(({ uri }) => uri) ?? (typeof rootUri === "string" ? [rootUri] : []);
    const { workspace = false } = this.#initialSettings;
    return {
      capabilities: capabilitiesFor(this.#support, workspace),
      serverInfo: { name: SOURCE, version: this.#version },
    };
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
    if (this.#support?.changesFolders) {
      this.#connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map(({ uri }) => uri));
        this.#folders = [...this.#folders.filter((uri) => !gone.has(uri)), ...added.map(({ uri }) => uri)];
        this.#workspaceChanged();
      });
    }
    requests.push(this.#configurationChanged(undefined).then(() => this.#workspaceChanged()));
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
    this.#apply(settings);
    this.#startOver();
  }

  #apply(settings: EditorSettings): void {
    this.#workbench.settings = settings;
    this.#lane.settings = settings;
  }

  #forgetProjects(): void {
    this.#workbench.forgetProjects();
    this.#lane.forgetProjects();
  }

  #understand(sent: unknown): EditorSettings {
    const { settings, problems } = readSettings(sent);
    for (const problem of problems) this.#logOnce("warn", problem);
    return settings;
  }

  #filesChanged(changes: readonly FileEvent[]): void {
    // What stands in a Python file matters to itself alone; that there is one matters to those beside it.
    const isContent =
      changes.length > 0 && changes.every(({ uri, type }) => type === FileChangeType.Changed && /\.pyw?$/i.test(uri));
    if (isContent) this.#workspaceChanged();
    else this.#startOver();
  }

  /** Lints all open documents again, because something outside them changed. */
  #startOver(): void {
    this.#forgetProjects();
    this.#results.forgetAll();
    this.#files.forgetAll();
    for (const uri of this.#units.uris) this.#touch(uri);
    if (this.#support?.pullsDiagnostics && this.#support.refreshesDiagnostics) {
      this.#connection.languages.diagnostics
        .refresh()
        .catch((error: unknown) => this.#logOnce("warn", `The client refused to refresh: ${String(error)}`));
    }
    this.#workspaceChanged();
  }

  /** Sees to it that the files that are not open are linted, or not, as the settings say now. */
  #workspaceChanged(): void {
    const { workspace: wholeWorkspace = false } = this.#workbench.settings;
    const support = this.#support;
    if (support === undefined) return;
    if (support.pullsDiagnostics) {
      if (support.registersDiagnostics) this.#register(wholeWorkspace);
      this.#runs.changed();
    } else if (wholeWorkspace) void this.#lintWorkspace(support);
    else this.#runs.takeBack((uri, items) => this.#publisher.push(uri, items));
  }

  /** Tells the client which diagnostics it may ask for. */
  #register(wholeWorkspace: boolean): void {
    if (this.#registration?.wholeWorkspace === wholeWorkspace) return;
    const last = this.#registration?.made;
    const options = { documentSelector: [{ language: "python" }], ...diagnosticOptions(wholeWorkspace) };
    const made = Promise.resolve(last)
      .then((registration) => registration?.dispose())
      .then(() => this.#connection.client.register(DocumentDiagnosticRequest.type, options));
    this.#registration = { wholeWorkspace, made };
    made.catch((error: unknown) => this.#logOnce("warn", `The client refused: ${String(error)}`));
  }

  async #lintWorkspace(support: ClientSupport): Promise<{ files: number; problems: number } | null> {
    const push = (uri: string, items: readonly LspDiagnostic[]): void => this.#publisher.push(uri, items);
    try {
      return await this.#runs.push(support.showsProgress, push);
    } catch (error) {
      this.#logOnce("error", `The workspace could not be linted: ${String(error)}`);
      return null;
    }
  }

  async #lintFile(path: string, uri: string): Promise<{ text: string; items: readonly LspDiagnostic[] } | undefined> {
    const read = this.#workbench.read(path);
    if (read.kind !== "text" || this.#support === undefined) return undefined;
    const { text } = read;
    const isLong = text.length > LONG_TEXT;
    const { source, diagnostics, left } = isLong
      ? await this.#lane.lintFile(uri, text)
      : this.#workbench.lint(uri, text);
    return { text, items: shownDiagnostics(diagnostics, placesIn(source, uri), this.#support, this.#most, left) };
  }

  get #most(): number {
    return this.#workbench.settings.maxDiagnostics ?? MAX_DIAGNOSTICS;
  }

  #touch(uri: string): void {
    if (this.#support === undefined || this.#support.pullsDiagnostics) return;
    // A cell is shown anew with its whole notebook.
    this.#publisher.touch(this.#units.of(uri)?.uri ?? uri);
  }

  #closed(uri: string): void {
    this.#results.close(uri);
    if (this.#support !== undefined && !this.#support.pullsDiagnostics) this.#publisher.close(uri);
    this.#reportConfiguration();
    // It counts as one of the workspace's files from now on.
    if (this.#workbench.settings.workspace === true) this.#workspaceChanged();
  }

  /** What a client is shown of a unit, by the URIs of its documents; undefined when it changed before it was linted. */
  #shown(unit: Unit): Shown | Promise<Shown | undefined> {
    const result = this.#results.of(unit);
    if (!(result instanceof Promise)) return this.#shownOf(unit, result);
    return result.then((found) => found && this.#shownOf(unit, found));
  }

  #shownOf({ documents, places: placesOf }: Unit, { source, diagnostics, left }: DocumentResult): Shown {
    const shown = new Map<string, LspDiagnostic[]>();
    if (this.#support === undefined) return shown;
    const places = placesOf(source);
    for (const [index, { uri }] of documents.entries()) {
      const own = diagnostics.filter(({ span }) => places.locationOf(span).uri === uri);
      shown.set(uri, shownDiagnostics(own, places, this.#support, this.#most, index === 0 ? left : 0));
    }
    this.#reportConfiguration();
    return shown;
  }

  /** Shows what is wrong in the settings that hold for what is open. */
  #reportConfiguration(): void {
    this.#configurationReports.update(this.#units.uris.flatMap((uri) => this.#workbench.configurationProblems(uri)));
  }

  async #pulled(params: DocumentDiagnosticParams): Promise<DocumentDiagnosticReport> {
    const { textDocument, previousResultId } = params;
    const { uri } = textDocument;
    let unit: Unit | undefined;
    let shown: Shown | undefined;
    do {
      unit = this.#units.of(uri);
      shown = unit === undefined ? new Map() : await this.#shown(unit);
    } while (shown === undefined);
    const items = shown.get(uri) ?? [];
    const resultId = resultIdOf(unit?.text ?? "", items);
    if (resultId === previousResultId) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
    return { kind: DocumentDiagnosticReportKind.Full, resultId, items };
  }

  async #hover({ textDocument: { uri }, position }: HoverParams, support: ClientSupport): Promise<Hover | null> {
    const subject = await this.#subject(uri, support);
    const offset = subject?.places.offsetOf(uri, position);
    return subject === undefined || offset === undefined
      ? null
      : hoverAt(offset, subject.result, subject.places, support);
  }

  async #codeActions(params: CodeActionParams, support: ClientSupport): Promise<CodeAction[]> {
    const subject = await this.#subject(params.textDocument.uri, support);
    if (subject === undefined) return [];
    const actions = codeActions(params, subject);
    this.#workbench.logCrashes(subject.result);
    return actions;
  }

  async #resolve(action: CodeAction, support: ClientSupport): Promise<CodeAction> {
    const subject = await this.#subject(deferredFor(action) ?? "", support);
    return subject === undefined ? action : resolved(action, subject);
  }

  /** @throws ResponseError when the document is changed before it was linted: the place that is asked about is gone. */
  async #subject(uri: string, support: ClientSupport): Promise<Subject | undefined> {
    const unit = this.#units.of(uri);
    if (unit === undefined) return undefined;
    const result = await this.#results.of(unit);
    if (result === undefined) throw failure(LSPErrorCodes.ContentModified, "the document was changed");
    const diagnostics = result.diagnostics.map((found) => unit.cells?.withPossibleFix(found) ?? found);
    return { uri, unit, result: { ...result, diagnostics }, places: unit.places(result.source), support };
  }

  async #execute({ command, arguments: args }: ExecuteCommandParams, support: ClientSupport): Promise<unknown> {
    switch (command) {
      case SHOW_ANSWER: {
        const slug = slugIn(args);
        if (slug === undefined) return failure(ErrorCodes.InvalidParams, `${command} needs the name of a question`);
        return showAnswer(slug, this.#connection, support);
      }
      case SHOW_SETTINGS: {
        const [uri] = args ?? [];
        if (typeof uri !== "string") return failure(ErrorCodes.InvalidParams, `${command} needs the URI of a file`);
        const text = this.#workbench.settingsText(this.#units.of(uri)?.uri ?? uri);
        this.#connection.console.info(text);
        return text;
      }
      case LINT_WORKSPACE:
        return this.#lintWorkspace(support);
      default:
        return failure(ErrorCodes.InvalidParams, `faqlint has no command ${JSON.stringify(command)}`);
    }
  }

  /** A request's handler, which answers by the book what comes too early, too late or is cancelled while it waits. */
  #answering<Params, Result>(
    handle: (params: Params, support: ClientSupport) => Promise<Result>,
  ): (params: Params, token: CancellationToken) => Promise<Result | Failure> {
    return async (params, token) => {
      const refusal = this.#refusal(token);
      if (refusal !== undefined || this.#support === undefined) return refusal ?? NOT_INITIALIZED;
      return unlessCancelled(handle(params, this.#support), token);
    };
  }

  #refusal(token: CancellationToken): Failure | undefined {
    if (this.#support === undefined) return NOT_INITIALIZED;
    if (this.#isShutDown) return failure(ErrorCodes.InvalidRequest, "faqlint has been shut down");
    return token.isCancellationRequested ? CANCELLED : undefined;
  }

  #logOnce(level: "error" | "warn", message: string): void {
    if (this.#logged.has(message)) return;
    this.#logged.add(message);
    this.#connection.console[level](message);
  }
}
