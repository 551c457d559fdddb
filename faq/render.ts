import type { Block, Prose, Span } from "./document.js";

/** What a stretch of shown text is, so that a terminal can choose a colour; `code` is within prose, `listing` is not. */
export type Role = "plain" | "heading" | "code" | "listing" | "strong" | "emphasis" | "link" | "note" | "frame";

interface ShownText {
  readonly text: string;
  readonly role: Role;
}

/** One line, without its line break. */
export type ShownLine = readonly ShownText[];

export interface Layout {
  /** The longest a line of prose may be, in characters, at least 20; listings and single words may be longer. */
  readonly width: number;
  /** Marks code and headings with characters, for readers who will see no styles. */
  readonly marks: boolean;
}

/** Code of up to so many characters is kept on one line, where it is easier to read. */
const LONGEST_UNBROKEN = 30;

/** Fewer columns than this cannot hold a table or a list. */
const NARROWEST = 20;

/** Lays out an answer in lines. */
export function renderLines(blocks: readonly Block[], { width, marks }: Layout): ShownLine[] {
  return layOut(blocks, { width: Math.max(width, NARROWEST), marks });
}

/** An answer as plain text, for clients and pipes that know no styles. */
export function renderText(blocks: readonly Block[], width: number): string {
  return renderLines(blocks, { width, marks: true })
    .map((line) => line.map(({ text }) => text).join(""))
    .join("\n");
}

function layOut(blocks: readonly Block[], layout: Layout): ShownLine[] {
  return blocks.flatMap((block, index) => {
    const lines = layOutBlock(block, layout);
    return index === 0 ? lines : [[], ...lines];
  });
}

function layOutBlock(block: Block, layout: Layout): ShownLine[] {
  switch (block.kind) {
    case "heading": {
      const lines = wrap(block.prose, layout, "heading");
      return layout.marks ? [...lines, [{ text: "-".repeat(Math.max(...lines.map(widthOf))), role: "frame" }]] : lines;
    }
    case "paragraph":
      return wrap(block.prose, layout);
    case "code":
      return block.text.split("\n").map((line) => codeLine(line));
    case "list":
      return block.items.flatMap((item, index) => {
        const mark = block.ordered ? `${index + 1}. ` : "- ";
        const inner = { ...layout, width: layout.width - mark.length };
        return layOut(item, inner).map((line, row): ShownLine => {
          if (line.length === 0) return line;
          const lead: ShownText =
            row === 0 ? { text: mark, role: "frame" } : { text: " ".repeat(mark.length), role: "plain" };
          return [lead, ...line];
        });
      });
    case "table":
      return layOutTable(block.head, block.rows, layout);
  }
}

/** Comments that say what faqlint or Python makes of a line; they are what an example is there for. */
const NOTE = /# (?:(?:flagged|prints|raises|thread raises|exits|stderr):|(?:prints nothing|hangs|runs)(?=$|\s+# )).*$/;

function codeLine(line: string): ShownLine {
  if (line === "") return [];
  const at = NOTE.exec(line)?.index ?? line.length;
  const code: ShownText = { text: `    ${line.slice(0, at)}`, role: "listing" };
  return at === line.length ? [code] : [code, { text: line.slice(at), role: "note" }];
}

function wrap(prose: Prose, { width, marks }: Layout, forced?: Role): ShownLine[] {
  const lines: ShownText[][] = [];
  let line: ShownText[] = [];
  let length = 0;
  for (const word of wordsOf(prose, marks, forced)) {
    const size = widthOf(word);
    const spaced = line.length > 0;
    if (spaced && length + 1 + size > width) {
      lines.push(line);
      line = [];
      length = 0;
    } else if (spaced) {
      const role = line.at(-1)?.role ?? "plain";
      line.push({ text: " ", role: role === word[0]?.role ? role : "plain" });
      length++;
    }
    line.push(...word);
    length += size;
  }
  lines.push(line);
  return lines.map(joined);
}

/** Words as they may not be torn apart: `code,` is one, though it has two styles. */
function wordsOf(prose: Prose, marks: boolean, forced: Role | undefined): ShownText[][] {
  const words: ShownText[][] = [];
  let spaced = true;
  for (const span of prose) {
    const role = forced ?? roleOf(span);
    const marked = marks && span.code ? `\`${span.text}\`` : span.text;
    const text = span.url === undefined || span.text === span.url ? marked : `${marked} <${span.url}>`;
    for (const part of span.code && text.length <= LONGEST_UNBROKEN ? [text] : text.split(/(\s+)/)) {
      if (part === "") continue;
      if (part.trim() === "") {
        spaced = true;
        continue;
      }
      if (spaced) words.push([]);
      words.at(-1)?.push({ text: part, role });
      spaced = false;
    }
  }
  return words;
}

function roleOf({ code, strong, emphasis, url }: Span): Role {
  if (code) return "code";
  if (url !== undefined) return "link";
  return strong ? "strong" : emphasis ? "emphasis" : "plain";
}

/** Neighbours of the same role as one. */
function joined(line: readonly ShownText[]): ShownLine {
  const result: ShownText[] = [];
  for (const { text, role } of line) {
    const last = result.at(-1);
    if (last?.role === role) result[result.length - 1] = { text: last.text + text, role };
    else result.push({ text, role });
  }
  return result;
}

const GAP = "  ";

function layOutTable(head: readonly Prose[], rows: readonly (readonly Prose[])[], layout: Layout): ShownLine[] {
  const widths = columnWidths([head, ...rows], layout);
  const lines = rowLines(head, widths, layout, "heading");
  lines.push([{ text: widths.map((column) => "-".repeat(column)).join(GAP), role: "frame" }]);
  for (const row of rows) lines.push(...rowLines(row, widths, layout));
  return lines;
}

/** As wide as the content where there is room; otherwise the widest columns give way, and their text is wrapped. */
function columnWidths(rows: readonly (readonly Prose[])[], layout: Layout): number[] {
  const unlimited = { ...layout, width: Number.POSITIVE_INFINITY };
  const natural = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => widthOf(wrap(row[column] ?? [], unlimited)[0] ?? []))),
  );
  const room = layout.width - GAP.length * (natural.length - 1);
  const widths = [...natural];
  const least = Math.max(1, Math.min(8, Math.floor(room / natural.length)));
  for (let total = widths.reduce((sum, width) => sum + width, 0); total > room; total--) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= least) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function rowLines(row: readonly Prose[], widths: readonly number[], layout: Layout, forced?: Role): ShownLine[] {
  const cells = widths.map((width, column) => wrap(row[column] ?? [], { ...layout, width }, forced));
  const height = Math.max(...cells.map((cell) => cell.length));
  return Array.from({ length: height }, (_, at) => {
    const filled = cells.findLastIndex((cell) => (cell[at] ?? []).length > 0);
    const line = cells.slice(0, filled + 1).flatMap((cell, column): ShownText[] => {
      const content = cell[at] ?? [];
      if (column === filled) return [...content];
      const space = Math.max(0, (widths[column] ?? 0) - widthOf(content));
      return [...content, { text: " ".repeat(space) + GAP, role: "plain" }];
    });
    return joined(line);
  });
}

function widthOf(line: ShownLine): number {
  return line.reduce((total, { text }) => total + text.length, 0);
}
