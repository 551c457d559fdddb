import { existsSync, readdirSync } from "node:fs";
import { basename, dirname } from "node:path";
import { didYouMean } from "../engine/text/suggest.js";
import { goneReason, NOTHING } from "./failure.js";

/** Names shorter than this, without what follows the dot, are all alike. */
const SHORTEST = 3;

/** Why a path that somebody named cannot be found, with what may have been meant. */
export function missingReason(path: string): string {
  const reason = goneReason(path);
  if (reason !== NOTHING) return reason;
  if (/[*?]/.test(path)) return `${reason}; patterns are the shell's to understand: name the folder`;
  let missing = path;
  while (!existsSync(dirname(missing)) && dirname(missing) !== missing) missing = dirname(missing);
  const name = basename(missing);
  const near = namesIn(dirname(missing)).filter((other) => {
    const [stem, otherStem] = [stemOf(name), stemOf(other)];
    return stem === otherStem || (stem.length >= SHORTEST && didYouMean(stem, [otherStem]) !== undefined);
  });
  const hint = didYouMean(name, near);
  return hint === undefined ? reason : `${reason}; ${hint}`;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** A name without what follows its last dot, in which most files are alike. */
function stemOf(name: string): string {
  return name.replace(/(?<=.)\.\w+$/, "").toLowerCase();
}
