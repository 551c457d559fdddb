import type { Safety } from "../engine/rule.js";
import type { FixedText, FoundFile, FoundText } from "../project/found.js";
import type { AnsweredFile } from "../project/run/answer.js";
import type { IgnoringText } from "../project/session.js";
import { ShownPlaces } from "./places.js";
import type { FixMode } from "./report/summary.js";
import type { Tally } from "./report/tally.js";

/** What a file is to become. */
export interface FileChange {
  readonly text: string;
  /** What is left in that text. */
  readonly left: FoundText;
  /** Counts what was changed, once it stands. */
  readonly count: (tally: Tally) => void;
  /** What the user is to be told of it, in sentences. */
  readonly remarks: readonly string[];
}

/** Takes away what the user is not shown. */
type Shown = (found: FoundText) => FoundText;

/** What changes texts. */
export interface Changers {
  /** Repairs a file that was not repaired where it was linted. */
  readonly fix: (file: FoundFile, safety: Safety, shown: Shown) => Promise<FixedText>;
  /** Writes comments that ignore what was found in a file. */
  readonly ignore: (file: FoundFile, reason: string, shown: Shown) => Promise<IgnoringText>;
}

/**
 * What a file is to become when what is shown of it is repaired or ignored, as was asked for; undefined where there is nothing to do.
 *
 * @param path the file's name as users see it.
 */
export async function changeOf(
  file: AnsweredFile,
  path: string,
  { action, unsafe, ignoreReason }: FixMode,
  changers: Changers,
  shown: Shown,
): Promise<FileChange | undefined> {
  const { diagnostics } = shown(file).report;
  if (action === "show" || diagnostics.length === 0) return undefined;
  if (ignoreReason !== undefined && file.notebook !== undefined) {
    const remark = `${path}: no comments are written into notebooks`;
    return { text: file.read.text, left: file, count: () => {}, remarks: [remark] };
  }
  if (ignoreReason !== undefined) return ignored(await changers.ignore(file, ignoreReason, shown), path);
  if (diagnostics.every(({ fixSafety }) => fixSafety === "none")) return undefined;
  const fixed = file.fixed ?? (await changers.fix(file, unsafe ? "unsafe" : "safe", shown));
  const rules = [...new Set(fixed.fixed)].join(", ");
  const count = (tally: Tally): void => {
    tally.fixed += fixed.fixed.length;
    tally.filesFixed++;
  };
  const remark = `the repairs of ${path} come to no end (${rules}); this is a bug in faqlint`;
  return { text: fixed.fileText, left: fixed.left, count, remarks: fixed.converged ? [] : [remark] };
}

function ignored({ text, left, comments, unplaced }: IgnoringText, path: string): FileChange {
  const count = (tally: Tally): void => {
    tally.commentsWritten += comments;
    tally.filesCommented++;
  };
  const places = new ShownPlaces(left);
  const remarks = unplaced.map(({ rule, span }) => {
    return `${path}:${places.wordOf(span.start)}: no comment can stand where it would ignore ${rule}`;
  });
  return { text, left, count, remarks };
}
