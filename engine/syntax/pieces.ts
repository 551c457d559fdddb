import type { SourceFile } from "../text/source.js";
import { emptyColumns, type NodeColumns, NodeFlag } from "./arena.js";

/** Some top-level statements of a file with their syntax, which depends on nothing outside of them. */
export interface Piece {
  readonly text: string;
  /** Rows and offsets count from the beginning of the piece. */
  readonly columns: NodeColumns;
  /** Of a class that was parsed by its members: its head and they, each with its own text. */
  readonly members?: readonly Piece[];
  /** Of what was parsed without the definitions in it: what is left without them, and they, each with its own text. */
  readonly inner?: readonly Piece[];
  /** Of the last member: how many of its last rows are comments behind the class. */
  readonly tail?: number;
}

/** What the parse of the next state of a text may go on from. */
export interface Parsed {
  readonly source: SourceFile;
  readonly pieces: readonly Piece[];
}

/**
 * A text that stands for itself alone. What is cut out of a long text keeps all of it in memory, and pieces outlive by far the
 * state of the file that they were cut out of.
 */
export function ownText(text: string): string {
  return ` ${text}`.slice(1);
}

/**
 * The pieces of a text, each parsed on its own.
 *
 * Whole statements parse to the same nodes with others around them or not, so that this gives the same as parsing the
 * text at once; and a syntax error spoils no more than its piece. After a change most pieces are found in `last`.
 *
 * @param starts where they begin, see segments.ts.
 * @param last the pieces of an earlier state of the text.
 */
export function piecesOf(
  text: string,
  starts: readonly number[],
  last: readonly Piece[],
  parse: (text: string, last: Piece | undefined) => Piece,
): Piece[] {
  const texts = starts.map((start, index) => text.slice(start, starts[index + 1] ?? text.length));
  let before = 0;
  while (before < texts.length && last[before]?.text === texts[before]) before++;
  let behind = 0;
  while (
    behind < Math.min(texts.length, last.length) - before &&
    last[last.length - 1 - behind]?.text === texts[texts.length - 1 - behind]
  ) {
    behind++;
  }
  return texts.map((each, index) => {
    const known = index < before ? last[index] : last[last.length - (texts.length - index)];
    if (known !== undefined && (index < before || index >= texts.length - behind)) return known;
    // What is in the place of what changed is most likely what changed.
    return parse(each, last[index]);
  });
}

/**
 * Puts pieces together to the syntax of the whole text.
 *
 * @param moduleSymbol the grammar's number for the root of a piece without errors.
 */
export function joined(pieces: readonly Piece[], moduleSymbol: number): NodeColumns {
  const [first] = pieces;
  if (first !== undefined && pieces.length === 1 && first.columns.symbol[0] === moduleSymbol) return first.columns;
  // A root that is an error stays, as a child of the new root.
  const skips = pieces.map(({ columns }) => (columns.symbol[0] === moduleSymbol ? 1 : 0));
  const count = 1 + pieces.reduce((rows, { columns }, index) => rows + columns.count - (skips[index] ?? 0), 0);
  const all = emptyColumns(count);
  all.symbol[0] = moduleSymbol;
  all.flags[0] = NodeFlag.named;
  all.start[0] = first?.columns.start[0] ?? 0;
  all.parent[0] = -1;
  all.last[0] = count;
  let row = 1;
  let offset = 0;
  for (const [index, { text, columns }] of pieces.entries()) {
    const skip = skips[index] ?? 0;
    const shift = row - skip;
    all.symbol.set(columns.symbol.subarray(skip), row);
    all.flags.set(columns.flags.subarray(skip), row);
    all.field.set(columns.field.subarray(skip), row);
    for (let from = skip; from < columns.count; from++, row++) {
      all.start[row] = (columns.start[from] as number) + offset;
      all.end[row] = (columns.end[from] as number) + offset;
      all.last[row] = (columns.last[from] as number) + shift;
      const parent = columns.parent[from] as number;
      all.parent[row] = parent < skip ? 0 : parent + shift;
    }
    all.end[0] = (columns.end[0] as number) + offset;
    offset += text.length;
  }
  return all;
}
