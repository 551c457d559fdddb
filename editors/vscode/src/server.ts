import { homedir } from "node:os";
import { join } from "node:path";
import { commands, type ExtensionContext, type LogOutputChannel, window, workspace } from "vscode";
import { ExecuteCommandRequest, type ServerOptions, TransportKind } from "vscode-languageclient/node";
import { Client } from "./client.js";
import { type Program, programOf } from "./program.js";
import type { Status } from "./status.js";

/** Starts, restarts and stops the language server, one after the other, and keeps the status up to date. */
export class Server {
  readonly #context: ExtensionContext;
  readonly #log: LogOutputChannel;
  readonly #status: Status;
  #client: Client | undefined;
  /** Settles when the server has answered for the first time, or will never do so. */
  #started: Promise<void> = Promise.resolve();
  #queue: Promise<void> = Promise.resolve();

  constructor(context: ExtensionContext, log: LogOutputChannel, status: Status) {
    this.#context = context;
    this.#log = log;
    this.#status = status;
  }

  /** Starts the server with the current settings, if they want one, in place of the one that runs. Never rejects. */
  restart(): Promise<void> {
    return this.#enqueue(async () => {
      await this.#end();
      this.#start();
    });
  }

  /** Ends the server. Never rejects. */
  stop(): Promise<void> {
    return this.#enqueue(() => this.#end());
  }

  /**
   * Has the server execute one of its commands.
   *
   * @throws Error when no server runs, or what the server answers instead of a result.
   */
  async execute(command: string, ...args: readonly unknown[]): Promise<unknown> {
    await this.#queue;
    await this.#started;
    if (this.#client === undefined) throw new Error("the server is not running");
    return this.#client.sendRequest(ExecuteCommandRequest.type, { command, arguments: [...args] });
  }

  #enqueue(task: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(task).catch((error: unknown) => this.#failed(reasonOf(error)));
    return this.#queue;
  }

  /** Nothing waits until the server has answered: it may never do so, and must be replaceable then. */
  #start(): void {
    const settings = workspace.getConfiguration("faqlint");
    if (!settings.get("enable", true)) {
      this.#status.show({ kind: "off" });
      return;
    }
    const home = homedir();
    const program = programOf(settings.get("path", ""), {
      home,
      workspaceFolder: workspace.workspaceFolders?.find(({ uri }) => uri.scheme === "file")?.uri.fsPath,
      platform: process.platform,
    });
    const name = program?.command ?? "the server in the extension";
    const client = new Client(this.#serverOptions(program, home), this.#settingNames(), this.#log, {
      starting: () => this.#status.show({ kind: "starting" }),
      running: ({ initializeResult }) => {
        const version = program === undefined ? this.#version() : initializeResult?.serverInfo?.version;
        this.#log.info(`faqlint ${version ?? "of unknown version"} is running: ${name}`);
        this.#status.show({ kind: "running", version, program: name });
      },
      gaveUp: (reason) => this.#failed(reason),
    });
    this.#client = client;
    this.#log.info(`Starting ${name}`);
    this.#started = client.start().catch((error: unknown) => {
      if (this.#client !== client) return;
      this.#client = undefined;
      this.#failed(`${name} could not be started: ${startFailure(error)}`);
    });
  }

  /**
   * The server never runs in the workspace's folder: Windows looks there first for a program that is named without a
   * folder, and nothing of a workspace may be executed unless the user says so.
   */
  #serverOptions(program: Program | undefined, cwd: string): ServerOptions {
    const args = ["server"];
    const transport = TransportKind.stdio;
    if (program !== undefined) {
      return { command: program.command, args, options: { cwd, shell: program.shell }, transport };
    }
    // Run by the editor's own Node.
    const module = join(this.#context.extensionPath, "server", "dist", "faqlint.js");
    return { module, args, options: { cwd }, transport };
  }

  /** The extension's version, which is that of the server in it. */
  #version(): string {
    return String(this.#context.extension.packageJSON.version);
  }

  #settingNames(): string[] {
    const { contributes } = this.#context.extension.packageJSON as {
      readonly contributes: { readonly configuration: { readonly properties: object } };
    };
    return Object.keys(contributes.configuration.properties);
  }

  async #end(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.end();
  }

  #failed(reason: string): void {
    this.#status.show({ kind: "failed", reason });
    this.#log.error(reason);
    const settings = () => commands.executeCommand("workbench.action.openSettings", "faqlint.path");
    void window.showErrorMessage(`faqlint: ${reason}`, "Show log", "Settings").then((choice) => {
      if (choice === "Show log") this.#log.show();
      return choice === "Settings" ? settings() : undefined;
    });
  }
}

function startFailure(error: unknown): string {
  const reason = reasonOf(error);
  if (/\bENOENT\b/.test(reason)) return "there is no such program";
  if (/\bEACCES\b/.test(reason)) return "it may not be executed";
  // The connection's own words for this are about the request that waits, or that could not be sent.
  if (/connection got disposed|\bEPIPE\b|\bECONNRESET\b|stream was destroyed/i.test(reason)) return "it ended at once";
  return reason;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
