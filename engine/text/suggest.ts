/** The names that somebody who wrote `wrong` may have meant, best first, at most three. */
export function suggestions(wrong: string, names: readonly string[]): string[] {
  const near = nearest(wrong.toLowerCase(), names, (name) => Math.max(2, Math.floor(name.length / 3)));
  if (near.length > 0) return near.slice(0, 3).map(({ name }) => name);
  return wrong.length < 3 ? [] : names.filter((name) => name.includes(wrong.toLowerCase())).slice(0, 3);
}

/**
 * The one name that somebody who wrote `wrong` has certainly meant: the same but for case and for what joins its words,
 * or at most two letters away and nearer than every other name.
 */
export function certainlyMeant(wrong: string, names: readonly string[]): string | undefined {
  const joined = wrong.toLowerCase().replace(/[\s_.]+/g, "-");
  if (names.includes(joined)) return joined;
  const most = wrong.length < 6 ? 1 : 2;
  const near = nearest(joined, names, () => most);
  const [first, second] = near;
  return first !== undefined && first.distance !== second?.distance ? first.name : undefined;
}

interface Near {
  readonly name: string;
  readonly distance: number;
}

/** The names that are no further from a text than they may be, the nearest first. */
function nearest(text: string, names: readonly string[], mostOf: (name: string) => number): Near[] {
  const letters = new LetterCount(text);
  return names
    .filter((name) => letters.leastDistance(name) <= mostOf(name))
    .map((name) => ({ name, distance: distance(text, name) }))
    .filter(({ name, distance }) => distance <= mostOf(name))
    .sort((a, b) => a.distance - b.distance);
}

/**
 * Tells from the letters of a text, whatever their order, how far it is from others at least: most names need not be compared, which takes
 * a hundred times as long, and neither need a text of a megabyte.
 */
class LetterCount {
  readonly #length: number;
  /** By the last bits of a character: some letters count as one, which errs towards near. */
  readonly #counts = new Int32Array(128);

  constructor(text: string) {
    this.#length = text.length;
    for (let at = 0; at < text.length; at++) this.#add(text.charCodeAt(at), 1);
  }

  leastDistance(other: string): number {
    const counts = this.#counts;
    let shared = 0;
    for (let at = 0; at < other.length; at++) {
      const code = other.charCodeAt(at);
      if ((counts[code & 127] ?? 0) > 0) shared++;
      this.#add(code, -1);
    }
    for (let at = 0; at < other.length; at++) this.#add(other.charCodeAt(at), 1);
    return Math.max(this.#length, other.length) - shared;
  }

  #add(code: number, count: number): void {
    this.#counts[code & 127] = (this.#counts[code & 127] ?? 0) + count;
  }
}

/** How many single letters must be added, removed, replaced or swapped with their neighbour (optimal string alignment). */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = cell(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? cell(beforeLast, j - 2) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(replaced, swapped, cell(last, j) + 1, cell(row, j - 1) + 1));
    }
    beforeLast = last;
    last = row;
  }
  return cell(last, b.length);
}

function cell(row: readonly number[], at: number): number {
  return row[at] ?? Number.POSITIVE_INFINITY;
}

/** A question after names that somebody may have meant, to end a message with; undefined where none is near. */
export function didYouMean(wrong: string, names: readonly string[]): string | undefined {
  const quoted = suggestions(wrong, names).map((name) => `"${name}"`);
  const last = quoted.pop();
  if (last === undefined) return undefined;
  return `did you mean ${quoted.length === 0 ? last : `${quoted.join(", ")} or ${last}`}?`;
}
