import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { formatPythonVersion } from "../../engine/versions.js";
import type { Interpreter } from "./interpreters.js";

const DRIVER = fileURLToPath(new URL("driver.py", import.meta.url));

interface Answer {
  readonly id: number;
  readonly error: string | null;
}

/** Compiles texts in one long-lived CPython, since starting one costs more than a thousand compilations. */
export class Compiler {
  readonly interpreter: Interpreter;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting = new Map<number, { resolve: (error: string | null) => void; reject: (error: Error) => void }>();
  readonly #known = new Map<string, Promise<string | null>>();
  #next = 0;

  constructor(interpreter: Interpreter) {
    this.interpreter = interpreter;
    this.#child = spawn(interpreter.command, ["-B", "-u", DRIVER]);
    let complaints = "";
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => {
      complaints += text;
    });
    this.#child.on("exit", () => {
      const name = `Python ${formatPythonVersion(interpreter.version)}`;
      for (const { reject } of this.#waiting.values()) reject(new Error(`${name} stopped compiling: ${complaints}`));
      this.#waiting.clear();
    });
    createInterface({ input: this.#child.stdout }).on("line", (line) => {
      const { id, error } = JSON.parse(line) as Answer;
      this.#waiting.get(id)?.resolve(error);
      this.#waiting.delete(id);
    });
  }

  /** What CPython says against the text; `null` when it compiles. */
  errorOf(text: string): Promise<string | null> {
    let answer = this.#known.get(text);
    if (answer === undefined) {
      const id = this.#next++;
      answer = new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
      this.#child.stdin.write(`${JSON.stringify({ id, source: text })}\n`);
      this.#known.set(text, answer);
    }
    return answer;
  }

  close(): void {
    this.#child.stdin.end();
  }
}
