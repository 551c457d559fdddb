/**
 * Writes the parts of the READMEs and of the pages in docs/ that are derived from the program: what it says of the examples, and its
 * rules, settings and options.
 *
 *     npm run generate:docs
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { QUESTIONS } from "../engine/questions.js";
import type { Rule } from "../engine/rule.js";
import { SETTINGS, type SettingType } from "../project/settings/table.js";
import { RULES } from "../rules/index.js";
import { RULE_INFOS } from "../rules/infos.js";
import { precisionSummary, precisionTable, projectTable } from "./corpus/record.js";
import { readRecord } from "./corpus/record-files.js";
import { manualMarkdown } from "./manual/markdown.js";
import { theManual } from "./manual/program.js";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
/** The files with derived parts. */
export const READMES: readonly URL[] = [
  "../README.md",
  "../examples/README.md",
  "../docs/settings.md",
  "../docs/command-line.md",
  "../docs/precision.md",
].map((path) => new URL(path, import.meta.url));
/** The one example that is shown in full. */
const SAMPLE = "examples/log_daemon.py";

/**
 * A README with its derived parts made anew.
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
      return examples(faqlint);
    case "summary":
      return fenced(lastLine(output(faqlint, "check", "examples")));
    case "rules":
      return ruleTable();
    case "settings":
      return settingTable();
    case "commands":
      return manualMarkdown(theManual());
    case "accuracy":
      return precisionSummary(readRecord().hits, readRecord().mended);
    case "precision":
      return precisionTable(readRecord().hits, readRecord().mended, RULE_INFOS);
    case "projects":
      return projectTable(readRecord().projects, readRecord().hits);
    case "sections":
      return [...new Set(QUESTIONS.map(({ section }) => `\`${section}\``))].join(", ");
    default:
      throw new Error(`the README asks for a part named ${name}`);
  }
}

function output([program, ...first]: readonly [string, ...string[]], ...args: readonly string[]): string {
  // On GitHub and GitLab the program says more, which is no part of a README.
  const { GITHUB_ACTIONS: _, GITLAB_CI: __, TF_BUILD: ___, ...env } = process.env;
  const { stdout, error } = spawnSync(program, [...first, ...args, "--color", "never"], {
    cwd: ROOT,
    env,
    encoding: "utf8",
  });
  if (error !== undefined) throw error;
  return stdout.trim();
}

const lastLine = (text: string): string => text.slice(text.lastIndexOf("\n") + 1);

/** Each example with what its docstring says it does, and what is found in it. */
function examples(faqlint: readonly [string, ...string[]]): string {
  const { diagnostics } = JSON.parse(output(faqlint, "check", "--format", "json", "examples")) as {
    diagnostics: readonly Reported[];
  };
  const names = readdirSync(`${ROOT}examples`)
    .filter((name) => name.endsWith(".py"))
    .sort();
  return names
    .map((name) => {
      const text = readFileSync(`${ROOT}examples/${name}`, "utf8");
      const [, purpose = ""] = /^"""(.*?)(?:"""|$)/m.exec(text) ?? [];
      const found = diagnostics.filter(({ path }) => path === `examples/${name}`);
      const rows = found.map(({ range, rule, severity, message }) => {
        return `| ${range.start.line} | ${severity} | \`${rule}\` | ${message.replaceAll("|", "\\|")} |`;
      });
      const table = ["| line | | rule | message |", "| ---: | --- | --- | --- |", ...rows].join("\n");
      return `## [${name}](${name})\n\n${purpose}\n\n${table}`;
    })
    .join("\n\n");
}

/** What the JSON form says of a finding, as far as it is shown. */
interface Reported {
  readonly path: string;
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  readonly range: { readonly start: { readonly line: number } };
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

function settingTable(): string {
  const rows = SETTINGS.map(({ key, type, default: usual, summary, example }) => {
    const value = `${WORDS[type]}${usual === undefined ? "" : `; \`${usual}\``}`;
    return `| \`${key}\` | ${value} | ${summary} | \`${key} = ${example}\` |`;
  });
  return ["| setting | value; default | meaning | example |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

/** What the values of settings are, for people. */
const WORDS: Readonly<Record<SettingType, string>> = {
  path: "path",
  version: "version in quotes",
  switch: "`true` or `false`",
  selectors: "list of names",
  severities: "table of levels by names",
  size: "size in quotes",
  "selectors-by-glob": "table of lists of names by globs",
  globs: "list of globs",
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const file of READMES) {
    writeFileSync(file, withDerivedParts(readFileSync(file, "utf8"), [process.execPath, `${ROOT}dist/faqlint.js`]));
  }
}
