import type { MalformedComment } from "./malformed-comments.js";
import { readComments, type SuppressionComment } from "./suppression-comments.js";
import { codeStart, logicalLinesAt } from "./syntax/headers.js";
import type { SyntaxTree } from "./syntax/tree.js";
import { beginsIn, type Span } from "./text/span.js";

/** What is suppressed of a finding: what a rule finds that begins somewhere. */
export interface Suppressible {
  readonly rule: string;
  readonly span: Span;
}

/** A comment that suppresses rules, and where. */
export interface Suppression {
  readonly comment: SuppressionComment;
  /** Findings that begin inside are suppressed; null if nothing follows that it could be about. */
  readonly covered: Span | null;
}

/**
 * The comments of a file by which rules are suppressed.
 *
 * `# faqlint: ignore[rule, ...] reason` behind code covers the lines of its statement, or of its header; on a line of its own, the
 * next statement likewise, and comments up to there. `# faqlint: ignore-file[rule, ...]` covers the file.
 */
export class Suppressions {
  /** In the order of the text. */
  readonly all: readonly Suppression[];
  readonly malformed: readonly MalformedComment[];
  /** By rule, those for the file first: what a whole file is said to be allowed need not be allowed in its lines. */
  readonly #byRule = new Map<string, Suppression[]>();
  readonly #suppressed: Suppressible[] = [];
  readonly #used = new Map<Suppression, Set<string>>();

  constructor(tree: SyntaxTree, isRule: (name: string) => boolean) {
    const { suppressions, malformed } = readComments(tree, isRule);
    this.malformed = malformed;
    this.all = suppressions.map((comment) => ({ comment, covered: coverageOf(comment, tree) }));
    const [forFile, forLines] = [true, false].map((isForFile) =>
      this.all.filter(({ comment }) => comment.isForFile === isForFile),
    );
    for (const suppression of [...(forFile ?? []), ...(forLines ?? [])]) {
      for (const { text: rule } of suppression.comment.names) {
        const others = this.#byRule.get(rule);
        if (others === undefined) this.#byRule.set(rule, [suppression]);
        else others.push(suppression);
      }
    }
  }

  /** Whether a finding is suppressed; if so, notes by what. */
  takes(found: Suppressible): boolean {
    const by = this.#covering(found)[0];
    if (by === undefined) return false;
    this.#suppressed.push(found);
    const used = this.#used.get(by);
    if (used === undefined) this.#used.set(by, new Set([found.rule]));
    else used.add(found.rule);
    return true;
  }

  /** Whether something that a rule finds at an offset has been suppressed. */
  hasTaken(rule: string, offset: number): boolean {
    return this.#suppressed.some((found) => found.rule === rule && found.span.start === offset);
  }

  /** Whether a comment has suppressed a rule so far, for which no other one was there before it. */
  isUsed(suppression: Suppression, rule: string): boolean {
    return this.#used.get(suppression)?.has(rule) ?? false;
  }

  /** The comment that has suppressed in another's place what that one covers, too. */
  insteadOf(suppression: Suppression, rule: string): Suppression | undefined {
    const { covered } = suppression;
    const shared = this.#suppressed.find(
      (found) => found.rule === rule && covered !== null && beginsIn(found.span, covered),
    );
    return shared && this.#covering(shared)[0];
  }

  #covering({ rule, span }: Suppressible): Suppression[] {
    return (this.#byRule.get(rule) ?? []).filter(({ covered }) => covered !== null && beginsIn(span, covered));
  }
}

/** Where a comment suppresses what it names; null if nothing follows that it could be about. */
export function coverageOf(
  { isForFile, place }: Pick<SuppressionComment, "isForFile" | "place">,
  tree: SyntaxTree,
): Span | null {
  const { lines, text } = tree.source;
  if (isForFile) return { start: 0, end: text.length };
  const own = lines.lineAt(place.span.start);
  const line = place.isAlone ? nextCodeLine(tree, own + 1) : own;
  if (line === undefined) return null;
  const { first, last } = logicalLinesAt(tree, codeStart(tree, line));
  const start = lines.startOf(first);
  return { start: place.isAlone ? Math.min(start, place.span.start) : start, end: lines.endOf(last) };
}

function nextCodeLine({ source: { lines } }: SyntaxTree, from: number): number | undefined {
  for (let line = from; line < lines.count; line++) if (!/^\s*(?:#|$)/.test(lines.textOf(line))) return line;
  return undefined;
}
