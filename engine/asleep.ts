import type { LintReport } from "./diagnostics.js";
import { detectTarget } from "./target.js";
import type { SourceFile } from "./text/source.js";
import type { PythonVersion } from "./versions.js";

/**
 * The report on a text that wakes no rule: nothing was found in it, and it was not parsed.
 *
 * @param target the version the project says it is meant for; without it the text's first line tells.
 * @returns undefined for a text with comments that are addressed to faqlint, which are checked whatever is awake.
 */
export function reportAsleep(source: SourceFile, target: PythonVersion | undefined): LintReport | undefined {
  if (source.isAddressed) return undefined;
  return {
    ...{ diagnostics: [], crashes: [], syntaxErrors: [], tree: undefined, suppressions: undefined },
    definitionAround: () => "",
    target: target ?? detectTarget(source, undefined),
    targetFromText: false,
  };
}
