import type { SourceFile } from "./source.js";

const known = new WeakMap<SourceFile, Map<RegExp, boolean>>();

/** Whether a file's text matches a pattern; looked up once a file, however many nodes of it ask. */
export function textMatches(source: SourceFile, pattern: RegExp): boolean {
  let answers = known.get(source);
  if (answers === undefined) {
    answers = new Map();
    known.set(source, answers);
  }
  let answer = answers.get(pattern);
  if (answer === undefined) {
    answer = pattern.test(source.text);
    answers.set(pattern, answer);
  }
  return answer;
}
