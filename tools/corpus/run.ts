import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import type { Diagnostic } from "../../engine/diagnostics.js";
import type { Rule } from "../../engine/rule.js";
import type { SourceFile } from "../../engine/text/source.js";
import { formatPythonVersion, type PythonVersion } from "../../engine/versions.js";
import { discover } from "../../project/discovery.js";
import { LintSession, type SessionOptions } from "../../project/session.js";
import { readSource } from "../../project/source-io.js";

/** A diagnostic with its place in words. Lines and columns count from 1. */
export interface Hit {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  /** The first source line it is about. */
  readonly source: string;
  readonly fix: string;
}

export interface CorpusOptions {
  readonly rules: readonly Rule[];
  readonly target?: PythonVersion;
  /** False parses everything. */
  readonly scan?: boolean;
  /** Lints each file a second time without the scan, and reports where that finds something else. */
  readonly law?: boolean;
  /** Computes the repair of each diagnostic as well; a rule may fail there too. */
  readonly fixes?: boolean;
}

export interface CorpusResult {
  files: number;
  bytes: number;
  parsedFiles: number;
  parsedBytes: number;
  /** Milliseconds for reading, and for everything from text to diagnostics. */
  readTime: number;
  lintTime: number;
  readonly hits: Hit[];
  readonly crashes: { path: string; rule: string; stack: string }[];
  /** Files that the parser could not read in full, with the version they were linted for. */
  readonly syntaxErrors: { path: string; target: string; places: number }[];
  readonly unread: { path: string; reason: string }[];
  /** Files where the scan changes what is found. */
  readonly lawBreaks: { path: string; only: string[] }[];
  /** Files by the version they were linted for. */
  readonly targets: Record<string, number>;
}

/** Whether a folder is the library of a Python: its files mean each other by the names that rules know. */
const isStandardLibrary = (folder: string): boolean =>
  ["os.py", "threading.py"].every((name) => existsSync(join(folder, name)));

/** Lints every Python file in a folder. The engine must have been started. */
export function runCorpus(folder: string, options: CorpusOptions): CorpusResult {
  const result: CorpusResult = {
    files: 0,
    bytes: 0,
    parsedFiles: 0,
    parsedBytes: 0,
    readTime: 0,
    lintTime: 0,
    hits: [],
    crashes: [],
    syntaxErrors: [],
    unread: [],
    lawBreaks: [],
    targets: {},
  };
  const common = { hints: true, isStandardLibrary: isStandardLibrary(folder) };
  const base: SessionOptions = options.target === undefined ? common : { ...common, target: options.target };
  const session = new LintSession(options.rules, { ...base, scan: options.scan ?? true });
  const unscanned = options.law === true ? new LintSession(options.rules, { ...base, scan: false }) : undefined;
  const { files, problems } = discover([folder], process.cwd());
  const pathOf = (path: string): string => relative(resolve(folder), path);
  for (const { path, reason } of problems) result.unread.push({ path: pathOf(path), reason });
  for (const file of files) {
    const path = pathOf(file);
    const begin = performance.now();
    const read = readSource(file);
    const middle = performance.now();
    result.readTime += middle - begin;
    if (read.kind !== "text") {
      result.unread.push({ path, reason: read.reason });
      continue;
    }
    const { source, report } = session.lintRead(read);
    result.lintTime += performance.now() - middle;
    result.files++;
    result.bytes += read.bytes.length;
    if (report.tree !== undefined) {
      result.parsedFiles++;
      result.parsedBytes += read.bytes.length;
    }
    const target = formatPythonVersion(report.target);
    result.targets[target] = (result.targets[target] ?? 0) + 1;
    if (report.syntaxErrors.length > 0) result.syntaxErrors.push({ path, target, places: report.syntaxErrors.length });
    const hits = report.diagnostics.map((diagnostic) => hitOf(path, source, diagnostic, options.fixes === true));
    result.hits.push(...hits);
    for (const { rule, error } of report.crashes) {
      result.crashes.push({
        path,
        rule,
        stack: error instanceof Error ? (error.stack ?? String(error)) : String(error),
      });
    }
    if (unscanned !== undefined) {
      const all = unscanned.lintRead(read);
      const other = all.report.diagnostics.map((one) => hitOf(path, all.source, one, options.fixes === true));
      const only = differences(hits.map(describeHit), other.map(describeHit));
      if (only.length > 0) result.lawBreaks.push({ path, only });
    }
  }
  return result;
}

function hitOf(path: string, source: SourceFile, diagnostic: Diagnostic, withFix: boolean): Hit {
  const { line, column } = source.positionAt(diagnostic.span.start);
  const fix = withFix ? diagnostic.fix() : null;
  return {
    path,
    line: line + 1,
    column: column + 1,
    rule: diagnostic.rule,
    severity: diagnostic.severity,
    message: diagnostic.message,
    source: source.lines.textOf(line),
    fix: fix === null ? "" : `${fix.safety}: ${fix.title}`,
  };
}

/** A hit on one line, as an editor would show it. */
export function describeHit({ path, line, column, rule, severity, message, fix }: Hit): string {
  return `${path}:${line}:${column}: ${severity}: ${message} [${rule}]${fix === "" ? "" : ` (${fix})`}`;
}

/** What only one of two lists has. */
function differences(withScan: readonly string[], without: readonly string[]): string[] {
  const [left, right] = [new Set(withScan), new Set(without)];
  return [
    ...withScan.filter((one) => !right.has(one)).map((one) => `only with the scan: ${one}`),
    ...without.filter((one) => !left.has(one)).map((one) => `only without the scan: ${one}`),
  ];
}
