import { formatPythonVersion, NEWEST_PYTHON, type PythonVersion } from "../../engine/versions.js";
import { describeChoice, type PythonChoice } from "./attributes.js";
import { type Block, pathOf, showText } from "./block.js";
import { chosen, findInterpreters, type Interpreter, missing } from "./interpreters.js";
import type { Claim } from "./markers.js";
import { type Outcome, runPython } from "./run-python.js";

/** How long a program that hangs is watched, and how long one that should end is waited for, in milliseconds. */
const HANG_LIMIT = 2_000;
const END_LIMIT = 20_000;

/** Those whom a block's claims are put to, and in words those that are not here. */
export interface Witnesses {
  readonly found: readonly Interpreter[];
  readonly absent: readonly string[];
}

/** Whom the claims of a block that is meant for a version are put to; of a block that is run as a command, nobody. */
export async function witnessesOf(block: Block, target: PythonVersion): Promise<Witnesses> {
  if (block.attributes.executable) return { found: [], absent: [] };
  const interpreters = await findInterpreters(block.attributes.needs);
  const choice = block.attributes.python ?? defaultChoice(block, target);
  const found = chosen(choice, interpreters);
  const absent = missing(choice, interpreters).map(formatPythonVersion);
  return { found, absent: found.length === 0 && absent.length === 0 ? [describeChoice(choice)] : absent };
}

/** The interpreters a block's claims are about, where the block does not say. */
function defaultChoice(block: Block, target: PythonVersion): PythonChoice {
  const { target: given } = block.attributes;
  const newest = { kind: "newest", major: target.major } as const;
  if (given === undefined || given.minor === NEWEST_PYTHON.minor) return newest;
  return { kind: "exactly", versions: [given] };
}

/**
 * Runs a block and compares what it does with what it claims.
 *
 * @returns what is wrong, one sentence each.
 */
export async function checkClaims(block: Block, interpreter: Interpreter | undefined): Promise<string[]> {
  const hangs = block.claims.some(({ kind }) => kind === "hangs");
  const program = { path: pathOf(block), text: block.text, limit: hangs ? HANG_LIMIT : END_LIMIT };
  const outcome = await runPython(program, interpreter);
  const problems = judge(block, outcome);
  if (problems.length === 0) return [];
  const name = interpreter === undefined ? "run as a command" : `Python ${formatPythonVersion(interpreter.version)}`;
  const { stdout, stderr, status } = outcome;
  return [
    `${block.file}:${block.line}: ${name} does not do what the block says:`,
    ...problems,
    showText(block.text),
    `status: ${status ?? "had to be stopped"}\nstdout:\n${stdout}\nstderr:\n${stderr}`,
  ];
}

function judge({ claims, file, text }: Block, outcome: Outcome): string[] {
  const problems: string[] = [];
  const complain = (claim: Claim, message: string): void => {
    problems.push(`  ${file}:${claim.markdownLine}: ${message}`);
  };
  const printed = claims.filter((claim) => claim.kind === "prints");
  const first = claims.find(({ kind }) => kind === "prints" || kind === "prints nothing");
  if (first !== undefined) {
    const lines = outputLines(outcome.stdout);
    const wrong = Math.max(printed.length, lines.length);
    for (let i = 0; i < wrong; i++) {
      const claim = printed[i];
      const line = lines[i];
      if (claim !== undefined && line !== undefined && pattern(claim.text, "whole").test(line)) continue;
      complain(claim ?? printed.at(-1) ?? first, `line ${i + 1} of the output is ${describeLine(line)}`);
      break;
    }
  }
  for (const claim of claims) {
    const wrong = judgeOne(claim, outcome, text);
    if (wrong !== undefined) complain(claim, wrong);
  }
  const [any] = claims;
  const ends = claims.some(({ kind }) => kind === "raises" || kind === "exits" || kind === "hangs");
  if (any !== undefined && !ends && outcome.status !== 0) complain(any, describeEnd(outcome));
  return problems;
}

function judgeOne(claim: Claim, outcome: Outcome, text: string): string | undefined {
  const { status, stderr } = outcome;
  switch (claim.kind) {
    case "hangs":
      return status === undefined ? undefined : "it does not hang";
    case "exits":
      return status === claim.status ? undefined : describeEnd(outcome);
    case "stderr":
      return pattern(claim.text, "part").test(stderr) ? undefined : "standard error does not say this";
    case "stderr nothing":
      return stderr === "" ? undefined : "standard error says something";
    case "raises":
      return status === 1 ? raised(claim.error, claim.line, stderr, text) : describeEnd(outcome);
    case "thread raises":
      if (!/Exception in thread|Unhandled exception in thread/.test(stderr)) return "no thread ends with an exception";
      return raised(claim.error, claim.line, stderr, text);
    default:
      return undefined;
  }
}

/** `error` is an exception's name, with or without its module, and perhaps `: ` and the beginning of its message. */
function raised(error: string, line: number | undefined, stderr: string, text: string): string | undefined {
  if (!pattern(error, "exception").test(stderr)) return `no ${error} was raised`;
  if (line === undefined || new RegExp(`", line ${line + 1}\\b`).test(stderr)) return undefined;
  return `it is not raised in this line: ${text.split(/\r\n|\r|\n/)[line]?.trim()}`;
}

/** `...` stands for anything within a line. */
function pattern(text: string, where: "whole" | "part" | "exception"): RegExp {
  const escaped = text.split("...").map((part) => part.replace(/[^\w\s]/g, "\\$&"));
  const body = escaped.join(".*");
  if (where === "whole") return new RegExp(`^${body}$`);
  if (where === "part") return new RegExp(body);
  return new RegExp(String.raw`^(?:\w+\.)*${body}${text.includes(":") ? "" : String.raw`(?::|\s*$)`}`, "m");
}

function outputLines(stdout: string): string[] {
  const lines = stdout.split(/\r?\n/).map((line) => line.trimEnd());
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

function describeLine(line: string | undefined): string {
  return line === undefined ? "missing" : line === "" ? "empty" : `\`${line}\``;
}

function describeEnd({ status }: Outcome): string {
  return status === undefined ? "it hangs" : `it ends with status ${status}`;
}
