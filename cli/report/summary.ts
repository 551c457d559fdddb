import type { Tally } from "./tally.js";

/** What was asked to be done with what is found. */
export interface FixMode {
  /** `show` leaves the files alone and tells what could be done; `diff` shows the changes; `write` makes them. */
  readonly action: "show" | "diff" | "write";
  readonly unsafe: boolean;
  /** What comments are to say that ignore things, which are written then and not repairs; may be empty. */
  readonly ignoreReason?: string;
  /** Whether nothing is wanted but the repairs: what is left is not reported. */
  readonly only?: boolean;
}

/** The last words of a run, in one line or two. */
export function summary(tally: Tally, mode: FixMode): string {
  if (mode.only) return fixedOnly(tally);
  const lines = [`${fixes(tally, mode)}${findings(tally, mode)}${offer(tally, mode)}`];
  if (tally.filesOfPython2 > 0) {
    lines.push(
      `${count(tally.filesOfPython2, "file is", "files are")} written in Python 2 and judged as such; ` +
        `--target-version 3 shows what must change to port ${tally.filesOfPython2 === 1 ? "it" : "them"}`,
    );
  }
  const known = baselines(tally);
  if (known !== "") lines.push(known);
  return `${lines.join("\n")}\n`;
}

/** How many spent entries are named. */
const MOST_SPENT = 3;

/** What was to be said of baselines. */
function baselines({ known, spent, baselinesWritten }: Pick<Tally, "known" | "spent" | "baselinesWritten">): string {
  const parts: string[] = [];
  if (known > 0) parts.push(`${count(known, "known problem is", "known problems are")} not shown`);
  if (baselinesWritten.length > 0) parts.push(`wrote ${baselinesWritten.join(", ")}`);
  if (spent.length > 0) {
    const total = spent.reduce((sum, entry) => sum + entry.count, 0);
    const named = spent.slice(0, MOST_SPENT).map(({ path, rule }) => `${rule} in ${path}`);
    if (spent.length > MOST_SPENT) named.push("...");
    const files = [...new Set(spent.map(({ baseline }) => baseline))].join(", ");
    parts.push(
      `${count(total, "entry", "entries")} of ${files} ${total === 1 ? "is" : "are"} spent (${named.join(", ")}); ` +
        `--update-baseline takes ${total === 1 ? "it" : "them"} out`,
    );
  }
  return sentence(parts.join("; "), "show");
}

/** The last words of a run that only made repairs. */
function fixedOnly(tally: Tally): string {
  const first = tally.fixed === 0 ? nothingFixed(tally) : `Fixed ${whatIsFixed(tally)}`;
  const known = baselines({ ...tally, known: 0 });
  return known === "" ? `${first}\n` : `${first}\n${known}\n`;
}

function whatIsFixed(tally: Tally): string {
  return `${count(tally.fixed, "problem")} in ${count(tally.filesFixed, "file")}`;
}

function fixes(tally: Tally, { action, ignoreReason }: FixMode): string {
  if (action === "show") return "";
  if (ignoreReason !== undefined) return comments(tally, action);
  const what = whatIsFixed(tally);
  if (action === "diff") return tally.fixed === 0 ? "Nothing to fix; " : `Would fix ${what}; `;
  return tally.fixed === 0 ? `${nothingFixed(tally)}; ` : `Fixed ${what}; `;
}

/** What is left that could be repaired was to be, and a reason was told why it could not. */
function nothingFixed({ fixable }: Tally): string {
  return fixable.safe > 0 ? "Fixed nothing" : "Nothing to fix";
}

function comments({ commentsWritten, filesCommented }: Tally, action: "diff" | "write"): string {
  if (commentsWritten === 0) return "Nothing to ignore; ";
  const what = `${count(commentsWritten, "comment")} in ${count(filesCommented, "file")}`;
  return `${action === "diff" ? "Would write" : "Wrote"} ${what}; `;
}

function findings(tally: Tally, { action }: FixMode): string {
  const files = count(tally.files, "file");
  const word = action === "write" ? "left" : "found";
  if (tally.diagnostics === 0) return sentence(`no problems ${word} in ${files}`, action);
  const { error, warning, information, hint } = tally.bySeverity;
  const parts = [
    error > 0 ? count(error, "error") : "",
    warning > 0 ? count(warning, "warning") : "",
    information > 0 ? `${information} information` : "",
    hint > 0 ? count(hint, "hint") : "",
  ].filter((part) => part !== "");
  const where = `${tally.filesWithDiagnostics} of ${files}`;
  return sentence(`${word} ${count(tally.diagnostics, "problem")} (${parts.join(", ")}) in ${where}`, action);
}

function sentence(text: string, action: FixMode["action"]): string {
  return action === "show" ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

/** What else could be repaired, and how. */
function offer({ fixable }: Tally, { action, unsafe, ignoreReason }: FixMode): string {
  if (action !== "show" && ignoreReason === undefined) {
    return unsafe || fixable.unsafe === 0 ? "" : `; ${fixable.unsafe} more fixable with --unsafe-fixes`;
  }
  if (unsafe) {
    const all = fixable.safe + fixable.unsafe;
    return all === 0 ? "" : `; ${all} fixable with --fix --unsafe-fixes`;
  }
  if (fixable.safe === 0) return fixable.unsafe === 0 ? "" : `; ${fixable.unsafe} fixable with --fix --unsafe-fixes`;
  return `; ${fixable.safe} fixable with --fix${fixable.unsafe === 0 ? "" : ` (${fixable.unsafe} more with --unsafe-fixes)`}`;
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
