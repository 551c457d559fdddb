import { fileURLToPath } from "node:url";
import type { Interpreter } from "./interpreters.js";
import { PythonServer } from "./python-server.js";

const DRIVER = fileURLToPath(new URL("driver.py", import.meta.url));

/** Compiles texts in one CPython, each once. */
export class Compiler {
  readonly interpreter: Interpreter;
  readonly #server: PythonServer<{ source: string }, { error: string | null }>;
  readonly #known = new Map<string, Promise<string | null>>();

  constructor(interpreter: Interpreter) {
    this.interpreter = interpreter;
    this.#server = new PythonServer(interpreter, DRIVER);
  }

  /** What CPython says against the text; `null` when it compiles. */
  errorOf(text: string): Promise<string | null> {
    let answer = this.#known.get(text);
    if (answer === undefined) {
      answer = this.#server.ask({ source: text }).then(({ error }) => error);
      this.#known.set(text, answer);
    }
    return answer;
  }

  close(): void {
    this.#server.close();
  }
}
