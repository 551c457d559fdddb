import { createHash } from "node:crypto";
import { DiagnosticSeverity, type Diagnostic as LspDiagnostic } from "vscode-languageserver/node";
import type { Diagnostic } from "../engine/diagnostics.js";
import type { ClientSupport } from "./capabilities.js";
import { SOURCE, toLspDiagnostic } from "./convert.js";
import { gravest } from "./gravest.js";
import type { Places } from "./places.js";

/**
 * What a client is shown of the findings in a document: the gravest ones where there are too many, and at the top of the
 * file how many more there are, since thousands of problems make editors slow and nobody reads them.
 *
 * @param most how many to show, at least 1.
 * @param unknown how many there are beside those given, all less grave.
 */
export function shownDiagnostics(
  diagnostics: readonly Diagnostic[],
  places: Places,
  support: ClientSupport,
  most: number,
  unknown: number,
): LspDiagnostic[] {
  const shown = gravest(diagnostics, most);
  const items = shown.map((diagnostic) => toLspDiagnostic(diagnostic, places, support));
  const left = diagnostics.length - shown.length + unknown;
  if (left === 0) return items;
  return [
    {
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
      severity: DiagnosticSeverity.Information,
      source: SOURCE,
      message: `${left} more ${left === 1 ? "problem is" : "problems are"} not shown: the setting \`maxDiagnostics\` is ${most}, and the gravest come first`,
    },
    ...items,
  ];
}

/** Names a state of a document's diagnostics: the same for the same text, settings and surroundings, and for no other. */
export function resultIdOf(text: string, items: readonly LspDiagnostic[]): string {
  // Not of the version, which may begin again.
  return createHash("sha256").update(text).update("\0").update(JSON.stringify(items)).digest("base64url");
}
