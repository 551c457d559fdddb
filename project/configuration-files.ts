import { statSync } from "node:fs";
import { reasonOf } from "./failure.js";
import { readSmallFile } from "./small-file.js";
import { type ConfigurationProblem, TomlFile } from "./toml.js";

/** What is known of a configuration file. */
export interface ReadConfiguration {
  /** What it says, or said when it could last be understood; undefined when it never could. */
  readonly file: TomlFile | undefined;
  /** Why it cannot be understood now. */
  readonly problem: ConfigurationProblem | undefined;
}

interface Remembered extends ReadConfiguration {
  /** Differs whenever the file does. */
  readonly state: string;
}

/**
 * Reads configuration files, and remembers of each what it said when it could last be understood: while somebody is
 * writing in one, an editor goes on with what held before. Outlives the sessions it is used by.
 */
export class ConfigurationFiles {
  readonly #known = new Map<string, Remembered>();

  /** Reads a file again; undefined when there is none. The same objects as before as long as it is the same. */
  read(path: string): ReadConfiguration | undefined {
    const known = this.#known.get(path);
    const current = stateOf(path);
    if (current === undefined) this.#known.delete(path);
    if (current === undefined || current.state === known?.state) return current && known;
    const { parsed } = current;
    const read: Remembered =
      parsed instanceof TomlFile
        ? { state: current.state, file: parsed, problem: undefined }
        : { state: current.state, file: known?.file, problem: parsed };
    this.#known.set(path, read);
    return read;
  }
}

/** A file's content, to be parsed when that is asked for; undefined when there is no such file. */
function stateOf(path: string): { state: string; readonly parsed: TomlFile | ConfigurationProblem } | undefined {
  try {
    // Most folders have none; an error that is thrown takes ten times as long as this.
    if (statSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
    const text = readSmallFile(path);
    return {
      state: `text ${text}`,
      get parsed() {
        return TomlFile.parse(path, text);
      },
    };
  } catch (error) {
    if (isMissing(error)) return undefined;
    const message = `cannot be read: ${reasonOf(error)}`;
    return { state: `error ${message}`, parsed: { path, line: undefined, message } };
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}
