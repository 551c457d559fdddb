import { homedir } from "node:os";
import { join } from "node:path";
import { type Disposable, type ExtensionContext, type LogOutputChannel, window, workspace } from "vscode";
import {
  type DocumentSelector,
  ExecuteCommandRequest,
  LanguageClient,
  RevealOutputChannelOn,
  type ServerOptions,
  State,
  TransportKind,
} from "vscode-languageclient/node";
import { showDocument } from "./documents.js";
import { type Program, programOf } from "./program.js";
import type { Status } from "./status.js";

/** The documents that are linted. Those of other schemes (a commit's version, a diff's left side) cannot be changed. */
export const SELECTOR = [
  { scheme: "file", language: "python" },
  { scheme: "untitled", language: "python" },
  { scheme: "vscode-notebook-cell", language: "python" },
] as const satisfies DocumentSelector;

/** Starts, restarts and stops the language server, one after the other, and keeps the status up to date. */
export class Server implements Disposable {
  readonly #context: ExtensionContext;
  readonly #log: LogOutputChannel;
  readonly #status: Status;
  #client: LanguageClient | undefined;
  #queue: Promise<void> = Promise.resolve();

  constructor(context: ExtensionContext, log: LogOutputChannel, status: Status) {
    this.#context = context;
    this.#log = log;
    this.#status = status;
  }

  /** Starts the server with the current settings, if they want one; stops the one that runs. Never rejects. */
  restart(): Promise<void> {
    return this.#enqueue(async () => {
      await this.#stop();
      await this.#start();
    });
  }

  stop(): Promise<void> {
    return this.#enqueue(() => this.#stop());
  }

  dispose(): void {
    void this.stop();
  }

  /**
   * Has the server execute one of its commands.
   *
   * @throws Error when no server runs, or what the server answers instead of a result.
   */
  async execute(command: string, ...args: readonly unknown[]): Promise<unknown> {
    await this.#queue;
    if (this.#client?.state !== State.Running) throw new Error("the server is not running");
    return this.#client.sendRequest(ExecuteCommandRequest.type, { command, arguments: [...args] });
  }

  #enqueue(task: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(task).catch((error: unknown) => this.#failed(error));
    return this.#queue;
  }

  async #start(): Promise<void> {
    const settings = workspace.getConfiguration("faqlint");
    if (!settings.get("enable", true)) {
      this.#status.show({ kind: "off" });
      return;
    }
    this.#status.show({ kind: "starting" });
    const home = homedir();
    const program = programOf(settings.get("path", ""), {
      home,
      workspaceFolder: workspace.workspaceFolders?.find(({ uri }) => uri.scheme === "file")?.uri.fsPath,
      platform: process.platform,
    });
    const name = program?.command ?? "the server in the extension";
    const client = new LanguageClient("faqlint", "faqlint", this.#serverOptions(program, home), {
      documentSelector: [...SELECTOR],
      outputChannel: this.#log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      // What was saved may hide a module from other files, or show it to them.
      diagnosticPullOptions: { onChange: true, onSave: true },
      middleware: { window: { showDocument } },
    });
    this.#client = client;
    this.#log.info(`Starting ${name}`);
    client.onDidChangeState(({ newState }) => {
      if (this.#client !== client) return;
      if (newState === State.Starting) this.#status.show({ kind: "starting" });
      if (newState === State.Running) {
        this.#status.show({ kind: "running", version: client.initializeResult?.serverInfo?.version, program: name });
      }
      // A server that crashes is started again some times; only after the last of them does this stay.
      if (newState === State.Stopped) this.#status.show({ kind: "failed", reason: "the server ended" });
    });
    await client.start();
  }

  /**
   * The server never runs in the workspace's folder: Windows looks there first for a program that is named without a
   * folder, and nothing of a workspace may be executed unless the user says so.
   */
  #serverOptions(program: Program | undefined, cwd: string): ServerOptions {
    const args = ["server"];
    const transport = TransportKind.stdio;
    if (program !== undefined)
      return { command: program.command, args, options: { cwd, shell: program.shell }, transport };
    // Run by the editor's own Node.
    const module = join(this.#context.extensionPath, "server", "dist", "faqlint.js");
    return { module, args, options: { cwd }, transport };
  }

  async #stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    if (client === undefined) return;
    // A server that never ran cannot be stopped, and one that does not answer is ended all the same.
    await client.dispose().catch((error: unknown) => this.#log.info(`While stopping the server: ${reasonOf(error)}`));
  }

  #failed(error: unknown): void {
    const reason = reasonOf(error);
    this.#status.show({ kind: "failed", reason });
    this.#log.error(`faqlint could not be started: ${reason}`);
    void window.showErrorMessage(`faqlint could not be started: ${reason}`, "Show log", "Restart").then((choice) => {
      if (choice === "Show log") this.#log.show();
      if (choice === "Restart") return this.restart();
      return undefined;
    });
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
