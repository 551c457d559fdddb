import type { Rule, RuleInfo } from "../engine/rule.js";
import type { LintSession, SessionOptions } from "../project/session.js";

/** Rules, or what is known of them without their code, which is loaded when something is to be linted. */
export type RuleSet = readonly Rule[] | LazyRules;

interface LazyRules {
  readonly infos: readonly RuleInfo[];
  readonly load: () => Promise<readonly Rule[]>;
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

  /** See {@link LintSession.forgetProjects}. */
  async forgetProjects(): Promise<void> {
    (await this.#session)?.forgetProjects();
  }

  async #make(): Promise<LintSession> {
    const [{ LintSession }, { startEngine }] = await Promise.all([
      import("../project/session.js"),
      import("../project/engine-start.js"),
    ]);
    const [rules] = await Promise.all([isLazy(this.#rules) ? this.#rules.load() : this.#rules, startEngine()]);
    return new LintSession(rules, this.#options);
  }
}

function isLazy(rules: RuleSet): rules is LazyRules {
  return "load" in rules;
}
