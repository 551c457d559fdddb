import { basename } from "node:path";
import { formatPythonVersion } from "../../engine/versions.js";
import { RULES } from "../../rules/index.js";
import { type Block, blocksOf, titleOf } from "../../test/harness/block.js";
import { checkClaims, witnessesOf } from "../../test/harness/claims.js";
import { findInterpreters, type Interpreter } from "../../test/harness/interpreters.js";
import { BlockLinter } from "../../test/harness/laws.js";
import { fencesOf, type MarkdownFile } from "../../test/harness/markdown.js";
import type { Claim } from "../../test/harness/markers.js";
import { Turns } from "../../test/harness/turns.js";

/** What a block claims about Python, and which CPythons agree. Versions are written as `3.13`; `the shell` runs files as commands. */
export interface ClaimRecord {
  /** The rule whose specification, or the question whose answer, it stands in. */
  readonly subject: string;
  readonly file: string;
  /** The line of the block's first line. */
  readonly line: number;
  /** The heading above the block. */
  readonly heading: string;
  /** In the words of the markers. */
  readonly claims: readonly string[];
  /** Those that the block is about, and who agreed or did not. */
  readonly agreed: readonly string[];
  readonly disagreed: readonly string[];
  /** Those that the block is about and that are not on this machine. */
  readonly absent: readonly string[];
  /** Others of the same major version, where the block does not say whom it is about. */
  readonly alsoTrueOn: readonly string[];
  readonly otherwiseOn: readonly string[];
}

export interface ClaimRun {
  readonly records: readonly ClaimRecord[];
  /** What did not hold, as {@link checkClaims} tells it. */
  readonly problems: readonly { readonly name: string; readonly text: string; readonly what: string }[];
  /** Programs that were run. */
  readonly runs: number;
}

/** As many programs at a time; more would slow each other down until an honest one looks as if it hangs. */
const AT_ONCE = 2;

/**
 * Puts what blocks of Markdown files claim to the CPythons of this machine: those whom a block is about and, where it does not say, all
 * others of that major version, too.
 */
export async function runClaims(files: readonly MarkdownFile[], wanted: (block: Block) => boolean): Promise<ClaimRun> {
  const linter = new BlockLinter(RULES);
  const turns = { ending: new Turns(AT_ONCE), hanging: new Turns(AT_ONCE) };
  const problems: { name: string; text: string; what: string }[] = [];
  let runs = 0;
  const holds = async (block: Block, interpreter: Interpreter | undefined, isMeant: boolean): Promise<boolean> => {
    const hangs = block.claims.some(({ kind }) => kind === "hangs");
    const [what, ...more] = await (hangs ? turns.hanging : turns.ending).run(() => checkClaims(block, interpreter));
    runs++;
    if (what === undefined) return true;
    const text = more.join("\n");
    if (isMeant) problems.push({ name: `${block.file}:${block.line}`, text, what });
    return false;
  };
  const record = async (block: Block, markdown: string): Promise<ClaimRecord> => {
    const target = linter.targetOf(block);
    const { found, absent } = await witnessesOf(block, target);
    const all = await findInterpreters(block.attributes.needs);
    const { python, executable } = block.attributes;
    const others = all.filter((one) => !found.includes(one) && one.version.major === target.major);
    const meant: (Interpreter | undefined)[] = executable ? [undefined] : [...found];
    const [first, second] = await Promise.all([
      split(meant, (one) => holds(block, one, true)),
      split(python === undefined && !executable ? others : [], (one) => holds(block, one, false)),
    ]);
    return {
      subject: basename(block.file, ".md"),
      file: block.file,
      line: block.line,
      heading: headingOf(markdown, block) ?? titleOf(block),
      claims: block.claims.map(wordsOf),
      agreed: first.yes,
      disagreed: first.no,
      absent: executable ? [] : absent,
      alsoTrueOn: second.yes,
      otherwiseOn: second.no,
    };
  };
  const blocks = files.flatMap(({ name, markdown }) => blocksOf(name, markdown).map((block) => ({ block, markdown })));
  const chosen = blocks.filter(({ block }) => block.claims.length > 0 && wanted(block));
  const records = await Promise.all(chosen.map(({ block, markdown }) => record(block, markdown)));
  return { records, problems, runs };
}

async function split(
  interpreters: readonly (Interpreter | undefined)[],
  holds: (one: Interpreter | undefined) => Promise<boolean>,
): Promise<{ yes: string[]; no: string[] }> {
  const name = (one: Interpreter | undefined): string =>
    one === undefined ? "the shell" : formatPythonVersion(one.version);
  const answers = await Promise.all(interpreters.map(holds));
  const those = (wanted: boolean): string[] => interpreters.filter((_, index) => answers[index] === wanted).map(name);
  return { yes: those(true), no: those(false) };
}

function headingOf(markdown: string, { line }: Block): string | undefined {
  const inside = new Set(fencesOf(markdown).flatMap((fence) => fence.lines.map((_, index) => fence.line + index)));
  const above = markdown.split(/\r?\n/).filter((_, index) => index + 1 < line && !inside.has(index + 1));
  return above.findLast((each) => /^#+ /.test(each))?.replace(/^#+ /, "");
}

function wordsOf(claim: Claim): string {
  switch (claim.kind) {
    case "prints":
    case "stderr":
      return `${claim.kind}: ${claim.text}`;
    case "raises":
    case "thread raises":
      return `${claim.kind}: ${claim.error}`;
    case "exits":
      return `exits: ${claim.status}`;
    default:
      return claim.kind;
  }
}

/** All of it as one table: block by block. */
export function claimTable(records: readonly ClaimRecord[]): string {
  const rows = records.map((each) => {
    const text = each.claims.map((claim) => code(claim)).join("<br>");
    const result =
      each.disagreed.length > 0 ? `**not on ${list(each.disagreed)}**` : each.agreed.length > 0 ? "holds" : "not run";
    const where = `[${each.subject}](../${each.file}#L${each.line})`;
    const others = [words("also on", each.alsoTrueOn), words("otherwise on", each.otherwiseOn)].filter(Boolean);
    return `| ${where} | ${cell(each.heading)} | ${text} | ${list(each.agreed)} | ${result} | ${others.join("; ")} |`;
  });
  return [
    "| where | heading | claim | run by | result | others |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}

/** One line for each rule's specification and each answer. */
export function claimSummary(records: readonly ClaimRecord[]): string {
  const bySubject = new Map<string, ClaimRecord[]>();
  for (const one of records) bySubject.set(one.file, [...(bySubject.get(one.file) ?? []), one]);
  const rows = [...bySubject.values()].map((own) => {
    const [first] = own;
    const claims = own.reduce((sum, { claims }) => sum + claims.length, 0);
    const failed = own.filter(({ disagreed }) => disagreed.length > 0).length;
    const unasked = own.filter(({ agreed, disagreed }) => agreed.length + disagreed.length === 0).length;
    const result = [failed > 0 ? `${failed} do not hold` : "", unasked > 0 ? `${unasked} not run` : ""].filter(Boolean);
    const versions = sorted(own.flatMap(({ agreed, alsoTrueOn }) => [...agreed, ...alsoTrueOn]));
    const otherwise = own.filter(({ otherwiseOn }) => otherwiseOn.length > 0).length;
    return `| [${first?.subject}](../${first?.file}) | ${own.length} | ${claims} | ${versions.join(", ")} | ${result.join(", ") || "all hold"} | ${otherwise || ""} |`;
  });
  const head = "| rule or answer | programs | claims | true on | result | otherwise in other versions |";
  return [head, "| --- | --- | --- | --- | --- | --- |", ...rows, ""].join("\n");
}

const list = (versions: readonly string[]): string => sorted(versions).join(", ");
const words = (what: string, versions: readonly string[]): string =>
  versions.length === 0 ? "" : `${what} ${list(versions)}`;
const cell = (text: string): string => text.replaceAll("|", "\\|");
const code = (text: string): string => `\`\` ${cell(text)} \`\``;

function sorted(versions: readonly string[]): string[] {
  const order = new Intl.Collator("en", { numeric: true }).compare;
  return [...new Set(versions)].sort(order);
}
