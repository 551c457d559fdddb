import type { Severity } from "../../engine/rule.js";
import { ExitStatus } from "../environment.js";
import type { ShownRange } from "../places.js";

/** A file that was told about because something went wrong with it. */
export interface Trouble {
  readonly path: string;
  readonly reason: string;
}

/** Text that could not be parsed. */
export interface ParseError {
  readonly path: string;
  readonly range: ShownRange;
  /** The line on which it begins in the file, which of a notebook is JSON. */
  readonly lineInFile: number;
}

/** What a baseline names and is no longer there. */
export interface SpentFinding {
  readonly baseline: string;
  readonly path: string;
  readonly rule: string;
  /** The class or function it was in; empty at the top of the file. */
  readonly definition: string;
  readonly text: string;
  readonly count: number;
}

/** A defect of faqlint itself. */
export interface Crash {
  readonly path: string;
  /** The rule that failed; null when it was not a rule. */
  readonly rule: string | null;
  readonly error: string;
}

/** What a whole run has come to. */
export class Tally {
  /** Files that were linted. */
  files = 0;
  filesWithDiagnostics = 0;
  readonly bySeverity: Record<Severity, number> = { error: 0, warning: 0, information: 0, hint: 0 };
  /** Findings that have a repair, by how safe it is. */
  readonly fixable = { safe: 0, unsafe: 0 };
  /** Findings repaired, or with `--diff` repairable, and the files they are in. */
  fixed = 0;
  filesFixed = 0;
  /** Comments written, or with `--diff` to be written, by which findings are ignored, and the files they are in. */
  commentsWritten = 0;
  filesCommented = 0;
  /** Files linted for Python 2.7 because their own text is Python 2. */
  filesOfPython2 = 0;
  /** Whether a signal ended the run before all files were checked. */
  isInterrupted = false;
  /** Findings that are not shown, since a baseline names them. */
  known = 0;
  readonly spent: SpentFinding[] = [];
  /** The baselines that were made or changed. */
  readonly baselinesWritten: string[] = [];
  readonly skipped: Trouble[] = [];
  readonly unreadable: Trouble[] = [];
  /** Files whose bytes are not as they say or should be, and that were linted all the same. */
  readonly misencoded: Trouble[] = [];
  readonly unwritable: Trouble[] = [];
  readonly configuration: (Trouble & { readonly line: number | null })[] = [];
  readonly parseErrors: ParseError[] = [];
  readonly crashes: Crash[] = [];

  get diagnostics(): number {
    return Object.values(this.bySeverity).reduce((sum, count) => sum + count, 0);
  }

  /** 2 when something could not be done, else 1 when an error or a warning was found, else 0. */
  get exitStatus(): number {
    const failures = [this.unreadable, this.unwritable, this.configuration, this.crashes];
    if (failures.some((list) => list.length > 0)) return ExitStatus.failed;
    return this.bySeverity.error + this.bySeverity.warning > 0 ? ExitStatus.found : ExitStatus.clean;
  }
}
