import type { Diagnostic } from "../../engine/diagnostics.js";
import { SourceFile } from "../../engine/text/source.js";
import type { Span } from "../../engine/text/span.js";
import { type Block, showText } from "./block.js";
import type { Expectation } from "./markers.js";

/**
 * Compares what was found in a block with its `# flagged:` comments, both ways.
 *
 * @returns what is wrong, one sentence each.
 */
export function compareFindings(block: Block, diagnostics: readonly Diagnostic[]): string[] {
  const source = new SourceFile("", block.text);
  const lineOf = (diagnostic: Diagnostic): number => source.lines.lineAt(diagnostic.span.start);
  const left = new Set(diagnostics);
  const problems: string[] = [];
  const unmet: Expectation[] = [];
  for (const expected of block.expectations) {
    const candidates = [...left].filter((found) => found.rule === expected.rule && lineOf(found) === expected.line);
    const met = candidates.find((found) => differences(expected, found, source).length === 0);
    if (met === undefined) unmet.push(expected);
    else left.delete(met);
  }
  for (const expected of unmet) {
    const where = `${block.file}:${expected.markdownLine}`;
    const near = [...left].find((found) => found.rule === expected.rule && lineOf(found) === expected.line);
    if (near === undefined) problems.push(`${where}: missing: ${expected.rule} is not found in this line`);
    else {
      left.delete(near);
      const what = differences(expected, near, source).join("; ");
      problems.push(`${where}: ${expected.rule} is found, but ${what}`);
    }
  }
  for (const found of left) {
    if (isAdviceElsewhere(found, block)) continue;
    const line = block.markdownLines[lineOf(found)] ?? block.line;
    const text = firstLine(source, found.span);
    problems.push(`${block.file}:${line}: noisy: ${found.rule} at "${text}": ${found.message}`);
  }
  return problems.length === 0 ? [] : [...problems, showText(block.text)];
}

/** Whether a hint is given in a block that is about something else: nobody would see it there unasked. */
function isAdviceElsewhere({ rule, severity }: Diagnostic, block: Block): boolean {
  const isOwn = block.file.endsWith(`/${rule}.md`) || block.expectations.some((expected) => expected.rule === rule);
  return severity === "hint" && !isOwn;
}

function differences(expected: Expectation, found: Diagnostic, source: SourceFile): string[] {
  const { message, at, related, severity, fixable } = expected;
  const result: string[] = [];
  if (message !== undefined && !found.message.includes(message)) result.push(`its message is: ${found.message}`);
  if (at !== undefined && firstLine(source, found.span) !== at) {
    result.push(`what is underlined is "${firstLine(source, found.span)}"`);
  }
  if (related !== undefined && !found.related.some(({ span }) => firstLine(source, span) === related)) {
    const places = found.related.map(({ span }) => `"${firstLine(source, span)}"`);
    result.push(`its related places are: ${places.length === 0 ? "none" : places.join(", ")}`);
  }
  if (severity !== undefined && found.severity !== severity) result.push(`its severity is ${found.severity}`);
  if (fixable === false && found.fix() !== null) result.push(`it has a fix: ${found.fix()?.title}`);
  return result;
}

function firstLine(source: SourceFile, span: Span): string {
  return source.slice(span).split(/\r\n|\r|\n/)[0] ?? "";
}
