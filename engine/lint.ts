import { reportAsleep } from "./asleep.js";
import type { Crash, Diagnostic, LintReport } from "./diagnostics.js";
import { dispatch } from "./dispatch.js";
import { NO_FACTS, type ProjectFacts } from "./facts.js";
import type { AnyFinding } from "./finding.js";
import { type Profile, timed } from "./profile.js";
import { questionOf } from "./questions.js";
import type { Check, Fix, HeadContext, Messages, Rule, RuleContext } from "./rule.js";
import { Model } from "./semantics/model.js";
import { checkSuppressions } from "./suppression-checks.js";
import { isSuppressionCheck } from "./suppression-rules.js";
import { Suppressions } from "./suppressions.js";
import { definitionAround } from "./syntax/definitions.js";
import { parse } from "./syntax/parser.js";
import type { Parsed } from "./syntax/pieces.js";
import type { SyntaxTree } from "./syntax/tree.js";
import { detectTarget } from "./target.js";
import type { SourceFile } from "./text/source.js";
import { contains, overlaps, type Span } from "./text/span.js";
import { isInRange, type PythonVersion } from "./versions.js";
import { type Awake, Scanner } from "./wake.js";

export interface LintOptions {
  /** The version the project says it is meant for; without it the file's own text tells. */
  readonly target?: PythonVersion;
  readonly facts?: ProjectFacts;
  /** False parses every file and runs every rule; the diagnostics are the same, which a test relies on. */
  readonly scan?: boolean;
  /** The parse of an earlier state of the text (its tree will do), which spares what did not change; the diagnostics are the same. */
  readonly last?: Parsed | undefined;
  /** Where to note what took time; costs nothing where nobody asks. */
  readonly profile?: Profile | undefined;
}

/** Lints files with one set of rules; made once and used for many files, since it prepares the scan. */
export class Linter {
  readonly rules: readonly Rule[];
  readonly #scanner: Scanner;
  readonly #byName: ReadonlyMap<string, Rule>;
  readonly #names: ReadonlySet<string>;

  /** @param names those of all rules that comments may name, the ones that are not run among them. */
  constructor(rules: readonly Rule[], names: Iterable<string> = rules.map(({ name }) => name)) {
    this.rules = rules;
    this.#names = new Set(names);
    this.#byName = new Map(rules.map((rule) => [rule.name, rule]));
    this.#scanner = new Scanner(rules);
  }

  /**
   * Everything from text to diagnostics. The parser must have been initialized.
   *
   * A rule that throws is named in `crashes`; nothing else throws.
   */
  lint(source: SourceFile, options: LintOptions = {}): LintReport {
    const facts = options.facts ?? NO_FACTS;
    const { profile } = options;
    const scanned = timed(profile, "scan", () =>
      options.scan === false ? this.#scanner.all() : this.#scanner.awake(source, options.last?.source),
    );
    const awake = scanned.filter(({ rule }) => rule.isMute?.(facts) !== true);
    if (scanned.length === 0 && options.scan !== false) {
      const asleep = reportAsleep(source, options.target);
      if (asleep !== undefined) return asleep;
    }
    const { isAddressed } = source;
    const needsTree =
      options.scan === false || isAddressed || awake.some(({ subscription }) => subscription.kind !== "head");
    const parsed = (): SyntaxTree => timed(profile, "parse", () => parse(source, { last: options.last }));
    let tree = needsTree ? parsed() : undefined;
    const targetOf = (): PythonVersion => {
      if (options.target !== undefined) return options.target;
      // The syntax is part of the answer: what a rule is told must not depend on which others are awake.
      tree ??= parsed();
      return detectTarget(source, tree);
    };
    const diagnostics: Diagnostic[] = [];
    const crashes: Crash[] = [];
    // Two ways to one place, as from two objects that may be meant there, are one finding.
    const told = new Set<string>();
    const keep = (diagnostic: Diagnostic): void => {
      const { rule, span, message } = diagnostic;
      const key = `${rule} ${span.start} ${span.end} ${message}`;
      if (told.has(key)) return;
      told.add(key);
      diagnostics.push(diagnostic);
    };
    runHeads(awake, (rule) => headContext(rule, source, facts, targetOf, keep), crashes, profile);
    const target = options.target ?? detectTarget(source, tree);
    const errors = tree?.errors ?? [];
    // No rule that reads the tree speaks inside text that could not be parsed, and none repairs it: its tree is a guess.
    const keepSound = (diagnostic: Diagnostic): void => {
      const sound = soundIn(errors, diagnostic);
      if (sound !== undefined) keep(sound);
    };
    if (tree !== undefined) {
      const model = new Model(tree, target, facts, profile && ((work) => profile.share(work)));
      const inRange = awake.filter(({ rule }) => rule.pythons === undefined || isInRange(target, rule.pythons));
      const contextOf = (rule: Rule): RuleContext<Messages> => ({
        ...{ source, target, facts, model },
        report: reporter(rule, source, keepSound),
      });
      timed(profile, "rules", () => dispatch(model, inRange, contextOf, crashes, profile));
    }
    const couldSpeak = (name: string): boolean => {
      if (isSuppressionCheck(name)) return true;
      const rule = this.#byName.get(name);
      if (rule === undefined || rule.isMute?.(facts) === true) return false;
      const isInVersions = rule.pythons === undefined || isInRange(target, rule.pythons);
      return isInVersions && !crashes.some((crash) => crash.rule === name);
    };
    const suppressions = isAddressed && tree ? new Suppressions(tree, (name) => this.#names.has(name)) : undefined;
    const left = suppressions && tree ? this.#unsuppressed(diagnostics, suppressions, tree, couldSpeak) : diagnostics;
    return {
      diagnostics: left.sort(byPlace),
      crashes,
      // What was not parsed had its first lines looked at, which no definition is around.
      definitionAround: (span) => (tree === undefined ? "" : definitionAround(tree, span)),
      tree,
      suppressions,
      target,
      targetFromText: options.target === undefined && tree !== undefined,
      syntaxErrors: errors,
    };
  }

  /** Some findings without those that comments suppress, and with what is wrong with such comments. */
  #unsuppressed(
    all: readonly Diagnostic[],
    suppressions: Suppressions,
    tree: SyntaxTree,
    couldSpeak: (rule: string) => boolean,
  ): Diagnostic[] {
    const found = all.filter((each) => !suppressions.takes(each));
    const wrong: Diagnostic[] = [];
    // What follows a text in three quotes that is never closed may be a part of it.
    const open =
      tree.errors.find((error) => /'''|"""/.test(tree.source.slice(error)))?.start ?? tree.source.text.length;
    const keepWrong = (diagnostic: Diagnostic): void => {
      const sound = diagnostic.span.start < open ? soundIn(tree.errors, diagnostic) : undefined;
      if (sound !== undefined) wrong.push(sound);
    };
    checkSuppressions({
      ...{ tree, suppressions, names: this.#names, found },
      // Where something could not be parsed, rules are silent that may speak again.
      hasSpoken: (rule) => tree.errors.length === 0 && couldSpeak(rule),
      report: (check, key, finding) => reporter(check, tree.source, keepWrong)(key, finding),
    });
    return [...found, ...wrong];
  }
}

function runHeads(
  awake: readonly Awake[],
  contextOf: (rule: Rule) => HeadContext<Messages>,
  crashes: Crash[],
  profile: Profile | undefined,
): void {
  for (const { rule, subscription } of awake) {
    if (subscription.kind !== "head") continue;
    const began = profile?.begin();
    try {
      const context = contextOf(rule);
      if (rule.pythons === undefined || isInRange(context.target, rule.pythons)) subscription.run(context);
    } catch (error) {
      crashes.push({ rule: rule.name, error });
    }
    if (began !== undefined) profile?.addRule(rule.name, began);
  }
}

function headContext(
  rule: Rule,
  source: SourceFile,
  facts: ProjectFacts,
  targetOf: () => PythonVersion,
  accept: (diagnostic: Diagnostic) => void,
): HeadContext<Messages> {
  return {
    source,
    facts,
    get target() {
      return targetOf();
    },
    report: reporter(rule, source, accept),
  };
}

function reporter(rule: Check, source: SourceFile, accept: (diagnostic: Diagnostic) => void) {
  return (key: string, finding: AnyFinding): void => {
    const text = rule.messages[key];
    if (text === undefined) throw new Error(`${rule.name} has no message ${key}`);
    const { start, end } = finding.at;
    if (start < 0 || end < start || end > source.text.length)
      throw new RangeError(`${start}-${end} is outside the text`);
    let fix: Fix | null | undefined;
    accept({
      rule: rule.name,
      severity: finding.severity ?? rule.severity,
      message: fillIn(text, finding.data ?? {}),
      question: rule.question,
      faqUrl: rule.question === null ? null : questionOf(rule.question).url,
      span: { start, end },
      related: finding.related ?? [],
      tags: rule.tags ?? [],
      fixSafety: rule.fix,
      fix: () => {
        if (fix === undefined) fix = finding.fix?.() ?? null;
        return fix;
      },
    });
  };
}

/** A finding, with no repair that touches text that could not be parsed; undefined when it lies inside such text. */
function soundIn(errors: readonly Span[], diagnostic: Diagnostic): Diagnostic | undefined {
  if (errors.some((error) => contains(error, diagnostic.span))) return undefined;
  return errors.length === 0 ? diagnostic : { ...diagnostic, fix: () => fixOutside(errors, diagnostic) };
}

/** The repair of a finding, unless it touches text that could not be parsed. */
function fixOutside(errors: readonly Span[], { fix }: Diagnostic): Fix | null {
  const found = fix();
  const isOutside = found?.edits.every(({ span }) => !errors.some((error) => overlaps(error, span))) ?? false;
  return isOutside ? found : null;
}

function fillIn(text: string, data: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = data[name];
    if (value === undefined) throw new Error(`the message needs {${name}}`);
    return value;
  });
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return (
    a.span.start - b.span.start ||
    a.span.end - b.span.end ||
    (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0) ||
    (a.message < b.message ? -1 : a.message > b.message ? 1 : 0)
  );
}
