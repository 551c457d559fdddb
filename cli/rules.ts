import { QUESTIONS } from "../engine/questions.js";
import type { RuleInfo } from "../engine/rule.js";
import { SUPPRESSION_CHECKS } from "../engine/suppression-rules.js";
import { SUPPRESSIONS_PAGE } from "../faq/index.js";
import { SUPPRESSIONS } from "../project/settings/selectors.js";
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
    const lines = groupsOf(rules).flatMap(({ url, checks }) =>
      checks.map(({ name, question, severity, fix, summary }) => ({
        name,
        question,
        faqUrl: url,
        severity,
        fix,
        summary,
      })),
    );
    stdout.write(`{"version":1,"rules":[\n${lines.map(json).join(",\n")}\n]}\n`);
    return ExitStatus.clean;
  }
  const paint = paintFor(options.colour, environment.variables, stdout.isTerminal);
  const groups = groupsOf(rules);
  const width = Math.max(...groups.flatMap(({ checks }) => checks.map(({ name }) => name.length)));
  const parts = groups.map(({ title, name: called, checks }) => {
    const lines = checks.map(({ name, severity, fix, summary }) => {
      const facts = `${severity.padEnd("information".length)}  ${FIX_WORDS[fix].padEnd("unsafe fix".length)}`;
      return `  ${paint(name.padEnd(width), "cyan")}  ${paint(facts, "dim")}  ${summary}`;
    });
    return [`${paint(title, "bold")} ${paint(`(${called})`, "dim")}`, ...lines, ""].join("\n");
  });
  stdout.write(`${parts.join("\n")}\nfaqlint explain NAME tells more about a question or a rule.\n`);
  return ExitStatus.clean;
}

/** What belongs together, and the name by which `faqlint explain` tells of it. */
interface Group {
  readonly title: string;
  readonly name: string;
  /** The FAQ's answer on the web. */
  readonly url: string | null;
  readonly checks: readonly RuleInfo[];
}

function groupsOf(rules: readonly RuleInfo[]): Group[] {
  const groups = QUESTIONS.map(({ title, slug, url }) => {
    const own = rules.filter((rule) => rule.question === slug).sort((a, b) => (a.name < b.name ? -1 : 1));
    return { title, name: slug, url, checks: own };
  });
  const comments = { title: SUPPRESSIONS_PAGE.title, name: SUPPRESSIONS, url: null, checks: SUPPRESSION_CHECKS };
  return [...groups.filter(({ checks }) => checks.length > 0), comments];
}
