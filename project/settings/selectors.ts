import { QUESTIONS, questionOf } from "../../engine/questions.js";
import type { RuleInfo, Severity } from "../../engine/rule.js";
import { SUPPRESSION_CHECKS } from "../../engine/suppression-rules.js";
import { didYouMean } from "../../engine/text/suggest.js";

/** How bad findings may be, the worst first. */
export const SEVERITIES = ["error", "warning", "information", "hint"] as const satisfies readonly Severity[];

/** What the checks of comments that suppress rules are called together, as the rules of a section are. */
export const SUPPRESSIONS = "suppressions";

/** The questions' sections, in the order of the FAQ, and what stands beside them. */
const SECTIONS: readonly string[] = [...new Set(QUESTIONS.map(({ section }) => section)), SUPPRESSIONS];

/** What a name in a list stands for; the later in this list, the more exact. */
const KINDS = ["all", "severity", "section", "question", "rule"] as const;

/** A name that stands for rules, or for findings of a severity. */
export interface Selector {
  readonly kind: (typeof KINDS)[number];
  readonly name: string;
}

/** How exactly a name says what it means: of two that disagree about a finding, the greater decides. */
export function exactness({ kind }: Selector): number {
  return KINDS.indexOf(kind);
}

/** Whether a name stands for a rule's findings of a severity. */
export function covers({ kind, name }: Selector, rule: RuleInfo, severity: Severity): boolean {
  switch (kind) {
    case "all":
      return true;
    case "severity":
      return name === severity;
    case "section":
      return name === (rule.question === null ? SUPPRESSIONS : questionOf(rule.question).section);
    case "question":
      return name === rule.question;
    case "rule":
      return name === rule.name;
  }
}

/** To look for what was meant takes a moment, and whoever has misspelt more names than this sees enough of it. */
const MOST_SUGGESTIONS = 100;

/** Knows the names by which rules can be chosen. */
export class SelectorNames {
  #suggested = 0;
  readonly #selectors = new Map<string, Selector>();
  /** Those that stand for certain rules, whatever the severity of what they find. */
  readonly ofRules: readonly string[];

  constructor(rules: readonly RuleInfo[]) {
    const add = (kind: Selector["kind"], names: readonly string[]): void => {
      for (const name of names) this.#selectors.set(name, { kind, name });
    };
    add(
      "rule",
      [...rules, ...SUPPRESSION_CHECKS].map(({ name }) => name),
    );
    add(
      "question",
      QUESTIONS.map(({ slug }) => slug),
    );
    // Last, since one section is called as one of its questions: it means that one, too.
    add("section", SECTIONS);
    this.ofRules = [...this.#selectors.keys()];
    add("severity", SEVERITIES);
    add("all", ["all"]);
  }

  /** @returns a message when nothing is called so. */
  read(name: string): Selector | string {
    const selector = this.#selectors.get(name);
    if (selector !== undefined) return selector;
    return `no rule, question, section or severity is called ${this.#unknown(name, [...this.#selectors.keys()])}`;
  }

  /** Like {@link read}, without severities and "all". */
  readOfRules(name: string): Selector | string {
    const selector = this.ofRules.includes(name) ? this.#selectors.get(name) : undefined;
    if (selector !== undefined) return selector;
    return `no rule, question or section is called ${this.#unknown(name, this.ofRules)}`;
  }

  #unknown(name: string, names: readonly string[]): string {
    const meant = this.#suggested++ < MOST_SUGGESTIONS ? didYouMean(name, names) : undefined;
    return `"${name}"; ${meant ?? LISTED}`;
  }
}

const LISTED = "`faqlint rules` lists the rules and questions";
