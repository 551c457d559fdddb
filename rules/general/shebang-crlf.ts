import { defineRule, type Fix } from "../../engine/rule.js";
import { isForWindows, shebangOf, splitsWords } from "../../engine/text/shebang.js";
import type { SourceFile } from "../../engine/text/source.js";

/**
 * A script saved with the line ends of Windows does not start on Unix: the carriage return becomes part of the
 * interpreter's name, and `python3\r` is not found.
 *
 * Found in the first line, unless files are given such line ends when they are checked out. `env -S` splits its argument
 * at any white space, so it starts all the same; and what is only for Windows may end its lines as Windows does.
 */
export default defineRule({
  name: "shebang-crlf",
  question: "executable-script",
  summary: "a shebang line that ends in a carriage return",
  severity: "error",
  fix: "safe",
  messages: {
    carriageReturn:
      "this line ends in a carriage return, so Unix looks for `{word}\\r`: save the file with Unix line ends",
  },
  isMute: ({ convertsLineEnds }) => convertsLineEnds === true,
  on: (when) =>
    when.text(/^#![ \t]*\/[^\r\n]*\r/, ({ source, report }) => {
      const shebang = shebangOf(source);
      if (shebang === null || !shebang.endsInCarriageReturn || !shebang.interpreter.text.startsWith("/")) return;
      if (splitsWords(shebang) || /\.pyw$/i.test(source.path) || isForWindows(source.text)) return;
      const words = shebang.line.text.trim().split(/[ \t]+/);
      report("carriageReturn", {
        at: shebang.line.span,
        data: { word: (words.at(-1) ?? "").replace(/^#!/, "") },
        fix: () => unixLineEnds(source),
      });
    }),
});

/** All lines: of a file with both kinds, editors make the more frequent one again. */
function unixLineEnds({ text }: SourceFile): Fix {
  const edits = [...text.matchAll(/\r\n?/g)].map(({ index, 0: end }) => ({
    span: { start: index, end: index + end.length },
    replacement: "\n",
  }));
  return { title: "Use Unix line ends in the whole file", safety: "safe", edits };
}
