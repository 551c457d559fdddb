import type { SourceFile } from "./source.js";

/** By what the pattern says: one that is written in a function is a new object each time. */
const known = new WeakMap<SourceFile, Map<string, boolean>>();

/** Whether a file's text matches a pattern; looked up once a file, however many nodes of it ask. */
export function textMatches(source: SourceFile, pattern: RegExp): boolean {
  let answers = known.get(source);
  if (answers === undefined) {
    answers = new Map();
    known.set(source, answers);
  }
  const key = `${pattern.flags}/${pattern.source}`;
  let answer = answers.get(key);
  if (answer === undefined) {
    answer = pattern.test(source.text);
    answers.set(key, answer);
  }
  return answer;
}
