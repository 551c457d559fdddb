import { createHash } from "node:crypto";
import type { RuleInfo } from "../../engine/rule.js";
import type { CorpusResult, Hit } from "./run.js";

/** A project whose hits are recorded. */
export interface Project {
  readonly name: string;
  /** Owner and name on GitHub. */
  readonly repository: string;
  /** The commit, and the day it is of. */
  readonly commit: string;
  readonly date: string;
  /** The version it is linted for, where its files do not tell. */
  readonly target?: string;
}

/** A hit as it is kept: where it was, by what it is known again, and what somebody who read the code says of it. */
export interface RecordedHit {
  readonly project: string;
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly severity: string;
  readonly rule: string;
  /** Of rule, source line, and how many such there are before in the file; the same when lines move. */
  readonly key: string;
  /** Empty where nobody has judged it. */
  readonly verdict: "true" | "false" | "";
}

/** A false alarm that is mended since, or was one in another version of faqlint. */
export interface MendedHit {
  readonly project: string;
  readonly path: string;
  readonly line: number;
  readonly severity: string;
  readonly rule: string;
  /** What was not known. */
  readonly reason: string;
}

/** What a change of the rules changes. */
export interface BlastRadius {
  readonly appeared: readonly RecordedHit[];
  readonly vanished: readonly RecordedHit[];
}

/** The hits of a project as they are kept; hints are not. */
export function recordable(project: string, { hits }: Pick<CorpusResult, "hits">): readonly RecordedHit[] {
  const seen = new Map<string, number>();
  return hits
    .filter(({ severity }) => severity !== "hint")
    .map((hit) => {
      const { path, line, severity, rule } = hit;
      const about = `${path}\0${rule}\0${hit.source.trim()}`;
      const before = seen.get(about) ?? 0;
      seen.set(about, before + 1);
      return { project, path: path.replaceAll("\\", "/"), line, severity, rule, key: keyOf(hit, before), verdict: "" };
    });
}

function keyOf({ rule, source }: Hit, before: number): string {
  return createHash("sha256").update(`${rule}\0${source.trim()}\0${before}`).digest("hex").slice(0, 8);
}

/** What is only in one of two lists of hits. */
export function blastRadius(recorded: readonly RecordedHit[], found: readonly RecordedHit[]): BlastRadius {
  const [old, now] = [new Set(recorded.map(identity)), new Set(found.map(identity))];
  return {
    appeared: found.filter((each) => !old.has(identity(each))),
    vanished: recorded.filter((each) => !now.has(identity(each))),
  };
}

/** Hits with the verdicts that the same ones have in a record. */
export function withVerdicts(found: readonly RecordedHit[], recorded: readonly RecordedHit[]): readonly RecordedHit[] {
  const verdicts = new Map(recorded.map((each) => [identity(each), each.verdict]));
  return found.map((each) => ({ ...each, verdict: verdicts.get(identity(each)) ?? each.verdict }));
}

const identity = ({ project, path, rule, key }: RecordedHit): string => [project, path, rule, key].join("\t");

const COLUMNS = ["project", "path", "line", "severity", "rule", "key", "verdict"] as const;
const MENDED_COLUMNS = ["project", "path", "line", "severity", "rule", "reason"] as const;

/** Hits as a table, one a line, its columns parted by tabs. */
export function formatHits(hits: readonly RecordedHit[]): string {
  return [COLUMNS.join("\t"), ...hits.map((hit) => COLUMNS.map((name) => hit[name]).join("\t")), ""].join("\n");
}

/** @throws Error for a table with other columns, or a verdict that is none. */
export function parseHits(text: string): readonly RecordedHit[] {
  return rowsOf(text, COLUMNS).map((row) => {
    const { verdict } = row;
    if (verdict !== "" && verdict !== "true" && verdict !== "false") throw new Error(`no verdict: ${verdict}`);
    return { ...row, line: Number(row.line), verdict };
  });
}

/** @throws Error for a table with other columns. */
export function parseMended(text: string): readonly MendedHit[] {
  return rowsOf(text, MENDED_COLUMNS).map((row) => ({ ...row, line: Number(row.line) }));
}

function rowsOf<K extends string>(text: string, columns: readonly K[]): Record<K, string>[] {
  const [head = "", ...rows] = text.replace(/\n$/, "").split("\n");
  if (head !== columns.join("\t")) throw new Error(`the columns are not ${columns.join(", ")}`);
  return rows.map((row) => {
    const cells = row.split("\t");
    if (cells.length !== columns.length) throw new Error(`not ${columns.length} columns: ${row}`);
    return Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? ""])) as Record<K, string>;
  });
}

/** How right each rule was, as a table of Markdown: of what is found today, and of what was found before it was mended. */
export function precisionTable(
  hits: readonly RecordedHit[],
  mended: readonly MendedHit[],
  rules: readonly RuleInfo[],
): string {
  const rows = rules.flatMap(({ name, severity }) => {
    const own = hits.filter(({ rule }) => rule === name);
    const before = mended.filter(({ rule }) => rule === name);
    if (own.length + before.length === 0) return [];
    const [right, wrong] = [count(own, "true"), count(own, "false")];
    const notes = [...new Set(before.map(({ reason }) => reason))].join("; ");
    const cells = [`\`${name}\``, severity, own.length, right + wrong, right, wrong, before.length, notes];
    return [`| ${cells.join(" | ")} |`];
  });
  const head = ["rule", "severity", "hits", "judged", "true", "false", "mended", "what was mended"];
  const line = head.map((_, index) => (index > 1 && index < 7 ? "---:" : "---"));
  return [`| ${head.join(" | ")} |`, `| ${line.join(" | ")} |`, ...rows].join("\n");
}

/** The same for each severity, of the hits' own. */
export function precisionSummary(hits: readonly RecordedHit[], mended: readonly MendedHit[]): string {
  const rows = ["error", "warning", "information"].map((severity) => {
    const own = hits.filter((hit) => hit.severity === severity);
    const [right, wrong] = [count(own, "true"), count(own, "false")];
    const before = mended.filter((hit) => hit.severity === severity).length;
    const share = (part: number, whole: number): string =>
      whole === 0 ? "-" : `${((100 * part) / whole).toFixed(1)} %`;
    const cells = [
      own.length,
      right + wrong,
      right,
      wrong,
      share(right, right + wrong),
      share(right, right + wrong + before),
    ];
    return `| ${severity} | ${cells.join(" | ")} |`;
  });
  const head = "| severity | hits | judged | true | false | right | right before mending |";
  return [head, "| --- | ---: | ---: | ---: | ---: | ---: | ---: |", ...rows].join("\n");
}

const count = (hits: readonly RecordedHit[], verdict: RecordedHit["verdict"]): number =>
  hits.filter((hit) => hit.verdict === verdict).length;

/** The projects, as a table of Markdown. */
export function projectTable(projects: readonly Project[], hits: readonly RecordedHit[]): string {
  const rows = projects.map(({ name, repository, commit, date, target }) => {
    const own = hits.filter(({ project }) => project === name);
    return `| ${repository} | ${commit} (${date}) | ${target ?? ""} | ${own.length} |`;
  });
  return ["| project | commit | linted for | hits |", "| --- | --- | --- | ---: |", ...rows].join("\n");
}
