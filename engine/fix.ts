import type { Diagnostic } from "./diagnostics.js";
import type { Safety } from "./finding.js";
import { applyEdits, EditSet, type TextEdit } from "./text/edits.js";
import { beginsIn } from "./text/span.js";

/** More passes than any honest chain of repairs needs: a rule whose repairs never end must not hang the user. */
export const MAX_FIX_PASSES = 10;

/** The outcome of {@link applyFixes}. */
export interface FixResult {
  readonly text: string;
  /** The findings that were repaired, over all passes. */
  readonly fixed: readonly Diagnostic[];
  /** False when findings with a repair were still left after {@link MAX_FIX_PASSES}. */
  readonly converged: boolean;
}

/**
 * The repairs of a set of findings that can be made together: the first in the text wins where two collide, and what one of them has
 * ignored is left alone.
 */
export function compatibleFixes(
  diagnostics: readonly Diagnostic[],
  safety: Safety,
): { edits: readonly TextEdit[]; fixed: Diagnostic[] } {
  const together = new EditSet();
  const fixed: Diagnostic[] = [];
  const wanted = diagnostics.flatMap((diagnostic) => {
    const fix = diagnostic.fixSafety === "none" ? null : diagnostic.fix();
    if (fix === null || fix.edits.length === 0 || (safety === "safe" && fix.safety !== "safe")) return [];
    return { diagnostic, fix };
  });
  const ignored = wanted.flatMap(({ fix }) => fix.ignores ?? []);
  for (const { diagnostic, fix } of wanted) {
    if (ignored.some(({ rules, span }) => rules.includes(diagnostic.rule) && beginsIn(diagnostic.span, span))) continue;
    if (together.add(fix.edits)) fixed.push(diagnostic);
  }
  return { edits: together.edits, fixed };
}

/**
 * Repairs a text until nothing is left to repair.
 *
 * @param lint finds the diagnostics of a text; called once more after each pass, since repairs may uncover others.
 * @param safety `unsafe` makes the unsafe repairs as well as the safe ones.
 * @param edit makes edits of the text as it is at that moment, where it is only a part of what is edited.
 */
export function applyFixes(
  text: string,
  lint: (text: string) => readonly Diagnostic[],
  safety: Safety,
  edit?: (edits: readonly TextEdit[]) => string,
): FixResult {
  const all: Diagnostic[] = [];
  let current = text;
  for (let pass = 0; pass < MAX_FIX_PASSES; pass++) {
    const { edits, fixed } = compatibleFixes(lint(current), safety);
    if (fixed.length === 0) return { text: current, fixed: all, converged: true };
    current = edit === undefined ? applyEdits(current, edits) : edit(edits);
    all.push(...fixed);
  }
  return { text: current, fixed: all, converged: compatibleFixes(lint(current), safety).fixed.length === 0 };
}
