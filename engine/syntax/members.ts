import { emptyColumns, type NodeColumns } from "./arena.js";
import { parseMember } from "./inner-definitions.js";
import { ownText, type Piece } from "./pieces.js";
import { memberStarts } from "./segments.js";
import { forest, isOver, lastChild, type PieceSymbols, spineOf } from "./wrapped.js";

/** Below so many characters a class is parsed at once: that is quick, and every piece has a cost of its own. */
const LEAST_LENGTH = 24_000;
/** How a piece begins that holds a class. */
const CLASS = /^(?:@|class\b)/;
/** What is put behind a member so that it ends as it does before another one. */
const FOOTER = "pass\n";

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
  symbols: PieceSymbols,
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
    const member = known.get(memberText) ?? parseMember(memberText, footer, last?.members?.[index + 1], symbols, parse);
    if (member === undefined) return undefined;
    members.push(member);
  }
  return { text, columns: together(members, [0, ...starts], text.length, symbols), members };
}

/** The nodes of a class up to its first member; undefined if it cannot go on with one. */
function headOf(
  text: string,
  indent: string,
  symbols: PieceSymbols,
  parse: (text: string) => NodeColumns,
): Piece | undefined {
  const all = parse(text + indent + FOOTER);
  const block = spineOf(all, all.count, symbols)?.at(-1);
  if (block === undefined) return undefined;
  const after = lastChild(all, block);
  if ((all.start[after] as number) < text.length || !isOver(all, block + 1, after, text.length)) return undefined;
  return { text, columns: forest(all, 0, after) };
}

/** A class of some length of its head and its members, which begin at some offsets. */
function together(
  pieces: readonly Piece[],
  starts: readonly number[],
  length: number,
  symbols: PieceSymbols,
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
