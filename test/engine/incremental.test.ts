import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import type { Diagnostic } from "../../engine/diagnostics.js";
import { Linter } from "../../engine/lint.js";
import { SourceFile } from "../../engine/text/source.js";
import { RULES } from "../../rules/index.js";
import { fencesOf } from "../harness/markdown.js";
import { startParser } from "../support/parser.js";
import { mulberry32 } from "../support/random.js";

const SPECIFICATIONS = fileURLToPath(new URL("../rules", import.meta.url));
/** What is typed and pasted: parts of programs, and what leaves brackets, strings and blocks open. */
const PIECES = [
  "(",
  ")",
  '"',
  "'''",
  "{",
  "\n",
  "x",
  "import os\n",
  "def f():\n",
  "class C:\n    ",
  "    ",
  "#",
  "@",
  ".start()",
  "😀",
  "\r",
];
const CHANGES = 450;

beforeAll(startParser);

/** The programs of the rules' specifications, several in one file, so that there is something to find. */
function programs(): string[] {
  const blocks = readdirSync(SPECIFICATIONS, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .sort()
    .flatMap((name) => fencesOf(readFileSync(join(SPECIFICATIONS, name), "utf8")))
    .filter(({ info }) => /^python\b/.test(info))
    .map(({ lines }) => `${lines.join("\n")}\n`);
  return Array.from({ length: 30 }, (_, index) => blocks.filter((_block, at) => at % 200 === index * 6).join("\n"));
}

const told = (diagnostics: readonly Diagnostic[]): string =>
  JSON.stringify(diagnostics.map(({ rule, span, message, related }) => [rule, span, message, related]));

describe("a lint with the tree of the text before a change", () => {
  it("finds what a fresh one finds, after any sequence of changes", { timeout: 180_000 }, () => {
    const linter = new Linter(RULES);
    const random = mulberry32(11);
    const below = (limit: number): number => Math.floor(random() * limit);
    let found = 0;
    for (const program of programs()) {
      let text = program;
      let last = linter.lint(new SourceFile("a.py", text));
      for (let change = 0; change < CHANGES / 30; change++) {
        const at = below(text.length + 1);
        const from = below(text.length + 1);
        // Typed, deleted, or copied from elsewhere in the text.
        const insert = change % 3 === 0 ? text.slice(from, from + below(300)) : (PIECES[below(PIECES.length)] ?? "");
        text = text.slice(0, at) + insert + text.slice(at + (change % 3 === 1 ? below(20) : 0));
        last = linter.lint(new SourceFile("a.py", text), { last: last.tree });
        const fresh = linter.lint(new SourceFile("a.py", text));
        found += fresh.diagnostics.length;
        if (told(last.diagnostics) !== told(fresh.diagnostics))
          expect(told(last.diagnostics), text).toBe(told(fresh.diagnostics));
      }
    }
    console.info(`${CHANGES} changes, ${found} findings compared.`);
    expect(found).toBeGreaterThan(CHANGES);
  });
});
