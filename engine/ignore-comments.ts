import type { LintReport } from "./diagnostics.js";
import type { MalformedComment } from "./malformed-comments.js";
import type { SuppressionComment } from "./suppression-comments.js";
import { isSuppressionCheck } from "./suppression-rules.js";
import { coverageOf, type Suppressible, type Suppressions } from "./suppressions.js";
import { isContinued, logicalLinesAt } from "./syntax/headers.js";
import type { SyntaxNode, SyntaxTree } from "./syntax/tree.js";
import type { TextEdit } from "./text/edits.js";
import { cookieOf, lineOf } from "./text/head.js";
import type { SourceFile } from "./text/source.js";
import { beginsIn, type Span } from "./text/span.js";

/** A comment that suppresses some findings, written anew or added to. */
export interface IgnoreComment<Finding extends Suppressible> {
  readonly edit: TextEdit;
  readonly findings: readonly Finding[];
}

/** A place where rules can be named. */
interface Place {
  /** Where findings are suppressed. */
  readonly covered: Span;
  readonly edit: (rules: readonly string[], reason: string) => TextEdit;
}

/** Writes the comments that suppress what was found in a file. */
export class IgnoreWriter {
  readonly #source: SourceFile;
  readonly #tree: SyntaxTree | undefined;
  readonly #suppressions: Suppressions | undefined;

  /** @param report its tree may be undefined: then only the first lines of the file can matter. */
  constructor(source: SourceFile, { tree, suppressions }: Pick<LintReport, "tree" | "suppressions">) {
    this.#source = source;
    this.#tree = tree;
    this.#suppressions = suppressions;
  }

  /** The edit after which a finding is no longer shown; null if no comment can do that. */
  editFor(found: Suppressible): TextEdit | null {
    return this.commentsFor([found])[0]?.edit ?? null;
  }

  /**
   * The comments that suppress some findings, as far as that can be done: one for all of a statement. It is the one that is there, or
   * else stands behind the line where the first of them begins, or above its statement where that line cannot end with a comment.
   * What is about a comment is ignored in the whole file.
   *
   * @param reason what new comments are to say behind the names; may be empty.
   */
  commentsFor<Finding extends Suppressible>(findings: readonly Finding[], reason = ""): IgnoreComment<Finding>[] {
    const groups: { readonly place: Place; readonly isForFile: boolean; readonly findings: Finding[] }[] = [];
    for (const found of findings) {
      if (isSuppressionCheck(found.rule)) continue;
      const isForFile = this.#isAboutComment(found);
      const group = groups.find((each) => each.isForFile === isForFile && beginsIn(found.span, each.place.covered));
      if (group !== undefined) group.findings.push(found);
      else {
        const own = isForFile ? this.#placeInFile(found) : this.#placeInLines(found);
        if (own !== undefined) groups.push({ place: own, isForFile, findings: [found] });
      }
    }
    return groups.map((group) => {
      const rules = [...new Set(group.findings.map(({ rule }) => rule))];
      return { edit: group.place.edit(rules, reason), findings: group.findings };
    });
  }

  #isAboutComment({ span: { start } }: Suppressible): boolean {
    const comment = this.#tree === undefined ? undefined : this.#commentIn(this.#source.lines.lineAt(start));
    return this.#tree === undefined || (comment !== undefined && comment.start <= start);
  }

  #placeInFile({ span }: Suppressible): Place {
    const { lines, text, lineBreak } = this.#source;
    const covered = { start: 0, end: text.length };
    const known = this.#suppressions?.all.find(({ comment }) => comment.isForFile);
    if (known !== undefined) return { covered, edit: adding(known.comment) };
    const line = Math.min(this.#headLength(lines.lineAt(span.start)), lines.count);
    const start = line === 0 && text.startsWith("\uFEFF") ? 1 : lines.startOf(line);
    const isBehindAll = line === lines.count;
    const edit = (rules: readonly string[], reason: string): TextEdit => {
      const comment = commentOf("ignore-file", rules, reason);
      return insertion(start, isBehindAll ? `${lineBreak}${comment}` : `${comment}${lineBreak}`);
    };
    return { covered, edit };
  }

  /**
   * How many lines must come first to be understood.
   *
   * @param found the line of what is to be ignored: a comment may have to be one of them to be what it is.
   */
  #headLength(found: number): number {
    const { lines } = this.#source;
    const isHead = (line: number): boolean =>
      line < lines.count &&
      (cookieOf(lineOf(this.#source, line)) !== null ||
        (line === found && /^[\s\uFEFF]*#/.test(lines.textOf(line))) ||
        (line === 0 && /^\uFEFF?#!/.test(lines.textOf(line))));
    return isHead(1) ? 2 : isHead(0) ? 1 : 0;
  }

  #placeInLines(found: Suppressible): Place | undefined {
    const tree = this.#tree;
    if (tree === undefined) return undefined;
    const { start } = found.span;
    return this.#knownPlace(found, tree) ?? this.#placeBehind(start, tree) ?? this.#placeAbove(start, tree);
  }

  #knownPlace({ span }: Suppressible, tree: SyntaxTree): Place | undefined {
    for (const { comment, covered } of this.#suppressions?.all ?? []) {
      if (!comment.isForFile && covered !== null && beginsIn(span, covered)) return { covered, edit: adding(comment) };
    }
    for (const comment of this.#suppressions?.malformed ?? []) {
      const covered = comment.isBare && !comment.isForFile ? coverageOf(comment, tree) : null;
      if (covered !== null && beginsIn(span, covered)) return { covered, edit: completing(comment) };
    }
    return undefined;
  }

  #placeBehind(offset: number, tree: SyntaxTree): Place | undefined {
    const { lines, text } = this.#source;
    const line = lines.lineAt(offset);
    const end = lines.endOf(line);
    if (this.#commentIn(line) !== undefined || text.slice(0, end).endsWith("\\") || isInString(end, tree))
      return undefined;
    const code = text.slice(lines.startOf(line), end).trimEnd();
    const span = { start: lines.startOf(line) + code.length, end };
    return {
      covered: this.#linesAround(offset, tree),
      edit: (rules, reason) => ({ span, replacement: `  ${commentOf("ignore", rules, reason)}` }),
    };
  }

  #placeAbove(offset: number, tree: SyntaxTree): Place | undefined {
    const { first } = logicalLinesAt(tree, offset);
    const start = this.#source.lines.startOf(first);
    if (isContinued(tree, first - 1) || isInString(start, tree)) return undefined;
    const [indentation, lineBreak] = [this.#source.indentationAt(start), this.#source.lineBreak];
    const at = first === 0 && this.#source.text.startsWith("\uFEFF") ? 1 : start;
    return {
      covered: this.#linesAround(offset, tree),
      edit: (rules, reason) => insertion(at, `${indentation}${commentOf("ignore", rules, reason)}${lineBreak}`),
    };
  }

  #linesAround(offset: number, tree: SyntaxTree): Span {
    const { first, last } = logicalLinesAt(tree, offset);
    return { start: this.#source.lines.startOf(first), end: this.#source.lines.endOf(last) };
  }

  /** The comment that ends a line. */
  #commentIn(line: number): SyntaxNode | undefined {
    const { lines } = this.#source;
    const end = lines.startOf(line) + lines.textOf(line).trimEnd().length;
    const last = end > lines.startOf(line) ? this.#tree?.nodeAt({ start: end - 1, end }) : undefined;
    return last?.kind === "comment" ? last : undefined;
  }
}

function adding({ names, list }: SuppressionComment): Place["edit"] {
  const end = names.at(-1)?.span.end ?? list.end;
  return (rules) => insertion(end, rules.map((rule) => `, ${rule}`).join(""));
}

function completing(comment: MalformedComment): Place["edit"] {
  return (rules) => comment.written(rules);
}

function commentOf(verb: "ignore" | "ignore-file", rules: readonly string[], reason: string): string {
  return `# faqlint: ${verb}[${rules.join(", ")}]${reason === "" ? "" : ` ${reason}`}`;
}

function insertion(at: number, replacement: string): TextEdit {
  return { span: { start: at, end: at }, replacement };
}

/** Whether a place is inside a string that goes on behind it. */
function isInString(at: number, tree: SyntaxTree): boolean {
  const node = tree.nodeAt({ start: at, end: Math.min(at + 1, tree.source.text.length) });
  const string = node.kind === "string" ? node : node.enclosing("string");
  return string !== null && string.start < at && at < string.end;
}
