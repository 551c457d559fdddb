import type { Tally } from "./tally.js";

/** Something that is no finding and that whoever reads a report should know. */
export interface Note {
  /** `error` for what makes a run fail. */
  readonly level: "error" | "information";
  /** What kind of thing it is, as formats name the rule of a finding. */
  readonly kind:
    | "unreadable"
    | "unwritable"
    | "configuration"
    | "crash"
    | "interrupted"
    | "skipped"
    | "encoding"
    | "syntax";
  /** A path as users see it; undefined for what concerns the whole run. */
  readonly path: string | undefined;
  readonly line?: number;
  readonly message: string;
  /** The rule that failed. */
  readonly rule?: string;
}

/** All that went otherwise than it should have, for formats that have nothing better than the form of a finding for it. */
export function notesOf(tally: Tally): Note[] {
  const ofFiles = (kind: "unreadable" | "unwritable" | "skipped", words: string): Note[] =>
    tally[kind].map(({ path, reason }) => ({
      level: kind === "skipped" ? "information" : "error",
      kind,
      path,
      message: `${words}: ${reason}`,
    }));
  return [
    ...(tally.isInterrupted ? [INTERRUPTED] : []),
    ...tally.configuration.map(({ path, line, reason }): Note => {
      const note = { level: "error", kind: "configuration", path, message: reason } as const;
      return line === null ? note : { ...note, line };
    }),
    ...ofFiles("unreadable", "could not read it"),
    ...ofFiles("unwritable", "could not write it"),
    ...tally.crashes.map(({ path, rule, error }): Note => {
      const note = { level: "error", kind: "crash", path } as const;
      const bug = "this is a bug in faqlint";
      return rule === null
        ? { ...note, message: `faqlint failed (${error}); ${bug}` }
        : { ...note, message: `the rule ${rule} failed (${error}); ${bug}`, rule };
    }),
    ...ofFiles("skipped", "skipped"),
    ...tally.misencoded.map(({ path, reason }): Note => {
      return { level: "information", kind: "encoding", path, message: reason };
    }),
    ...tally.parseErrors.map(({ path, range, lineInFile }): Note => {
      const where = range.cell === undefined ? "" : ` (cell ${range.cell}, line ${range.start.line})`;
      const message = `could not parse this; rules are silent here${where}`;
      return { level: "information", kind: "syntax", path, line: lineInFile, message };
    }),
  ];
}

const INTERRUPTED: Note = {
  level: "error",
  kind: "interrupted",
  path: undefined,
  message: "the run was interrupted; the files that were not reached are missing",
};
