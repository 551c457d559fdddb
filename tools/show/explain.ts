import { dirname } from "node:path";
import type { LintReport } from "../../engine/diagnostics.js";
import { Linter } from "../../engine/lint.js";
import { defineRule } from "../../engine/rule.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxTree } from "../../engine/syntax/tree.js";
import { detectTarget, python2Syntax, shebangMajor } from "../../engine/target.js";
import { formatPythonVersion, type PythonVersion } from "../../engine/versions.js";
import { Scanner } from "../../engine/wake.js";
import { Projects } from "../../project/projects.js";
import { LintSession } from "../../project/session.js";
import { readCallerSettings } from "../../project/settings/read.js";
import { SelectorNames } from "../../project/settings/selectors.js";
import { RULES } from "../../rules/index.js";
import { type Located, locate, type Section, sectionsOf } from "./sections.js";

/** A place to be explained. */
export interface Request {
  /** As the user named it. */
  readonly file: string;
  /** Absolute; undefined for a text that stands in no file. */
  readonly path: string | undefined;
  readonly text: string;
  readonly offset: number;
  readonly target: PythonVersion | undefined;
}

/** All that is known of a place; lines and columns count from 1. */
export interface Explanation {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly sections: readonly Section[];
}

/** Tells all that the model knows of a place. The engine must have been started. */
export function explain(request: Request): Explanation {
  const { model, report } = modelOf(request);
  const { source } = model.tree;
  const { line, column } = source.positionAt(request.offset);
  const sections = [...sectionsOf(model, request.offset), fileSection(model, report, request, line)];
  return { file: request.file, line: line + 1, column: column + 1, sections };
}

/** The very model that the rules are given, with the target and the facts of the file's project: a rule tells. */
function modelOf({ path, text, target }: Request): { model: Model; report: LintReport } {
  let model: Model | undefined;
  const witness = defineRule({
    name: "show",
    question: "find-a-module",
    summary: "nothing",
    severity: "hint",
    fix: "none",
    messages: {},
    on: (when) =>
      when.nodes("module", { anyOf: [[]] }, (_, context) => {
        model = context.model;
      }),
  });
  // Named on the command line, it is on whatever the project's settings select.
  const names = new SelectorNames([witness]);
  const { layer } = readCallerSettings("command line", { select: [witness.name] }, { names, base: "/" });
  const options = { commandLine: layer, ...(target === undefined ? {} : { target }) };
  const { report } = new LintSession([witness], options).lintText(path, text);
  if (model === undefined) throw new Error(`the model was not built: ${report.crashes.map(({ error }) => error)}`);
  return { model, report };
}

function fileSection(model: Model, report: LintReport, request: Request, line: number): Section {
  const { tree, target, facts } = model;
  const { source } = tree;
  const awake = new Set(new Scanner(RULES).awake(source).map(({ rule }) => rule.name));
  // Not the session: it leaves out hints.
  const { diagnostics, crashes } = new Linter(RULES).lint(source, { target, facts });
  const touching = diagnostics.filter(({ span }) => {
    const [first, last] = [source.lines.lineAt(span.start), source.lines.lineAt(span.end)];
    return first <= line && line <= last;
  });
  return {
    title: "file",
    facts: {
      target: `Python ${formatPythonVersion(target)}: ${whyTarget(tree, report, request)}`,
      "rules awake": [...awake].join(", ") || "-",
      findings: touching.map(({ span, severity, message, rule }) =>
        locate(source, span.start, `${severity}: ${message} [${rule}]`),
      ),
      ...(crashes.length === 0 ? {} : { crashes: crashes.map(({ rule, error }) => `${rule}: ${error}`).join("; ") }),
      ...(tree.errors.length === 0
        ? {}
        : { "not parsed": tree.errors.map(({ start, end }) => locate(source, start, source.text.slice(start, end))) }),
    },
  };
}

function whyTarget(tree: SyntaxTree, report: LintReport, { path, target }: Request): string {
  if (target !== undefined) return "--target-version says so";
  if (!report.targetFromText) return `the project in ${path && new Projects().projectOf(dirname(path)).root} says so`;
  if (shebangMajor(tree.source) !== undefined) return "the file's first line says so";
  const proof = python2Syntax(tree);
  if (proof !== undefined && detectTarget(tree.source, tree).major === 2) {
    return `line ${tree.source.positionAt(proof.start).line + 1} is Python 2`;
  }
  return "the newest, since neither a project nor the text says more";
}

/** An explanation for people. */
export function renderExplanation({ file, line, column, sections }: Explanation, coloured: boolean): string {
  const paint = (code: number, text: string): string => (coloured ? `\x1B[${code}m${text}\x1B[0m` : text);
  const width = Math.max(...sections.flatMap(({ facts }) => Object.keys(facts).map((name) => name.length)));
  const lines = [paint(1, `${file}:${line}:${column}`)];
  for (const { title, facts } of sections) {
    lines.push("", paint(1, title));
    for (const [name, fact] of Object.entries(facts)) {
      const values = typeof fact === "string" ? [fact] : fact.length === 0 ? ["-"] : fact.map(inWords);
      for (const [index, value] of values.entries()) {
        const label = (index === 0 ? name : "").padEnd(width);
        lines.push(`  ${paint(2, label)}  ${value}`);
      }
    }
  }
  return `${lines.join("\n")}\n`;
}

function inWords({ line, column, text }: Located): string {
  return line === undefined ? text : `${`${line}:${column}`.padEnd(7)} ${text}`;
}
