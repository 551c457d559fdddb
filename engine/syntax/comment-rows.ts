import { emptyColumns, type NodeColumns } from "./arena.js";
import { widthOf } from "./indents.js";

/** So many comments one below the other are left to the parser: that is quick, and most are fewer. */
const FEW = 32;
const [TAB, LF, FORM_FEED, CR, SPACE, HASH] = [9, 10, 12, 13, 32, 35];

/** Comments one below the other of which none is indented by less than the first, so that none ends a block before the others do. */
interface Row {
  /** Where the first begins, and the last. */
  readonly first: number;
  readonly last: number;
  /** Where each of the others begins and ends, in pairs. */
  readonly between: readonly number[];
}

/**
 * Parses a text without most of the comments that stand one below the other, and puts them into the tree afterwards.
 *
 * Behind each comment the grammar looks for the next line of code, to see whether a block ends: for thousands of comments that takes
 * time that grows with the square of their number. Those between the first one and the last belong where these do.
 *
 * @param comment the grammar's number for comments.
 * @param parse parses a text at once.
 */
export function parseCommentRows(text: string, comment: number, parse: (text: string) => NodeColumns): NodeColumns {
  const rows = longRows(text);
  if (rows.length === 0) return parse(text);
  const parsed = parse(withoutBetween(text, rows));
  return withBetween(parsed, rows, comment) ?? parse(text);
}

function longRows(text: string): Row[] {
  const rows: Row[] = [];
  let least = 0;
  let begins: number[] = [];
  let ends: number[] = [];
  const close = (): void => {
    const [first, last] = [begins[0], begins.at(-1)];
    if (begins.length > FEW && first !== undefined && last !== undefined) {
      const between = begins.slice(1, -1).flatMap((begin, index) => [begin, ends[index + 1] as number]);
      rows.push({ first, last, between });
    }
    begins = [];
    ends = [];
  };
  for (let at = 0; at < text.length; ) {
    // Character by character, since every line of every file is looked at.
    let black = at;
    while (isWhite(text.charCodeAt(black))) black++;
    const next = text.indexOf("\n", black);
    const end = next < 0 ? text.length : next;
    if (text.charCodeAt(black) === HASH) {
      const { width } = widthOf(text, at);
      if (width < least) close();
      if (begins.length === 0) least = width;
      begins.push(black);
      ends.push(end);
    } else if (begins.length > 0 && !isBlankFrom(text, black)) close();
    at = end + 1;
  }
  close();
  return rows;
}

function isWhite(code: number): boolean {
  return code === SPACE || code === TAB || code === FORM_FEED;
}

/** Whether nothing but white space stands between a place and the end of its line. */
function isBlankFrom(text: string, place: number): boolean {
  let at = place;
  while (isWhite(text.charCodeAt(at)) || text.charCodeAt(at) === CR) at++;
  return text.charCodeAt(at) === LF;
}

/** The text with blanks in the place of the comments between the first and the last of each row. */
function withoutBetween(text: string, rows: readonly Row[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const { between } of rows) {
    for (let index = 0; index < between.length; index += 2) {
      const [begin, end] = [between[index] as number, between[index + 1] as number];
      parts.push(text.slice(from, begin), " ".repeat(end - begin));
      from = end;
    }
  }
  return parts.join("") + text.slice(from);
}

/** The nodes with those of the comments left out; undefined where the first and the last of a row are no neighbours. */
function withBetween(parsed: NodeColumns, rows: readonly Row[], comment: number): NodeColumns | undefined {
  const { symbol, flags, field, start, end, parent, last, count } = parsed;
  const before = new Int32Array(count + 1);
  let next = 0;
  let added = 0;
  for (let row = 0; row < count; row++) {
    const comments = rows[next];
    if (comments !== undefined && start[row] === comments.last && symbol[row] === comment) {
      const isNeighbour =
        symbol[row - 1] === comment && start[row - 1] === comments.first && parent[row - 1] === parent[row];
      if (!isNeighbour) return undefined;
      added += comments.between.length / 2;
      next++;
    }
    before[row] = added;
  }
  if (next < rows.length) return undefined;
  before[count] = added;
  const all = emptyColumns(count + added);
  next = 0;
  for (let row = 0; row < count; row++) {
    const at = row + (before[row] as number);
    const comments = rows[next];
    if (comments !== undefined && start[row] === comments.last && symbol[row] === comment) {
      next++;
      const many = comments.between.length / 2;
      const above = parent[row] as number;
      for (let index = 0; index < many; index++) {
        const place = at - many + index;
        all.symbol[place] = comment;
        all.flags[place] = flags[row] as number;
        all.field[place] = field[row] as number;
        all.start[place] = comments.between[2 * index] as number;
        all.end[place] = comments.between[2 * index + 1] as number;
        all.parent[place] = above < 0 ? above : above + (before[above] as number);
        all.last[place] = place + 1;
      }
    }
    const above = parent[row] as number;
    all.symbol[at] = symbol[row] as number;
    all.flags[at] = flags[row] as number;
    all.field[at] = field[row] as number;
    all.start[at] = start[row] as number;
    all.end[at] = end[row] as number;
    all.parent[at] = above < 0 ? above : above + (before[above] as number);
    // What is put in before the row behind it lies behind it, too, unless it is in it.
    const after = last[row] as number;
    all.last[at] = after + (before[after - 1] as number);
  }
  return all;
}
