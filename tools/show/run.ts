import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { parse } from "../../engine/syntax/parser.js";
import { SourceFile } from "../../engine/text/source.js";
import { type PythonVersion, parsePythonVersion } from "../../engine/versions.js";
import { decoded, readSource } from "../../project/source-io.js";
import { explain, renderExplanation } from "./explain.js";
import { renderTree } from "./tree.js";

const USAGE = `npm run show -- FILE:LINE:COLUMN [--target-version X.Y] [--json]
npm run show -- FILE[:LINE[-LINE]]

With a column, counted from 1, tells all that the model knows of what stands there: the node and what it is part of,
its scope, the bindings of its variable, and for it and each expression around it the qualified name, what it may
stand for, what made it, what runs when it is called, and what becomes of its value; the guards around it, the steps
of the control flow before and after it; the target version and why; the rules that are awake and what they find in the line.

Without a column, prints the syntax tree: of the whole file, of a line, or of some lines. The file may be -, for standard input.

  --target-version X.Y  the Python that the file is meant for, whatever its project or its text says
  --json                for programs
  --help                prints this
`;

export interface Shown {
  readonly output: string;
  /** 0, or 2 when the arguments or the file are not as they should be. */
  readonly status: 0 | 2;
}

/** What the tool prints for some arguments. The engine must have been started. */
export function show(args: readonly string[], coloured: boolean): Shown {
  try {
    return { output: run(args, coloured), status: 0 };
  } catch (error) {
    if (error instanceof BadRequest) return { output: `${error.message}\n`, status: 2 };
    throw error;
  }
}

class BadRequest extends Error {}

function run(args: readonly string[], coloured: boolean): string {
  const { values, positionals } = readArguments(args);
  if (values.help === true) return USAGE;
  const [place, ...more] = positionals;
  if (place === undefined || more.length > 0) throw new BadRequest(`Name one place.\n\n${USAGE}`);
  const { file, line, last, column } = readPlace(place);
  const target = values["target-version"] === undefined ? undefined : version(values["target-version"]);
  const read = file === "-" ? decoded(file, readFileSync(0)) : readSource(resolve(file));
  if (read.kind !== "text") throw new BadRequest(`${file}: ${read.reason}`);
  const source = new SourceFile(file, read.text);
  const { lines } = source;
  const count = read.text.endsWith("\n") || read.text.endsWith("\r") ? lines.count - 1 : lines.count;
  for (const each of [line, last]) {
    if (each !== undefined && (each < 1 || each > count)) {
      throw new BadRequest(`${file} has ${count} line${count === 1 ? "" : "s"}, there is no line ${each}`);
    }
  }
  if (line === undefined || column === undefined) {
    if (values.json === true || target !== undefined) throw new BadRequest("A tree has no options: name a column too.");
    const from = (line ?? 1) - 1;
    return `${renderTree(parse(source), from, line === undefined ? undefined : (last ?? line) - 1)}\n`;
  }
  const { length } = lines.textOf(line - 1);
  if (column < 1 || column > length + 1) {
    throw new BadRequest(`Line ${line} of ${file} has ${length} columns, there is no column ${column}`);
  }
  const offset = lines.startOf(line - 1) + column - 1;
  const explanation = explain({ file, path: file === "-" ? undefined : read.path, text: read.text, offset, target });
  return values.json === true ? `${JSON.stringify(explanation, null, 2)}\n` : renderExplanation(explanation, coloured);
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        "target-version": { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new BadRequest(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  }
}

/** `FILE`, `FILE:LINE`, `FILE:LINE-LINE`, `FILE:LINE:COLUMN`; a file's name may hold colons. */
function readPlace(text: string) {
  const [, file = text, line, last, column] = /^(.+?):(\d+)(?:-(\d+)|:(\d+))?$/.exec(text) ?? [];
  const number = (digits: string | undefined): number | undefined =>
    digits === undefined ? undefined : Number(digits);
  return { file, line: number(line), last: number(last), column: number(column) };
}

function version(text: string): PythonVersion {
  const parsed = parsePythonVersion(text);
  if (parsed === undefined) throw new BadRequest(`${text} is no Python version.`);
  return parsed;
}
