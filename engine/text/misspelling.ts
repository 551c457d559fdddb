/**
 * Whether a word is another one with a slip of the fingers: one letter left out, one written twice, or two neighbours
 * exchanged. Other letters are not forgiven, so that `jython` is no misspelt `python`.
 */
export function isSlipOf(word: string, meant: string): boolean {
  if (word === meant) return false;
  const length = meant.length;
  if (word.length === length - 1 || word.length === length + 1) {
    const [short, long] = word.length < length ? [word, meant] : [meant, word];
    let at = 0;
    while (at < short.length && short.charAt(at) === long.charAt(at)) at++;
    const isRest = short.slice(at) === long.slice(at + 1);
    return isRest && (word.length < length || long.charAt(at) === long.charAt(at - 1));
  }
  if (word.length !== length) return false;
  let at = 0;
  while (word.charAt(at) === meant.charAt(at)) at++;
  return (
    word.charAt(at) === meant.charAt(at + 1) &&
    word.charAt(at + 1) === meant.charAt(at) &&
    word.slice(at + 2) === meant.slice(at + 2)
  );
}

/** How many letters must be put in, left out or exchanged to make one short word of another; each is gone over once a letter. */
export function editDistance(word: string, meant: string): number {
  let row = Array.from({ length: meant.length + 1 }, (_, i) => i);
  for (let i = 1; i <= word.length; i++) {
    const next = [i];
    for (let j = 1; j <= meant.length; j++) {
      const same = word.charAt(i - 1) === meant.charAt(j - 1) ? 0 : 1;
      next.push(Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + same));
    }
    row = next;
  }
  return row[meant.length] as number;
}
