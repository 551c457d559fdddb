import type { QuestionSlug } from "../engine/questions.js";
import type { Rule, RuleInfo } from "../engine/rule.js";
import { AsleepFiles, type Relevances } from "../project/run/asleep.js";
import type { LintSession, SessionOptions } from "../project/session.js";
import type { Surroundings } from "../project/surroundings.js";

/** Rules, or what is known of them without their code, which is loaded when something is to be linted. */
export type RuleSet = readonly Rule[] | LazyRules;

interface LazyRules {
  readonly infos: readonly RuleInfo[];
  readonly load: () => Promise<readonly Rule[]>;
  /** Those of some questions, without the others. */
  readonly loadAbout: (questions: ReadonlySet<QuestionSlug>) => Promise<readonly Rule[]>;
  /** What wakes each of them, by its name; that takes less than to load them. */
  readonly relevances: () => Promise<Relevances>;
}

/** What is known of the rules without their code. */
export function infosOf(rules: RuleSet): readonly RuleInfo[] {
  return isLazy(rules) ? rules.infos : rules;
}

/** A session that is made when it is first needed: until then neither rules nor parser are loaded. */
export class LazySession {
  readonly #rules: RuleSet;
  readonly #options: SessionOptions;
  #session: Promise<LintSession> | undefined;

  constructor(rules: RuleSet, options: SessionOptions) {
    this.#rules = rules;
    this.#options = options;
  }

  /**
   * The same session each time.
   *
   * @param awake the names of all rules that what is to be linted wakes: as long as there is no session, this gives one that has no
   * others, and is not kept. A twentieth of all rules takes a fifth of the time.
   */
  get(awake?: ReadonlySet<string>): Promise<LintSession> {
    const rules = this.#rules;
    if (awake !== undefined && this.#session === undefined && isLazy(rules)) {
      return this.#make(rules.infos, () => awakeOf(rules, awake));
    }
    this.#session ??= this.#make(infosOf(rules), isLazy(rules) ? rules.load : async () => rules);
    return this.#session;
  }

  /** What tells of files that wake no rule without a session; undefined where there is one already. */
  async asleep(surroundings: Surroundings): Promise<AsleepFiles | undefined> {
    if (this.#session !== undefined || !isLazy(this.#rules)) return undefined;
    return new AsleepFiles(surroundings, await this.#rules.relevances());
  }

  /** See {@link LintSession.forgetProjects}. */
  async forgetProjects(): Promise<void> {
    (await this.#session)?.forgetProjects();
  }

  async #make(infos: readonly RuleInfo[], load: () => Promise<readonly Rule[]>): Promise<LintSession> {
    const { LintSession, startEngine } = await import("../project/linting.js");
    // The parser is compiled beside all that is loaded meanwhile.
    const [rules] = await Promise.all([load(), startEngine()]);
    return new LintSession(rules, this.#options, infos);
  }
}

/** Loads rules by their names. */
async function awakeOf(
  { infos, loadAbout, relevances }: LazyRules,
  names: ReadonlySet<string>,
): Promise<readonly Rule[]> {
  const questions = infos.flatMap(({ name, question }) => (names.has(name) && question !== null ? question : []));
  const [rules, known] = await Promise.all([loadAbout(new Set(questions)), relevances()]);
  const byName = new Map(rules.map((rule) => [rule.name, rule]));
  // In the order of all rules.
  return infos.flatMap(({ name }) => {
    const rule = names.has(name) ? byName.get(name) : undefined;
    const relevances = known.get(name);
    return rule === undefined ? [] : { ...rule, ...(relevances && { relevances }) };
  });
}

function isLazy(rules: RuleSet): rules is LazyRules {
  return "load" in rules;
}
