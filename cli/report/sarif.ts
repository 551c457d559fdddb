import type { Diagnostic } from "../../engine/diagnostics.js";
import { questionOf } from "../../engine/questions.js";
import type { RuleInfo, Severity } from "../../engine/rule.js";
import { SUPPRESSION_CHECKS } from "../../engine/suppression-rules.js";
import type { Span } from "../../engine/text/span.js";
import { answerOf, SUPPRESSIONS_PAGE } from "../../faq/index.js";
import { renderLines } from "../../faq/render.js";
import { fingerprintsOf } from "../../project/fingerprints.js";
import { uriOf } from "../../project/paths.js";
import { SUPPRESSIONS } from "../../project/settings/selectors.js";
import { FilePlaces } from "../places.js";
import type { Repository } from "../repository.js";
import { json } from "./escapes.js";
import { type Note, notesOf } from "./notes.js";
import type { CheckedFile, Reporter } from "./reporter.js";
import type { Tally } from "./tally.js";

const LEVELS: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  information: "note",
  hint: "note",
};

/** What GitHub calls the severity of a problem that does not concern security. */
const PROBLEM_SEVERITIES: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  information: "recommendation",
  hint: "recommendation",
};

const HOME = "https://docs.python.org/3/faq/library.html";
/** The name under which the root of the repository is spoken of; what it is on this machine is nobody's business. */
const ROOT = "%SRCROOT%";
/** Changes when {@link fingerprintsOf} does. */
const FINGERPRINT = "faqlint/v1";
const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

/**
 * SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 *
 * The results are written as they are found; what is said of the tool, which has only the rules that found something,
 * follows them.
 */
export class SarifReporter implements Reporter {
  readonly #write: (text: string) => void;
  readonly #repository: Repository;
  readonly #version: string;
  readonly #rules: ReadonlyMap<string, RuleInfo>;
  /** The rules that found something, and their numbers. */
  readonly #found = new Map<string, number>();
  #isFirst = true;

  /** @param version that of faqlint. */
  constructor(write: (text: string) => void, repository: Repository, version: string, rules: readonly RuleInfo[]) {
    this.#write = write;
    this.#repository = repository;
    this.#version = version;
    this.#rules = new Map([...rules, ...SUPPRESSION_CHECKS].map((rule) => [rule.name, rule]));
  }

  file(file: CheckedFile): void {
    const { path, source, report } = file;
    const artifactLocation = this.#artifact(path);
    const places = new FilePlaces(file);
    const regionOf = (span: Span) => {
      const { start, end } = places.rangeOf(span);
      return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
    };
    const fingerprints = fingerprintsOf(this.#repository.pathOf(path), source, report);
    for (const [index, diagnostic] of report.diagnostics.entries()) {
      const { rule, severity, message, span, related } = diagnostic;
      const physicalLocation = (place: Span) => ({ artifactLocation, region: regionOf(place) });
      this.#result({
        ruleId: rule,
        ruleIndex: this.#indexOf(rule),
        level: LEVELS[severity],
        message: messageOf(places.message(message, span)),
        locations: [{ physicalLocation: physicalLocation(span) }],
        ...(related.length === 0
          ? {}
          : {
              relatedLocations: related.map((place, number) => ({
                id: number + 1,
                physicalLocation: physicalLocation(place.span),
                message: messageOf(places.message(place.message, place.span)),
              })),
            }),
        partialFingerprints: { [FINGERPRINT]: fingerprints[index] },
        ...fixesOf(diagnostic, artifactLocation, regionOf, places),
      });
    }
  }

  end(tally: Tally): void {
    const notes = notesOf(tally);
    const isConfiguration = ({ kind }: Note): boolean => kind === "configuration";
    const rest = {
      tool: {
        driver: {
          name: "faqlint",
          version: this.#version,
          informationUri: HOME,
          rules: [...this.#found.keys()].map((name) => this.#descriptor(name)),
        },
      },
      columnKind: "unicodeCodePoints",
      newlineSequences: ["\r\n", "\n", "\r"],
      originalUriBaseIds: { [ROOT]: { description: { text: "The root of the repository." } } },
      invocations: [
        {
          executionSuccessful: notes.every(({ level }) => level !== "error"),
          toolExecutionNotifications: notes.filter((note) => !isConfiguration(note)).map((note) => this.#note(note)),
          toolConfigurationNotifications: notes.filter(isConfiguration).map((note) => this.#note(note)),
        },
      ],
    };
    this.#write(`${this.#start()}${this.#isFirst ? "" : "\n"}],${json(rest).slice(1)}]}\n`);
  }

  #result(result: unknown): void {
    const start = this.#isFirst ? `${this.#start()}\n` : ",\n";
    this.#isFirst = false;
    this.#write(start + json(result));
  }

  #start(): string {
    return this.#isFirst ? `{"$schema":${json(SCHEMA)},"version":"2.1.0","runs":[{"results":[` : "";
  }

  #indexOf(rule: string): number {
    const known = this.#found.get(rule);
    if (known !== undefined) return known;
    this.#found.set(rule, this.#found.size);
    return this.#found.size - 1;
  }

  #artifact(shown: string) {
    const path = this.#repository.pathOf(shown);
    const { uri, isAbsolute } = uriOf(path);
    // What has an absolute path lies outside of the repository.
    return isAbsolute ? { uri } : { uri, uriBaseId: ROOT };
  }

  #descriptor(name: string) {
    const rule = this.#rules.get(name);
    if (rule === undefined) return { id: name };
    const { title, markdown, blocks, url, tags } = helpFor(rule);
    const summary = rule.summary.charAt(0).toUpperCase() + rule.summary.slice(1);
    const text = renderLines(blocks, { width: 88, marks: true })
      .map((line) => line.map((span) => span.text).join(""))
      .join("\n");
    return {
      id: name,
      shortDescription: { text: summary },
      fullDescription: {
        text: `faqlint finds ${rule.summary}.${url === undefined ? "" : ` The Python FAQ: ${title}`}`,
      },
      ...(url === undefined ? {} : { helpUri: url }),
      help: { text: `${title}\n\n${text}`.trim(), markdown: `# ${title}\n\n${markdown}`.trim() },
      defaultConfiguration: { enabled: rule.severity !== "hint", level: LEVELS[rule.severity] },
      properties: { tags, "problem.severity": PROBLEM_SEVERITIES[rule.severity] },
    };
  }

  #note({ level, kind, path, line, message, rule }: Note) {
    const place = path === undefined ? undefined : { artifactLocation: this.#artifact(path) };
    return {
      descriptor: { id: kind },
      level: level === "error" ? "error" : "note",
      message: messageOf(message),
      ...(rule === undefined ? {} : { associatedRule: { id: rule } }),
      ...(place === undefined
        ? {}
        : {
            locations: [{ physicalLocation: line === undefined ? place : { ...place, region: { startLine: line } } }],
          }),
    };
  }
}

/** What explains a rule: the answer to its question, or else the page about comments that ignore. */
function helpFor({ question }: RuleInfo) {
  if (question === null) return { ...SUPPRESSIONS_PAGE, url: undefined, tags: [SUPPRESSIONS] };
  const { title, url, section } = questionOf(question);
  const { markdown = "", blocks = [] } = answerOf(question) ?? {};
  return { title, markdown, blocks, url, tags: [section, question] };
}

function fixesOf(
  diagnostic: Diagnostic,
  artifactLocation: unknown,
  regionOf: (span: Span) => unknown,
  places: FilePlaces,
) {
  const fix = diagnostic.fixSafety === "none" ? null : diagnostic.fix();
  if (fix === null) return {};
  const replacements = fix.edits.map(({ span, replacement }) => ({
    deletedRegion: regionOf(span),
    insertedContent: { text: places.written(replacement) },
  }));
  return {
    fixes: [
      {
        description: messageOf(fix.title),
        artifactChanges: [{ artifactLocation, replacements }],
        properties: { safety: fix.safety },
      },
    ],
  };
}

/** A message in which nothing looks like a link, `[text](target)`, by which SARIF would lead to a place in the code. */
function messageOf(text: string): { text: string } {
  return { text: text.includes("](") ? text.replace(/[[\]\\]/g, "\\$&") : text };
}
