/** Which ASCII characters words are made of: letters, digits and `_`, as `\w` has it. */
const IS_WORD = new Uint8Array(128);
for (let code = 0; code < 128; code++) IS_WORD[code] = /\w/.test(String.fromCharCode(code)) ? 1 : 0;

/**
 * Finds which of some words stand in a text, each between what is no part of a word: as `/\b(?:one|other)\b/` would, but in one pass
 * whose time does not depend on how many words there are.
 */
export class WordSearch {
  /** The words, none of them twice. */
  readonly words: readonly string[];
  /** From a hash to 1 + the place of the first word that has it; a power of two long, and mostly empty. */
  readonly #first: Int32Array;
  /** From a word's place to 1 + that of the next one in the same slot. */
  readonly #next: Int32Array;

  /** @param words of letters, digits and `_` in ASCII. */
  constructor(words: Iterable<string>) {
    this.words = [...new Set(words)];
    this.#first = new Int32Array(2 ** Math.ceil(Math.log2(8 * this.words.length + 1)));
    this.#next = new Int32Array(this.words.length);
    for (const [place, word] of this.words.entries()) {
      let hash = 0;
      let isWord = word !== "";
      for (let at = 0; at < word.length; at++) {
        const code = word.charCodeAt(at);
        isWord &&= code < 128 && IS_WORD[code] === 1;
        hash = mixed(hash, code);
      }
      if (!isWord) throw new Error(`${JSON.stringify(word)} is no word`);
      const slot = hash & (this.#first.length - 1);
      this.#next[place] = this.#first[slot] as number;
      this.#first[slot] = place + 1;
    }
  }

  /** Of each of {@link words}, at its place, 1 if it stands in a text, and else 0. */
  in(text: string): Uint8Array {
    const found = new Uint8Array(this.words.length);
    const first = this.#first;
    const mask = first.length - 1;
    const { length } = text;
    for (let at = 0; at < length; at++) {
      let code = text.charCodeAt(at);
      if (code > 127 || IS_WORD[code] === 0) continue;
      const start = at;
      let hash = 0;
      do {
        hash = mixed(hash, code);
        at++;
        code = at < length ? text.charCodeAt(at) : 0;
      } while (code < 128 && IS_WORD[code] === 1);
      const place = first[hash & mask] as number;
      if (place !== 0) this.#keep(place, text, start, at, found);
    }
    return found;
  }

  /** Marks the word that stands in a part of a text as found, if it is one of those of a slot. */
  #keep(slot: number, text: string, start: number, end: number, found: Uint8Array): void {
    for (let place = slot; place !== 0; place = this.#next[place - 1] as number) {
      const word = this.words[place - 1] as string;
      if (word.length === end - start && text.startsWith(word, start)) {
        found[place - 1] = 1;
        return;
      }
    }
  }
}

function mixed(hash: number, code: number): number {
  return (Math.imul(hash, 31) + code) | 0;
}
