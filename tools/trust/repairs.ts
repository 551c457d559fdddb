import { fileURLToPath } from "node:url";
import type { Diagnostic } from "../../engine/diagnostics.js";
import { applyFixes } from "../../engine/fix.js";
import type { Linter } from "../../engine/lint.js";
import type { Safety } from "../../engine/rule.js";
import { applyEdits, type TextEdit } from "../../engine/text/edits.js";
import { SourceFile } from "../../engine/text/source.js";
import { overlaps } from "../../engine/text/span.js";
import { comparePythonVersions, type PythonVersion } from "../../engine/versions.js";
import type { Interpreter } from "../../test/harness/interpreters.js";
import { PythonServer } from "../../test/harness/python-server.js";
import type { Problem, Subject } from "./laws.js";

const JUDGE = fileURLToPath(new URL("judge.py", import.meta.url));

interface Question {
  readonly before: string;
  readonly after: string;
  /** First and last line before, first and last line after, of each edit, counted from 1. */
  readonly edits: readonly (readonly [number, number, number, number])[];
}

/** Puts repaired texts to the CPython that a text is meant for, or the nearest to it that is here. */
export class RepairJudge {
  readonly #servers: readonly PythonServer<Question, { compiled: boolean; problem: string | null }>[];
  /** Repaired texts that a CPython could judge, since it compiled the text before. */
  judged = 0;

  /** @param interpreters at least one, the oldest first. */
  constructor(interpreters: readonly Interpreter[]) {
    this.#servers = interpreters.map((interpreter) => new PythonServer(interpreter, JUDGE));
  }

  /** What is wrong with a repaired text; null if nothing is, or if there is no CPython of that major version. */
  async problemOf(target: PythonVersion, before: string, after: string, edits?: readonly TextEdit[]) {
    const server = this.#serverFor(target);
    if (server === undefined) return null;
    const lines = edits === undefined ? WHOLE : linesOf(before, after, edits);
    const { compiled, problem } = await server.ask({ before, after, edits: lines });
    if (compiled) this.judged++;
    return problem;
  }

  close(): void {
    for (const server of this.#servers) server.close();
  }

  #serverFor(target: PythonVersion) {
    const able = this.#servers.filter(({ interpreter: { version } }) => version.major === target.major);
    return able.findLast(({ interpreter: { version } }) => comparePythonVersions(version, target) <= 0) ?? able[0];
  }
}

const WHOLE = [[0, Number.MAX_SAFE_INTEGER, 0, Number.MAX_SAFE_INTEGER]] as const;

function linesOf(before: string, after: string, edits: readonly TextEdit[]): Question["edits"] {
  const [old, now] = [new SourceFile("", before), new SourceFile("", after)];
  let shift = 0;
  return [...edits]
    .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)
    .map(({ span, replacement }) => {
      const start = span.start + shift;
      shift += replacement.length - (span.end - span.start);
      return [...touched(old, span.start, span.end), ...touched(now, start, span.end + shift)] as const;
    });
}

/** The first and the last line that an edit touches, counted from 1; between two lines it touches none, and the last comes before the first. */
function touched({ lines }: SourceFile, start: number, end: number): readonly [number, number] {
  const [first, last] = [lines.lineAt(start), lines.lineAt(end)];
  const isWhole = lines.startOf(first) === start && lines.startOf(last) === end;
  return [first + 1, isWhole ? last : last + 1];
}

/** The one rule whose repair is other line ends. */
const ABOUT_LINE_ENDS = "shebang-crlf";

/** Makes each repair of a text alone, all safe ones and all together; each must leave a text that is right. */
export async function tryRepairs(subject: Subject, linter: Linter, judge: RepairJudge): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  const lint = (text: string) => linter.lint(new SourceFile(subject.name, text));
  const { diagnostics, target, tree } = lint(subject.text);
  const fails = (what: string): void => void problems.push({ subject, what });
  for (const found of diagnostics) {
    const fix = found.fix();
    if (fix === null) continue;
    const after = applyEdits(subject.text, fix.edits);
    const problem = await judge.problemOf(target, subject.text, after, fix.edits);
    if (problem !== null) fails(`the repair of ${nameOf(found, subject.text)} ${problem}`);
    const comments = tree?.nodesOfKind("comment") ?? [];
    for (const { span } of fix.edits) {
      const lost = comments.find(
        (one) =>
          one.start > span.start &&
          one.end <= span.end &&
          !overlaps(one, found.span) &&
          !fix.edits.some(({ replacement }) => replacement.includes(one.text)),
      );
      if (lost !== undefined) fails(`the repair of ${nameOf(found, subject.text)} loses the comment ${lost.text}`);
    }
    if (found.rule !== ABOUT_LINE_ENDS && !keepsLineEnds(subject.text, after))
      fails(`the repair of ${nameOf(found, subject.text)} has other line ends`);
  }
  for (const safety of ["safe", "unsafe"] as const satisfies readonly Safety[]) {
    const { text, converged, fixed } = applyFixes(subject.text, (current) => lint(current).diagnostics, safety);
    if (fixed.length === 0) continue;
    const rules = [...new Set(fixed.map(({ rule }) => rule))].join(", ");
    if (!converged) fails(`the ${safety} repairs come to no end: ${rules}`);
    const problem = await judge.problemOf(target, subject.text, text);
    if (problem !== null) fails(`with all ${safety} repairs (${rules}) it ${problem}`);
  }
  return problems;
}

function nameOf({ rule, span }: Diagnostic, text: string): string {
  return `${rule} at ${JSON.stringify(text.slice(span.start, span.end).slice(0, 80))}`;
}

function keepsLineEnds(before: string, after: string): boolean {
  const kinds = (text: string): Set<string> => new Set(text.match(/\r\n|\r|\n/g));
  const known = kinds(before);
  return known.size === 0 || [...kinds(after)].every((kind) => known.has(kind));
}
