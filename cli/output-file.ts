import {
  closeSync,
  fchmodSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { builtin } from "../project/builtin.js";
import { reasonOf } from "../project/failure.js";

/**
 * A file that a report is written to, piece by piece. Whoever reads it meanwhile sees the old content: a temporary file is
 * renamed into its place in the end. What is no regular file, such as a pipe or a terminal, is written to directly.
 *
 * Nothing throws; what goes wrong is told by {@link failure}, and from then on nothing is written any more.
 */
export class OutputFile {
  readonly #path: string;
  #target: string;
  #temporary: string | undefined;
  #descriptor: number | undefined;
  #failure: string | undefined;

  constructor(path: string) {
    this.#path = path;
    this.#target = path;
    this.#attempt(() => this.#open());
  }

  /** Why the file cannot be written; undefined as long as it can. */
  get failure(): string | undefined {
    return this.#failure;
  }

  write(text: string): void {
    this.#attempt(() => {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#opened(), bytes, at);
    });
  }

  /** Puts what was written into its place. */
  finish(): void {
    this.#attempt(() => {
      closeSync(this.#opened());
      this.#descriptor = undefined;
      if (this.#temporary !== undefined) renameSync(this.#temporary, this.#target);
      this.#temporary = undefined;
    });
  }

  /** Forgets what was written and not finished. */
  discard(): void {
    try {
      if (this.#descriptor !== undefined) closeSync(this.#descriptor);
      if (this.#temporary !== undefined) unlinkSync(this.#temporary);
    } catch {
      // There is nothing left that could be cleaned up.
    }
    this.#descriptor = undefined;
    this.#temporary = undefined;
  }

  #open(): void {
    const status = statSync(this.#path, { throwIfNoEntry: false });
    if (status?.isDirectory()) throw new Error("it is a folder");
    if (status === undefined) mkdirSync(dirname(this.#path), { recursive: true });
    // A link stays a link; what it leads to is replaced.
    else this.#target = realpathSync(this.#path);
    // Devices may be links to files that somebody else has opened, as /dev/stdout is.
    if ((status !== undefined && !status.isFile()) || this.#path.startsWith("/dev/")) {
      this.#descriptor = openSync(this.#path, "a");
      return;
    }
    const name = `.${basename(this.#target)}.${builtin("node:crypto").randomBytes(6).toString("hex")}.tmp`;
    this.#temporary = join(dirname(this.#target), name);
    this.#descriptor = openSync(this.#temporary, "wx", 0o666);
    if (status !== undefined) fchmodSync(this.#descriptor, status.mode & 0o777);
  }

  #opened(): number {
    if (this.#descriptor === undefined) throw new Error("it is closed");
    return this.#descriptor;
  }

  #attempt(task: () => void): void {
    if (this.#failure !== undefined) return;
    try {
      task();
    } catch (error) {
      this.#failure = reasonOf(error);
      this.discard();
    }
  }
}
