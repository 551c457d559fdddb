import type { Environment, Output } from "../../cli/environment.js";

class FakeOutput implements Output {
  text = "";
  closed = false;
  readonly columns: number | undefined;

  constructor(columns: number | undefined) {
    this.columns = columns;
  }

  get isTerminal(): boolean {
    return this.columns !== undefined;
  }

  write(text: string | Uint8Array): void {
    this.text += typeof text === "string" ? text : Buffer.from(text).toString("utf8");
  }

  isClosed(): boolean {
    return this.closed;
  }
}

interface FakeSettings {
  readonly cwd?: string;
  /** The width of the terminal that both outputs are; without it they are none. */
  readonly columns?: number;
  readonly variables?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** The surroundings of a command, for what cannot be seen from outside the process: terminals. */
export class FakeEnvironment implements Environment {
  readonly cwd: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly stdout: FakeOutput;
  readonly stderr: FakeOutput;
  readonly #input: string;

  constructor({ cwd = "/", columns, variables = {}, input = "" }: FakeSettings) {
    this.cwd = cwd;
    this.variables = variables;
    this.stdout = new FakeOutput(columns);
    this.stderr = new FakeOutput(columns);
    this.#input = input;
  }

  async readStdin(): Promise<Uint8Array> {
    return Buffer.from(this.#input);
  }
}
