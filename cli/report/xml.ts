import type { Diagnostic } from "../../engine/diagnostics.js";
import type { Severity } from "../../engine/rule.js";
import { FilePlaces, ShownPlaces } from "../places.js";
import type { Repository } from "../repository.js";
import { xml } from "./escapes.js";
import { type Note, notesOf } from "./notes.js";
import type { CheckedFile, Reporter } from "./reporter.js";
import type { Tally } from "./tally.js";

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** An element's start, with its attributes. */
function start(name: string, attributes: Readonly<Record<string, string | number>>): string {
  return `<${[name, ...Object.entries(attributes).map(([key, value]) => `${key}="${xml(String(value))}"`)].join(" ")}`;
}

const CHECKSTYLE_SEVERITIES: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  information: "info",
  hint: "info",
};

/** The format of Checkstyle's reports, which most services for CI read. Columns count characters. */
export class CheckstyleReporter implements Reporter {
  readonly #write: (text: string) => void;
  readonly #repository: Repository;
  #isFirst = true;

  constructor(write: (text: string) => void, repository: Repository) {
    this.#write = write;
    this.#repository = repository;
  }

  file(file: CheckedFile): void {
    const { path, report } = file;
    if (report.diagnostics.length === 0) return;
    const places = new FilePlaces(file);
    const errors = report.diagnostics.map(({ rule, severity, message, span }) => ({
      ...places.rangeOf(span).start,
      severity: CHECKSTYLE_SEVERITIES[severity],
      message: places.message(message, span),
      source: `faqlint.${rule}`,
    }));
    this.#file(path, errors);
  }

  end(tally: Tally): void {
    for (const { level, kind, path = ".", line = 1, message } of notesOf(tally)) {
      this.#file(path, [{ line, severity: CHECKSTYLE_SEVERITIES[level], message, source: `faqlint.${kind}` }]);
    }
    this.#write(`${this.#start()}</checkstyle>\n`);
  }

  #file(path: string, errors: readonly Readonly<Record<string, string | number>>[]): void {
    const lines = errors.map((each) => `    ${start("error", each)}/>\n`).join("");
    this.#write(`${this.#start()}  ${start("file", { name: this.#repository.pathOf(path) })}>\n${lines}  </file>\n`);
  }

  #start(): string {
    if (!this.#isFirst) return "";
    this.#isFirst = false;
    return `${DECLARATION}<checkstyle version="4.3">\n`;
  }
}

/**
 * JUnit's format as Jenkins and GitLab read it: a suite for each file and a test case for each finding. A file without
 * findings is a test that passed, since a report without any test counts as a mistake. What does not make faqlint fail,
 * such as information, does not fail as a test either.
 */
export class JunitReporter implements Reporter {
  readonly #write: (text: string) => void;
  readonly #repository: Repository;
  #isFirst = true;

  constructor(write: (text: string) => void, repository: Repository) {
    this.#write = write;
    this.#repository = repository;
  }

  file(file: CheckedFile): void {
    const path = this.#repository.pathOf(file.path);
    const places = new ShownPlaces(file);
    const cases = file.report.diagnostics.map((each) => findingCase(path, each, places));
    const failures = file.report.diagnostics.filter(fails).length;
    if (cases.length === 0) cases.push(`${start("testcase", { name: "faqlint", classname: path, time: 0 })}/>`);
    this.#suite(path, cases, { failures });
  }

  end(tally: Tally): void {
    for (const note of notesOf(tally)) {
      const path = note.path === undefined ? "faqlint" : this.#repository.pathOf(note.path);
      this.#suite(path, [noteCase(path, note)], {
        errors: note.level === "error" ? 1 : 0,
        skipped: note.kind === "skipped" ? 1 : 0,
      });
    }
    this.#write(`${this.#start()}</testsuites>\n`);
  }

  #suite(
    path: string,
    cases: readonly string[],
    { failures = 0, errors = 0, skipped = 0 }: { failures?: number; errors?: number; skipped?: number },
  ): void {
    const counts = { name: path, tests: cases.length, failures, errors, skipped, time: 0 };
    const lines = cases.map((each) => `    ${each}\n`).join("");
    this.#write(`${this.#start()}  ${start("testsuite", counts)}>\n${lines}  </testsuite>\n`);
  }

  #start(): string {
    if (!this.#isFirst) return "";
    this.#isFirst = false;
    return `${DECLARATION}<testsuites name="faqlint">\n`;
  }
}

function fails({ severity }: Diagnostic): boolean {
  return severity === "error" || severity === "warning";
}

function findingCase(path: string, diagnostic: Diagnostic, places: ShownPlaces): string {
  const { rule, severity, message, faqUrl, span } = diagnostic;
  const { cell, start: begin } = places.rangeOf(span);
  const where = `${cell === undefined ? "" : `cell ${cell}, `}line ${begin.line}, column ${begin.column}`;
  const head = start("testcase", { name: `${rule} (${where})`, classname: path, time: 0 });
  const place = `${path}:${places.wordOf(span.start)}: ${severity}[${rule}] ${message}`;
  const text = xml(faqUrl === null ? place : `${place}\n${faqUrl}`);
  const body = fails(diagnostic)
    ? `${start("failure", { type: severity, message })}>${text}</failure>`
    : `<system-out>${text}</system-out>`;
  return `${head}>${body}</testcase>`;
}

function noteCase(path: string, { level, kind, line, message }: Note): string {
  const name = line === undefined ? kind : `${kind} (line ${line})`;
  const head = start("testcase", { name, classname: path, time: 0 });
  if (level === "error") return `${head}>${start("error", { type: kind, message })}/></testcase>`;
  if (kind === "skipped") return `${head}>${start("skipped", { message })}/></testcase>`;
  return `${head}><system-out>${xml(message)}</system-out></testcase>`;
}
