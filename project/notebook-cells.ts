/** Cell magics whose cell is Python all the same; what the others' cells hold is not. */
const PYTHON_CELLS = /^%%(?:capture|prun|python3?|time|timeit)\b/;
/** A line of IPython's own: a magic or a command of the shell, also one whose result is kept; or a question for help. */
const COMMAND = /^(\s*(?:[\w.,[\]'" \t]+=\s*)?)(?:!|%(?=[\w%]))[^\n]*$/;
const HELP = /^(\s*)(?:\?{1,2}\s*[\w.%*]+|[\w.%*]+\?{1,2})\s*$/;
/** Strings and comments of a line, and what opens a string that may go over several lines. */
const TOKENS = /"""|'''|"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|#.*/g;

/**
 * The text of a notebook's code cell with what only IPython understands taken out, so that the rest is Python. Nothing
 * else moves: the result is as long, line by line.
 */
export function pythonOfCell(text: string): string {
  const lines = text.split("\n");
  const first = lines.findIndex((line) => line.trim() !== "");
  const isMagic = first >= 0 && (lines[first] ?? "").startsWith("%%");
  if (isMagic && !PYTHON_CELLS.test(lines[first] ?? "")) return lines.map((line) => blank(line)).join("\n");
  let quote: string | undefined;
  let continues = false;
  return lines
    .map((line, index) => {
      if (isMagic && index === first) return blank(line);
      if (continues) {
        continues = line.trimEnd().endsWith("\\");
        return blank(line);
      }
      const found = quote === undefined ? (COMMAND.exec(line) ?? HELP.exec(line)) : null;
      if (found === null) {
        quote = openQuote(line, quote);
        return line;
      }
      continues = line.trimEnd().endsWith("\\");
      const kept = found[1] ?? "";
      // Where a block or an assignment needs something, something must stay.
      return `${kept}0${blank(line.slice(kept.length + 1))}`;
    })
    .join("\n");
}

/** As many blanks as a line has characters; what ends it stays. */
function blank(line: string): string {
  const end = line.endsWith("\r") ? "\r" : "";
  return " ".repeat(line.length - end.length) + end;
}

/** The triple quote that is open at the end of a line. */
function openQuote(line: string, before: string | undefined): string | undefined {
  let quote = before;
  let at = 0;
  for (;;) {
    if (quote !== undefined) {
      const end = line.indexOf(quote, at);
      if (end < 0) return quote;
      at = end + quote.length;
      quote = undefined;
    }
    TOKENS.lastIndex = at;
    const token = TOKENS.exec(line);
    if (token === null) return undefined;
    at = token.index + token[0].length;
    if (token[0] === '"""' || token[0] === "'''") quote = token[0];
  }
}
