import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { formatPythonVersion } from "../../engine/versions.js";
import type { Interpreter } from "./interpreters.js";

/**
 * A script that one long-lived CPython runs and that answers each line of JSON with one, under the same `id`: to start a
 * CPython costs more than a thousand answers.
 */
export class PythonServer<Question extends object, Answer extends object> {
  readonly interpreter: Interpreter;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting = new Map<number, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>();
  #next = 0;

  constructor(interpreter: Interpreter, script: string) {
    this.interpreter = interpreter;
    this.#child = spawn(interpreter.command, ["-B", "-u", script]);
    let complaints = "";
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => {
      complaints += text;
    });
    this.#child.on("exit", () => {
      const name = `Python ${formatPythonVersion(interpreter.version)}`;
      for (const { reject } of this.#waiting.values()) reject(new Error(`${name} stopped answering: ${complaints}`));
      this.#waiting.clear();
    });
    createInterface({ input: this.#child.stdout }).on("line", (line) => {
      const { id, ...answer } = JSON.parse(line) as Answer & { id: number };
      this.#waiting.get(id)?.resolve(answer as unknown as Answer);
      this.#waiting.delete(id);
    });
  }

  /** Rejects when the script ends before it answers. */
  ask(question: Question): Promise<Answer> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#child.stdin.write(`${JSON.stringify({ id, ...question })}\n`);
    });
  }

  close(): void {
    this.#child.stdin.end();
  }
}
