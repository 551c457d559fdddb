import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { applyFixes } from "../../engine/fix.js";
import type { Linter } from "../../engine/lint.js";
import { SourceFile } from "../../engine/text/source.js";
import type { PythonVersion } from "../../engine/versions.js";
import type { Interpreter } from "../../test/harness/interpreters.js";
import { PythonServer } from "../../test/harness/python-server.js";
import { PRELUDES, REASONS } from "./lib2to3-reasons.js";

const SCRIPT = fileURLToPath(new URL("lib2to3_cases.py", import.meta.url));
/** The version that programs are converted to. */
const TARGET: PythonVersion = { major: 3, minor: 13 };

/** One comparison in lib2to3's tests. */
interface Case {
  readonly fixer: string;
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/**
 * - `equal`: both make the same program of it, or both leave it alone
 * - `ours only`, `theirs only`: one of the two changes it
 * - `different`: both change it, into different programs
 */
export type Comparison = "equal" | "ours only" | "theirs only" | "different";

interface ComparedCase extends Case {
  readonly ours: string;
  readonly comparison: Comparison;
  /** Whether ours can be parsed as Python 3; of what was not changed, true. */
  readonly isSound: boolean;
}

/** What lib2to3's own tests say of its fixers, as an interpreter ships them; null where it does not. */
export function casesOf({ command }: Interpreter): Promise<readonly Case[] | null> {
  return new Promise((resolve) => {
    execFile(command, ["-B", SCRIPT, "cases"], { maxBuffer: 50e6, timeout: 120_000 }, (error, stdout) => {
      const lines = stdout.split("\n").filter((line) => line !== "");
      resolve(error !== null ? null : lines.map((line) => JSON.parse(line) as Case));
    });
  });
}

/** Repairs what lib2to3 is tested with, and compares the programs that come out, as an interpreter parses them. */
async function compareCases(
  cases: readonly Case[],
  linter: Linter,
  interpreter: Interpreter,
): Promise<readonly ComparedCase[]> {
  const server = new PythonServer<{ left: string; right: string }, { same: boolean | null }>(interpreter, SCRIPT);
  const repaired = (text: string): string =>
    applyFixes(text, (now) => linter.lint(new SourceFile("example.py", now), { target: TARGET }).diagnostics, "unsafe")
      .text;
  try {
    const compared: ComparedCase[] = [];
    for (const { before, after, ...rest } of cases) {
      const prelude = PRELUDES[rest.fixer] ?? "";
      const each = { ...rest, before: prelude + before, after: prelude + after };
      const ours = repaired(each.before);
      // Where one fixer alone does not make Python 3 of it, ours do the rest.
      const { same: direct } = await server.ask({ left: ours, right: each.after });
      const same =
        direct ?? (await server.ask({ left: ours, right: repaired(each.after) })).same ?? ours === each.after;
      const isChanged = ours !== each.before;
      const comparison = same
        ? "equal"
        : each.after === each.before
          ? "ours only"
          : isChanged
            ? "different"
            : "theirs only";
      const isSound = !isChanged || (await server.ask({ left: ours, right: ours })).same !== null;
      compared.push({ ...each, ours, comparison, isSound });
    }
    return compared;
  } finally {
    server.close();
  }
}

export interface Lib2to3Comparison {
  readonly compared: readonly ComparedCase[];
  /** Differences that nobody has explained, and repairs that are no Python 3. */
  readonly problems: readonly { readonly name: string; readonly text: string; readonly what: string }[];
}

/** Compares all cases, or some of them, and looks up why those differ that do. */
export async function compareWithLib2to3(
  cases: readonly Case[],
  linter: Linter,
  interpreter: Interpreter,
): Promise<Lib2to3Comparison> {
  const compared = await compareCases(cases, linter, interpreter);
  const problems = compared.flatMap(({ fixer, name, before, after, ours, comparison, isSound }) => {
    const isKnown = comparison === "equal" || REASONS[fixer]?.[comparison] !== undefined;
    const what = isKnown ? (isSound ? null : "the repaired text is no Python 3") : `${comparison}, and nobody says why`;
    const text = `${before}\n# lib2to3:\n${after}\n# faqlint:\n${ours}`;
    return what === null ? [] : [{ name: `${fixer}, ${name}`, text, what }];
  });
  return { compared, problems };
}

/** Fixer by fixer, as a table of Markdown. */
export function lib2to3Table(compared: readonly ComparedCase[]): string {
  const rows = [...new Set(compared.map(({ fixer }) => fixer))].sort().map((fixer) => {
    const own = compared.filter((each) => each.fixer === fixer);
    const count = (comparison: Comparison): number => own.filter((each) => each.comparison === comparison).length;
    const kinds = ["different", "ours only", "theirs only"] as const;
    const why = kinds.flatMap((kind) => (count(kind) === 0 ? [] : [`${kind}: ${REASONS[fixer]?.[kind]}`]));
    const cells = [
      `\`${fixer}\``,
      own.length,
      count("equal"),
      ...kinds.map(count),
      why.join(". ").replaceAll("|", "\\|"),
    ];
    return `| ${cells.join(" | ")} |`;
  });
  const head = "| fixer | cases | equal | different | ours only | theirs only | why |";
  return [head, "| --- | ---: | ---: | ---: | ---: | ---: | --- |", ...rows, ""].join("\n");
}
