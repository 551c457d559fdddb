import type { Severity } from "../../engine/rule.js";
import { builtin } from "../../project/builtin.js";
import { fingerprintsOf } from "../../project/fingerprints.js";
import { FilePlaces } from "../places.js";
import type { Repository } from "../repository.js";
import { json } from "./escapes.js";
import { notesOf } from "./notes.js";
import type { CheckedFile, Reporter } from "./reporter.js";
import type { Tally } from "./tally.js";

const SEVERITIES: Readonly<Record<Severity, string>> = {
  error: "major",
  warning: "minor",
  information: "info",
  hint: "info",
};

/**
 * A code quality report for GitLab, which shows in a merge request what it adds and what it repairs:
 * https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 */
export class GitlabReporter implements Reporter {
  readonly #write: (text: string) => void;
  readonly #repository: Repository;
  #isFirst = true;

  constructor(write: (text: string) => void, repository: Repository) {
    this.#write = write;
    this.#repository = repository;
  }

  file(file: CheckedFile): void {
    const { source, report } = file;
    const path = this.#repository.pathOf(file.path);
    const places = new FilePlaces(file);
    const fingerprints = fingerprintsOf(path, source, report);
    for (const [index, { rule, severity, message, span }] of report.diagnostics.entries()) {
      const { start: begin, end } = places.rangeOf(span);
      this.#item({
        description: places.message(`${message} (${rule})`, span),
        check_name: rule,
        fingerprint: fingerprints[index],
        severity: SEVERITIES[severity],
        location: { path, lines: { begin: begin.line, end: end.line }, positions: { begin, end } },
      });
    }
  }

  end(tally: Tally): void {
    for (const [index, { level, kind, path, line = 1, message }] of notesOf(tally).entries()) {
      const inside = path === undefined ? "." : this.#repository.pathOf(path);
      // GitLab takes findings with one fingerprint for one, so that notes are numbered.
      const key = JSON.stringify([kind, inside, message, index]);
      this.#item({
        description: `faqlint: ${message}`,
        check_name: `faqlint-${kind}`,
        fingerprint: builtin("node:crypto").createHash("sha256").update(key).digest("hex").slice(0, 32),
        severity: SEVERITIES[level],
        location: { path: inside, lines: { begin: line } },
      });
    }
    this.#write(this.#isFirst ? "[]\n" : "\n]\n");
  }

  #item(item: unknown): void {
    this.#write((this.#isFirst ? "[\n" : ",\n") + json(item));
    this.#isFirst = false;
  }
}
