import { QUESTIONS } from "../engine/questions.js";
import type { RuleInfo } from "../engine/rule.js";
import { type Environment, ExitStatus } from "./environment.js";
import { json } from "./report/escapes.js";
import { type ColourMode, paintFor } from "./terminal/colour.js";

export interface RulesOptions {
  readonly format: "text" | "json";
  readonly colour: ColourMode;
}

/** What repairs a rule offers, in words for people. */
export const FIX_WORDS: Readonly<Record<RuleInfo["fix"], string>> = {
  safe: "fix",
  unsafe: "unsafe fix",
  none: "no fix",
};

/**
 * Lists the rules by the question of the FAQ they belong to.
 *
 * @returns the exit status.
 */
export function listRules(options: RulesOptions, environment: Environment, rules: readonly RuleInfo[]): number {
  const { stdout } = environment;
  if (options.format === "json") {
    const lines = byQuestion(rules).flatMap(({ question, rules: own }) =>
      own.map(({ name, severity, fix, summary }) => ({
        name,
        question: question.slug,
        faqUrl: question.url,
        severity,
        fix,
        summary,
      })),
    );
    stdout.write(`{"version":1,"rules":[\n${lines.map(json).join(",\n")}\n]}\n`);
    return ExitStatus.clean;
  }
  const paint = paintFor(options.colour, environment.variables, stdout.isTerminal);
  const width = Math.max(0, ...rules.map(({ name }) => name.length));
  const groups = byQuestion(rules).map(({ question, rules: own }) => {
    const lines = own.map(({ name, severity, fix, summary }) => {
      const facts = `${severity.padEnd("information".length)}  ${FIX_WORDS[fix].padEnd("unsafe fix".length)}`;
      return `  ${paint(name.padEnd(width), "cyan")}  ${paint(facts, "dim")}  ${summary}`;
    });
    return [`${paint(question.title, "bold")} ${paint(`(${question.slug})`, "dim")}`, ...lines, ""].join("\n");
  });
  stdout.write(`${groups.join("\n")}\nfaqlint explain NAME tells more about a question or a rule.\n`);
  return ExitStatus.clean;
}

function byQuestion(rules: readonly RuleInfo[]) {
  return QUESTIONS.map((question) => ({
    question,
    rules: rules.filter((rule) => rule.question === question.slug).sort((a, b) => (a.name < b.name ? -1 : 1)),
  })).filter((group) => group.rules.length > 0);
}
