import { emptyColumns, type NodeColumns, NodeFlag } from "./arena.js";
import type { Piece } from "./pieces.js";

/** What an indented statement is put into to be parsed. */
export const HEADER = "class _:\n";

/** The numbers of the grammar's symbols that are needed to put pieces together. */
export interface PieceSymbols {
  readonly module: number;
  readonly classDefinition: number;
  readonly decorated: number;
  /** More than one: those of bodies and of others are named alike. */
  readonly blocks: readonly number[];
  readonly comment: number;
  readonly pass: number;
  readonly error: number;
}

/**
 * The nodes of a member, without what it was put into: the rows without a parent have -1 there. Undefined for a last
 * one with something behind the class that is no error: then the text is not the class alone.
 *
 * @param footer how many characters of the text are only put behind it.
 */
export function memberOf(
  text: string,
  footer: number,
  symbols: PieceSymbols,
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

/** How many comments stand behind the first node of a module, if nothing else does. */
function commentsBehind({ symbol, last, parent, count }: NodeColumns, symbols: PieceSymbols): number {
  const from = last[1] ?? count;
  for (let row = from; row < count; row++) if (symbol[row] !== symbols.comment || parent[row] !== 0) return 0;
  return count - from;
}

/**
 * The rows from a module down to the body of the class that is all there is in its first `count` rows; undefined for
 * anything else.
 */
export function spineOf(columns: NodeColumns, count: number, symbols: PieceSymbols): number[] | undefined {
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

export function lastChild({ last }: NodeColumns, row: number): number {
  let child = row + 1;
  while ((last[child] as number) < (last[row] as number)) child = last[child] as number;
  return child;
}

/** Whether some rows all end before an offset. */
export function isOver({ end }: NodeColumns, from: number, to: number, offset: number): boolean {
  for (let row = from; row < to; row++) if ((end[row] as number) > offset) return false;
  return true;
}

/** Some rows on their own; they count from 0 and, of a member, its offsets from where it begins. */
export function forest(all: NodeColumns, from: number, to: number): NodeColumns {
  const shift = from === 0 ? 0 : HEADER.length;
  const rows = {
    count: to - from,
    symbol: all.symbol.slice(from, to),
    flags: all.flags.slice(from, to),
    field: all.field.slice(from, to),
    start: all.start.slice(from, to),
    end: all.end.slice(from, to),
    parent: all.parent.slice(from, to),
    last: all.last.slice(from, to),
  };
  for (let row = 0; row < rows.count; row++) {
    rows.start[row] = (rows.start[row] as number) - shift;
    rows.end[row] = (rows.end[row] as number) - shift;
    rows.parent[row] = Math.max(-1, (rows.parent[row] as number) - from);
    rows.last[row] = Math.min(rows.last[row] as number, to) - from;
  }
  return rows;
}

/** What could be understood of a member with an error that does not stay within it, below an ERROR that spans it. */
function damaged(all: NodeColumns, end: number, symbols: PieceSymbols): NodeColumns {
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
