import { type Hover, MarkupKind } from "vscode-languageserver/node";
import type { Diagnostic } from "../engine/diagnostics.js";
import { type QuestionSlug, questionOf } from "../engine/questions.js";
import type { RuleInfo } from "../engine/rule.js";
import type { SourceFile } from "../engine/text/source.js";
import type { Span } from "../engine/text/span.js";
import { type Answer, answerOf, SUPPRESSIONS_PAGE } from "../faq/index.js";
import { renderText } from "../faq/render.js";
import { RULE_INFOS } from "../rules/infos.js";
import type { ClientSupport } from "./capabilities.js";
import { SOURCE } from "./convert.js";
import type { Places } from "./places.js";
import type { DocumentResult } from "./result.js";

/** Clients that show plain text open a window of about this many columns for it. */
const TEXT_WIDTH = 80;

/** A way of writing what a hover says. */
interface Style {
  /** A plain sentence, in which code may stand between backticks. */
  sentence(text: string): string;
  link(text: string, url: string): string;
  /** The text of an answer, or of a page that explains something. */
  text(answer: Pick<Answer, "markdown" | "blocks">): string;
}

const MARKDOWN: Style = {
  sentence: escapeMarkdown,
  link: (text, url) => `[${escapeMarkdown(text)}](${url})`,
  text: ({ markdown }) => markdown.trim(),
};

const PLAIN_TEXT: Style = {
  sentence: (text) => text,
  link: (text, url) => `${text} (${url})`,
  text: ({ blocks }) => renderText(blocks, TEXT_WIDTH),
};

/**
 * The FAQ's answers to the diagnostics at a place, or to what a comment there says is to be ignored, and what is wrong with such a
 * comment; `null` where there is nothing of it.
 */
export function hoverAt(
  offset: number,
  { source, diagnostics }: Pick<DocumentResult, "source"> & { readonly diagnostics: readonly Diagnostic[] },
  places: Places,
  support: ClientSupport,
): Hover | null {
  const [kind, style] = support.hoverMarkdown ? [MarkupKind.Markdown, MARKDOWN] : [MarkupKind.PlainText, PLAIN_TEXT];
  const here = diagnostics.filter(({ span }) => span.start <= offset && offset <= span.end);
  const ignored = ignoredAt(offset, source);
  if (ignored !== undefined) {
    // What is wrong with the comment itself.
    const wrong = here.filter(({ question }) => question === null).map((found) => heading(found, places, style));
    const value = [...wrong, ...ignored.rules.map((rule) => ignoredPage(rule, style))].join("\n\n---\n\n");
    return { contents: { kind, value }, range: places.locationOf(ignored.span).range };
  }
  const [first] = here;
  if (first === undefined) return null;
  // Several findings may lead to one answer, which need not be read twice.
  const questions = [...new Set(here.map(({ question }) => question))];
  const value = questions
    .map((question) => {
      const findings = here.filter((diagnostic) => diagnostic.question === question);
      return page(question, findings, places, style);
    })
    .join("\n\n---\n\n");
  return { contents: { kind, value }, range: places.locationOf(first.span).range };
}

/** The rules that a comment at a place names: the one that is pointed at, or all of them. */
function ignoredAt(
  offset: number,
  { lines, text }: SourceFile,
): { rules: readonly RuleInfo[]; span: Span } | undefined {
  const line = lines.lineAt(offset);
  const start = lines.startOf(line);
  const comment = /#\s*faqlint:\s*ignore(?:-file)?\[([^\]\n\r]*)\]/d.exec(text.slice(start, lines.endOf(line)));
  const [from, to] = comment?.indices?.[0] ?? [0, -1];
  if (comment === null || offset < start + from || offset > start + to) return undefined;
  const [listFrom = 0] = comment.indices?.[1] ?? [];
  const named = [...(comment[1] ?? "").matchAll(/[\w-]+/g)].flatMap(({ 0: name, index }) => {
    const rule = RULE_INFOS.find((each) => each.name === name);
    const at = start + listFrom + index;
    return rule === undefined ? [] : [{ rule, span: { start: at, end: at + name.length } }];
  });
  const pointedAt = named.find(({ span }) => span.start <= offset && offset <= span.end);
  if (pointedAt !== undefined) return { rules: [pointedAt.rule], span: pointedAt.span };
  if (named.length === 0) return undefined;
  return { rules: named.map(({ rule }) => rule), span: { start: start + from, end: start + to } };
}

function ignoredPage({ name, summary, question }: RuleInfo, style: Style): string {
  return [`${SOURCE}: ${name}: ${style.sentence(summary)}`, ...explanation(question, style)].join("\n\n");
}

function page(question: QuestionSlug | null, findings: readonly Diagnostic[], places: Places, style: Style): string {
  const headings = findings.map((finding) => heading(finding, places, style));
  return [...headings, ...explanation(question, style)].join("\n\n");
}

/** The question with its answer, if there is one yet; what is no matter of the FAQ is explained by the page about such comments. */
function explanation(question: QuestionSlug | null, style: Style): string[] {
  if (question === null) return [style.text(SUPPRESSIONS_PAGE)];
  const { title, url } = questionOf(question);
  const answer = answerOf(question);
  return [`FAQ: ${style.link(title, url)}`, ...(answer === undefined ? [] : [style.text(answer)])];
}

/** What is wrong; with the related places, since not every client shows those of the diagnostic. */
function heading(diagnostic: Diagnostic, places: Places, style: Style): string {
  const related = diagnostic.related.map(
    ({ span, message }) => `- line ${places.locationOf(span).range.start.line + 1}: ${style.sentence(message)}`,
  );
  const message = `${style.sentence(diagnostic.message)} (${SOURCE}: ${diagnostic.rule})`;
  return related.length === 0 ? message : `${message}\n\n${related.join("\n")}`;
}

/** A plain sentence as Markdown that looks the same; code between backticks stays code. */
export function escapeMarkdown(sentence: string): string {
  return sentence
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/[\\`*_{}[\]<>#|~]/g, "\\$&")))
    .join("");
}
