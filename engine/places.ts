import { BLANK } from "./text/written-forms.js";

const SPACE = String.raw`(?:${BLANK}|\\(?:\r?\n|\r))`;
/** How far behind `import` the names are looked through; what goes further always matters. */
const FAR = 400;

/** Where a text may mean one of some members of a module or class. */
export class Place {
  /** What the members belong to, with a dot before it if it is part of something itself. */
  readonly owner: string;
  /** The members, with `|` between them. */
  readonly members: string;
  #pattern: RegExp | undefined;

  constructor(owner: string, members: string) {
    this.owner = owner;
    this.members = members;
  }

  /** What {@link pattern} begins with. */
  get word(): string {
    return this.owner.replace(".", "");
  }

  /** Finds such places. Most are never asked for, and to make hundreds of them takes a tenth of the start. */
  get pattern(): RegExp {
    this.#pattern ??= sharedPattern(patternOf(this));
    return this.#pattern;
  }
}

const patterns = new Map<string, RegExp>();

/** The same object for the same pattern: what is known of a text is known by the object. */
export function sharedPattern(source: string): RegExp {
  let pattern = patterns.get(source);
  if (pattern === undefined) {
    pattern = new RegExp(source);
    patterns.set(source, pattern);
  }
  return pattern;
}

/**
 * The places where the owner of a member is meant: before the member, and where it may get another name. In prose its name
 * stands between words, as it does nowhere where it gets another name.
 */
function patternOf({ owner, word: name, members }: Place): string {
  const dot = owner === name ? "" : String.raw`\.`;
  const dotted = String.raw`\s*\.\s*(?:(?:${members})\b|[\\#\u0080-\uFFFF])`;
  const listed = String.raw`\((?:[^)]{0,${FAR}}\b(?:${members})\b|[^)]{${FAR}})`;
  const imported = String.raw`\s+import\b(?:[^\n\r;:]{0,${FAR}}(?:\b(?:${members})\b|[*\\])|[^\n\r;:(]{0,9}${listed}|[^\n\r;:]{${FAR}})`;
  // The name first and what is before it last: a search that begins with a word is many times faster.
  const renamed = String.raw`(?<=(?:\bimport|[,(\\\n\r${dot}])(?:${BLANK})*${name})(?:${SPACE})+as\b`;
  const before = String.raw`(?<=(?:^|[=(\\\n\r${dot}]|\b(?:or|and|else))(?:${BLANK})*${name})`;
  const behind = String.raw`(?=(?:${BLANK})*(?:$|[),:\\#;\n\r]|(?:or|and|if|else)\b))`;
  return String.raw`\b${name}\b(?:${dotted}|${imported}|${renamed}|${before}${behind}(?!\s*\.))`;
}
