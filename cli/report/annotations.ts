import type { Severity } from "../../engine/rule.js";
import { FilePlaces, ShownPlaces } from "../places.js";
import type { Repository } from "../repository.js";
import { PLAIN } from "../terminal/colour.js";
import { visible } from "../terminal/display.js";
import { headline } from "./concise.js";
import { azureData, azureProperty, githubData, githubProperty, withoutCommands } from "./escapes.js";
import { type Note, notesOf } from "./notes.js";
import { type CheckedFile, type Reporter, SEVERITIES } from "./reporter.js";
import type { Tally } from "./tally.js";

/** A finding or a note as a service shows it beside a line of the code. */
interface Annotation {
  readonly severity: Severity;
  /** A path as users see it; undefined for what concerns no file. */
  readonly path: string | undefined;
  /** Line and column count from 1, columns in characters; the end is the place behind the last character. */
  readonly start?: { readonly line: number; readonly column?: number };
  readonly end?: { readonly line: number; readonly column: number };
  readonly title: string;
  readonly message: string;
}

/** An annotation, and the line that stands for it in a log that has no room for the annotation. */
interface Held {
  readonly annotation: Annotation;
  readonly line: string;
}

/** What services tell apart. */
type Level = Exclude<Severity, "hint">;

const LEVELS: readonly Level[] = ["error", "warning", "information"];

/** Keeps annotations until the end, since the worst come first, and of each level no more than are shown. */
class Annotations {
  readonly #most: number;
  /** Called with what there is no room for. */
  readonly #leaveOut: (line: string) => void;
  readonly #held: Readonly<Record<Level, Held[]>> = { error: [], warning: [], information: [] };
  readonly #leftOut: Record<Level, number> = { error: 0, warning: 0, information: 0 };

  constructor(most: number, leaveOut: (line: string) => void) {
    this.#most = most;
    this.#leaveOut = leaveOut;
  }

  add(held: Held): void {
    const { severity } = held.annotation;
    const level = severity === "hint" ? "information" : severity;
    if (this.#held[level].length < this.#most) this.#held[level].push(held);
    else {
      this.#leftOut[level]++;
      this.#leaveOut(held.line);
    }
  }

  addFile(file: CheckedFile): void {
    const [shown, places] = [new ShownPlaces(file), new FilePlaces(file)];
    for (const diagnostic of file.report.diagnostics) {
      const { severity, rule, message: text, span } = diagnostic;
      const message = places.message(text, span);
      const annotation = { severity, path: file.path, ...places.rangeOf(span), title: rule, message };
      this.add({ annotation, line: withoutCommands(headline(file, shown, diagnostic, PLAIN)) });
    }
  }

  addNotes(tally: Tally): void {
    for (const note of notesOf(tally)) this.add(heldNote(note));
  }

  /** All to show, in order. Where something was left out, the last of its level says how much: one more would not be seen. */
  *inOrder(): Generator<Annotation> {
    for (const level of LEVELS) {
      const held = this.#held[level];
      let more = this.#leftOut[level];
      const last = more === 0 ? undefined : held.pop();
      if (last !== undefined) {
        this.#leaveOut(last.line);
        more++;
      }
      for (const severity of SEVERITIES) {
        for (const { annotation } of held) if (annotation.severity === severity) yield annotation;
      }
      if (more > 0)
        yield { severity: level, path: undefined, title: "faqlint", message: `and ${more} more, in the log` };
    }
  }
}

function heldNote({ level, kind, path, line, message }: Note): Held {
  const annotation = { severity: level, path, title: `faqlint ${kind}`, message };
  const place = path === undefined ? "" : `${path}:${line === undefined ? "" : `${line}:`} `;
  return {
    annotation: line === undefined ? annotation : { ...annotation, start: { line } },
    line: withoutCommands(visible(`${place}${level}[${kind}] ${message}`)),
  };
}

/** GitHub shows ten errors, ten warnings and ten notices of a step, and drops the others. */
const MOST_ON_GITHUB = 10;

const GITHUB_COMMANDS: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  information: "notice",
  hint: "notice",
};

/**
 * Workflow commands of GitHub Actions, which show findings beside the code of a pull request:
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export class GithubReporter implements Reporter {
  readonly #write: (text: string) => void;
  readonly #repository: Repository;
  readonly #annotations: Annotations;

  /** @param isBesideText whether the log has all findings anyway; if not, those that GitHub would drop are written as plain lines. */
  constructor(write: (text: string) => void, repository: Repository, isBesideText: boolean) {
    this.#write = write;
    this.#repository = repository;
    this.#annotations = new Annotations(MOST_ON_GITHUB, isBesideText ? () => {} : (line) => write(`${line}\n`));
  }

  file(file: CheckedFile): void {
    this.#annotations.addFile(file);
  }

  end(tally: Tally): void {
    this.#annotations.addNotes(tally);
    for (const annotation of this.#annotations.inOrder()) this.#write(`${this.#command(annotation)}\n`);
  }

  #command({ severity, path, start, end, title, message }: Annotation): string {
    const properties: [name: string, value: string | number][] = [];
    if (path !== undefined) properties.push(["file", this.#repository.pathOf(path)]);
    if (start !== undefined) properties.push(["line", start.line]);
    if (end !== undefined) properties.push(["endLine", end.line]);
    // GitHub takes columns only within one line.
    if (start?.column !== undefined && start.line === end?.line)
      properties.push(["col", start.column], ["endColumn", end.column]);
    properties.push(["title", title]);
    const said = properties.map(([name, value]) => `${name}=${githubProperty(String(value))}`).join(",");
    return `::${GITHUB_COMMANDS[severity]} ${said}::${githubData(message)}`;
  }
}

/**
 * Logging commands of Azure Pipelines: https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
 *
 * There are errors and warnings only, so that what is less is a plain line of the log.
 */
export class AzureReporter implements Reporter {
  readonly #write: (text: string) => void;
  readonly #repository: Repository;
  readonly #annotations = new Annotations(Number.POSITIVE_INFINITY, () => {});

  constructor(write: (text: string) => void, repository: Repository) {
    this.#write = write;
    this.#repository = repository;
  }

  file(file: CheckedFile): void {
    this.#annotations.addFile(file);
  }

  end(tally: Tally): void {
    this.#annotations.addNotes(tally);
    for (const annotation of this.#annotations.inOrder()) this.#write(`${this.#line(annotation)}\n`);
  }

  #line({ severity, path, start, title, message }: Annotation): string {
    if (severity !== "error" && severity !== "warning") {
      const place = [path, start?.line, start?.column].filter((part) => part !== undefined).join(":");
      return withoutCommands(visible(`${place}: ${severity}[${title}] ${message}`));
    }
    const properties: [name: string, value: string | number][] = [["type", severity]];
    if (path !== undefined) properties.push(["sourcepath", this.#repository.pathOf(path)]);
    if (start !== undefined) properties.push(["linenumber", start.line]);
    if (start?.column !== undefined) properties.push(["columnnumber", start.column]);
    properties.push(["code", title]);
    const said = properties.map(([name, value]) => `${name}=${azureProperty(String(value))};`).join("");
    return `##vso[task.logissue ${said}]${azureData(message)}`;
  }
}
