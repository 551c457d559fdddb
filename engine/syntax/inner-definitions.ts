import { emptyColumns, type NodeColumns } from "./arena.js";
import { CodeReader, matchesAt } from "./code-reader.js";
import { widthOf } from "./indents.js";
import { ownText, type Piece } from "./pieces.js";
import { MEMBER } from "./segments.js";
import { HEADER, memberOf, type PieceSymbols } from "./wrapped.js";

/** Below so many characters a text is parsed at once: that is quick, and every piece has a cost of its own. */
const LEAST_LENGTH = 12_000;
/** What takes the place of a definition, behind its indent. */
const STAND_IN = "pass";
const LF = 10;
const CR = 13;
const HASH = 35;
const AT = 64;

/** A definition inside of something else: the lines from its first decorator to its end, with what is indented deeper. */
interface Inner {
  readonly start: number;
  readonly end: number;
  /** The white space before it. */
  readonly indent: string;
}

/** A definition that was parsed on its own. */
interface Part extends Inner {
  readonly piece: Piece;
  /** Where, in the frame, what stands in for it ends. */
  readonly standInEnd: number;
}

/**
 * Parses a text with the functions and classes in it parsed one by one, wherever they stand: in the blocks of an `if`, in
 * functions. The rest, its frame, is parsed with a `pass` in the place of each, so that a change in one has neither the others nor
 * the frame parsed again.
 *
 * @param text whole statements.
 * @param last the same text before a change.
 * @param parse parses a text at once.
 * @param outer definitions that are indented by no more columns are left in the frame.
 */
export function parseInner(
  text: string,
  last: Piece | undefined,
  symbols: PieceSymbols,
  parse: (text: string) => NodeColumns,
  outer = 0,
): Piece {
  const whole = (): Piece => ({ text, columns: parse(text) });
  if (text.length < LEAST_LENGTH) return whole();
  const known = new Map(last?.inner?.map((piece) => [piece.text, piece]));
  const parts: Part[] = [];
  let shift = 0;
  for (const [index, inner] of new InnerFinder(text, outer).run().entries()) {
    const { start, end, indent } = inner;
    const piece = pieceOf(text.slice(start, end), indent, known, last?.inner?.[index + 1], symbols, parse);
    if (piece === undefined) continue;
    const standInEnd = start - shift + indent.length + STAND_IN.length;
    parts.push({ ...inner, piece, standInEnd });
    shift = end - (standInEnd + 1);
  }
  if (parts.length === 0) return whole();
  const frameText = frameOf(text, parts);
  const frame = known.get(frameText) ?? { text: frameText, columns: parse(frameText) };
  const rows = standIns(frame.columns, parts, symbols);
  if (rows === undefined) return whole();
  return { text, columns: filled(frame.columns, rows, parts), inner: [frame, ...parts.map(({ piece }) => piece)] };
}

/**
 * A member of a class, or a definition inside of something else, see {@link memberOf}; definitions in it are parsed one by one.
 *
 * @param last the same member before a change.
 */
export function parseMember(
  text: string,
  footer: number,
  last: Piece | undefined,
  symbols: PieceSymbols,
  parse: (text: string) => NodeColumns,
): Piece | undefined {
  let inner: readonly Piece[] | undefined;
  const own = ownText(text);
  const piece = memberOf(own, footer, symbols, (wrapped) => {
    const parsed = parseInner(wrapped, last, symbols, parse, widthOf(wrapped, HEADER.length).width);
    inner = parsed.inner;
    return parsed.columns;
  });
  return piece !== undefined && inner !== undefined ? { ...piece, inner } : piece;
}

/** A definition parsed on its own; undefined where comments behind it would not be told apart from those around it. */
function pieceOf(
  text: string,
  indent: string,
  known: ReadonlyMap<string, Piece>,
  last: Piece | undefined,
  symbols: PieceSymbols,
  parse: (text: string) => NodeColumns,
): Piece | undefined {
  // It ends as before another statement, which the end of a text would not be.
  const footer = `${text.endsWith("\n") ? "" : "\n"}${indent}${STAND_IN}\n`;
  const piece = known.get(text + footer) ?? parseMember(text + footer, footer.length, last, symbols, parse);
  return piece?.columns.last[0] === piece?.columns.count ? piece : undefined;
}

/** The text with what stands in for each definition. */
function frameOf(text: string, parts: readonly Part[]): string {
  const kept: string[] = [];
  let from = 0;
  for (const { start, end, indent } of parts) {
    kept.push(text.slice(from, start), indent, STAND_IN, "\n");
    from = end;
  }
  kept.push(text.slice(from));
  return ownText(kept.join(""));
}

/** The rows of a frame that stand in for definitions; undefined unless each is found, as a statement of a block. */
function standIns(frame: NodeColumns, parts: readonly Part[], { pass, blocks }: PieceSymbols): number[] | undefined {
  const { symbol, start, end, parent, last, count } = frame;
  const rows: number[] = [];
  for (let row = 1; row < count && rows.length < parts.length; row++) {
    const standInEnd = (parts[rows.length] as Part).standInEnd;
    if (start[row] !== standInEnd - STAND_IN.length || symbol[row] !== pass) continue;
    const isWhole = end[row] === standInEnd && last[row] === row + 2;
    if (!isWhole || !blocks.includes(symbol[parent[row] as number] as number)) return undefined;
    rows.push(row);
  }
  return rows.length === parts.length ? rows : undefined;
}

/** The nodes of a frame, with those of definitions in the place of what stands in for them. */
function filled(frame: NodeColumns, rows: readonly number[], parts: readonly Part[]): NodeColumns {
  // A statement that stands in is two rows.
  const all = emptyColumns(parts.reduce((count, { piece }) => count + piece.columns.count - 2, frame.count));
  /** For each row of the frame, and the end of them all, which row it becomes. */
  const places = new Int32Array(frame.count + 1);
  let place = 0;
  let from = 0;
  for (const [index, row] of [...rows, frame.count].entries()) {
    const part = parts[index];
    for (; from < row; from++) places[from] = place++;
    places[row] = place;
    if (part === undefined) break;
    place += part.piece.columns.count;
    places[row + 1] = place;
    from = row + 2;
  }
  let next = 0;
  for (let row = 0; row < frame.count; row++) {
    const at = places[row] as number;
    const part = parts[next];
    if (part !== undefined && rows[next] === row) {
      copy(part, all, at, places[frame.parent[row] as number] as number);
      next++;
      row++;
      continue;
    }
    all.symbol[at] = frame.symbol[row] as number;
    all.flags[at] = frame.flags[row] as number;
    all.field[at] = frame.field[row] as number;
    all.start[at] = movedBy(parts, frame.start[row] as number);
    all.end[at] = movedEnd(parts, frame.end[row] as number);
    all.last[at] = places[frame.last[row] as number] as number;
    const parent = frame.parent[row] as number;
    all.parent[at] = parent < 0 ? -1 : (places[parent] as number);
  }
  return all;
}

/** Copies the nodes of a definition below a parent. */
function copy({ start, piece: { columns } }: Part, all: NodeColumns, at: number, parent: number): void {
  all.symbol.set(columns.symbol, at);
  all.flags.set(columns.flags, at);
  all.field.set(columns.field, at);
  for (let row = 0; row < columns.count; row++) {
    all.start[at + row] = (columns.start[row] as number) + start;
    all.end[at + row] = (columns.end[row] as number) + start;
    all.last[at + row] = (columns.last[row] as number) + at;
    all.parent[at + row] = row === 0 ? parent : (columns.parent[row] as number) + at;
  }
}

/** Where an offset of the frame is in the text. */
function movedBy(parts: readonly Part[], offset: number): number {
  const before = parts[partsBefore(parts, offset) - 1];
  return before === undefined ? offset : offset - (before.standInEnd + 1) + before.end;
}

/** The same for the end of a node, which may be that of a definition in it. */
function movedEnd(parts: readonly Part[], offset: number): number {
  const at = parts[partsBefore(parts, offset)];
  return at?.standInEnd === offset ? at.start + (at.piece.columns.end[0] as number) : movedBy(parts, offset);
}

/** How many parts end, in the frame, before an offset. */
function partsBefore(parts: readonly Part[], offset: number): number {
  let low = 0;
  let high = parts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((parts[middle] as Part).standInEnd < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Finds the outermost definitions that are indented deeper than some column. */
class InnerFinder extends CodeReader {
  readonly #outer: number;
  readonly #found: Inner[] = [];
  #open: { readonly start: number; readonly indent: string; readonly width: number } | undefined;
  /** Where a comment begins that is no part of the open definition, if that ends here. */
  #end: number | undefined;
  #isDecorated = false;

  constructor(text: string, outer: number) {
    super(text);
    this.#outer = outer;
  }

  run(): readonly Inner[] {
    this.read();
    this.#close(this.text.length);
    return this.#found;
  }

  protected override lineBegins(): void {
    const { at: begin, width } = widthOf(this.text, this.at);
    const char = this.text.charCodeAt(begin);
    if (begin >= this.text.length || char === LF || char === CR) return;
    if (char === HASH) {
      if (!this.isInside && !this.#isDecorated && width <= (this.#open?.width ?? -1)) this.#end ??= this.at;
      return;
    }
    if (this.#open !== undefined && width > this.#open.width) {
      // A comment does not end a block that goes on below it.
      if (!this.isInside) this.#end = undefined;
      return;
    }
    if (this.isInside && !this.endsInside(begin)) return;
    const isDefinition = matchesAt(MEMBER, this.text, begin);
    if (this.#isDecorated) {
      this.#isDecorated = isDefinition && char === AT;
      if (isDefinition) return;
      // Decorators of nothing.
      this.#open = undefined;
    }
    this.#close(this.at);
    if (!isDefinition || width <= this.#outer) return;
    this.#open = { start: this.at, indent: this.text.slice(this.at, begin), width };
    this.#isDecorated = char === AT;
  }

  #close(at: number): void {
    if (this.#open !== undefined && !this.#isDecorated) {
      const { start, indent } = this.#open;
      this.#found.push({ start, end: this.#end ?? at, indent });
    }
    this.#open = undefined;
    this.#end = undefined;
  }
}
