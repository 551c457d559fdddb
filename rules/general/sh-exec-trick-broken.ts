import { defineRule, type Fix } from "../../engine/rule.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { type HeadLine, headOf, lineOf } from "../../engine/text/head.js";
import { isPythonName, programName, shebangOf } from "../../engine/text/shebang.js";
import type { SourceFile } from "../../engine/text/source.js";

const SHELL = /^#![ \t]*\/\S*sh\b/;

/** What the shell puts in for these, it splits at blanks. */
const BARE = /(?<=[ \t])\$[0@*](?=[ \t]|$)/;

/** The words of a shell command, quotes included. */
const WORDS = /(?:"[^"]*"|'[^']*'|\$\{[^}]*\}|[^ \t"'])+/g;

/**
 * A script can begin as a shell script that starts Python with itself: `"exec" "python3" "$0" "$@"` is a command to the
 * shell and a string to Python. It only works while each of the two can read the line.
 *
 * Found in the first line of code of a script for a shell that calls `exec python ... $0`: without quotes, or with
 * quotes in which the shell does not put in the file's name; and where the docstring that is to hide the string stands
 * before `from __future__ import`, which must come first.
 */
export default defineRule({
  name: "sh-exec-trick-broken",
  question: "executable-script",
  summary: "a script that starts Python through a shell in a way one of them cannot read",
  severity: "error",
  fix: "safe",
  messages: {
    unquoted:
      'Python cannot read this line, which is for the shell: put each word in quotes, `"exec" "python3" "$0" "$@"`',
    single: 'within single quotes the shell leaves `$0` as it is, and Python looks for a file of that name: use `"$0"`',
    split: 'without quotes the shell splits `{word}` at blanks, so a path with one breaks the script: write `"{word}"`',
    future:
      "`from __future__` must come before any other statement, so Python cannot read this file: move `__doc__` below",
  },
  on: (when) => [
    when.text(SHELL, ({ source, report }) => {
      if (shebangOf(source) === null || !SHELL.test(source.text)) return;
      const line = firstCodeLine(source);
      if (line === null) return;
      const at = { start: line.start, end: line.end };
      const words = [...line.text.matchAll(WORDS)].map(([word]) => word);
      const command = words.map((word) => word.replace(/["'`]/g, ""));
      if (
        command[0] !== "exec" ||
        !command.includes("$0") ||
        !command.some((word) => isPythonName(programName(word)))
      ) {
        return;
      }
      // `'''exec' python3 "$0" "$@"`: three quotes begin a string of Python's that goes on; the shell sees two words.
      const isInString = /^(?:'''|""")/.test(line.text);
      const bare = BARE.exec(line.text)?.[0];
      if (words.includes("'$0'")) report("single", { at, fix: () => requote(line, words) });
      else if (!isInString && words.some((word) => !/^(["']).*\1$/.test(word))) {
        report("unquoted", { at, fix: () => requote(line, words) });
      } else if (isInString && bare !== undefined) {
        report("split", { at, data: { word: bare }, severity: "warning", fix: () => quoteBare(line) });
      }
    }),
    when.nodes(
      "future_import_statement",
      { anyOf: [["__future__", "__doc__", "exec"]], pattern: SHELL },
      (node, { report, source }) => {
        // What the scan demands of a file holds without it, too: only a script for a shell has the string for it.
        const assignment = SHELL.test(source.text) ? docBefore(node) : null;
        if (assignment === null) return;
        report("future", {
          at: assignment,
          related: [{ span: node, message: "must come first" }],
          fix: () => moveBelow(assignment),
        });
      },
    ),
  ],
});

function firstCodeLine(source: SourceFile): HeadLine | null {
  const number = headOf(source).length;
  return number < source.lines.count ? lineOf(source, number) : null;
}

/** Every word in double quotes; null where a word is more than a name, an option or an argument of the script's. */
function requote(line: HeadLine, words: readonly string[]): Fix | null {
  const quoted = words.map((word) => {
    if (/^(?:\$[@*]|"\$[@*]"|'\$[@*]'|\$\{1\+"\$@"\})$/.test(word)) return '"$@"';
    const plain = word.replace(/^(["'])(.*)\1$/, "$2");
    return /^(?:\$0|[\w./+:=@%-]+)$/.test(plain) ? `"${plain}"` : null;
  });
  if (quoted.includes(null)) return null;
  const edit = { span: { start: line.start, end: line.end }, replacement: quoted.join(" ") };
  return { title: "Put each word in quotes", safety: "safe", edits: [edit] };
}

function quoteBare(line: HeadLine): Fix {
  const edits = [...line.text.matchAll(new RegExp(BARE, "g"))].map(({ index, 0: word }) => ({
    span: { start: line.start + index, end: line.start + index + word.length },
    replacement: word === "$0" ? '"$0"' : '"$@"',
  }));
  return { title: 'Write `"$0" "$@"`', safety: "safe", edits };
}

/** The assignment to `__doc__` before a `from __future__`, in a module that begins with the trick. */
function docBefore(node: SyntaxNode): SyntaxNode | null {
  const statements = node.parent?.kind === "module" ? node.parent.namedChildren : [];
  const [first, ...others] = statements.filter((statement) => statement.row < node.row);
  if (first === undefined || !/^["']+exec["']/.test(first.text)) return null;
  // Of several imports, the first one tells.
  if (others.some(({ kind }) => kind === "future_import_statement")) return null;
  return (
    others.find((statement) => {
      const assignment = statement.kind === "expression_statement" ? statement.namedChildren[0] : undefined;
      return assignment?.kind === "assignment" && assignment.field("left")?.text === "__doc__";
    }) ?? null
  );
}

/** Moves a statement behind the last `from __future__ import` of its module; null where it shares a line. */
function moveBelow(statement: SyntaxNode): Fix | null {
  const { source } = statement.tree;
  const { lines } = source;
  const last = statement.parent?.namedChildren.filter(({ kind }) => kind === "future_import_statement").at(-1);
  if (last === undefined) return null;
  const [from, to, target] = [statement.start, statement.end, last.end].map((offset) => lines.lineAt(offset));
  if (from === undefined || to === undefined || target === undefined) return null;
  const span = { start: lines.startOf(from), end: lines.startOf(to + 1) };
  const isAlone = span.start === statement.start && source.text.slice(statement.end, lines.endOf(to)).trim() === "";
  if (!isAlone || source.text.slice(last.end, lines.endOf(target)).trim() !== "") return null;
  const end = { start: lines.endOf(target), end: lines.endOf(target) };
  return {
    title: "Move `__doc__` below the imports from `__future__`",
    safety: "safe",
    edits: [
      { span, replacement: "" },
      { span: end, replacement: source.lineBreak + statement.text },
    ],
  };
}
