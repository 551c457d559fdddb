import type { Check } from "./rule.js";

/** How such a comment is written. */
export const MALFORMED: Check = {
  name: "suppression-malformed",
  question: null,
  summary: "a comment that is to suppress rules and is not written so that it does",
  severity: "warning",
  fix: "safe",
  messages: {
    names: "this comment names no rule, so it ignores nothing: write `{form}`",
    bracket: "the bracket of this comment is not closed, so it ignores nothing: write `{form}`",
    verb: "faqlint knows no `{verb}`, so this comment ignores nothing: write `{form}`",
    spelling: "this comment ignores nothing as it is spelt: write `{form}`",
    place: "this ignores nothing in the middle of a comment: write `{form}`, with a `#` of its own",
  },
};

/** Whether there is what it names. */
export const UNKNOWN: Check = {
  name: "suppression-unknown-rule",
  question: null,
  summary: "the suppression of a rule that does not exist",
  severity: "warning",
  fix: "safe",
  messages: {
    unknown: "there is no rule `{name}`",
    misspelt: "there is no rule `{name}`: did you mean {meant}?",
    question: "`{name}` is a question of the FAQ: name the rules to ignore",
    all: "there is no rule `{name}`: name the rules to ignore",
  },
};

/** Whether it suppresses anything. */
export const USELESS: Check = {
  name: "suppression-useless",
  question: null,
  summary: "a suppression that suppresses nothing",
  severity: "information",
  fix: "safe",
  tags: ["unnecessary"],
  messages: {
    here: "{names} nothing here that this comment could ignore",
    file: "{names} nothing in this file that this comment could ignore",
    again: "another comment ignores {names} here already",
    twice: "this comment names {names} twice",
    nowhere: "no statement follows that this comment could be about",
    own: "no comment can ignore {names}: settings can",
  },
};

/** The checks of the comments that suppress rules. No comment suppresses them: it would be what they are about. */
export const SUPPRESSION_CHECKS: readonly Check[] = [MALFORMED, UNKNOWN, USELESS];

/** Whether a name is that of one of them. */
export function isSuppressionCheck(name: string): boolean {
  return SUPPRESSION_CHECKS.some((check) => check.name === name);
}
