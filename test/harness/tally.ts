import { appendFileSync, readFileSync } from "node:fs";

/** The environment variable that names the file in which a run's test files count together. */
export const TALLY_FILE = "FAQLINT_TALLY";

/** What was, or could not be, put to a real CPython. */
export interface Count {
  readonly what: "claims" | "compilations";
  /** The version it was, or would have to be, run by. */
  readonly version: string;
  readonly done: number;
  readonly missed: number;
}

/** Adds to the count of this run. */
export function count(entry: Count): void {
  const file = process.env[TALLY_FILE];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(entry)}\n`);
}

/** Says in plain words what was run and what was not; empty when nothing was to be run. */
export function summarize(file: string): string {
  const entries = readFileSync(file, "utf8").split("\n").filter(Boolean);
  const counts = entries.map((line) => JSON.parse(line) as Count);
  return (["claims", "compilations"] as const)
    .flatMap((what) => {
      const own = counts.filter((entry) => entry.what === what);
      if (own.length === 0) return [];
      const done = byVersion(own, "done");
      const missed = byVersion(own, "missed");
      const lines = [`  ${what} put to a real CPython: ${done === "" ? "none" : done}`];
      if (missed !== "") lines.push(`  ${what} NOT CHECKED, no such CPython was found: ${missed}`);
      return lines;
    })
    .join("\n");
}

function byVersion(counts: readonly Count[], key: "done" | "missed"): string {
  const sums = new Map<string, number>();
  for (const entry of counts) {
    if (entry[key] > 0) sums.set(entry.version, (sums.get(entry.version) ?? 0) + entry[key]);
  }
  const total = [...sums.values()].reduce((sum, n) => sum + n, 0);
  const order = new Intl.Collator("en", { numeric: true }).compare;
  const parts = [...sums].sort(([a], [b]) => order(a, b)).map(([version, n]) => `${n} on ${version}`);
  return total === 0 ? "" : `${total} (${parts.join(", ")})`;
}
