import { isAbsolute } from "node:path";

/** Beyond this many changed lines in one place the shortest way is not searched for: all is replaced. */
const MOST_STEPS = 2000;
const CONTEXT = 3;

/** A stretch of lines that differ: `old` and `new` from their first line up to, but without, their last. */
interface Change {
  readonly oldStart: number;
  readonly oldEnd: number;
  readonly newStart: number;
  readonly newEnd: number;
}

/**
 * The changes between two texts as a unified diff that `git apply` and `patch -p1` understand; empty when they are
 * equal. Lines end at line feeds, as those programs see them; other line ends stay part of their lines.
 *
 * @param path the file's name, with forward slashes.
 */
export function unifiedDiff(path: string, before: string, after: string): string {
  const oldLines = linesOf(before);
  const newLines = linesOf(after);
  const hunks = hunksOf(changesBetween(oldLines, newLines));
  if (hunks.length === 0) return "";
  const [from, to] = ["a/", "b/"].map((prefix) => headerName(isAbsolute(path) ? path : prefix + path));
  return `--- ${from}\n+++ ${to}\n${hunks.map((changes) => hunk(changes, oldLines, newLines)).join("")}`;
}

/**
 * Which lines of a text are new beside an older one, and where those that are not come from.
 *
 * @returns for each line its number in the older text; undefined for a line that is new.
 */
export function originsOfLines(before: string, after: string): (number | undefined)[] {
  const origins: (number | undefined)[] = [];
  const oldLines = linesOf(before);
  let at = 0;
  for (const { oldStart, oldEnd, newStart, newEnd } of changesBetween(oldLines, linesOf(after))) {
    while (at < oldStart) origins.push(at++);
    for (let line = newStart; line < newEnd; line++) origins.push(undefined);
    at = oldEnd;
  }
  while (at < oldLines.length) origins.push(at++);
  return origins;
}

/** The lines of a text with their line feeds; only the last may lack one. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** What git writes in octal in a file name; all but ASCII, so that the name survives whatever the encoding of the file. */
const UNUSUAL = /[\p{Cc}\P{ASCII}"\\]/u;

/** A file name as git writes it: in quotes, with escapes, if it holds anything unusual. */
function headerName(path: string): string {
  if (!UNUSUAL.test(path)) return path;
  const escaped = path.replace(new RegExp(UNUSUAL, "gu"), (character) => {
    if (character === '"' || character === "\\") return `\\${character}`;
    return [...Buffer.from(character)].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
  });
  return `"${escaped}"`;
}

/** Changes grouped so that those whose context would touch stand in one hunk. */
function hunksOf(changes: readonly Change[]): Change[][] {
  const hunks: Change[][] = [];
  for (const change of changes) {
    const hunk = hunks.at(-1);
    const previous = hunk?.at(-1);
    if (hunk !== undefined && previous !== undefined && change.oldStart - previous.oldEnd <= 2 * CONTEXT)
      hunk.push(change);
    else hunks.push([change]);
  }
  return hunks;
}

function hunk(changes: readonly Change[], oldLines: readonly string[], newLines: readonly string[]): string {
  const first = changes[0] as Change;
  const last = changes.at(-1) as Change;
  const before = Math.min(CONTEXT, first.oldStart);
  const after = Math.min(CONTEXT, oldLines.length - last.oldEnd);
  const oldStart = first.oldStart - before;
  const newStart = first.newStart - before;
  const oldCount = last.oldEnd + after - oldStart;
  const newCount = last.newEnd + after - newStart;
  const body: string[] = [];
  let at = oldStart;
  for (const { oldStart: start, oldEnd: end, newStart: from, newEnd: to } of changes) {
    for (; at < start; at++) body.push(marked(" ", oldLines[at] as string));
    for (; at < end; at++) body.push(marked("-", oldLines[at] as string));
    for (let added = from; added < to; added++) body.push(marked("+", newLines[added] as string));
  }
  for (; at < last.oldEnd + after; at++) body.push(marked(" ", oldLines[at] as string));
  return `@@ -${range(oldStart, oldCount)} +${range(newStart, newCount)} @@\n${body.join("")}`;
}

function range(start: number, count: number): string {
  if (count === 0) return `${start},0`;
  return count === 1 ? `${start + 1}` : `${start + 1},${count}`;
}

function marked(mark: string, line: string): string {
  return line.endsWith("\n") ? mark + line : `${mark}${line}\n\\ No newline at end of file\n`;
}

/** What to change to make one list of lines of another. */
function changesBetween(a: readonly string[], b: readonly string[]): Change[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const kept = commonLines(a.slice(start, a.length - end), b.slice(start, b.length - end));
  const changes: Change[] = [];
  let [oldStart, newStart] = [start, start];
  for (const [old, now] of [...kept, [a.length - end - start, b.length - end - start] as const]) {
    const [oldEnd, newEnd] = [start + old, start + now];
    if (oldStart < oldEnd || newStart < newEnd) changes.push({ oldStart, oldEnd, newStart, newEnd });
    oldStart = oldEnd + 1;
    newStart = newEnd + 1;
  }
  return changes;
}

/**
 * Pairs of equal lines, in order, as many as there can be: E. Myers, "An O(ND) Difference Algorithm and Its
 * Variations", 1986. None when the texts differ too much for it to be worth the time.
 */
function commonLines(a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
  const most = Math.min(a.length + b.length, MOST_STEPS);
  const furthest = new Map<number, number>([[1, 0]]);
  const history: Map<number, number>[] = [];
  for (let steps = 0; steps <= most; steps++) {
    history.push(new Map(furthest));
    for (let diagonal = -steps; diagonal <= steps; diagonal += 2) {
      let x = nextX(furthest, diagonal, steps);
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x++;
      furthest.set(diagonal, x);
      if (x >= a.length && x - diagonal >= b.length) return traceBack(history, a.length, b.length);
    }
  }
  return [];
}

/** Where a diagonal is entered: from below or from the right, whichever has come further. */
function nextX(furthest: ReadonlyMap<number, number>, diagonal: number, steps: number): number {
  const down = furthest.get(diagonal + 1) ?? -1;
  const right = furthest.get(diagonal - 1) ?? -1;
  return diagonal === -steps || (diagonal !== steps && right < down) ? down : right + 1;
}

function traceBack(history: readonly Map<number, number>[], endX: number, endY: number): (readonly [number, number])[] {
  const kept: (readonly [number, number])[] = [];
  let [x, y] = [endX, endY];
  for (let steps = history.length - 1; steps >= 0; steps--) {
    const furthest = history[steps] as Map<number, number>;
    const diagonal = x - y;
    const entered = nextX(furthest, diagonal, steps);
    while (x > entered && y > entered - diagonal) kept.push([--x, --y]);
    const down = furthest.get(diagonal + 1) ?? -1;
    const right = furthest.get(diagonal - 1) ?? -1;
    const cameDown = diagonal === -steps || (diagonal !== steps && right < down);
    x = cameDown ? down : right;
    y = cameDown ? down - diagonal - 1 : right - diagonal + 1;
  }
  return kept.reverse();
}
