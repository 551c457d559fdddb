import type { Fix } from "../engine/rule.js";
import type { TextEdit } from "../engine/text/edits.js";
import type { Span } from "../engine/text/span.js";
import type { Found } from "./result.js";
import type { EditorSettings } from "./settings.js";

/** What the thread for long texts is told, in order. It is started with the settings of the moment. */
export type LaneRequest =
  | { readonly kind: "settings"; readonly settings: EditorSettings }
  | { readonly kind: "forget projects" }
  /** A document is linted here no more. */
  | { readonly kind: "forget"; readonly key: string }
  /** Asked only when the answer to the last one has come. */
  | { readonly kind: "lint"; readonly key: string; readonly uri: string; readonly text: string };

/** What it says. */
export type LaneAnswer =
  | { readonly kind: "log"; readonly level: "error" | "warn"; readonly message: string }
  | { readonly kind: "linted"; readonly findings: readonly LaneFinding[]; readonly left: number };

/** A finding as data alone, with what can be done about it. */
export type LaneFinding = Omit<Found, "fix" | "ignore"> & {
  readonly fix: Fix | null;
  readonly ignore: TextEdit | null;
};

/** Computes what a finding can do and leaves the syntax behind: a span may be a node, which holds a whole tree. */
export function asData({ fix, ignore, ...finding }: Found): LaneFinding {
  const repair = fix();
  const edit = ignore();
  return {
    ...finding,
    span: bare(finding.span),
    related: finding.related.map(({ span, ...other }) => ({ ...other, span: bare(span) })),
    fix: repair && { ...repair, edits: repair.edits.map(bareEdit) },
    ignore: edit && bareEdit(edit),
  };
}

function bareEdit({ span, replacement }: TextEdit): TextEdit {
  return { span: bare(span), replacement };
}

function bare({ start, end }: Span): Span {
  return { start, end };
}
