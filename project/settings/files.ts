import { basename, dirname, join, resolve } from "node:path";
import type { ConfigurationFiles } from "../configuration-files.js";
import { type ConfigurationProblem, isTable, type Table, type TomlFile, tableIn } from "../toml.js";
import type { SettingsLayer } from "./layer.js";
import { LONGEST_PATH, readLayer } from "./read.js";
import type { SelectorNames } from "./selectors.js";

/** What the files say about the code in a folder. */
export interface FoundSettings {
  /** The nearest file with settings, then those that it extends; the same array for all folders that it holds in. */
  readonly layers: readonly SettingsLayer[];
  readonly problems: readonly ConfigurationProblem[];
  /** The files that say it. */
  readonly files: readonly string[];
}

/** The files that may have settings; of several in one folder the first counts. */
const PYPROJECT = "pyproject.toml";
const NAMES = [".faqlint.toml", "faqlint.toml", PYPROJECT] as const;

/** So many problems of a file are told one by one. */
const MOST_PROBLEMS = 100;
const LONGEST_MESSAGE = 1_000;

interface OneFile {
  readonly layer: SettingsLayer;
  /** What it extends, as it is written there and in full, with the line of it. */
  readonly extended: { readonly written: string; readonly path: string; readonly line: number | undefined } | undefined;
  readonly problems: readonly ConfigurationProblem[];
}

const NOTHING: FoundSettings = { layers: [], problems: [], files: [] };

/** Finds and remembers the settings in files that hold in each folder. */
export class SettingsFinder {
  readonly #files: ConfigurationFiles;
  readonly #names: SelectorNames;
  readonly #byFolder = new Map<string, FoundSettings>();
  readonly #read = new Map<string, OneFile | ConfigurationProblem | undefined>();

  constructor(files: ConfigurationFiles, names: SelectorNames) {
    this.#files = files;
    this.#names = names;
  }

  /** The settings that hold in a folder; the nearest file that has any decides, with what it extends. */
  settingsIn(folder: string): FoundSettings {
    const known = this.#byFolder.get(folder);
    if (known !== undefined) return known;
    const found = this.#foundIn(folder);
    this.#byFolder.set(folder, found);
    return found;
  }

  #foundIn(folder: string): FoundSettings {
    const broken: ConfigurationProblem[] = [];
    for (const name of NAMES) {
      const read = this.#fileAt(join(folder, name));
      if (read === undefined) continue;
      if ("layer" in read) return this.#withExtended(join(folder, name), read, broken);
      broken.push(read);
      // Nothing but settings can be in it: they are not looked for elsewhere because of a slip.
      if (name !== PYPROJECT) return { layers: [], problems: broken, files: [] };
    }
    const parent = dirname(folder);
    const outer = parent === folder ? NOTHING : this.settingsIn(parent);
    return broken.length === 0 ? outer : { ...outer, problems: [...broken, ...outer.problems] };
  }

  #withExtended(path: string, first: OneFile, before: readonly ConfigurationProblem[]): FoundSettings {
    const layers = [first.layer];
    const problems = [...before, ...first.problems];
    const visited = [path];
    for (let at: OneFile = first; at.extended !== undefined; ) {
      const { path: next, written, line } = at.extended;
      const complain = (message: string): void => {
        problems.push(this.#extendProblem(visited.at(-1) ?? path, line, message));
      };
      if (visited.includes(next)) {
        complain(next === visited.at(-1) ? "a file cannot extend itself" : `"${written}" extends this file: a circle`);
        break;
      }
      const read = this.#fileAt(next);
      if (read === undefined) {
        const isPyProject = basename(next) === PYPROJECT;
        complain(`there is no file "${written}"${isPyProject ? " with a table [tool.faqlint]" : ""}`);
        break;
      }
      if (!("layer" in read)) {
        problems.push(read);
        break;
      }
      visited.push(next);
      layers.push(read.layer);
      problems.push(...read.problems);
      at = read;
    }
    return { layers, problems, files: visited };
  }

  readonly #extendProblems = new Map<string, ConfigurationProblem>();

  /** The same object for the same problem, so that it is told once. */
  #extendProblem(path: string, line: number | undefined, reason: string): ConfigurationProblem {
    const message = `extend: ${reason}`;
    const key = `${path}\0${message}`;
    const problem = this.#extendProblems.get(key) ?? { path, line, message };
    this.#extendProblems.set(key, problem);
    return problem;
  }

  /** What a file says; undefined when there is none or it has no settings; a problem when that cannot be told. */
  #fileAt(path: string): OneFile | ConfigurationProblem | undefined {
    if (this.#read.has(path)) return this.#read.get(path);
    const read = this.#readFile(path);
    this.#read.set(path, read);
    return read;
  }

  #readFile(path: string): OneFile | ConfigurationProblem | undefined {
    const read = this.#files.read(path);
    if (read === undefined) return undefined;
    const { file, problem } = read;
    if (file === undefined) return problem;
    const settings = settingsIn(file);
    if (settings === undefined || "message" in settings) return problem ?? settings;
    const { layer, extended, problems } = this.#layerOf(file, settings);
    return { layer, extended, problems: problem === undefined ? problems : [problem] };
  }

  #layerOf(file: TomlFile, { table, keys: outer, owner }: SettingsTable): OneFile {
    const { path } = file;
    const problems: ConfigurationProblem[] = [];
    const lineOf = (keys: readonly string[], item?: string) => file.lineOf([...outer, ...keys], item);
    let untold = 0;
    const complain = (message: string, keys: readonly string[], item?: string): void => {
      if (problems.length < MOST_PROBLEMS)
        problems.push({ path, line: lineOf(keys, item), message: shortened(message) });
      else untold++;
    };
    const layer = readLayer(table, {
      ...{ source: "file", names: this.#names, base: dirname(path), owner, complain },
      originOf: (keys) => ({ kind: "file", path, line: lineOf(keys) }),
    });
    const { extend } = table;
    const isPath = typeof extend === "string" && extend.length <= LONGEST_PATH;
    if (extend !== undefined && !isPath) {
      complain('extend must be a path in quotes, such as "../faqlint.toml"', ["extend"]);
    }
    const extended = isPath
      ? { written: extend, path: resolve(dirname(path), extend), line: lineOf(["extend"]) }
      : undefined;
    if (untold > 0) problems.push({ path, line: undefined, message: `has ${untold} problems more` });
    return { layer, extended, problems };
  }
}

/** A message that people can read, whatever it quotes. */
function shortened(message: string): string {
  return message.length <= LONGEST_MESSAGE ? message : `${message.slice(0, LONGEST_MESSAGE)}...`;
}

interface SettingsTable {
  readonly table: Table;
  /** The tables around it. */
  readonly keys: readonly string[];
  /** How messages call it. */
  readonly owner: string;
}

/** The settings in a file; undefined when it has none. */
function settingsIn(file: TomlFile): SettingsTable | ConfigurationProblem | undefined {
  const { path, root } = file;
  const name = basename(path);
  if (name !== PYPROJECT) return { table: root, keys: [], owner: name };
  const keys = ["tool", "faqlint"];
  const table = tableIn(root, "tool").faqlint;
  if (isTable(table)) return { table, keys, owner: "[tool.faqlint]" };
  return table === undefined ? undefined : { path, line: file.lineOf(keys), message: "faqlint must be a table" };
}
