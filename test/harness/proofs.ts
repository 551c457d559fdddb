import { formatPythonVersion } from "../../engine/versions.js";
import type { Block } from "./block.js";
import { witnessesOf } from "./claims.js";
import type { BlockLinter } from "./laws.js";
import type { Claim } from "./markers.js";

/** A program that misbehaves, and what the safe repair of one rule makes of it, both run by the same CPythons. */
export interface Proof {
  readonly rule: string;
  readonly before: Block;
  readonly after: Block;
  /** What differs, in the words of the markers. */
  readonly difference: string;
  /** The CPythons of this machine that run both, in the words of people. */
  readonly runBy: readonly string[];
  /** Whether one of the two is meant for a CPython that is not here. */
  readonly isUntried: boolean;
}

/**
 * The proofs among some blocks. A fixed block is one if the safe repairs of a single rule make it, and if its claims and those of the block
 * before it cannot both be true of one program: since the harness puts the claims of either to CPython, the two behave differently there.
 */
export async function proofsOf(blocks: readonly Block[], linter: BlockLinter): Promise<readonly Proof[]> {
  const proofs: Proof[] = [];
  for (const after of blocks) {
    const { before } = after;
    if (before === undefined || after.attributes.fixed !== "safe") continue;
    const difference = differenceOf(before.claims, after.claims);
    if (difference === null) continue;
    const repaired = new Set(linter.fixResult(before, "safe").fixed.map(({ rule }) => rule));
    const [rule] = repaired;
    if (rule === undefined || repaired.size > 1) continue;
    const target = linter.targetOf(before);
    const [first, second] = [await witnessesOf(before, target), await witnessesOf(after, target)];
    const both = first.found.filter((one) => second.found.includes(one));
    const runBy = both.map(({ version }) => formatPythonVersion(version));
    if (before.attributes.executable && after.attributes.executable) runBy.push("the shell");
    const isUntried = first.absent.length + second.absent.length > 0;
    proofs.push({ rule, before, after, difference, runBy, isUntried });
  }
  return proofs;
}

/** Why the claims of two blocks cannot both be true of one program; null where they can, as far as is known. */
export function differenceOf(before: readonly Claim[], after: readonly Claim[]): string | null {
  if (before.length === 0 || after.length === 0) return null;
  const ends = [endOf(before), endOf(after)] as const;
  if (ends[0] !== ends[1]) return `${ends[0]}, then ${ends[1]}`;
  if (after.some(({ kind }) => kind === "stderr nothing")) {
    for (const claim of before) {
      if (claim.kind === "stderr") return `says ${claim.text}, then nothing on standard error`;
      if (claim.kind === "thread raises") return `a thread raises ${nameOf(claim.error)}, then none does`;
    }
  }
  const [printed, prints] = [outputOf(before), outputOf(after)];
  if (printed === null || prints === null) return null;
  // `...` may stand for the same.
  const isClear = ![...printed, ...prints].some((line) => line.includes("..."));
  const differs =
    printed.length !== prints.length || (isClear && printed.some((line, index) => line !== prints[index]));
  return differs ? `prints ${show(printed)}, then ${show(prints)}` : null;
}

/** How a program ends that does what is claimed. */
function endOf(claims: readonly Claim[]): string {
  for (const claim of claims) {
    if (claim.kind === "hangs") return "hangs";
    if (claim.kind === "exits") return `exits with ${claim.status}`;
    if (claim.kind === "raises") return `raises ${nameOf(claim.error)}`;
  }
  return "runs";
}

/** The exception without its message, of which one block may tell more than the other. */
const nameOf = (error: string): string => error.replace(/:.*/, "").replace(/.*\./, "");

function outputOf(claims: readonly Claim[]): string[] | null {
  const lines = claims.flatMap((claim) => (claim.kind === "prints" ? [claim.text] : []));
  return lines.length > 0 || claims.some(({ kind }) => kind === "prints nothing") ? lines : null;
}

const show = (lines: readonly string[]): string => (lines.length === 0 ? "nothing" : lines.join(" / "));
