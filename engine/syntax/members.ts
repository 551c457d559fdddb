import { emptyColumns, type NodeColumns, NodeFlag } from "./arena.js";
import { ownText, type Piece } from "./pieces.js";
import { memberStarts } from "./segments.js";

/** Below so many characters a class is parsed at once: that is quick, and every piece has a cost of its own. */
const LEAST_LENGTH = 24_000;
/** How a piece begins that holds a class. */
const CLASS = /^(?:@|class\b)/;
/** What a member is put into to be parsed, and what is put behind it so that it ends as it does before another one. */
const HEADER = "class _:\n";
const FOOTER = "pass\n";

/** The numbers of the grammar's symbols that are needed to put a class together. */
export interface ClassSymbols {
  readonly module: number;
  readonly classDefinition: number;
  readonly decorated: number;
  /** More than one: those of bodies and of others are named alike. */
  readonly blocks: readonly number[];
  readonly comment: number;
  readonly error: number;
}

/**
 * Parses a class member by member, for the reason that files are parsed in pieces: a method gives the same nodes without
 * its neighbours, a syntax error spoils no other, and what did not change need not be parsed again.
 *
 * @param last the same class before a change.
 * @returns undefined for a text that is no class with members, or whose head cannot be parsed.
 */
export function parseByMember(
  text: string,
  last: Piece | undefined,
  symbols: ClassSymbols,
  parse: (text: string) => NodeColumns,
): Piece | undefined {
  if (text.length < LEAST_LENGTH || !CLASS.test(text)) return undefined;
  const { indent, starts } = memberStarts(text);
  const [first] = starts;
  if (first === undefined || indent === "") return undefined;
  const headText = text.slice(0, first);
  const knownHead = last?.members?.[0];
  const head = knownHead?.text === headText ? knownHead : headOf(ownText(headText), indent, symbols, parse);
  if (head === undefined) return undefined;
  const members = [head];
  const known = new Map(last?.members?.slice(1).map((member) => [member.text, member]));
  for (const [index, start] of starts.entries()) {
    const end = starts[index + 1];
    // The last member of a class ends as it does in the file; another one's text tells that it is not the last.
    const memberText = text.slice(start, end ?? text.length) + (end === undefined ? "" : indent + FOOTER);
    const footer = end === undefined ? 0 : indent.length + FOOTER.length;
    const member = known.get(memberText) ?? memberOf(ownText(memberText), footer, symbols, parse);
    if (member === undefined) return undefined;
    members.push(member);
  }
  return { text, columns: together(members, [0, ...starts], text.length, symbols), members };
}

/**
 * The nodes of a member, without what it was put into: the rows without a parent have -1 there. Undefined for a last
 * one with something behind the class that is no error: then the text is not the class alone.
 *
 * @param footer how many characters of the text are only put behind it.
 */
function memberOf(
  text: string,
  footer: number,
  symbols: ClassSymbols,
  parse: (text: string) => NodeColumns,
): Piece | undefined {
  const all = parse(HEADER + text);
  const end = HEADER.length + text.length - footer;
  // Comments behind the last member may stand outside of the class.
  const tail = footer === 0 ? commentsBehind(all, symbols) : 0;
  const block = spineOf(all, all.count - tail, symbols)?.at(-1);
  if (block === undefined) {
    return footer > 0 || all.symbol.includes(symbols.error) ? { text, columns: damaged(all, end, symbols) } : undefined;
  }
  if (footer === 0) return { text, columns: forest(all, block + 1, all.count), tail };
  const after = lastChild(all, block);
  const isWhole = (all.start[after] as number) >= end && isOver(all, block + 1, after, end);
  return { text, columns: isWhole ? forest(all, block + 1, after) : damaged(all, end, symbols) };
}

/** The nodes of a class up to its first member; undefined if it cannot go on with one. */
function headOf(
  text: string,
  indent: string,
  symbols: ClassSymbols,
  parse: (text: string) => NodeColumns,
): Piece | undefined {
  const all = parse(text + indent + FOOTER);
  const block = spineOf(all, all.count, symbols)?.at(-1);
  if (block === undefined) return undefined;
  const after = lastChild(all, block);
  if ((all.start[after] as number) < text.length || !isOver(all, block + 1, after, text.length)) return undefined;
  return { text, columns: forest(all, 0, after) };
}

/** How many comments stand behind the first node of a module, if nothing else does. */
function commentsBehind({ symbol, last, parent, count }: NodeColumns, symbols: ClassSymbols): number {
  const from = last[1] ?? count;
  for (let row = from; row < count; row++) if (symbol[row] !== symbols.comment || parent[row] !== 0) return 0;
  return count - from;
}

/**
 * The rows from a module down to the body of the class that is all there is in its first `count` rows; undefined for
 * anything else.
 */
function spineOf(columns: NodeColumns, count: number, symbols: ClassSymbols): number[] | undefined {
  const { symbol, last } = columns;
  if (count < 2 || symbol[0] !== symbols.module || last[1] !== count) return undefined;
  const spine = [0, 1];
  if (symbol[1] === symbols.decorated) spine.push(lastChild(columns, 1));
  const definition = spine.at(-1) as number;
  if (symbol[definition] !== symbols.classDefinition || last[definition] !== count) return undefined;
  const block = lastChild(columns, definition);
  if (!symbols.blocks.includes(symbol[block] as number) || last[block] !== count) return undefined;
  return [...spine, block];
}

function lastChild({ last }: NodeColumns, row: number): number {
  let child = row + 1;
  while ((last[child] as number) < (last[row] as number)) child = last[child] as number;
  return child;
}

/** Whether some rows all end before an offset. */
function isOver({ end }: NodeColumns, from: number, to: number, offset: number): boolean {
  for (let row = from; row < to; row++) if ((end[row] as number) > offset) return false;
  return true;
}

/** Some rows on their own; they count from 0 and, of a member, its offsets from where it begins. */
function forest(all: NodeColumns, from: number, to: number): NodeColumns {
  const shift = from === 0 ? 0 : HEADER.length;
  return {
    count: to - from,
    symbol: all.symbol.slice(from, to),
    flags: all.flags.slice(from, to),
    field: all.field.slice(from, to),
    start: all.start.slice(from, to).map((start) => start - shift),
    end: all.end.slice(from, to).map((end) => end - shift),
    parent: all.parent.slice(from, to).map((parent) => (parent < from ? -1 : parent - from)),
    last: all.last.slice(from, to).map((last) => Math.min(last, to) - from),
  };
}

/** What could be understood of a member with an error that does not stay within it, below an ERROR that spans it. */
function damaged(all: NodeColumns, end: number, symbols: ClassSymbols): NodeColumns {
  const places = new Int32Array(all.count + 1);
  let count = 1;
  for (let row = 0; row < all.count; row++) {
    const start = all.start[row] as number;
    places[row] = count;
    if (start >= HEADER.length && start < end) count++;
  }
  places[all.count] = count;
  const kept = emptyColumns(count);
  kept.symbol[0] = symbols.error;
  kept.flags[0] = NodeFlag.named;
  kept.parent[0] = -1;
  kept.last[0] = count;
  let from = end;
  let to = HEADER.length;
  for (let row = 0; row < all.count; row++) {
    const place = places[row] as number;
    if (places[row + 1] === place) continue;
    kept.symbol[place] = all.symbol[row] as number;
    kept.flags[place] = all.flags[row] as number;
    kept.field[place] = all.field[row] as number;
    kept.start[place] = (all.start[row] as number) - HEADER.length;
    kept.end[place] = Math.min(all.end[row] as number, end) - HEADER.length;
    kept.last[place] = places[all.last[row] as number] as number;
    const parent = all.parent[row] as number;
    kept.parent[place] = parent >= 0 && places[parent] !== places[parent + 1] ? (places[parent] as number) : 0;
    from = Math.min(from, all.start[row] as number);
    to = Math.max(to, Math.min(all.end[row] as number, end));
  }
  kept.start[0] = Math.min(from, to) - HEADER.length;
  kept.end[0] = to - HEADER.length;
  return kept;
}

/** A class of some length of its head and its members, which begin at some offsets. */
function together(
  pieces: readonly Piece[],
  starts: readonly number[],
  length: number,
  symbols: ClassSymbols,
): NodeColumns {
  const count = pieces.reduce((rows, { columns }) => rows + columns.count, 0);
  const all = emptyColumns(count);
  const [head] = pieces;
  if (head === undefined) return all;
  const block = spineOf(head.columns, head.columns.count, symbols)?.at(-1) ?? 0;
  const tail = pieces.at(-1)?.tail ?? 0;
  let row = 0;
  for (const [index, { columns }] of pieces.entries()) {
    const offset = starts[index] ?? 0;
    for (let from = 0; from < columns.count; from++) {
      all.symbol[row + from] = columns.symbol[from] as number;
      all.flags[row + from] = columns.flags[from] as number;
      all.field[row + from] = columns.field[from] as number;
      all.start[row + from] = (columns.start[from] as number) + offset;
      all.end[row + from] = (columns.end[from] as number) + offset;
      const parent = columns.parent[from] as number;
      all.parent[row + from] = parent < 0 ? (index === 0 ? -1 : row + from < count - tail ? block : 0) : parent + row;
      all.last[row + from] = (columns.last[from] as number) + row;
    }
    row += columns.count;
  }
  for (let at = block; at >= 0; at = all.parent[at] as number) {
    all.last[at] = at === 0 ? count : count - tail;
    all.end[at] = at === 0 ? length : (all.end[lastChild(all, at)] as number);
  }
  all.start[block] = all.start[block + 1] as number;
  return all;
}
