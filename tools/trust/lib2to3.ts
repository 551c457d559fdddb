import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { applyFixes } from "../../engine/fix.js";
import type { Linter } from "../../engine/lint.js";
import { SourceFile } from "../../engine/text/source.js";
import type { PythonVersion } from "../../engine/versions.js";
import type { Interpreter } from "../../test/harness/interpreters.js";
import { PythonServer } from "../../test/harness/python-server.js";

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

export interface ComparedCase extends Case {
  readonly ours: string;
  readonly comparison: Comparison;
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
export async function compareCases(
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
    for (const each of cases) {
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
      compared.push({ ...each, ours, comparison });
    }
    return compared;
  } finally {
    server.close();
  }
}
