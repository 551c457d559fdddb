import type { SourceFile } from "./source.js";
import type { Span } from "./span.js";

/** A part of a line, and where it stands. */
export interface Piece {
  readonly text: string;
  readonly span: Span;
}

/** The first line of a script, read as the Linux kernel reads it. */
export interface Shebang {
  /** The line from `#!` on, its line break left out. */
  readonly line: Piece;
  /** The program to start: what stands before the first blank. Empty when the line holds nothing else. */
  readonly interpreter: Piece;
  /** All the rest, outer blanks left out: the kernel hands it over as one argument. Null when there is none. */
  readonly argument: Piece | null;
  /** Whether the line ends in a carriage return, which the kernel takes for a part of the last word. */
  readonly endsInCarriageReturn: boolean;
}

const LINE = /^#![ \t]*([^ \t]*)[ \t]*(.*?)[ \t]*$/;

/**
 * The shebang of a file, which can only stand at its very first character; null when there is none.
 *
 * @param from where the line begins: 1 to read what a byte order mark hides from the kernel
 */
export function shebangOf({ text, lines }: SourceFile, from: 0 | 1 = 0): Shebang | null {
  if (!text.startsWith("#!", from)) return null;
  const end = lines.endOf(0);
  const [, interpreter = "", argument = ""] = LINE.exec(text.slice(from, end)) ?? [];
  const start = text.indexOf(interpreter, from + 2);
  const argumentStart = text.indexOf(argument, start + interpreter.length);
  const piece = (at: number, length: number): Piece => ({
    text: text.slice(at, at + length),
    span: { start: at, end: at + length },
  });
  return {
    line: piece(from, end - from),
    interpreter: piece(start, interpreter.length),
    argument: argument === "" ? null : piece(argumentStart, argument.length),
    endsInCarriageReturn: text.charAt(end) === "\r",
  };
}

/** The last part of a path: `python3` of `/usr/bin/python3`. */
export function programName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Whether a program's name is one of Python's: `python3.12`, `pypy3`, `pythonw`. */
export function isPythonName(name: string): boolean {
  return /^(?:python|pythonw|pypy|jython)(?:\d+(?:\.\d+)*)?[a-z]*$/.test(name);
}

/** Whether a shebang has `env` look its program up, and says that what follows is to be split into words. */
export function splitsWords({ interpreter, argument }: Shebang): boolean {
  if (programName(interpreter.text) !== "env" || argument === null) return false;
  return /^(?:-[a-zA-Z0]*S|--split-string=)/.test(argument.text);
}

/** The Python that a shebang starts, directly or by `env`: `python2.7`. Null for any other program. */
export function pythonOf({ interpreter, argument }: Shebang): string | null {
  const direct = programName(interpreter.text);
  if (direct !== "env") return isPythonName(direct) ? direct : null;
  const words = (argument?.text ?? "").split(/[ \t]+/);
  const program = programName(words.find((word) => !/^-|=/.test(word)) ?? "");
  return isPythonName(program) ? program : null;
}

/**
 * Whether a text uses what only Windows has, so that its shebang is for the launcher there: it reads the line itself, in
 * which it admits much that Unix does not.
 */
export function isForWindows(text: string): boolean {
  return /^(?:import|from)[ \t]+(?:_?winreg|msvcrt|winsound|win32\w*|pythoncom|pywintypes)\b/m.test(text);
}
