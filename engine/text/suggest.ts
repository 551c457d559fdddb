/** The names that somebody who wrote `wrong` may have meant, best first, at most three. */
export function suggestions(wrong: string, names: readonly string[]): string[] {
  const mostOf = (name: string): number => Math.max(2, Math.floor(name.length / 3));
  const near = names
    // What is so much longer or shorter is no nearer than that, and need not be compared, however long it is.
    .filter((name) => Math.abs(wrong.length - name.length) <= mostOf(name))
    .map((name) => ({ name, distance: distance(wrong.toLowerCase(), name) }))
    .filter(({ name, distance }) => distance <= mostOf(name))
    .sort((a, b) => a.distance - b.distance);
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
  const near = names
    .filter((name) => Math.abs(name.length - joined.length) <= most)
    .map((name) => ({ name, distance: distance(joined, name) }))
    .filter((each) => each.distance <= most)
    .sort((a, b) => a.distance - b.distance);
  const [first, second] = near;
  return first !== undefined && first.distance !== second?.distance ? first.name : undefined;
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
