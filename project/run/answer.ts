import { timed } from "../../engine/profile.js";
import type { Safety } from "../../engine/rule.js";
import { SourceFile } from "../../engine/text/source.js";
import type { AskedNames } from "../asked-modules.js";
import type { FixedText, FoundFile } from "../found.js";
import { Notebook } from "../notebook/notebook.js";
import { isNotebookName } from "../python-names.js";
import type { LintSession } from "../session.js";
import { decoded, type ReadSource, type UnlintedFile } from "../source-io.js";
import { asData, type FoundData, fromData, wordsOf } from "./found-data.js";

/** What is wanted of each file beside what is found in it. */
export interface RepairOrder {
  readonly safety: Safety;
  /** Whether to leave files alone for which the settings name a baseline: what it knows is not repaired, and not known here. */
  readonly unlessBaseline: boolean;
}

/** What repairs made of a text, as data. */
interface FixedData extends Omit<FixedText, "left"> {
  readonly left: FoundData;
}

/** What became of a file's bytes, as data alone: for another thread, or for another day. */
export type Answer = LintAnswer | UnlintedFile | Failure;

export interface LintAnswer {
  readonly kind: "linted";
  readonly found: FoundData;
  readonly asked: AskedNames;
  /** The {@link Surroundings.keyOf} under which it was found. */
  readonly key: string;
  readonly fixed?: FixedData;
}

/** faqlint itself failed, or did not have the memory it needed. */
export interface Failure {
  readonly kind: "failed" | "exhausted";
  readonly path: string;
  /** In words. */
  readonly error: string;
}

/** A file that was linted, maybe elsewhere. */
export interface AnsweredFile extends FoundFile {
  /** What repairs made of it, if that was asked for and done already. */
  readonly fixed?: FixedText;
  /** Why its text may be another than what the file says. */
  readonly doubt?: string;
}

/** What became of a file. */
export type Outcome = AnsweredFile | UnlintedFile | Failure;

/** Lints what a file holds; never throws. */
export function answerTo(session: LintSession, path: string, bytes: Uint8Array, order?: RepairOrder): Answer {
  try {
    const read = session.decode(path, bytes);
    if (read.kind !== "text") return read;
    const linted = session.lintRead(read);
    const { doubt } = read;
    const found = { ...timed(session.profile, "repairs", () => asData(linted)), ...(doubt !== undefined && { doubt }) };
    const isRepaired =
      order !== undefined && hasRepairs(found) && !(order.unlessBaseline && session.baselineOf(path) !== undefined);
    const fixed = isRepaired ? session.fix(linted, order.safety) : undefined;
    return {
      ...{ kind: "linted", found, asked: linted.asked(), key: session.keyOf(path) },
      ...(fixed && { fixed: { ...fixed, left: asData(fixed.left) } }),
    };
  } catch (error) {
    return { kind: "failed", path, error: wordsOf(error) };
  }
}

/** Whether there is anything to repair. */
export function hasRepairs({ diagnostics = [] }: FoundData): boolean {
  return diagnostics.some(({ fix }) => fix !== null);
}

/** Whether somebody may want to see the text of a file. */
export function needsText(answer: Pick<LintAnswer, "kind" | "found"> | UnlintedFile): boolean {
  if (answer.kind !== "linted") return false;
  const { diagnostics, withheld, syntaxErrors } = answer.found;
  return diagnostics !== undefined || withheld !== undefined || syntaxErrors !== undefined;
}

/**
 * What became of a file, from data. Its bytes are read only where somebody asks for its text.
 *
 * @param bytes undefined where {@link needsText} says that they are not needed.
 */
export function outcomeOf(
  path: string,
  bytes: Uint8Array | undefined,
  answer: Pick<LintAnswer, "kind" | "found" | "fixed"> | UnlintedFile | Failure,
): Outcome {
  if (answer.kind !== "linted") return answer;
  const { found, fixed } = answer;
  let read: ReadSource | undefined;
  let source: SourceFile | undefined;
  const readOnce = (): ReadSource => {
    if (read !== undefined) return read;
    if (bytes === undefined) throw new Error(`the text of ${path} was not kept`);
    // That it is not too large was found out already.
    const again = decoded(path, bytes, Number.POSITIVE_INFINITY);
    if (again.kind !== "text") throw new Error(again.reason);
    read = again;
    return again;
  };
  return {
    ...{ kind: "linted", path, ...fromData(found) },
    get read() {
      return readOnce();
    },
    get source() {
      source ??= new SourceFile(path, pythonOf(readOnce()));
      return source;
    },
    ...(isNotebookName(path) && {
      get notebook() {
        return readOnce().notebook;
      },
    }),
    ...(fixed && { fixed: fixedText(path, fixed) }),
    ...(found.doubt !== undefined && { doubt: found.doubt }),
  };
}

function pythonOf({ text, notebook }: ReadSource): string {
  return notebook === undefined ? text : notebook.cells.python;
}

function fixedText(path: string, { left, ...fixed }: FixedData): FixedText {
  const notebook = isNotebookName(path) ? Notebook.read(fixed.fileText) : undefined;
  return {
    ...fixed,
    left: {
      ...{ path, source: new SourceFile(path, fixed.text), ...fromData(left) },
      ...(notebook instanceof Notebook && { notebook }),
    },
  };
}
