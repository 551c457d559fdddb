import type { QuestionSlug } from "../engine/questions.js";
import type { Rule } from "../engine/rule.js";
import { RULES } from "./index.js";

/** The rules of some questions, in any order. The build makes a part of the program of those of each, so that no others need be loaded. */
export async function rulesAbout(questions: ReadonlySet<QuestionSlug>): Promise<readonly Rule[]> {
  return RULES.filter(({ question }) => questions.has(question));
}
