import type { Problem } from "./laws.js";

/** How long the texts are that patterns are tried on, in characters; each four times the one before, so that what is slow ends soon. */
const LENGTHS = [1_600, 6_400, 25_000, 100_000] as const;
/** In milliseconds: what is quicker hurts nobody, and cannot be told from noise. */
const NOTICED = 40;
/** By how much the time may grow: it would be 4 where it grows with the length, 16 with its square. */
const MOST_GROWTH = 8;
/** How often what seems slow is measured again. */
const TURNS = 5;
/** What most of a program consists of, and what patterns repeat. */
const COMMON = [
  "a",
  "0",
  " ",
  "\n",
  "\t",
  "(",
  ")",
  "[",
  "{",
  ",",
  ".",
  ":",
  "=",
  "#",
  "\\",
  '"',
  "'",
  '"""',
  "\r\n",
  "def ",
  "\\\n",
  "a.",
  "a(",
  " \n",
  "(\n",
];

/**
 * What texts are made of on which a pattern may take more time than in proportion to their length: what it speaks of, over and over,
 * alone and behind what it begins with.
 */
function attacksOn(pattern: RegExp): readonly { readonly head: string; readonly unit: string }[] {
  const words = [
    ...new Set(
      pattern.source
        .replace(/\\[bBdDsSwW]|\(\?(?:[:=!]|<[=!]|<\w+>)|\{\d+,?\d*\}/g, " ")
        .replace(/\\([^\w])/g, "$1")
        .match(/\w+|[^\w\s|()?*+^$]/g) ?? [],
    ),
  ].slice(0, 12);
  const units = new Set([...words, ...words.flatMap((word) => [`${word} `, `${word}(`, `\n${word}`]), ...COMMON]);
  return ["", ...words.slice(0, 3)].flatMap((head) => [...units].map((unit) => ({ head, unit })));
}

/** Where the time that a pattern takes grows faster than the text. */
export function trySlowing(pattern: RegExp, name: string): readonly Problem[] {
  // A pattern that keeps its place would begin where the last text ended.
  const tried = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ""));
  for (const { head, unit } of attacksOn(pattern)) {
    let before = 0;
    for (const length of LENGTHS) {
      const text = head + unit.repeat(Math.ceil(length / unit.length));
      // Once more, since a pattern is compiled meanwhile, and again where it seems slow: something else may have run.
      let time = Math.min(timeOf(tried, text), timeOf(tried, text));
      const isSlow = (): boolean => time >= NOTICED && time > MOST_GROWTH * Math.max(before, 0.1);
      for (let turn = 0; turn < TURNS && isSlow(); turn++) time = Math.min(time, timeOf(tried, text));
      if (isSlow()) {
        const times = `${time.toFixed(0)} ms for ${length} characters, and ${before.toFixed(1)} ms for a quarter`;
        return [{ subject: { name, text: text.slice(0, 40) }, what: `takes ${times}: ${pattern}` }];
      }
      before = time;
    }
  }
  return [];
}

function timeOf(pattern: RegExp, text: string): number {
  const begin = performance.now();
  pattern.test(text);
  return performance.now() - begin;
}
