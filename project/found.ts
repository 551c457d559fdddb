import type { FileReport, FindingPlace } from "../engine/diagnostics.js";
import type { SourceFile } from "../engine/text/source.js";
import type { Notebook } from "./notebook/notebook.js";
import type { ReadSource } from "./source-io.js";

/** A text with what was found in it. */
export interface FoundText {
  /** That of the file; what stands for it where there is none. */
  readonly path: string;
  readonly source: SourceFile;
  readonly report: FileReport;
  /** Where the source comes from, if it is the Python of a notebook's cells. */
  readonly notebook?: Notebook;
  /** What was found and is not reported, since the settings do not want it. */
  readonly withheld: readonly FindingPlace[];
}

/** A file that could be linted. */
export interface FoundFile extends FoundText {
  readonly kind: "linted";
  readonly read: ReadSource;
}

/** What repairs made of a text. */
export interface FixedText {
  readonly text: string;
  /** What the file is to hold: the repaired text, or the notebook that it is part of. */
  readonly fileText: string;
  /** The rule of each finding that was repaired. */
  readonly fixed: readonly string[];
  /** False when findings with a repair were left because there was no end of them. */
  readonly converged: boolean;
  /** What is left in the repaired text. */
  readonly left: FoundText;
}
