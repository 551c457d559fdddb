import type { Span } from "../../engine/text/span.js";
import { isTable, type Table, tableIn } from "../toml.js";
import { elementsIn, membersIn, rootOf } from "./json-places.js";

/** A code cell, whatever its language. */
export interface CellEntry {
  /** Its number among all cells, from 1. */
  readonly number: number;
  readonly cell: Table;
  readonly text: string;
  /** Where its source stands in the file: a string or a list of strings. */
  readonly source: Span;
}

/** What kernels that run Python call their language. */
const PYTHON = /^(?:i?python|pyspark)[\d.]*$/i;

/**
 * The object that a notebook is, if it is one of a format that can be read:
 * https://nbformat.readthedocs.io/en/latest/format_description.html
 *
 * @throws Error with a reason for the user.
 */
export function rootIn(value: unknown): Table {
  if (!isTable(value) || (!Array.isArray(value.cells) && !Array.isArray(value.worksheets)))
    throw new Error("it is JSON, but no notebook: it has no cells");
  const { nbformat } = value;
  if (typeof nbformat !== "number") throw new Error('it is JSON, but no notebook: "nbformat" is no number');
  if (nbformat === 3 || nbformat === 4) return value;
  const advice =
    nbformat > 4 ? "use a later faqlint" : "`jupyter nbconvert --to notebook --inplace` brings it up to date";
  throw new Error(`it is a notebook of format ${nbformat}, and faqlint reads 3 and 4: ${advice}`);
}

/**
 * The code cells of a notebook.
 *
 * @param json the text that the notebook was read from.
 * @throws Error with a reason for the user.
 */
export function cellsIn(root: Table, json: string): CellEntry[] {
  const members = membersIn(json, rootOf(json));
  // Format 3 has sheets, of which nobody ever used more than one, and calls the source of code its input.
  const isOld = root.nbformat === 3;
  const lists: { cells: unknown; span: Span | undefined }[] = isOld
    ? elementsOf(root.worksheets, json, members.get("worksheets")).map(({ value, span }) => {
        return { cells: tableOf(value, "a worksheet").cells, span: membersIn(json, span.start).get("cells") };
      })
    : [{ cells: root.cells, span: members.get("cells") }];
  const entries = lists.flatMap(({ cells, span }) => elementsOf(cells, json, span));
  return entries.flatMap(({ value, span }, index) => {
    const number = index + 1;
    const cell = tableOf(value, `cell ${number}`);
    if (cell.cell_type !== "code") return [];
    const name = isOld ? "input" : "source";
    const text = textOf(cell[name]);
    const source = membersIn(json, span.start).get(name);
    if (text === undefined || source === undefined)
      throw new Error(`it is a notebook whose cell ${number} is broken: "${name}" must be a text or a list of texts`);
    return { number, cell, text, source };
  });
}

/** The language that a notebook's code is in unless a cell says otherwise; Python where nothing is said. */
export function kernelLanguage(root: Table): string {
  const names = [tableIn(root, "metadata", "kernelspec").language, tableIn(root, "metadata", "language_info").name];
  const said = names.filter((name): name is string => typeof name === "string" && name !== "");
  return said.find((name) => !PYTHON.test(name)) ?? "python";
}

/** Whether a code cell holds Python, apart from what its magics say. */
export function isPythonCell(cell: Table, language: string): boolean {
  const own = [
    tableIn(cell, "metadata", "vscode").languageId,
    tableIn(cell, "metadata", "dotnet_interactive").language,
    tableIn(cell, "metadata", "polyglot_notebook").kernelName,
    cell.language,
  ].find((name) => typeof name === "string" && name !== "");
  return PYTHON.test(typeof own === "string" ? own : language);
}

/** The elements of a list with their places in the file. */
function elementsOf(list: unknown, json: string, span: Span | undefined): { value: unknown; span: Span }[] {
  if (!Array.isArray(list) || span === undefined) return [];
  const spans = elementsIn(json, span.start);
  return spans.map((each, index) => ({ value: list[index] as unknown, span: each }));
}

function tableOf(value: unknown, name: string): Table {
  if (isTable(value)) return value;
  throw new Error(`it is a notebook whose ${name} is broken: it must be an object`);
}

function textOf(source: unknown): string | undefined {
  if (typeof source === "string") return source;
  return Array.isArray(source) && source.every((line) => typeof line === "string") ? source.join("") : undefined;
}
