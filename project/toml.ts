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
  #places: Places | undefined;

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
    const nearest = this.#nearest(keys);
    if (nearest === undefined) return undefined;
    const { line, depth } = nearest;
    const missing = [...keys.slice(depth), ...(item === undefined ? [] : [item])];
    return (this.#following(line, missing) ?? line) + 1;
  }

  /** The index of the line that leads furthest to a key, and how far: a header or a key around it, or of a table within it. */
  #nearest(keys: readonly string[]): { readonly line: number; readonly depth: number } | undefined {
    this.#places ??= placesIn(this.#lines);
    const { within, exact } = this.#places;
    const line = within.get(nameOf(keys));
    if (line !== undefined) return { line, depth: keys.length };
    for (let depth = keys.length - 1; depth > 0; depth--) {
      const outer = exact.get(nameOf(keys.slice(0, depth)));
      if (outer !== undefined) return { line: outer, depth };
    }
    return undefined;
  }

  /** The index of the line, from a line on, on which the last of some texts stands that follow each other. */
  #following(line: number, texts: readonly string[]): number | undefined {
    let at: number | undefined = line;
    for (const text of texts) {
      // What is as long as this is no name; of it there would be no pattern.
      if (text.length > LONGEST_NAME) return at;
      const pattern = new RegExp(String.raw`(?<![\w-])${text.replace(/\W/g, "\\$&")}(?![\w-])`);
      const from: number = at;
      const found = this.#lines.slice(from).findIndex((each) => pattern.test(each));
      if (found < 0) return at;
      at = from + found;
    }
    return at;
  }
}

/** The first lines on which keys stand, by {@link nameOf}. */
interface Places {
  /** Of keys as they are written, and of all tables around them. */
  readonly within: ReadonlyMap<string, number>;
  /** Of keys as they are written. */
  readonly exact: ReadonlyMap<string, number>;
}

const LONGEST_NAME = 1_000;

/** Nobody asks for keys within more tables than these. */
const DEEPEST = 8;

function placesIn(lines: readonly string[]): Places {
  const within = new Map<string, number>();
  const exact = new Map<string, number>();
  const add = (places: Map<string, number>, name: string, line: number): void => {
    if (!places.has(name)) places.set(name, line);
  };
  let header: readonly string[] = [];
  for (const [line, text] of lines.entries()) {
    const opened = HEADER.exec(text)?.[1];
    const key = opened === undefined ? KEY.exec(text)?.[1] : undefined;
    if (opened !== undefined) header = namesIn(opened);
    else if (key === undefined) continue;
    const here = key === undefined ? header : [...header, ...namesIn(key)];
    if (here.length <= DEEPEST) add(exact, nameOf(here), line);
    for (let depth = 1; depth <= Math.min(here.length, DEEPEST); depth++)
      add(within, nameOf(here.slice(0, depth)), line);
  }
  return { within, exact };
}

function nameOf(keys: readonly string[]): string {
  return JSON.stringify(keys);
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
