import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Diagnostic as LspDiagnostic,
  type TextEdit,
  type WorkspaceEdit,
} from "vscode-languageserver/node";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Diagnostic } from "../engine/diagnostics.js";
import { overlaps, type Span } from "../engine/text/span.js";
import type { ClientSupport } from "./capabilities.js";
import { toLspDiagnostic, toLspEdits } from "./convert.js";
import type { DocumentResult } from "./results.js";

/**
 * The quick fixes for what a client asks about, each with the diagnostic it repairs.
 *
 * Which diagnostics are meant is found in the server's own result: what a client sends back may lack everything but
 * range and code.
 */
export function quickFixes(
  { range, context }: CodeActionParams,
  document: TextDocument,
  { source, diagnostics }: DocumentResult,
  support: ClientSupport,
): CodeAction[] {
  if (!support.codeActionLiterals || !wants(context.only, CodeActionKind.QuickFix)) return [];
  const asked = spanOf(range, document);
  const named = namedBy(context.diagnostics, document, diagnostics);
  const meant = named.length > 0 ? named : diagnostics.filter(({ span }) => overlaps(span, asked));
  return meant.flatMap((diagnostic) => {
    const fix = diagnostic.fix();
    if (fix === null || fix.edits.length === 0) return [];
    const safe = fix.safety === "safe";
    return {
      title: safe ? fix.title : `${fix.title} (unsafe)`,
      kind: CodeActionKind.QuickFix,
      diagnostics: [toLspDiagnostic(diagnostic, source, document.uri, support)],
      ...(safe && { isPreferred: true }),
      edit: workspaceEdit(document, toLspEdits(fix, source), support),
    };
  });
}

/** Whether a client that asks for some kinds of actions only takes this one; a kind contains those below it. */
function wants(only: readonly string[] | undefined, kind: string): boolean {
  return !Array.isArray(only) || only.some((asked) => asked === "" || asked === kind || kind.startsWith(`${asked}.`));
}

/** Those of the server's diagnostics that a client sent back; without equal ranges, the ones at that place. */
function namedBy(
  sent: readonly LspDiagnostic[] | undefined,
  document: TextDocument,
  own: readonly Diagnostic[],
): readonly Diagnostic[] {
  const named = new Set<Diagnostic>();
  for (const { code, range } of sent ?? []) {
    const span = spanOf(range, document);
    const there = own.filter((diagnostic) => diagnostic.rule === code && overlaps(diagnostic.span, span));
    const exactly = there.filter(
      (diagnostic) => diagnostic.span.start === span.start && diagnostic.span.end === span.end,
    );
    for (const diagnostic of exactly.length > 0 ? exactly : there) named.add(diagnostic);
  }
  return own.filter((diagnostic) => named.has(diagnostic));
}

function spanOf(range: LspDiagnostic["range"], document: TextDocument): Span {
  return { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
}

function workspaceEdit(document: TextDocument, edits: TextEdit[], support: ClientSupport): WorkspaceEdit {
  const { uri, version } = document;
  if (support.documentChanges) return { documentChanges: [{ textDocument: { uri, version }, edits }] };
  return { changes: { [uri]: edits } };
}
