import { LineIndex } from "../../engine/text/lines.js";
import { parseText } from "../support/parser.js";

/** The same program written with other characters: everything found in it must be the same, in other places. */
export interface Variant {
  readonly name: string;
  readonly text: string;
  /** Where an offset of the original text has gone. */
  readonly moved: (offset: number) => number;
  /** Undoes the change in a text that fixes have been made in, so that it can be compared with the fixed original. */
  readonly undo: (text: string) => string;
  /** Rules that read the first bytes, before any parse, may see this change. */
  readonly visibleToHeads: boolean;
}

/** The variants a text can be written in. */
export function variantsOf(text: string): Variant[] {
  return [carriageReturns(text), byteOrderMark(text), astral(text), tabs(text)].filter((one) => one !== undefined);
}

function carriageReturns(text: string): Variant | undefined {
  if (text.includes("\r")) return undefined;
  return {
    name: "CRLF",
    text: text.replace(/\n/g, "\r\n"),
    moved: (offset) => offset + text.slice(0, offset).split("\n").length - 1,
    undo: (fixed) => fixed.replace(/\r\n/g, "\n"),
    visibleToHeads: true,
  };
}

function byteOrderMark(text: string): Variant | undefined {
  if (text.startsWith("\uFEFF")) return undefined;
  return {
    name: "BOM",
    text: `\uFEFF${text}`,
    // What begins at the first character may begin at the mark too; nothing else may.
    moved: (offset) => offset + 1,
    undo: (fixed) => fixed.replace(/^\uFEFF/, ""),
    visibleToHeads: true,
  };
}

/** Two UTF-16 units and four bytes: offsets counted in bytes or in characters go astray behind them. */
const ASTRAL_COMMENT = "# \u{1F40D}\u{1D538}";

function astral(text: string): Variant {
  const lines = new LineIndex(text);
  // A `#!` and an encoding cookie only count in the first two lines.
  const special = [0, 1].filter((line) => /^(?:#!|\s*#.*coding[:=])/.test(lines.textOf(line)));
  const line = special.length === 0 ? 0 : Math.max(...special) + 1;
  const at = line === 0 && text.startsWith("\uFEFF") ? 1 : lines.startOf(line);
  const lineBreak = /\r\n|\r|\n/.exec(text)?.[0] ?? "\n";
  const before = at > 0 && at === text.length && lines.endOf(line - 1) === at ? lineBreak : "";
  const inserted = `${before}${ASTRAL_COMMENT}${lineBreak}`;
  return {
    name: "astral characters",
    text: text.slice(0, at) + inserted + text.slice(at),
    moved: (offset) => (offset < at ? offset : offset + inserted.length),
    undo: (fixed) => fixed.replace(inserted, ""),
    visibleToHeads: true,
  };
}

const BRACKETS = [
  "argument_list",
  "parameters",
  "lambda_parameters",
  "parenthesized_expression",
  "tuple",
  "list",
  "dictionary",
  "set",
  "subscript",
  "list_comprehension",
  "dictionary_comprehension",
  "set_comprehension",
  "generator_expression",
  "list_pattern",
  "tuple_pattern",
  "line_continuation",
  "import_from_statement",
  "with_clause",
] as const;

/** Tabs instead of the spaces of each block's indentation; `undefined` where it is not regular or cannot be known. */
function tabs(text: string): Variant | undefined {
  const tree = parseText(text);
  if (tree.errors.length > 0 || /^[ \f]*\t/m.test(text)) return undefined;
  const lines = new LineIndex(text);
  const inside = (offset: number, nodes: readonly { start: number; end: number }[]): boolean =>
    nodes.some(({ start, end }) => start < offset && offset < end);
  const strings = tree.nodesOfKind("string");
  const brackets = tree.nodesOfKind(...BRACKETS);
  const indents = Array.from({ length: lines.count }, (_, line) => {
    const start = lines.startOf(line);
    const width = /^ */.exec(lines.textOf(line))?.[0].length ?? 0;
    const kind = inside(start, strings) ? "string" : inside(start, brackets) ? "continued" : "statement";
    return { start, width: lines.textOf(line).trim() === "" ? 0 : width, kind };
  });
  const widths = indents.filter(({ kind, width }) => kind === "statement" && width > 0).map(({ width }) => width);
  const unit = Math.min(...widths);
  if (widths.length === 0 || widths.some((width) => width % unit !== 0)) return undefined;
  const changed = indents.filter(({ kind, width }) => kind !== "string" && width >= unit);
  const saved = (width: number): number => Math.floor(width / unit) * (unit - 1);
  let result = text;
  for (const { start, width } of [...changed].reverse()) {
    const indentation = "\t".repeat(Math.floor(width / unit)) + " ".repeat(width % unit);
    result = result.slice(0, start) + indentation + result.slice(start + width);
  }
  return {
    name: "tabs",
    text: result,
    moved: (offset) =>
      changed.reduce((at, { start, width }) => (start + width <= offset ? at - saved(width) : at), offset),
    undo: (fixed) => fixed.replace(/^\t+/gm, (run) => " ".repeat(run.length * unit)),
    visibleToHeads: false,
  };
}
