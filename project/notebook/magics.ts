/** Cell magics whose cell is Python of the notebook all the same; what the others' cells hold is not. */
const PYTHON_CELLS = /^%%(?:capture|debug|ipytest|memit|prun|pyinstrument|python3?|snakeviz|time|timeit)\b/;
/** How Databricks begins a cell in another language. */
const LANGUAGE_CELLS = /^%(?:fs|md|md-sandbox|r|scala|sh|sql)[ \t\r]*$/;
/** A line of IPython's own: a magic, a command of the shell or a call without brackets; also one whose result is kept. */
const COMMAND = /^(\s*(?:\w(?:[\w.,[\] \t]|"[^"]*"|'[^']*')*=\s*)?)(?:!|%(?=[\w%])|[,;/](?=\s*[\w.]))/;
/** A question for help. */
const HELP = /^(\s*)(?:\?{1,2}\s*[\w.%*]+|[\w.%*]+\?{1,2})\s*$/;
/** Magics of a line that run the rest of it. */
const MEASURING = /^%(?:time|timeit|prun|memit)(?=[ \t])/;
/** An option of theirs, with what some have behind them, up to what comes next. */
const OPTION = /[ \t]+(?:-[nrplsTD][ \t]+[^ \t]+|-[^ \t]+)(?=[ \t])/y;
/** What a statement that can be measured begins with. */
const STATEMENT = /[ \t]+(?=[\w([{"'])/y;
/** Statements that cannot stand behind another one. */
const COMPOUND = /^(?:async|class|def|for|if|try|while|with)\b/;
/** Magics that may be written without their sign where they are all of a cell, and that are names of nothing usual. */
const BARE =
  /^(?:cat|cd|conda|cp|history|less|load_ext|ls|mamba|man|matplotlib|mkdir|more|mv|pip|pwd|pylab|reload_ext|rm|rmdir|uv|who|whos)(?:[ \t]+(?=\S)(?![=([:,]|[-+*/%&|^@<>]{1,2}[ \t=]|!=|(?:and|if|in|is|not|or)\b).*)?$/;
/** Strings, comments and brackets of a line, and what opens a string that may go over several lines. */
const TOKENS = /"""|'''|"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|#.*|[([{]|[)\]}]/g;

/** The Python in a cell of a notebook. */
export interface CellPython {
  /** Where it begins: behind the line of a magic that is about the whole cell. */
  readonly start: number;
  /** From there on to the end of the cell, with blanks for what only IPython understands: as long, line by line. */
  readonly text: string;
}

/** The Python of a code cell; undefined for one in another language. */
export function pythonOfCell(cell: string): CellPython | undefined {
  const start = /^\s*$/.test(cell) ? 0 : startOfPython(cell);
  if (start === undefined) return undefined;
  const rest = cell.slice(start);
  if (start === 0 && isBareMagic(cell.trim())) return { start, text: command(rest, /^\s*/.exec(rest)?.[0] ?? "") };
  const lines = new Lines();
  return {
    start,
    text: rest
      .split("\n")
      .map((line) => lines.pythonOf(line))
      .join("\n"),
  };
}

function isBareMagic(cell: string): boolean {
  return !cell.includes("\n") && BARE.test(cell);
}

/** Undefined where a magic says that it is no Python. */
function startOfPython(cell: string): number | undefined {
  const first = cell.search(/\S/);
  const feed = cell.indexOf("\n", first);
  const line = cell.slice(first, feed < 0 ? cell.length : feed);
  if (LANGUAGE_CELLS.test(line)) return undefined;
  if (!line.startsWith("%%")) return 0;
  if (!PYTHON_CELLS.test(line)) return undefined;
  return feed < 0 ? cell.length : feed + 1;
}

/** Goes through the lines of a cell: only where a statement begins can a line be IPython's. */
class Lines {
  /** The triple quote that is open. */
  #quote: string | undefined;
  /** How many brackets are. */
  #depth = 0;
  /** Whether the last line says that this one belongs to it, and that one was a command. */
  #continues: "statement" | "command" | undefined;

  pythonOf(line: string): string {
    const continues = /\\[ \t\r]*$/.test(line);
    if (this.#continues === "command") {
      if (!continues) this.#continues = undefined;
      return blank(line);
    }
    const isStart = this.#quote === undefined && this.#depth === 0 && this.#continues === undefined;
    const found = isStart ? (COMMAND.exec(line) ?? HELP.exec(line)) : null;
    const kept = found?.[1] ?? "";
    const statement = found === null ? line : measured(line, kept);
    if (statement !== undefined) this.#follow(statement);
    this.#continues = continues ? (statement === undefined ? "command" : "statement") : undefined;
    return statement ?? command(line, kept);
  }

  #follow(line: string): void {
    let at = 0;
    for (;;) {
      if (this.#quote !== undefined) {
        const end = line.indexOf(this.#quote, at);
        if (end < 0) return;
        at = end + this.#quote.length;
        this.#quote = undefined;
      }
      TOKENS.lastIndex = at;
      const token = TOKENS.exec(line);
      if (token === null) return;
      at = token.index + token[0].length;
      if (token[0] === '"""' || token[0] === "'''") this.#quote = token[0];
      else if (/^[([{]/.test(token[0])) this.#depth++;
      else if (/^[)\]}]/.test(token[0])) this.#depth = Math.max(0, this.#depth - 1);
    }
  }
}

/** A command with something in its place: a block or an assignment needs it. */
function command(line: string, kept: string): string {
  return `${kept}0${blank(line.slice(kept.length + 1))}`;
}

/** The statement that a magic measures; undefined for other commands. */
function measured(line: string, kept: string): string | undefined {
  const text = line.slice(kept.length);
  let end = MEASURING.exec(text)?.[0].length;
  if (end === undefined) return undefined;
  for (;;) {
    OPTION.lastIndex = end;
    const option = OPTION.exec(text);
    if (option === null) break;
    end += option[0].length;
  }
  STATEMENT.lastIndex = end;
  const blanks = STATEMENT.exec(text)?.[0].length;
  if (blanks === undefined) return undefined;
  const before = end + blanks;
  const statement = text.slice(before);
  if (kept.trim() !== "") return kept + " ".repeat(before) + statement;
  return COMPOUND.test(statement) ? undefined : `${kept}0;${" ".repeat(before - 2)}${statement}`;
}

/** As many blanks as a line has characters; what ends it stays. */
function blank(line: string): string {
  return line.replace(/[^\r\n]/g, " ");
}
