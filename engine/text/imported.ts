import { BLANK } from "./written-forms.js";

const SPACE = String.raw`(?:${BLANK}|\\(?:\r?\n|\r))`;
const NAME = String.raw`(?:\w|[^\x00-\x7F\s\u200B\u2060])+`;

/** What is before a statement. */
const BEFORE = String.raw`(?:^|[\n\r;:])(?:${BLANK})*`;
/** The first word of an import where a statement may begin; what is before it last, since a search for a word is quick. */
const STATEMENT = new RegExp(String.raw`\b(?:from|import)(?<=${BEFORE}(from|import))${SPACE}+`, "g");
const AT_STATEMENT = new RegExp(`(?<=${BEFORE})`, "y");
const MODULE = new RegExp(String.raw`(${NAME})(?:${SPACE}*\.${SPACE}*${NAME})*(?:${SPACE}+as${SPACE}+${NAME})?`, "y");
const COMMA = new RegExp(`${SPACE}*,${SPACE}*`, "y");

/**
 * The top-level modules that import statements may bring in, told from the text alone; errs only towards more. `moves`
 * stands for whatever `six.moves` gives under other names. Takes time in proportion to the text.
 */
export function importedModules(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  STATEMENT.lastIndex = 0;
  for (let match = STATEMENT.exec(text); match !== null; match = STATEMENT.exec(text)) {
    let at = STATEMENT.lastIndex;
    for (let module = matchAt(MODULE, text, at); module !== null; module = matchAt(MODULE, text, at)) {
      if (module[1] !== undefined) found.add(module[1]);
      const comma = match[1] === "import" ? matchAt(COMMA, text, at + module[0].length) : null;
      if (comma === null) break;
      at += module[0].length + comma[0].length;
    }
  }
  if (/\bmoves\b/.test(text)) found.add("moves");
  return found;
}

/**
 * Whether a statement can begin at an offset: the parser makes an import of the end of `f rom io import StringIO`, which
 * {@link importedModules} does not see, and nobody meant.
 */
export function canBeginStatement(text: string, at: number): boolean {
  AT_STATEMENT.lastIndex = at;
  return AT_STATEMENT.test(text);
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
