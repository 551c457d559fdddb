import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import type {
  ClientCapabilities,
  Diagnostic,
  InitializeResult,
  PublishDiagnosticsParams,
  Range,
} from "vscode-languageserver/node";
import { faqlintCommand } from "../support/built.js";

/** A message as it stands in a frame. */
interface Message {
  readonly id?: number | string | null;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** How the server's process ended. */
interface Ending {
  readonly status: number | null;
  readonly stderr: string;
}

/** An error that the server answered with. */
class AnsweredError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** Long enough for a busy machine, also for the longest texts; no test passes by waiting. */
const PATIENCE_MS = 60_000;

const running = new Set<Client>();

/** Ends the servers that a failed test left behind; for `afterEach`. */
export function endServers(): void {
  for (const client of running) client.kill();
}

/** A small language client over the server's real standard streams; it keeps all that the server sends. */
export class Client {
  /** What the server sent of its own accord, in order. */
  readonly received: Message[] = [];
  readonly ending: Promise<Ending>;
  /** Answers to the server's requests by method; those without one are refused. */
  readonly answers = new Map<string, (params: unknown) => unknown>();
  /** Sees what the server sends of its own accord as it comes; what it takes, by returning true, is not kept. */
  taker: ((method: string, params: unknown) => boolean) | undefined;
  readonly #process: ChildProcess;
  readonly #pending = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  readonly #watchers = new Set<() => void>();
  #input: Buffer = Buffer.alloc(0);
  #stderr = "";
  #lastId = 0;

  /** @param server the command line of the server; without it that of the program that was built. */
  constructor(cwd?: string, server: readonly string[] = faqlintCommand("server")) {
    const [command = "", ...args] = server;
    this.#process = spawn(command, args, { stdio: "pipe", ...(cwd !== undefined && { cwd }) });
    running.add(this);
    this.#process.stdout?.on("data", (chunk: Buffer) => this.#take(chunk));
    this.#process.stderr?.on("data", (chunk: Buffer) => {
      this.#stderr += chunk.toString();
    });
    this.#process.stdin?.on("error", () => undefined);
    this.ending = new Promise((resolve) => {
      this.#process.on("close", (status) => {
        running.delete(this);
        for (const { reject } of this.#pending.values()) reject(new Error(`the server ended: ${this.#stderr}`));
        resolve({ status, stderr: this.#stderr });
      });
    });
  }

  /** Starts a server and introduces a client with some capabilities. */
  static async start(
    capabilities: ClientCapabilities,
    options: {
      initializationOptions?: unknown;
      cwd?: string;
      /** The URIs of the folders that are open. */
      folders?: readonly string[];
      answers?: Record<string, (params: unknown) => unknown>;
      /** The command line of the server; without it that of the program that was built. */
      command?: readonly string[];
    } = {},
  ): Promise<Client & { readonly server: InitializeResult }> {
    const client = new Client(options.cwd, options.command);
    for (const [method, answer] of Object.entries(options.answers ?? {})) client.answers.set(method, answer);
    const server = (await client.request("initialize", {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: options.folders?.map((uri) => ({ uri, name: uri })) ?? null,
      capabilities,
      initializationOptions: options.initializationOptions,
    })) as InitializeResult;
    client.notify("initialized", {});
    return Object.assign(client, { server });
  }

  request(method: string, params?: unknown): Promise<unknown> {
    return this.requestWithId(method, params).answer;
  }

  requestWithId(method: string, params?: unknown): { id: number; answer: Promise<unknown> } {
    const id = ++this.#lastId;
    const answer = new Promise<unknown>((resolve, reject) => this.#pending.set(id, { resolve, reject }));
    this.#send({ id, method, params });
    return { id, answer: patiently(answer, `an answer to ${method}`) };
  }

  notify(method: string, params?: unknown): void {
    this.#send({ method, params });
  }

  /** Writes bytes of one's own to the server's standard input. */
  write(bytes: string): void {
    this.#process.stdin?.write(bytes);
  }

  /** Ends the server's standard input. */
  endInput(): void {
    this.#process.stdin?.end();
  }

  /** How many threads the server's process has; only Linux tells. */
  get threads(): number {
    const status = readFileSync(`/proc/${this.#process.pid}/status`, "utf8");
    return Number(/^Threads:\s*(\d+)$/m.exec(status)?.[1]);
  }

  /** The memory that the server's process holds, in bytes; undefined where the system does not tell. */
  get resident(): number | undefined {
    try {
      const status = readFileSync(`/proc/${this.#process.pid}/status`, "utf8");
      return Number(/^VmRSS:\s*(\d+) kB/m.exec(status)?.[1]) * 1024;
    } catch {
      return undefined;
    }
  }

  /** Closes all pipes at once, as a client does that is killed. */
  disconnect(): void {
    for (const stream of this.#process.stdio) stream?.destroy();
  }

  kill(): void {
    this.#process.kill("SIGKILL");
  }

  open(uri: string, text: string, version = 1): void {
    this.notify("textDocument/didOpen", { textDocument: { uri, languageId: "python", version, text } });
  }

  /** Changes a document: at a range, or all of it. */
  change(uri: string, version: number, ...contentChanges: { text: string; range?: Range }[]): void {
    this.notify("textDocument/didChange", { textDocument: { uri, version }, contentChanges });
  }

  /** The params of all notifications of a kind that came so far. */
  notifications(method: string): unknown[] {
    return this.received.filter((message) => message.method === method).map(({ params }) => params);
  }

  /** The diagnostics pushed for a version of a document, once they have come. */
  async published(uri: string, version: number): Promise<Diagnostic[]> {
    const found = await this.until(`diagnostics of version ${version} of ${uri}`, () => {
      const all = this.notifications("textDocument/publishDiagnostics") as PublishDiagnosticsParams[];
      return all.findLast((params) => params.uri === uri && params.version === version);
    });
    return found.diagnostics;
  }

  /** Waits until something holds of what was received, and returns it. */
  until<T>(what: string, find: () => T | undefined): Promise<T> {
    const now = find();
    if (now !== undefined) return Promise.resolve(now);
    const found = new Promise<T>((resolve) => {
      const watch = (): void => {
        const value = find();
        if (value === undefined) return;
        this.#watchers.delete(watch);
        resolve(value);
      };
      this.#watchers.add(watch);
    });
    return patiently(found, what, () => `${this.#stderr}\n${JSON.stringify(this.received)}`);
  }

  /** Ends the server by the book. */
  async stop(): Promise<Ending> {
    await this.request("shutdown");
    this.notify("exit");
    return this.ending;
  }

  #send(message: Message): void {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  #take(chunk: Buffer): void {
    this.#input = Buffer.concat([this.#input, chunk]);
    for (;;) {
      const headerEnd = this.#input.indexOf("\r\n\r\n");
      if (headerEnd === -1) return;
      const length = Number(/Content-Length: (\d+)/.exec(this.#input.toString("latin1", 0, headerEnd))?.[1]);
      const end = headerEnd + 4 + length;
      if (this.#input.length < end) return;
      const message = JSON.parse(this.#input.toString("utf8", headerEnd + 4, end)) as Message;
      this.#input = this.#input.subarray(end);
      this.#dispatch(message);
    }
  }

  #dispatch(message: Message): void {
    const { id, method, result, error } = message;
    if (method === undefined) {
      const pending = this.#pending.get(Number(id));
      this.#pending.delete(Number(id));
      if (error !== undefined) pending?.reject(new AnsweredError(error.code, error.message));
      else pending?.resolve(result);
      return;
    }
    if (this.taker?.(method, message.params) !== true) this.received.push(message);
    if (id !== undefined) {
      const answer = this.answers.get(method);
      if (answer === undefined) this.#send({ id, error: { code: -32601, message: `no ${method} here` } });
      else this.#send({ id, result: answer(message.params) ?? null });
    }
    for (const watch of [...this.#watchers]) watch();
  }
}

async function patiently<T>(promise: Promise<T>, what: string, details = (): string => ""): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not come. ${details()}`)), PATIENCE_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
