import { createHash } from "node:crypto";
import { DiagnosticSeverity, type Diagnostic as LspDiagnostic } from "vscode-languageserver/node";
import type { Diagnostic } from "../engine/diagnostics.js";
import type { Severity } from "../engine/rule.js";
import type { ClientSupport } from "./capabilities.js";
import { SOURCE, toLspDiagnostic } from "./convert.js";
import type { Places } from "./places.js";

/** How many problems of one file are shown unless the settings say otherwise. */
export const MAX_DIAGNOSTICS = 200;

const RANKS: Record<Severity, number> = { error: 0, warning: 1, information: 2, hint: 3 };

/**
 * What a client is shown of the findings in a document: the gravest ones where there are too many, and at the top of the
 * file how many more there are, since thousands of problems make editors slow and nobody reads them.
 *
 * @param most how many to show, at least 1.
 */
export function shownDiagnostics(
  diagnostics: readonly Diagnostic[],
  places: Places,
  support: ClientSupport,
  most: number,
): LspDiagnostic[] {
  const convert = (diagnostic: Diagnostic): LspDiagnostic => toLspDiagnostic(diagnostic, places, support);
  if (diagnostics.length <= most) return diagnostics.map(convert);
  const chosen = new Set([...diagnostics].sort((a, b) => RANKS[a.severity] - RANKS[b.severity]).slice(0, most));
  const left = diagnostics.length - most;
  return [
    {
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
      severity: DiagnosticSeverity.Information,
      source: SOURCE,
      message: `${left} more ${left === 1 ? "problem is" : "problems are"} not shown: the setting \`maxDiagnostics\` is ${most}, and the gravest come first`,
    },
    ...diagnostics.filter((diagnostic) => chosen.has(diagnostic)).map(convert),
  ];
}

/** Names a state of a document's diagnostics: the same for the same text, settings and surroundings, and for no other. */
export function resultIdOf(text: string, items: readonly LspDiagnostic[]): string {
  // Not of the version, which may begin again.
  return createHash("sha256").update(text).update("\0").update(JSON.stringify(items)).digest("base64url");
}
