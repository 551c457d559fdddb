import { parse as parseToml, TomlError } from "smol-toml";

/** Something in a configuration file that its author must put right. */
export interface ConfigurationProblem {
  readonly path: string;
  /** From 1; undefined when the whole file is meant. */
  readonly line: number | undefined;
  readonly message: string;
}

/** Names and values as they stand in a file. */
export type Table = Readonly<Record<string, unknown>>;

export function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** The table at a path of keys; an empty one when there is none. */
export function tableIn(root: Table, ...keys: readonly string[]): Table {
  let table = root;
  for (const key of keys) {
    const inner = Object.hasOwn(table, key) ? table[key] : undefined;
    if (!isTable(inner)) return {};
    table = inner;
  }
  return table;
}

/** A TOML file that could be parsed. */
export class TomlFile {
  readonly path: string;
  readonly root: Table;
  readonly #lines: readonly string[];

  private constructor(path: string, text: string, root: Table) {
    this.path = path;
    this.root = root;
    this.#lines = text.split(/\r\n|\n/);
  }

  /** The file that holds a text, or what is wrong with the text. */
  static parse(path: string, text: string): TomlFile | ConfigurationProblem {
    const content = text.replace(/^\uFEFF/, "");
    try {
      return new TomlFile(path, content, parseToml(content));
    } catch (error) {
      if (!(error instanceof TomlError)) throw error;
      const [reason = ""] = error.message.split("\n", 1);
      const message = `is not valid TOML: ${reason.replace(/^Invalid TOML document: /, "")}`;
      return { path, line: error.line, message };
    }
  }

  /**
   * The line, from 1, on which a key stands, or a text in its value; undefined when it is not found.
   *
   * The parser does not tell, so the lines are searched: for headers and keys that lead to the key, and, where its
   * table or its value is written within braces or brackets, from there on for its text.
   *
   * @param keys the names of the tables around the key, and its own.
   */
  lineOf(keys: readonly string[], item?: string): number | undefined {
    let header: readonly string[] = [];
    let nearest: { readonly line: number; readonly depth: number } | undefined;
    for (const [index, line] of this.#lines.entries()) {
      const opened = HEADER.exec(line)?.[1];
      const key = opened === undefined ? KEY.exec(line)?.[1] : undefined;
      if (opened !== undefined) header = namesIn(opened);
      else if (key === undefined) continue;
      const here = key === undefined ? header : [...header, ...namesIn(key)];
      const shared = here.findIndex((name, at) => name !== keys[at]);
      // A header of a table within the one that is looked for leads to it as well.
      const depth = shared < 0 ? Math.min(here.length, keys.length) : shared === keys.length ? shared : 0;
      if (depth > (nearest?.depth ?? 0)) nearest = { line: index, depth };
    }
    if (nearest === undefined) return undefined;
    const { line, depth } = nearest;
    const missing = [...keys.slice(depth), ...(item === undefined ? [] : [item])];
    return (this.#following(line, missing) ?? line) + 1;
  }

  /** The index of the line, from a line on, on which the last of some texts stands that follow each other. */
  #following(line: number, texts: readonly string[]): number | undefined {
    let at: number | undefined = line;
    for (const text of texts) {
      const pattern = new RegExp(String.raw`(?<![\w-])${text.replace(/\W/g, "\\$&")}(?![\w-])`);
      const from: number = at;
      const found = this.#lines.slice(from).findIndex((each) => pattern.test(each));
      if (found < 0) return at;
      at = from + found;
    }
    return at;
  }
}

/**
 * Reads `key = value`, as a line of a file has it.
 *
 * @returns undefined when it is no TOML.
 */
export function parseAssignment(text: string): Table | undefined {
  try {
    return parseToml(text);
  } catch {
    return undefined;
  }
}

const NAME = String.raw`(?:[\w-]+|"(?:[^"\\]|\\.)*"|'[^']*')`;
const HEADER = new RegExp(String.raw`^\s*\[{1,2}\s*(${NAME}(?:\s*\.\s*${NAME})*)\s*\]`);
const KEY = new RegExp(String.raw`^\s*(${NAME}(?:\s*\.\s*${NAME})*)\s*=`);

/** The names that a dotted key consists of. */
function namesIn(dotted: string): string[] {
  const names = dotted.match(new RegExp(NAME, "g")) ?? [];
  return names.map((name) => (/^["']/.test(name) ? name.slice(1, -1).replace(/\\(.)/g, "$1") : name));
}
