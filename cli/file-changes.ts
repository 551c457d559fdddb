import type { LintedFile, LintedText, LintSession } from "../project/session.js";
import { Positions } from "./positions.js";
import type { FixMode } from "./report/summary.js";
import type { Tally } from "./report/tally.js";

/** What a file is to become. */
export interface FileChange {
  readonly text: string;
  /** What is left in that text. */
  readonly left: LintedText;
  /** Counts what was changed, once it stands. */
  readonly count: (tally: Tally) => void;
  /** What the user is to be told of it, in sentences. */
  readonly remarks: readonly string[];
}

/**
 * What a file is to become when what is shown of it is repaired or ignored, as was asked for; undefined where there is nothing to do.
 *
 * @param path the file's name as users see it.
 * @param shown takes away what the user is not shown.
 */
export function changeOf(
  file: LintedFile,
  path: string,
  { action, unsafe, ignoreReason }: FixMode,
  session: LintSession,
  shown: (all: LintedText) => LintedText,
): FileChange | undefined {
  const { diagnostics } = shown(file).report;
  if (action === "show" || diagnostics.length === 0) return undefined;
  if (ignoreReason !== undefined) return ignored(file, path, ignoreReason, session, shown);
  if (diagnostics.every(({ fixSafety }) => fixSafety === "none")) return undefined;
  const { text, left, fixed, converged } = session.fix(file, unsafe ? "unsafe" : "safe", shown);
  const rules = [...new Set(fixed.map(({ rule }) => rule))].join(", ");
  const count = (tally: Tally): void => {
    tally.fixed += fixed.length;
    tally.filesFixed++;
  };
  const remark = `the repairs of ${path} come to no end (${rules}); this is a bug in faqlint`;
  return { text, left, count, remarks: converged ? [] : [remark] };
}

function ignored(
  file: LintedFile,
  path: string,
  reason: string,
  session: LintSession,
  shown: (all: LintedText) => LintedText,
): FileChange {
  const { text, left, comments, unplaced } = session.ignore(file, reason, shown);
  const count = (tally: Tally): void => {
    tally.commentsWritten += comments;
    tally.filesCommented++;
  };
  const positions = new Positions(left.source);
  const remarks = unplaced.map(({ rule, span }) => {
    const { line, column } = positions.at(span.start);
    return `${path}:${line}:${column}: no comment can stand where it would ignore ${rule}`;
  });
  return { text, left, count, remarks };
}
