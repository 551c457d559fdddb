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

/** Makes a session, once, when it is first asked for: until then neither rules nor parser are loaded. */
export function sessionMaker(rules: RuleSet, options: SessionOptions): () => Promise<LintSession> {
  let session: Promise<LintSession> | undefined;
  const make = async (): Promise<LintSession> => {
    const [{ LintSession }, { startEngine }] = await Promise.all([
      import("../project/session.js"),
      import("../project/engine-start.js"),
    ]);
    const [loaded] = await Promise.all([isLazy(rules) ? rules.load() : rules, startEngine()]);
    return new LintSession(loaded, options);
  };
  return () => {
    session ??= make();
    return session;
  };
}

function isLazy(rules: RuleSet): rules is LazyRules {
  return "load" in rules;
}
