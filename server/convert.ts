import {
  DiagnosticSeverity,
  DiagnosticTag,
  type Diagnostic as LspDiagnostic,
  type Range,
  type TextEdit,
} from "vscode-languageserver/node";
import type { Diagnostic } from "../engine/diagnostics.js";
import type { Severity } from "../engine/rule.js";
import type { TextEdit as EngineEdit } from "../engine/text/edits.js";
import type { SourceFile } from "../engine/text/source.js";
import type { Span } from "../engine/text/span.js";
import type { ClientSupport } from "./capabilities.js";

/** The name under which editors show the diagnostics. */
export const SOURCE = "faqlint";

const SEVERITIES: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

const TAGS: Record<Diagnostic["tags"][number], DiagnosticTag> = {
  unnecessary: DiagnosticTag.Unnecessary,
  deprecated: DiagnosticTag.Deprecated,
};

/** The lines and UTF-16 columns, both from 0, of a span. */
export function rangeOf(span: Span, source: SourceFile): Range {
  const start = source.positionAt(span.start);
  const end = source.positionAt(span.end);
  return {
    start: { line: start.line, character: start.column },
    end: { line: end.line, character: end.column },
  };
}

/** One finding as the protocol has it, without the members the client did not ask for. */
export function toLspDiagnostic(
  diagnostic: Diagnostic,
  source: SourceFile,
  uri: string,
  support: ClientSupport,
): LspDiagnostic {
  const tags = diagnostic.tags.map((tag) => TAGS[tag]).filter((tag) => support.tags.has(tag));
  const related = support.relatedInformation ? diagnostic.related : [];
  return {
    range: rangeOf(diagnostic.span, source),
    severity: SEVERITIES[diagnostic.severity],
    code: diagnostic.rule,
    source: SOURCE,
    message: diagnostic.message,
    ...(support.codeDescription && { codeDescription: { href: diagnostic.faqUrl } }),
    ...(related.length > 0 && {
      relatedInformation: related.map(({ span, message }) => ({
        location: { uri, range: rangeOf(span, source) },
        message,
      })),
    }),
    ...(tags.length > 0 && { tags }),
    // For the client's own extensions; nothing here relies on getting it back, since not every client sends it.
    ...(support.diagnosticData && { data: { question: diagnostic.question } }),
  };
}

/** Edits of a text; the protocol, too, takes them as made at once. */
export function toLspEdits(edits: readonly EngineEdit[], source: SourceFile): TextEdit[] {
  return edits.map(({ span, replacement }) => ({ range: rangeOf(span, source), newText: replacement }));
}
