import { type Hover, MarkupKind, type Position } from "vscode-languageserver/node";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Diagnostic } from "../engine/diagnostics.js";
import { type QuestionSlug, questionOf } from "../engine/questions.js";
import type { SourceFile } from "../engine/text/source.js";
import { answerOf } from "../faq/index.js";
import type { ClientSupport } from "./capabilities.js";
import { rangeOf, SOURCE } from "./convert.js";
import { escapeMarkdown, plainText } from "./markdown.js";
import type { DocumentResult } from "./results.js";

/** The FAQ's answers to the diagnostics at a place, or `null` where there is none. */
export function hoverAt(
  position: Position,
  document: TextDocument,
  { source, diagnostics }: DocumentResult,
  support: ClientSupport,
): Hover | null {
  const offset = document.offsetAt(position);
  const here = diagnostics.filter(({ span }) => span.start <= offset && offset <= span.end);
  const [first] = here;
  if (first === undefined) return null;
  const questions = [...new Set(here.map(({ question }) => question))];
  const markdown = questions
    .map((question) => {
      const messages = here.filter((diagnostic) => diagnostic.question === question).map((it) => heading(it, source));
      return [...messages, answer(question)].join("\n\n");
    })
    .join("\n\n---\n\n");
  const contents = support.hoverMarkdown
    ? { kind: MarkupKind.Markdown, value: markdown }
    : { kind: MarkupKind.PlainText, value: plainText(markdown) };
  return { contents, range: rangeOf(first.span, source) };
}

/** What is wrong; with the related places, since not every client shows those of the diagnostic. */
function heading(diagnostic: Diagnostic, source: SourceFile): string {
  const related = diagnostic.related.map(
    ({ span, message }) => `- line ${source.positionAt(span.start).line + 1}: ${escapeMarkdown(message)}`,
  );
  const message = `${escapeMarkdown(diagnostic.message)} (${SOURCE}: \`${diagnostic.rule}\`)`;
  return related.length === 0 ? message : `${message}\n\n${related.join("\n")}`;
}

function answer(slug: QuestionSlug): string {
  const { title, url } = questionOf(slug);
  const link = `FAQ: [${escapeMarkdown(title)}](${url})`;
  const text = answerOf(slug)?.markdown.trim();
  return text === undefined ? link : `${link}\n\n${text}`;
}
