import type { Diagnostic, LintReport } from "./diagnostics.js";
import { MAX_FIX_PASSES } from "./fix.js";
import { type IgnoreComment, IgnoreWriter } from "./ignore-comments.js";
import { isSuppressionCheck } from "./suppression-rules.js";
import type { Suppressible } from "./suppressions.js";
import type { SyntaxTree } from "./syntax/tree.js";
import { applyEdits } from "./text/edits.js";
import type { SourceFile } from "./text/source.js";

/** A text with its report, and those of its findings that are to be ignored. */
export interface IgnorableText {
  readonly source: SourceFile;
  readonly report: LintReport;
  readonly wanted: readonly Diagnostic[];
}

/** The outcome of {@link addIgnores}. */
export interface AddedIgnores {
  readonly text: string;
  /** How many comments were written or added to. */
  readonly comments: number;
  /** What is left, since no comment can stand where it would have to. */
  readonly unplaced: readonly Diagnostic[];
}

/** A finding's rule and where it begins. */
type Key = string;

/**
 * Writes comments that ignore what is found in a text, until nothing of it is left. A comment that does not do what it is to do, or
 * would change the program, is not written.
 *
 * @param lint finds the diagnostics of a text; called after each pass, since comments may uncover others.
 * @param reason what new comments are to say behind the names; may be empty.
 */
export function addIgnores(text: string, lint: (text: string) => IgnorableText, reason: string): AddedIgnores {
  let current = lint(text);
  let comments = 0;
  let failed: ReadonlySet<Key> = new Set();
  for (let pass = 0; pass < MAX_FIX_PASSES; pass++) {
    const todo = current.wanted.filter((found) => !isSuppressionCheck(found.rule) && !failed.has(keyOf(found)));
    if (todo.length === 0) break;
    const written = new IgnoreWriter(current.source, current.report).commentsFor(todo, reason);
    const { good, next } = working(written, current, lint);
    comments += good.length;
    const placed = new Set(good.flatMap(({ findings }) => findings));
    const others = current.wanted.filter(
      (found) => failed.has(keyOf(found)) || (todo.includes(found) && !placed.has(found)),
    );
    failed = new Set(others.map((found) => keyOf(found, good)));
    current = next;
  }
  const unplaced = current.wanted.filter(({ rule }) => !isSuppressionCheck(rule));
  return { text: current.source.text, comments, unplaced };
}

/** Those of some comments that do what they are to do, and the text with them. */
function working(
  comments: readonly IgnoreComment<Diagnostic>[],
  before: IgnorableText,
  lint: (text: string) => IgnorableText,
): { readonly good: readonly IgnoreComment<Diagnostic>[]; readonly next: IgnorableText } {
  const attempt = (some: readonly IgnoreComment<Diagnostic>[]) => {
    const next = lint(
      applyEdits(
        before.source.text,
        some.map(({ edit }) => edit),
      ),
    );
    const left = new Set(next.wanted.map((found) => keyOf(found)));
    // What has gone for another reason might come back without one.
    const isIgnored = ({ rule, span }: Diagnostic): boolean =>
      !left.has(keyOf({ rule, span }, some)) &&
      next.report.suppressions?.hasTaken(rule, moved(span.start, some)) === true;
    const isGood =
      isSameProgram(before.report.tree, next.report.tree) && some.every(({ findings }) => findings.every(isIgnored));
    return { isGood, next };
  };
  const all = attempt(comments);
  if (all.isGood) return { good: comments, next: all.next };
  const good = comments.filter((comment) => attempt([comment]).isGood);
  const together = attempt(good);
  return together.isGood ? { good, next: together.next } : { good: [], next: before };
}

/** @param comments what is written before the finding is looked for again. */
function keyOf({ rule, span }: Suppressible, comments: readonly IgnoreComment<Diagnostic>[] = []): Key {
  return `${rule} ${moved(span.start, comments)}`;
}

/** Where an offset comes to be when some comments are written. */
function moved(offset: number, comments: readonly IgnoreComment<Diagnostic>[]): number {
  return comments
    .filter(({ edit }) => edit.span.end <= offset)
    .reduce((sum, { edit: { span, replacement } }) => sum + replacement.length - (span.end - span.start), offset);
}

/** Whether two trees differ in nothing but comments. */
function isSameProgram(before: SyntaxTree | undefined, after: SyntaxTree | undefined): boolean {
  if (before === undefined || after === undefined) return true;
  const [old, now] = [tokensOf(before), tokensOf(after)];
  return old.length === now.length && old.every((token, index) => token === now[index]);
}

function tokensOf(tree: SyntaxTree): string[] {
  const { last, count } = tree.columns;
  const tokens: string[] = [];
  for (let row = 0; row < count; row++) {
    if (last[row] === row + 1 && tree.kindOf(row) !== "comment") tokens.push(`${tree.kindOf(row)} ${tree.textOf(row)}`);
  }
  return tokens;
}
