/** One example of a docstring, as Python's `doctest` finds it. */
export interface DoctestExample {
  /** The program text, without prompts; its lines end with `\n`. */
  readonly source: string;
  /** What it should print, without indentation; empty for nothing, else ending with `\n`. */
  readonly want: string;
  /** The line of the docstring, from 0, that holds the `>>>`. */
  readonly line: number;
  /** How many blanks stand in front of the `>>>`, tabs expanded, over what all lines of the docstring share. */
  readonly indent: number;
  /** The names of options in `# doctest:` comments, with their signs: `+ELLIPSIS`. */
  readonly options: readonly string[];
}

/**
 * What makes `doctest` refuse a docstring, with ValueError, and with it the whole run.
 *
 * - `blank`: no blank behind `>>>` or `...`
 * - `indentation`: a line of an example stands further left than its `>>>`
 * - `option`: an unknown option, or one without sign
 * - `stray-option`: options on a line without example
 */
export interface DoctestFault {
  readonly kind: "blank" | "indentation" | "option" | "stray-option";
  /** The line of the docstring, from 0, that doctest names or, for the options, at which the example begins. */
  readonly line: number;
  /** The prompt that lacks its blank, the line that is too far left, or the option. */
  readonly detail: string;
}

export interface ParsedDoctest {
  /** The examples without fault. */
  readonly examples: readonly DoctestExample[];
  /** In the order of the text; doctest itself stops at the first. */
  readonly faults: readonly DoctestFault[];
}

/** The options of Python's own; `FAIL_FAST` came with 3.4. */
export const DOCTEST_OPTIONS: readonly string[] = [
  "DONT_ACCEPT_BLANKLINE",
  "DONT_ACCEPT_TRUE_FOR_1",
  "ELLIPSIS",
  "FAIL_FAST",
  "IGNORE_EXCEPTION_DETAIL",
  "NORMALIZE_WHITESPACE",
  "REPORT_CDIFF",
  "REPORT_NDIFF",
  "REPORT_ONLY_FIRST_FAILURE",
  "REPORT_UDIFF",
  "SKIP",
];

/** White space as Python's `\s` and `str.split` have it. */
const SPACE = String.raw`\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000`;
const SPACES = new RegExp(`[${SPACE}]+`);
const INDENTED = new RegExp(`^ *(?=[^${SPACE}])`);
const DIRECTIVE = new RegExp(`#[${SPACE}]*doctest:([${SPACE}]*)`, "g");

/**
 * Finds the examples in a docstring's value just as the parser of `doctest` does, in one pass over its lines.
 *
 * @param isOption tells which options are known; Python's own without it.
 */
export function parseDoctest(
  text: string,
  isOption: (name: string) => boolean = (name) => DOCTEST_OPTIONS.includes(name),
): ParsedDoctest {
  const lines = dedented(expandTabs(text).split("\n"));
  const examples: DoctestExample[] = [];
  const faults: DoctestFault[] = [];
  let at = 0;
  while (at < lines.length) {
    const first = at;
    const indent = promptIndent(lines[at] as string);
    at++;
    if (indent < 0) continue;
    while (at < lines.length && /^ *\.\.\./.test(lines[at] as string)) at++;
    const firstWant = at;
    while (at < lines.length && isOutput(lines[at] as string)) at++;
    const program = lines.slice(first, firstWant);
    const wanted = lines.slice(firstWant, at);
    const found = layoutFaults(program, wanted, indent, first);
    const source = program.map((line) => line.slice(indent + 4)).join("\n");
    const isEmpty = /^ *(?:#[^\n]*)?\n?$/.test(source);
    const options = found.length > 0 ? [] : optionsOf(source, isOption);
    if (typeof options === "string") found.push({ kind: "option", line: first, detail: options });
    else if (isEmpty && options.length > 0) found.push({ kind: "stray-option", line: first, detail: source });
    if (found.length > 0 || typeof options === "string") {
      faults.push(...found);
      continue;
    }
    if (isEmpty) continue;
    const want = wanted.map((line) => line.slice(indent)).join("\n");
    examples.push({
      source: source.endsWith("\n") ? source : `${source}\n`,
      want: want === "" || want.endsWith("\n") ? want : `${want}\n`,
      line: first,
      indent,
      options,
    });
  }
  return { examples, faults };
}

/** As Python's `str.expandtabs`: columns are counted in code points and begin anew behind `\n` and `\r`. */
function expandTabs(text: string): string {
  if (!text.includes("\t")) return text;
  let column = 0;
  let result = "";
  for (const character of text) {
    if (character === "\t") {
      const blanks = 8 - (column % 8);
      result += " ".repeat(blanks);
      column += blanks;
      continue;
    }
    result += character;
    column = character === "\n" || character === "\r" ? 0 : column + 1;
  }
  return result;
}

/** The lines without the indentation that all of them share; lines of white space do not count. */
function dedented(lines: readonly string[]): string[] {
  let least = Number.POSITIVE_INFINITY;
  for (const line of lines) least = Math.min(least, INDENTED.exec(line)?.[0].length ?? Number.POSITIVE_INFINITY);
  return Number.isFinite(least) ? lines.map((line) => line.slice(least)) : [...lines];
}

/** How many blanks stand in front of a prompt; -1 where there is none. */
function promptIndent(line: string): number {
  const at = line.search(/[^ ]/);
  return at >= 0 && line.startsWith(">>>", at) ? at : -1;
}

/** Output goes on until a line of blanks, or the next prompt. */
function isOutput(line: string): boolean {
  return !/^ *$/.test(line) && promptIndent(line) < 0;
}

/** The faults that doctest would come to first; a line further left is not asked for before every prompt has its blank. */
function layoutFaults(
  program: readonly string[],
  wanted: readonly string[],
  indent: number,
  first: number,
): DoctestFault[] {
  const blanks = program.flatMap((line, i): DoctestFault[] => {
    // Python counts characters: those beyond 16 bits are one there and two here.
    const characters = /[\uD800-\uDFFF]/.test(line) ? [...line] : line;
    return characters.length >= indent + 4 && characters[indent + 3] !== " "
      ? [{ kind: "blank", line: first + i, detail: line.slice(indent, indent + 3) }]
      : [];
  });
  if (blanks.length > 0) return blanks;
  const margin = " ".repeat(indent);
  return [...program, ...wanted].flatMap((line, i): DoctestFault[] => {
    const needed = i > 0 && i < program.length ? `${margin}.` : margin;
    return line.startsWith(needed) ? [] : [{ kind: "indentation", line: first + i, detail: line }];
  });
}

/** The options of an example's `# doctest:` comments, or the first that is wrong. */
function optionsOf(source: string, isOption: (name: string) => boolean): string[] | string {
  const options: string[] = [];
  if (!source.includes("doctest:")) return options;
  DIRECTIVE.lastIndex = 0;
  let line = { end: -1, quote: -1 };
  for (let match = DIRECTIVE.exec(source); match !== null; match = DIRECTIVE.exec(source)) {
    const from = match.index + match[0].length;
    if (from > line.end) {
      const end = source.indexOf("\n", from);
      const rest = source.slice(from, end < 0 ? undefined : end);
      const quote = Math.max(rest.lastIndexOf('"'), rest.lastIndexOf("'"));
      line = { end: from + rest.length, quote: quote < 0 ? -1 : from + quote };
    }
    if (line.quote >= from) {
      // White space that goes over lines may be given back, so that the comment ends before them.
      const space = match[1] ?? "";
      const lastBreak = space.lastIndexOf("\n");
      if (lastBreak < 0) {
        DIRECTIVE.lastIndex = match.index + 1;
        continue;
      }
      DIRECTIVE.lastIndex = from - space.length + lastBreak;
      continue;
    }
    const words = source.slice(from, line.end).replace(/,/g, " ").split(SPACES);
    for (const word of words) {
      if (word === "") continue;
      if (!/^[+-]/.test(word) || !isOption(word.slice(1))) return word;
      options.push(word);
    }
    DIRECTIVE.lastIndex = line.end;
  }
  return options;
}
