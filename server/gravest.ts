import type { Diagnostic } from "../engine/diagnostics.js";
import type { Severity } from "../engine/rule.js";

/** How many problems of one file are shown unless the settings say otherwise. */
export const MAX_DIAGNOSTICS = 200;

const RANKS: Record<Severity, number> = { error: 0, warning: 1, information: 2, hint: 3 };

/** The gravest of some findings, in the order they are in; all of them if there are at most `most`. */
export function gravest<Finding extends Diagnostic>(diagnostics: readonly Finding[], most: number): readonly Finding[] {
  if (diagnostics.length <= most) return diagnostics;
  const chosen = new Set([...diagnostics].sort((a, b) => RANKS[a.severity] - RANKS[b.severity]).slice(0, most));
  return diagnostics.filter((diagnostic) => chosen.has(diagnostic));
}
