import { type PlainDiagnostic, plainDiagnostic, plainEdit } from "../engine/plain.js";
import type { TextEdit } from "../engine/text/edits.js";
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
export type LaneFinding = PlainDiagnostic & { readonly ignore: TextEdit | null };

/** Computes what a finding can do and leaves the syntax behind. */
export function asData({ ignore, ...finding }: Found): LaneFinding {
  const edit = ignore();
  return { ...plainDiagnostic(finding), ignore: edit && plainEdit(edit) };
}
