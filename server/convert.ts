import {
  DiagnosticSeverity,
  DiagnosticTag,
  type Diagnostic as LspDiagnostic,
  type TextEdit,
} from "vscode-languageserver/node";
import type { Diagnostic } from "../engine/diagnostics.js";
import type { Severity } from "../engine/rule.js";
import type { TextEdit as EngineEdit } from "../engine/text/edits.js";
import type { ClientSupport } from "./capabilities.js";
import type { Places } from "./places.js";

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

/** One finding as the protocol has it, without the members the client did not ask for. */
export function toLspDiagnostic(diagnostic: Diagnostic, places: Places, support: ClientSupport): LspDiagnostic {
  const tags = diagnostic.tags.map((tag) => TAGS[tag]).filter((tag) => support.tags.has(tag));
  const related = support.relatedInformation ? diagnostic.related : [];
  return {
    range: places.locationOf(diagnostic.span).range,
    severity: SEVERITIES[diagnostic.severity],
    code: diagnostic.rule,
    source: SOURCE,
    message: diagnostic.message,
    ...(support.codeDescription && diagnostic.faqUrl !== null && { codeDescription: { href: diagnostic.faqUrl } }),
    ...(related.length > 0 && {
      relatedInformation: related.map(({ span, message }) => ({
        location: places.locationOf(span),
        message,
      })),
    }),
    ...(tags.length > 0 && { tags }),
    // For the client's own extensions; nothing here relies on getting it back, since not every client sends it.
    ...(support.diagnosticData && { data: { question: diagnostic.question } }),
  };
}

/** Edits of a text, by the URI of the document each is in; the protocol, too, takes them as made at once. */
export function toLspEdits(edits: readonly EngineEdit[], places: Places): Map<string, TextEdit[]> {
  const byUri = new Map<string, TextEdit[]>();
  for (const { span, replacement } of edits) {
    const { uri, range } = places.locationOf(span);
    const others = byUri.get(uri);
    if (others === undefined) byUri.set(uri, [{ range, newText: replacement }]);
    else others.push({ range, newText: replacement });
  }
  return byUri;
}
