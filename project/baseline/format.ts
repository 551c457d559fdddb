import { parseJson } from "../json.js";
import type { FindingKey } from "./key.js";

/** How many findings with one key a file is known to have. */
export interface BaselineEntry extends FindingKey {
  readonly count: number;
}

/** The findings that are known, by file: a path relative to the baseline's folder, with forward slashes. */
export type BaselineEntries = ReadonlyMap<string, readonly BaselineEntry[]>;

/** The version of the format; a reader refuses what is newer, since it would misunderstand it. */
const VERSION = 1;

const NOT_ONE = "it is no baseline of faqlint; --update-baseline writes one where there is no file yet";

/**
 * Reads the text of a baseline.
 *
 * @throws Error with a reason for the user when it is none, or one of a later version of faqlint.
 */
export function parseBaseline(text: string): BaselineEntries {
  const root = parseJson(text);
  if (!isObject(root) || typeof root.version !== "number") throw new Error(NOT_ONE);
  if (root.version !== VERSION) {
    throw new Error(`its version is ${root.version}, and this faqlint knows ${VERSION} only: use a later faqlint`);
  }
  if (!isObject(root.files)) throw new Error('"files" must be an object with a list for each file');
  return new Map(
    Object.entries(root.files).map(([path, entries]) => {
      if (!Array.isArray(entries)) throw new Error(`${JSON.stringify(path)} must have a list`);
      return [path, entries.map((entry, at) => entryOf(entry, `entry ${at + 1} of ${JSON.stringify(path)}`))];
    }),
  );
}

/** The text of a baseline: sorted, an entry a line, so that a difference shows what came and went. */
export function formatBaseline(entries: BaselineEntries): string {
  const files = [...entries].filter(([, list]) => list.length > 0).sort(([a], [b]) => compare(a, b));
  const blocks = files.map(([path, list]) => {
    const lines = [...list].sort(byKey).map((entry) => `      ${entryText(entry)}`);
    return `    ${JSON.stringify(path)}: [\n${lines.join(",\n")}\n    ]`;
  });
  const body = blocks.length === 0 ? "{}" : `{\n${blocks.join(",\n")}\n  }`;
  return `{\n  "version": ${VERSION},\n  "files": ${body}\n}\n`;
}

function entryText({ rule, definition, text, count }: BaselineEntry): string {
  const fields = [
    `"rule": ${JSON.stringify(rule)}`,
    ...(definition === "" ? [] : [`"in": ${JSON.stringify(definition)}`]),
    `"text": ${JSON.stringify(text)}`,
    ...(count === 1 ? [] : [`"count": ${count}`]),
  ];
  return `{ ${fields.join(", ")} }`;
}

function entryOf(entry: unknown, name: string): BaselineEntry {
  if (!isObject(entry)) throw new Error(`${name} must be an object`);
  const { rule, text, in: definition = "", count = 1 } = entry;
  if (typeof rule !== "string") throw new Error(`"rule" of ${name} must be a text`);
  if (typeof text !== "string") throw new Error(`"text" of ${name} must be a text`);
  if (typeof definition !== "string") throw new Error(`"in" of ${name} must be a text`);
  if (typeof count !== "number" || !Number.isInteger(count) || count < 1) {
    throw new Error(`"count" of ${name} must be a whole number above 0`);
  }
  return { rule, text, definition, count };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function byKey(a: BaselineEntry, b: BaselineEntry): number {
  return compare(a.rule, b.rule) || compare(a.definition, b.definition) || compare(a.text, b.text);
}

/** By code units, so that the order depends on nobody's language. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
