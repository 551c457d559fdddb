import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SUPPRESSION_CHECKS } from "../../engine/suppression-rules.js";
import { formatPythonVersion } from "../../engine/versions.js";
import { RULES } from "../../rules/index.js";
import { startParser } from "../support/parser.js";
import { type Block, blocksOf, showText, titleOf } from "./block.js";
import { checkClaims, witnessesOf } from "./claims.js";
import { Compiler } from "./compiler.js";
import { compareFindings } from "./findings.js";
import { findInterpreters, type Interpreter } from "./interpreters.js";
import { BlockLinter, fixedTexts, LAWS } from "./laws.js";
import type { MarkdownFile } from "./markdown.js";
import { count } from "./tally.js";
import { Turns } from "./turns.js";

/** In milliseconds; waiting for other claims' turn included. */
const CLAIM_TIMEOUT = 600_000;

const linter = new BlockLinter(RULES);
/**
 * Two programs at a time: more would slow each other down until an honest one looks as if it hangs. Programs that are
 * said to hang do little else than wait, so they have their own turns.
 */
const turns = { ending: new Turns(2), hanging: new Turns(2) };
const compilers = new Map<string, Compiler>();

/** Makes the tests of all Python blocks in some Markdown files; call it once, at the top of a test file. */
export function testMarkdown(files: readonly MarkdownFile[]): void {
  beforeAll(startParser);
  afterAll(() => {
    for (const compiler of compilers.values()) compiler.close();
    compilers.clear();
  });
  for (const { name, markdown } of files) {
    describe(name, () => {
      const blocks = blocksOf(name, markdown);
      test("every rule that is flagged exists", () => {
        const names = new Set([...RULES, ...SUPPRESSION_CHECKS].map((rule) => rule.name));
        const flagged = blocks.flatMap(({ expectations }) => expectations.map(({ rule }) => rule));
        expect(flagged.filter((rule) => !names.has(rule))).toEqual([]);
      });
      for (const block of blocks) testBlock(block);
      const claiming = blocks.filter(({ claims }) => claims.length > 0);
      if (claiming.length > 0) {
        describe.concurrent("Python does what it is claimed to do", { timeout: CLAIM_TIMEOUT }, () => {
          for (const block of claiming) test(titleOf(block), () => runClaims(block));
        });
      }
    });
  }
}

function testBlock(block: Block): void {
  describe(titleOf(block), () => {
    test("findings", () => {
      expectNothing(compareFindings(block, linter.lint(block).diagnostics));
    });
    const { before } = block;
    if (before !== undefined) {
      test("is what the fixes make of the block before", () => {
        const made = linter.fix(before, block.attributes.fixed ?? "safe");
        if (made === block.text) return;
        const where = `${block.file}:${block.line}`;
        expectNothing([`${where}: the fixes make:\n${showText(made)}`, `and not:\n${showText(block.text)}`]);
      });
    }
    for (const [law, check] of Object.entries(LAWS)) {
      test(law, () => {
        expectNothing(check(block, linter).map((problem) => `${block.file}:${block.line}: ${problem}`));
      });
    }
    test("CPython reads it, and what fixes make of it", () => compilesWhereItShould(block));
  });
}

async function compilesWhereItShould(block: Block): Promise<void> {
  const interpreters = await findInterpreters();
  const target = linter.targetOf(block);
  const own = newest(interpreters, target.major, target.minor);
  const error = await errorOf(block.text, own, target.major);
  const fixed = block.before !== undefined;
  // Python 2 in a file meant for Python 3 is what many rules are about.
  const major = 5 - target.major;
  const tries =
    fixed || error === null ? [error] : [error, await errorOf(block.text, newest(interpreters, major), major)];
  const known = tries.filter((one) => one !== undefined);
  const where = `${block.file}:${block.line}`;
  if (block.attributes.invalid) {
    if (known.includes(null)) throw new Error(`${where}: the block is called invalid, but CPython compiles it`);
  } else if (known.length === tries.length && !known.includes(null)) {
    throw new Error(`${where}: no CPython compiles it (say invalid if it should not): ${known.join("; ")}`);
  }
  if (error !== null) return;
  for (const { rule, title, text } of allFixed(block)) {
    const damage = await errorOf(text, own, target.major);
    if (typeof damage === "string") throw new Error(`${where}: ${rule}, "${title}": ${damage}\n${showText(text)}`);
  }
}

function allFixed(block: Block): ReturnType<typeof fixedTexts> {
  const single = fixedTexts(block, linter);
  if (single.length === 0) return [];
  const all = (["safe", "unsafe"] as const).map((safety) => ({
    rule: "all rules",
    title: `all ${safety} fixes`,
    text: linter.fix(block, safety),
  }));
  return [...single, ...all];
}

async function runClaims(block: Block): Promise<void> {
  if (block.attributes.executable) {
    // Such a program names `python3` in its first line, and finds it on PATH.
    const interpreters = await findInterpreters();
    const found = interpreters.some(({ version }) => version.major === 3) ? 1 : 0;
    const claims = block.claims.length;
    count({ what: "claims", version: "the shell", done: found * claims, missed: (1 - found) * claims });
    if (found === 1) expectNothing(await turns.ending.run(() => checkClaims(block, undefined)));
    return;
  }
  const { found, absent } = await witnessesOf(block, linter.targetOf(block));
  for (const version of absent) count({ what: "claims", version, done: 0, missed: block.claims.length });
  const turn = block.claims.some(({ kind }) => kind === "hangs") ? turns.hanging : turns.ending;
  const problems = await Promise.all(
    found.map((interpreter) => {
      const version = formatPythonVersion(interpreter.version);
      count({ what: "claims", version, done: block.claims.length, missed: 0 });
      return turn.run(() => checkClaims(block, interpreter));
    }),
  );
  expectNothing(problems.flat());
}

/** The interpreter of a version or, if there is none, the newest of its major version. */
function newest(interpreters: readonly Interpreter[], major: number, minor?: number): Interpreter | undefined {
  const same = interpreters.filter(({ version }) => version.major === major);
  return same.find(({ version }) => version.minor === minor) ?? same.at(-1);
}

/** `undefined` when there is no interpreter to ask; counted either way. */
async function errorOf(
  text: string,
  interpreter: Interpreter | undefined,
  major: number,
): Promise<string | null | undefined> {
  if (interpreter === undefined) {
    count({ what: "compilations", version: `${major}.x`, done: 0, missed: 1 });
    return undefined;
  }
  const version = formatPythonVersion(interpreter.version);
  let compiler = compilers.get(version);
  if (compiler === undefined) {
    compiler = new Compiler(interpreter);
    compilers.set(version, compiler);
  }
  const error = await compiler.errorOf(text);
  count({ what: "compilations", version, done: 1, missed: 0 });
  return error;
}

/** Fails with what is wrong and nothing else: where in the harness it was noticed helps nobody. */
function expectNothing(problems: readonly string[]): void {
  if (problems.length === 0) return;
  const failure = new Error(problems.join("\n"));
  failure.stack = "";
  throw failure;
}
