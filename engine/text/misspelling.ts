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
