import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";

interface Message {
  readonly id?: number | string | null;
  readonly method?: string;
  readonly params?: {
    readonly uri?: string;
    readonly version?: number;
    readonly diagnostics?: readonly unknown[];
    readonly items?: readonly unknown[];
  };
  readonly result?: unknown;
}

/** Diagnostics that a server pushed, with the moment they came, in milliseconds of `performance.now()`. */
interface Pushed {
  readonly version: number | undefined;
  readonly diagnostics: readonly unknown[];
  readonly at: number;
}

/** What is typed at a place, and how many characters it takes the place of. */
interface Change {
  readonly line: number;
  readonly character: number;
  readonly removed: number;
  readonly text: string;
}

/** A language server on real standard streams, and one document that is typed in. */
export class Session {
  readonly #process: ChildProcess;
  readonly #uri: string;
  readonly #waiting = new Set<(pushed: Pushed) => void>();
  readonly #answers = new Map<number, (result: unknown) => void>();
  #input: Buffer = Buffer.alloc(0);
  #id = 0;
  #version = 0;

  constructor(command: string, args: readonly string[], uri: string) {
    this.#process = spawn(command, args, { stdio: ["pipe", "pipe", "ignore"] });
    this.#uri = uri;
    this.#process.stdin?.on("error", () => undefined);
    this.#process.stdout?.on("data", (chunk: Buffer) => this.#take(chunk));
  }

  /** Introduces a client that can be pushed diagnostics and takes them with their versions. */
  async initialize(initializationOptions: unknown): Promise<void> {
    const publishDiagnostics = { versionSupport: true, relatedInformation: true };
    await this.#request("initialize", {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: null,
      capabilities: { textDocument: { publishDiagnostics, synchronization: {} } },
      initializationOptions,
    });
    this.#notify("initialized", {});
  }

  /** Opens the document and waits for its first diagnostics. */
  open(text: string, patience: number): Promise<Pushed | undefined> {
    const first = this.#next(this.#version, patience);
    const textDocument = { uri: this.#uri, languageId: "python", version: this.#version, text };
    this.#notify("textDocument/didOpen", { textDocument });
    return first;
  }

  /**
   * Makes a change and waits for the diagnostics of the text after it.
   *
   * @returns how long that took, in milliseconds; undefined when they did not come within `patience` milliseconds.
   */
  async change(change: Change, patience: number): Promise<number | undefined> {
    const { pushed, begin } = await this.#changed(change, patience);
    return pushed === undefined ? undefined : pushed.at - begin;
  }

  async #changed(
    { line, character, removed, text }: Change,
    patience: number,
  ): Promise<{ pushed: Pushed | undefined; begin: number }> {
    const next = this.#next(this.#version + 1, patience);
    const begin = performance.now();
    const range = { start: { line, character }, end: { line, character: character + removed } };
    this.#version++;
    this.#notify("textDocument/didChange", {
      textDocument: { uri: this.#uri, version: this.#version },
      contentChanges: [{ range, text }],
    });
    return { pushed: await next, begin };
  }

  /** The diagnostics of the text after a change; undefined when they did not come in time. */
  async diagnosticsAfter(change: Change, patience: number): Promise<readonly unknown[] | undefined> {
    return (await this.#changed(change, patience)).pushed?.diagnostics;
  }

  /** The memory that the server and those it started hold, in bytes; undefined where the system does not tell. */
  get resident(): number | undefined {
    try {
      const status = readFileSync(`/proc/${this.#process.pid}/status`, "utf8");
      return Number(/^VmRSS:\s*(\d+) kB/m.exec(status)?.[1]) * 1024;
    } catch {
      return undefined;
    }
  }

  end(): void {
    this.#process.kill("SIGKILL");
  }

  /** The next diagnostics of a version or a later one; servers that send no versions send them in order. */
  #next(version: number, patience: number): Promise<Pushed | undefined> {
    return new Promise((resolve) => {
      const done = (pushed: Pushed | undefined): void => {
        clearTimeout(timer);
        this.#waiting.delete(take);
        resolve(pushed);
      };
      const take = (pushed: Pushed): void => {
        if (pushed.version === undefined || pushed.version >= version) done(pushed);
      };
      const timer = setTimeout(() => done(undefined), patience);
      this.#waiting.add(take);
    });
  }

  #request(method: string, params: unknown): Promise<unknown> {
    const id = ++this.#id;
    this.#send({ id, method, params });
    return new Promise((resolve) => this.#answers.set(id, resolve));
  }

  #notify(method: string, params: unknown): void {
    this.#send({ method, params });
  }

  #send(message: object): void {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.#process.stdin?.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  #take(chunk: Buffer): void {
    const at = performance.now();
    this.#input = Buffer.concat([this.#input, chunk]);
    for (;;) {
      const headerEnd = this.#input.indexOf("\r\n\r\n");
      if (headerEnd < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.#input.toString("latin1", 0, headerEnd))?.[1]);
      const end = headerEnd + 4 + length;
      if (this.#input.length < end) return;
      const message = JSON.parse(this.#input.toString("utf8", headerEnd + 4, end)) as Message;
      this.#input = this.#input.subarray(end);
      this.#deal(message, at);
    }
  }

  #deal({ id, method, params, result }: Message, at: number): void {
    if (method === undefined) {
      this.#answers.get(Number(id))?.(result);
      this.#answers.delete(Number(id));
    } else if (method === "textDocument/publishDiagnostics") {
      if (params?.uri !== this.#uri) return;
      const pushed = { version: params.version, diagnostics: params.diagnostics ?? [], at };
      for (const take of [...this.#waiting]) take(pushed);
    } else if (id !== undefined) {
      // Servers ask for settings and to register; every question gets an answer that changes nothing.
      this.#send({ id, result: method === "workspace/configuration" ? (params?.items ?? []).map(() => null) : null });
    }
  }
}
