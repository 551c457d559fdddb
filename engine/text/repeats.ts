/**
 * Whether what the first group of a pattern finds stands in a text a second time, found by the pattern as well: in time that is linear,
 * where a pattern that looked for it itself would go through what lies between from each place.
 *
 * @param within how many characters behind the beginning of the one the other must begin.
 */
export function repeats(text: string, pattern: RegExp, within: number): boolean {
  const places = new Map<string, number>();
  const search = new RegExp(pattern.source, "g");
  for (let found = search.exec(text); found !== null; found = search.exec(text)) {
    const name = found[1] ?? "";
    const before = places.get(name);
    if (before !== undefined && found.index - before <= within) return true;
    places.set(name, found.index);
  }
  return false;
}
