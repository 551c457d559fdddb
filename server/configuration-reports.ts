import { pathToFileURL } from "node:url";
import { DiagnosticSeverity, type Diagnostic as LspDiagnostic } from "vscode-languageserver/node";
import { LineIndex } from "../engine/text/lines.js";
import { readSmallFile } from "../project/small-file.js";
import type { ConfigurationProblem } from "../project/toml.js";
import { SOURCE } from "./convert.js";

/** Shows what is wrong in configuration files, in these files; clients ask for the diagnostics of Python files only. */
export class ConfigurationReports {
  readonly #push: (uri: string, diagnostics: readonly LspDiagnostic[]) => void;
  /** What was pushed last, by URI. */
  #shown = new Map<string, string>();

  constructor(push: (uri: string, diagnostics: readonly LspDiagnostic[]) => void) {
    this.#push = push;
  }

  /** @param problems all there are in the files that hold for open documents. */
  update(problems: Iterable<ConfigurationProblem>): void {
    const byFile = new Map<string, Set<ConfigurationProblem>>();
    for (const problem of problems) {
      byFile.set(problem.path, (byFile.get(problem.path) ?? new Set()).add(problem));
    }
    const now = new Map<string, string>();
    for (const [path, found] of byFile) {
      const uri = pathToFileURL(path).href;
      const diagnostics = diagnosticsIn(path, [...found]);
      const text = JSON.stringify(diagnostics);
      now.set(uri, text);
      if (this.#shown.get(uri) !== text) this.#push(uri, diagnostics);
    }
    for (const uri of this.#shown.keys()) if (!now.has(uri)) this.#push(uri, []);
    this.#shown = now;
  }
}

function diagnosticsIn(path: string, problems: readonly ConfigurationProblem[]): LspDiagnostic[] {
  const lines = new LineIndex(textOf(path));
  return problems.map(({ line = 1, message }) => ({
    range: {
      start: { line: line - 1, character: 0 },
      end: { line: line - 1, character: lines.textOf(line - 1).length },
    },
    severity: DiagnosticSeverity.Error,
    source: SOURCE,
    message,
  }));
}

function textOf(path: string): string {
  try {
    return readSmallFile(path);
  } catch {
    return "";
  }
}
