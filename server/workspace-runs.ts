import {
  type CancellationToken,
  CancellationTokenSource,
  type Connection,
  DocumentDiagnosticReportKind,
  type ResultProgressReporter,
  type WorkDoneProgressReporter,
  type WorkspaceDiagnosticParams,
  type WorkspaceDiagnosticReport,
  type WorkspaceDiagnosticReportPartialResult,
  type WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver/node";
import type { FileReport, WorkspaceFiles } from "./workspace.js";

/** How many files' reports are sent in one message. */
const BATCH = 50;

/** What a run must know of the client's documents. */
interface Surroundings {
  folders(): readonly string[];
  isOpen(uri: string): boolean;
}

/** Lints the client's folders, for clients that ask and for those that are told. */
export class WorkspaceRuns {
  readonly #connection: Connection;
  readonly #files: WorkspaceFiles;
  readonly #surroundings: Surroundings;
  #run: CancellationTokenSource | undefined;
  /** What was pushed and not taken back. */
  readonly #pushed = new Set<string>();
  /** Those who wait until something may have changed. */
  #waiting: (() => void)[] = [];

  constructor(connection: Connection, files: WorkspaceFiles, surroundings: Surroundings) {
    this.#connection = connection;
    this.#files = files;
    this.#surroundings = surroundings;
  }

  /** Files, settings or folders changed: whoever waits for that is told. */
  changed(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const tell of waiting) tell();
  }

  /**
   * Pushes the diagnostics of all files that are not open; a run that has not ended is given up for this one.
   *
   * @param showsProgress whether the client can show how far it has come, and stop it.
   */
  async push(
    showsProgress: boolean,
    send: (uri: string, items: FileReport["items"]) => void,
  ): Promise<{ files: number; problems: number } | null> {
    this.#run?.cancel();
    const run = new CancellationTokenSource();
    this.#run = run;
    const progress = showsProgress ? await this.#connection.window.createWorkDoneProgress() : undefined;
    progress?.begin("faqlint", 0, "looking for Python files", true);
    progress?.token.onCancellationRequested(() => run.cancel());
    let files = 0;
    let problems = 0;
    let percentage = 0;
    try {
      const gone = await this.#files.lint(this.#surroundings.folders(), run.token, ({ uri, items }, done, total) => {
        files++;
        problems += items.length;
        const reached = Math.floor((100 * done) / total);
        if (reached > percentage) progress?.report(reached, `${done} of ${total} files`);
        percentage = Math.max(percentage, reached);
        if (this.#surroundings.isOpen(uri) || (items.length === 0 && !this.#pushed.has(uri))) return;
        send(uri, items);
        if (items.length > 0) this.#pushed.add(uri);
        else this.#pushed.delete(uri);
      });
      if (gone === undefined) return null;
      for (const uri of gone) if (this.#pushed.delete(uri) && !this.#surroundings.isOpen(uri)) send(uri, []);
      return { files, problems };
    } finally {
      progress?.done();
      if (this.#run === run) this.#run = undefined;
    }
  }

  /** Takes back all that was pushed for files that are not open. */
  takeBack(send: (uri: string, items: FileReport["items"]) => void): void {
    this.#run?.cancel();
    for (const uri of this.#pushed) if (!this.#surroundings.isOpen(uri)) send(uri, []);
    this.#pushed.clear();
  }

  /**
   * Answers a client that asks for the diagnostics of all files: at once where something is new to it, else as soon as
   * something may have changed, so that it need not ask again and again.
   *
   * @returns undefined when the client cancelled its question.
   */
  async pull(
    { previousResultIds }: WorkspaceDiagnosticParams,
    token: CancellationToken,
    progress: WorkDoneProgressReporter,
    partial: ResultProgressReporter<WorkspaceDiagnosticReportPartialResult> | undefined,
  ): Promise<WorkspaceDiagnosticReport | undefined> {
    const known = new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
    progress.begin("faqlint", 0, "looking for Python files", true);
    try {
      for (;;) {
        const items: WorkspaceDocumentDiagnosticReport[] = [];
        let isNews = false;
        const deal = (report: WorkspaceDocumentDiagnosticReport): void => {
          items.push(report);
          if (partial !== undefined && items.length >= BATCH) partial.report({ items: items.splice(0) });
        };
        const gone = await this.#files.lint(
          this.#surroundings.folders(),
          token,
          ({ uri, items, resultId }, done, total) => {
            if (done % BATCH === 0) progress.report(Math.floor((100 * done) / total), `${done} of ${total} files`);
            // What is open is asked for on its own.
            if (this.#surroundings.isOpen(uri)) return;
            const version = null;
            if (known.get(uri) === resultId) {
              deal({ kind: DocumentDiagnosticReportKind.Unchanged, uri, version, resultId });
            } else {
              isNews = true;
              known.set(uri, resultId);
              deal({ kind: DocumentDiagnosticReportKind.Full, uri, version, resultId, items: [...items] });
            }
          },
        );
        if (gone === undefined) return undefined;
        for (const uri of gone) {
          isNews = true;
          deal({ kind: DocumentDiagnosticReportKind.Full, uri, version: null, items: [] });
        }
        if (isNews || previousResultIds.length === 0 || partial === undefined) return { items };
        await this.#change(token);
        if (token.isCancellationRequested) return undefined;
      }
    } finally {
      progress.done();
    }
  }

  /** Waits until something may have changed, or the question is cancelled. */
  #change(token: CancellationToken): Promise<void> {
    return new Promise((resolve) => {
      const cancellation = token.onCancellationRequested(() => resolve());
      this.#waiting.push(() => {
        cancellation.dispose();
        resolve();
      });
    });
  }
}
