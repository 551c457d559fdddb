import type { Linter } from "../../engine/lint.js";
import type { Parsed } from "../../engine/syntax/pieces.js";
import { SourceFile } from "../../engine/text/source.js";
import { checkSpans, showFindings } from "../../test/harness/laws.js";

/** A text to try, and what to call it in a report. */
export interface Subject {
  readonly name: string;
  readonly text: string;
}

/** What is wrong with a lint of a text, in words. */
export interface Problem {
  readonly subject: Subject;
  readonly what: string;
}

/** In milliseconds: what takes longer counts as hanging. */
const SLOW = 10_000;
/** Findings in which repairs are computed, too; those of a text with thousands would take the time of all others. */
const REPAIRED = 200;

/** What {@link lintOnce} came to. */
export interface Linted {
  readonly problems: readonly Problem[];
  /** All that was found, in a form that can be compared. */
  readonly shown: string;
  readonly findings: number;
  readonly parsed: Parsed | undefined;
}

/**
 * Lints a text once: nothing may throw, lie outside the text or take long.
 *
 * @param how see {@link LintOptions}
 */
function lintOnce(
  subject: Subject,
  linter: Linter,
  how: { readonly scan?: boolean; readonly last?: Parsed | undefined } = {},
): Linted {
  const problems: Problem[] = [];
  const fails = (what: string): void => void problems.push({ subject, what });
  const begin = performance.now();
  try {
    const report = linter.lint(new SourceFile(subject.name, subject.text), how);
    for (const { rule, error } of report.crashes) fails(`${rule} throws: ${describe(error)}`);
    for (const found of report.diagnostics.slice(0, REPAIRED)) {
      try {
        checkSpans(found, subject.text);
      } catch (error) {
        fails(`${found.rule}: ${describe(error)}`);
      }
    }
    const time = performance.now() - begin;
    if (time > SLOW) fails(`takes ${(time / 1000).toFixed(1)} s`);
    return {
      problems,
      shown: showFindings(report.diagnostics.slice(0, REPAIRED)).join("\n"),
      findings: report.diagnostics.length,
      parsed: report.tree,
    };
  } catch (error) {
    fails(`throws: ${describe(error)}`);
    return { problems, shown: "", findings: 0, parsed: undefined };
  }
}

/** Lints a text with and without the scan, and after another state of it: the findings must be equal. */
export function lintEachWay(subject: Subject, linter: Linter, last?: Parsed): Linted {
  const fresh = lintOnce(subject, linter);
  const problems = [...fresh.problems];
  const compare = (other: Linted, name: string): void => {
    if (fresh.problems.length > 0 || other.problems.length > 0) problems.push(...other.problems);
    else if (other.shown !== fresh.shown) {
      problems.push({ subject, what: `${name}:\n${other.shown}\ninstead of\n${fresh.shown}` });
    }
  };
  if (last === undefined) compare(lintOnce(subject, linter, { scan: false }), "without the scan");
  else compare(lintOnce(subject, linter, { last }), "after an earlier state");
  return { ...fresh, problems };
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return (error.stack ?? error.message).split("\n").slice(0, 4).join(" | ");
}
