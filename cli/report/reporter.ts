import type { FileReport } from "../../engine/diagnostics.js";
import type { Severity } from "../../engine/rule.js";
import type { SourceFile } from "../../engine/text/source.js";
import type { Notebook } from "../../project/notebook/notebook.js";
import type { Tally } from "./tally.js";

/** The severities, the worst first. */
export const SEVERITIES: readonly Severity[] = ["error", "warning", "information", "hint"];

/** What was found in one file, and the name its user knows it by. */
export interface CheckedFile {
  /** Empty where nothing was found. */
  readonly source: SourceFile;
  /** Where the source comes from, if it is the Python of a notebook's cells. */
  readonly notebook?: Notebook;
  readonly report: FileReport;
  readonly path: string;
}

/** A form in which findings are shown. Files come one after the other, in the order in which they were checked. */
export interface Reporter {
  file(file: CheckedFile): void;
  /** The run is over. */
  end(tally: Tally): void;
}
