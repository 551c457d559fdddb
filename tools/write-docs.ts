/**
 * Writes the parts of the README that are derived from the program: what it says of the examples, and its rules.
 *
 *     npm run generate:docs
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { QUESTIONS } from "../engine/questions.js";
import type { Rule } from "../engine/rule.js";
import { RULES } from "../rules/index.js";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const README = new URL("../README.md", import.meta.url);
/** The one example that is shown in full. */
const SAMPLE = "examples/log_daemon.py";

/**
 * The README with its derived parts made anew.
 *
 * @param readme its text; each part stands between `<!-- generated: NAME ... -->` and `<!-- end -->`.
 * @param faqlint the program and the arguments that run the built command line.
 * @throws Error for a part that nothing is known of.
 */
export function withDerivedParts(readme: string, faqlint: readonly [string, ...string[]]): string {
  return readme.replace(/(<!-- generated: (\w+)[^>]*-->\n)[\s\S]*?(<!-- end -->)/g, (_, start, name, end) => {
    return `${start}\n${partOf(name, faqlint)}\n\n${end}`;
  });
}

function partOf(name: string, faqlint: readonly [string, ...string[]]): string {
  switch (name) {
    case "sample":
      return fenced(output(faqlint, "check", SAMPLE));
    case "examples":
      return fenced(output(faqlint, "check", "--format", "concise", "examples"));
    case "rules":
      return ruleTable();
    default:
      throw new Error(`the README asks for a part named ${name}`);
  }
}

function output([program, ...first]: readonly [string, ...string[]], ...args: readonly string[]): string {
  const { stdout, error } = spawnSync(program, [...first, ...args, "--color", "never"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  if (error !== undefined) throw error;
  return stdout.trim();
}

function fenced(text: string): string {
  return `\`\`\`text\n${text}\n\`\`\``;
}

function ruleTable(): string {
  const rows = QUESTIONS.flatMap(({ slug, title, url }) =>
    RULES.filter((rule) => rule.question === slug).map((rule, index) =>
      rowOf(rule, index === 0 ? `[${title}](${url})` : ""),
    ),
  );
  return ["| question of the FAQ | rule | finds | severity | fix |", "| --- | --- | --- | --- | --- |", ...rows].join(
    "\n",
  );
}

function rowOf({ name, summary, severity, fix }: Rule, question: string): string {
  return `| ${question} | \`${name}\` | ${summary.replaceAll("|", "\\|")} | ${severity} | ${fix} |`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(README, withDerivedParts(readFileSync(README, "utf8"), [process.execPath, `${ROOT}dist/faqlint.js`]));
}
