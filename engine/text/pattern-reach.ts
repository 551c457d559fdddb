/** How much text a match can take beside the line it begins in. */
interface Reach {
  /** Characters that may be ends of lines, and what stands between them. */
  readonly characters: number;
  /** Whether a part of a line of any length is taken too. */
  readonly hasLine: boolean;
}

const NOTHING: Reach = { characters: 0, hasLine: false };
/** What a line counts for where lines are repeated. */
const LINE = 80;
/** Lines that are continued, which nobody writes by the thousand. */
const CONTINUATION = String.raw`|\\(?:\r?\n|\r)`;
/** A class, a group's beginning, a backslash with what it escapes, or one character. */
const ATOM = /\[(?:\\.|[^\]\\])*\]|\((?:\?(?:[:=!]|<[=!]|<\w+>))?|\\.|[\s\S]/y;
const QUANTIFIER = /(?:[*+]|\?|\{(\d+)(,(\d*))?\})\??/y;
/** Some of what no blank line has. */
const SOLID = ["a", "0", '"', "=", "#"];

/**
 * Bounds how many characters a match of a pattern can depend on, from what the pattern says; errs only towards more. White space is not
 * counted, nor is the rest of a line.
 */
export function reachOf(pattern: RegExp): number {
  const source = pattern.source.replaceAll(CONTINUATION, "");
  let at = 0;
  const take = (what: RegExp): RegExpExecArray | null => {
    what.lastIndex = at;
    const match = what.exec(source);
    if (match !== null) at = what.lastIndex;
    return match;
  };
  const alternatives = (): Reach => {
    let most = NOTHING;
    let sequence = NOTHING;
    while (at < source.length && source[at] !== ")") {
      const [atom = ""] = take(ATOM) ?? [];
      if (atom === "|") {
        most = greater(most, sequence);
        sequence = NOTHING;
        continue;
      }
      const group = atom.startsWith("(") ? alternatives() : undefined;
      if (group !== undefined) at++;
      const count = mostTimes(take(QUANTIFIER));
      sequence = sum(sequence, group === undefined ? reachOfOne(atom, count) : times(group, count));
    }
    return greater(most, sequence);
  };
  return alternatives().characters;
}

/** What a class, an escape or a character takes that may be repeated so many times. */
function reachOfOne(atom: string, count: number): Reach {
  if (/^[\^$]$|^\\[bBk\d]$/.test(atom)) return NOTHING;
  const one = new RegExp(`^(?:${atom})$`);
  const isSolid = SOLID.some((solid) => one.test(solid));
  if (!one.test("\n")) return { characters: 0, hasLine: isSolid && count === Infinity };
  // Of blank lines nobody counts how many there are.
  return { characters: isSolid ? count : one.test(" ") ? 0 : 1, hasLine: false };
}

function mostTimes(quantifier: RegExpExecArray | null): number {
  if (quantifier === null) return 1;
  const [all, least, range, most] = quantifier;
  if (least === undefined) return all.startsWith("?") ? 1 : Infinity;
  return range === undefined ? Number(least) : most === "" ? Infinity : Number(most);
}

function times({ characters, hasLine }: Reach, count: number): Reach {
  // Without the product of nothing and infinity, which is no number.
  if (characters === 0) return { characters, hasLine };
  return { characters: characters * count * (hasLine && count > 1 ? LINE : 1), hasLine };
}

function sum(one: Reach, other: Reach): Reach {
  return { characters: one.characters + other.characters, hasLine: one.hasLine || other.hasLine };
}

function greater(one: Reach, other: Reach): Reach {
  return { characters: Math.max(one.characters, other.characters), hasLine: one.hasLine || other.hasLine };
}
