import type { FileReport, FindingPlace } from "../engine/diagnostics.js";
import type { SourceFile } from "../engine/text/source.js";
import type { ReadSource } from "./source-io.js";

/** A text with what was found in it. */
export interface FoundText {
  /** That of the file; what stands for it where there is none. */
  readonly path: string;
  readonly source: SourceFile;
  readonly report: FileReport;
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
  /** The rule of each finding that was repaired. */
  readonly fixed: readonly string[];
  /** False when findings with a repair were left because there was no end of them. */
  readonly converged: boolean;
  /** What is left in the repaired text. */
  readonly left: FoundText;
}
