import type { Diagnostic } from "./diagnostics.js";
import type { Fix } from "./finding.js";
import type { TextEdit } from "./text/edits.js";
import type { Span } from "./text/span.js";

/** A finding as data alone, its repair computed: for another thread, or for another day. */
export type PlainDiagnostic = Omit<Diagnostic, "fix"> & { readonly fix: Fix | null };

/** Computes a finding's repair and leaves the syntax behind. */
export function plainDiagnostic({ fix, ...finding }: Diagnostic): PlainDiagnostic {
  const repair = fix();
  return {
    ...finding,
    span: plainSpan(finding.span),
    related: finding.related.map(({ span, ...other }) => ({ ...other, span: plainSpan(span) })),
    fix: repair && { ...repair, edits: plainEdits(repair.edits) },
  };
}

/** What some findings share stays shared: repairs that change all of a file are as long as it. */
const shared = new WeakMap<readonly TextEdit[], readonly TextEdit[]>();

function plainEdits(edits: readonly TextEdit[]): readonly TextEdit[] {
  let plain = shared.get(edits);
  if (plain === undefined) {
    plain = edits.map(plainEdit);
    shared.set(edits, plain);
  }
  return plain;
}

/** An edit without the syntax that it may hold. */
export function plainEdit({ span, replacement }: TextEdit): TextEdit {
  return { span: plainSpan(span), replacement };
}

/** A span and nothing else: one may be a node, which holds a whole tree. */
export function plainSpan({ start, end }: Span): Span {
  return { start, end };
}
