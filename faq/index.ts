import { QUESTIONS, type QuestionSlug, type Section } from "../engine/questions.js";
import type { RuleInfo } from "../engine/rule.js";
import { RULE_INFOS } from "../rules/infos.js";
import { COMPILED, SUPPRESSIONS } from "./answers.generated.js";
import type { Block } from "./document.js";

/** The answer to a question of the FAQ, brought up to date. */
export interface Answer {
  readonly slug: QuestionSlug;
  readonly section: Section;
  /** The question. */
  readonly title: string;
  /** Where the question stands in Python's documentation. */
  readonly url: string;
  /** The answer's text without its title; each paragraph is one line, for clients that break lines where the text does. */
  readonly markdown: string;
  /** The same, taken apart: for those who cannot show Markdown. */
  readonly blocks: readonly Block[];
}

const bySlug = new Map(
  QUESTIONS.flatMap((question) => {
    const compiled = COMPILED[question.slug];
    return compiled === undefined ? [] : [[question.slug, { ...question, ...compiled } satisfies Answer]];
  }),
);

/** All answers, in the order of the FAQ. */
export const ANSWERS: readonly Answer[] = [...bySlug.values()];

/** The answer to a question; `undefined` for a question that has none yet. */
export function answerOf(slug: QuestionSlug): Answer | undefined {
  return bySlug.get(slug);
}

/** What is to be known of the comments that ignore what is found: how they are written, and what is found wrong with them. */
export const SUPPRESSIONS_PAGE: Pick<Answer, "title" | "markdown" | "blocks"> = SUPPRESSIONS;

/** The rules that watch for what an answer warns about. */
export function rulesFor(slug: QuestionSlug): readonly RuleInfo[] {
  return RULE_INFOS.filter((rule) => rule.question === slug);
}
