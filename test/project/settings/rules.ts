import { join, relative } from "node:path";
import type { QuestionSlug } from "../../../engine/questions.js";
import { defineRule, type Severity } from "../../../engine/rule.js";
import { LintSession, type SessionOptions } from "../../../project/session.js";
import { readCallerSettings } from "../../../project/settings/read.js";
import { SelectorNames } from "../../../project/settings/selectors.js";

/** Rules that find every name of their own, of two sections, three questions and all severities. */
const RULES = [
  wordRule("red", "testing", "error"),
  wordRule("green", "testing", "warning"),
  wordRule("blue", "gil", "information"),
  wordRule("grey", "gil", "hint"),
  wordRule("mixed", "docstrings", "warning", "hint"),
];

/** A program in which each rule finds one thing. */
export const PROGRAM = "red, green, blue, grey, mixed\n";

function wordRule(name: string, question: QuestionSlug, severity: Severity, found?: Severity) {
  return defineRule({
    ...{ name, question, severity },
    summary: `the name ${name}`,
    fix: "none",
    messages: { found: "found" },
    on: (when) =>
      when.nodes("identifier", { anyOf: [[name]] }, (node, { report }) => {
        if (node.text === name) report("found", { at: node, ...(found === undefined ? {} : { severity: found }) });
      }),
  });
}

/** What a command line or an editor says. */
export function said(source: "command line" | "editor", table: Readonly<Record<string, unknown>>) {
  const { layer, problems } = readCallerSettings(source, table, { names: new SelectorNames(RULES), base: "/" });
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return layer;
}

/** A file of a session that is about some folder. */
export class Project {
  readonly folder: string;
  readonly session: LintSession;

  constructor(folder: string, options: SessionOptions = {}) {
    this.folder = folder;
    this.session = new LintSession(RULES, options);
  }

  /** What is found in a file, as `rule:severity`. */
  found(path = "a.py", text = PROGRAM): string {
    const { diagnostics } = this.session.lintText(join(this.folder, path), text).report;
    return diagnostics.map(({ rule, severity }) => `${rule}:${severity}`).join(" ");
  }

  /** What is wrong, as `file:line: message`. */
  problems(path = "a.py"): string[] {
    return this.session
      .configurationProblems(join(this.folder, path))
      .map((problem) => `${this.shown(problem.path)}:${problem.line}: ${problem.message}`);
  }

  /** All settings of a file, as `name = value # from`. */
  settings(path = "a.py"): string[] {
    return this.session
      .describeSettings(join(this.folder, path), (each) => this.shown(each))
      .map(({ name, value, from }) => `${name} = ${value} # ${from}`);
  }

  shown(path: string): string {
    return relative(this.folder, path);
  }
}
