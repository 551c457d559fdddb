import { defineRule, type Fix } from "../../engine/rule.js";
import { isPythonName, programName, type Shebang, shebangOf, splitsWords } from "../../engine/text/shebang.js";
import type { SourceFile } from "../../engine/text/source.js";

/** Options of Python, back to 2.7, that are single letters without a value. */
const FLAGS = "bBdEhiIOPqRsStuvVx3?";
const FLAGS_ONLY = new RegExp(`^-[${FLAGS}]+$`);

/**
 * The kernel hands everything behind the interpreter over as one argument, blanks and all: `env` then looks for a
 * program called `python3 -u`, and `python3` for an option that begins with a blank.
 *
 * Found in the first line: more than one word for `env` without `-S`, more than one option for Python itself.
 */
export default defineRule({
  name: "shebang-several-arguments",
  question: "executable-script",
  summary: "a shebang line with more arguments than Linux hands over",
  severity: "error",
  fix: "safe",
  messages: {
    env: "Linux has `env` look for a program called `{argument}`: write `env -S` to have the words split",
    option: "Linux has `env` take `{argument}` for one option: write `env -S` to have the words split",
    loop: "`env` takes all of `{argument}` for itself and runs this very file, again and again: write `env -S`",
    comment: "no comment can stand here: Linux hands over `{argument}` as one argument",
    python: "Linux hands over `{argument}` as one argument, which {program} does not understand: {advice}",
  },
  on: (when) =>
    when.text(/^#![ \t]*\/\S*[ \t]+(?:#|\S+[ \t]+\S)/, ({ source, report }) => {
      const shebang = shebangOf(source);
      const key = shebang === null ? null : complaint(shebang);
      if (shebang === null || key === null || shebang.argument === null) return;
      const { text: argument, span: at } = shebang.argument;
      const program = programName(shebang.interpreter.text);
      const fix = (): Fix | null => repair(shebang, source);
      if (key !== "python") report(key, { at, data: { argument }, fix });
      else {
        const advice = joinedFlags(argument) === null ? "use `env -S`" : "write the letters together";
        report(key, { at, data: { argument, program, advice }, fix });
      }
    }),
});

/** What is wrong with a line, as the key of a message. */
function complaint(shebang: Shebang): "env" | "option" | "loop" | "comment" | "python" | null {
  const { interpreter, argument } = shebang;
  if (argument === null || !interpreter.text.startsWith("/") || splitsWords(shebang)) return null;
  const program = programName(interpreter.text);
  if (program !== "env" && !isPythonName(program)) return null;
  if (splitComment(argument.text).comment !== null) return "comment";
  if (!/[ \t]/.test(argument.text)) return null;
  if (program === "env") {
    // Each of these was run: the rest of the argument becomes the value of the variable, or the name of the one to unset.
    if (/^(?:[A-Za-z_]\w*=|-u[ \t])/.test(argument.text)) return "loop";
    return argument.text.startsWith("-") ? "option" : "env";
  }
  // `-W ignore` and `-X dev` arrive as a value that begins with a blank, which Python admits.
  const value = new RegExp(`^-[${FLAGS}]*([WXQ])(.*)$`).exec(argument.text);
  return value !== null ? null : "python";
}

/**
 * What is meant as a comment at the end of the line, with or without its `#`: `# -*- coding: utf-8 -*-`. The words
 * before it are what is left.
 */
function splitComment(argument: string): { words: string; comment: string | null } {
  const found = /(?:^|[ \t])(#.*|-\*-.*-\*-)$/.exec(argument);
  if (found?.[1] === undefined) return { words: argument, comment: null };
  return { words: argument.slice(0, found.index).trim(), comment: found[1].replace(/^(?!#)/, "# ") };
}

/** `-u -B` as `-uB`; null where that is not the same. */
function joinedFlags(argument: string): string | null {
  const words = argument.split(/[ \t]+/);
  return words.every((word) => FLAGS_ONLY.test(word)) ? `-${words.map((word) => word.slice(1)).join("")}` : null;
}

function repair({ line, interpreter, argument }: Shebang, source: SourceFile): Fix | null {
  if (argument === null) return null;
  const { words, comment } = splitComment(argument.text);
  const command = commandLine(interpreter.text, words);
  if (command === null) return null;
  const replacement = `#!${command}${comment === null ? "" : source.lineBreak + comment}`;
  const title = comment === null ? `Write \`${command}\`` : "Put the comment on a line of its own";
  return { title, safety: "safe", edits: [{ span: line.span, replacement }] };
}

/** A line that starts the interpreter with the words as its arguments, one by one. */
function commandLine(interpreter: string, words: string): string | null {
  const isEnv = programName(interpreter) === "env";
  // `python 3` is meant as one name.
  const name = isEnv ? words.replace(/^(\S*python)[ \t]+([23](?:\.\d+)?)(?=[ \t]|$)/, "$1$2") : words;
  if (!/[ \t]/.test(name)) return name !== "" ? `${interpreter} ${name}` : isEnv ? null : interpreter;
  // These mean something to `env -S`.
  if (/[\\$"'#]/.test(name)) return null;
  if (isEnv) return `${interpreter} -S ${name}`;
  const flags = joinedFlags(name);
  return flags === null ? `/usr/bin/env -S ${interpreter} ${name}` : `${interpreter} ${flags}`;
}
