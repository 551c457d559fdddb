import type { Rule, RuleInfo } from "../engine/rule.js";
import { AsleepFiles, type Relevances } from "../project/run/asleep.js";
import type { LintSession, SessionOptions } from "../project/session.js";
import type { Surroundings } from "../project/surroundings.js";

/** Rules, or what is known of them without their code, which is loaded when something is to be linted. */
export type RuleSet = readonly Rule[] | LazyRules;

interface LazyRules {
  readonly infos: readonly RuleInfo[];
  readonly load: () => Promise<readonly Rule[]>;
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

  /** The same session each time. */
  get(): Promise<LintSession> {
    this.#session ??= this.#make();
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

  async #make(): Promise<LintSession> {
    // The parser is compiled beside all that is loaded meanwhile.
    const [{ LintSession }, rules] = await Promise.all([
      import("../project/session.js"),
      isLazy(this.#rules) ? this.#rules.load() : this.#rules,
      import("../project/engine-start.js").then(({ startEngine }) => startEngine()),
    ]);
    return new LintSession(rules, this.#options);
  }
}

function isLazy(rules: RuleSet): rules is LazyRules {
  return "load" in rules;
}
