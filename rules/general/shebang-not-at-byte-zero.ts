import { defineRule, type Fix } from "../../engine/rule.js";
import { cookieIn, headOf } from "../../engine/text/head.js";
import type { SourceFile } from "../../engine/text/source.js";
import type { Span } from "../../engine/text/span.js";

const PYTHON = String.raw`(?:\S*\/)?(?:python|pypy|jython)[\d.]*[a-z]*`;
const UTF_8_COOKIE = "# -*- coding: utf-8 -*-";
/** A `#!` in the comments that a file begins with, or a first line that might be meant as one. */
const CANDIDATE =
  /^(?!#!)\uFEFF?(?:(?:[ \t\f]*(?:#[^\r\n]*)?(?:\r?\n|\r(?!\n)))*[ \t\f]*#![ \t]*\/|#[ \t]*(?:![ \t]*)?\/|!#)/;
/** A shebang for Python. */
const SHEBANG = new RegExp(
  String.raw`^[ \t\f]*#![ \t]*(\/\S*(?:\/env[ \t]+(?:-\S+[ \t]+)*${PYTHON}|\/${PYTHON})(?:[ \t].*)?)$`,
);
/** What was to be a shebang, as the first line: `# !/usr/bin/env python3`, `#/usr/bin/python`, `!#/usr/bin/env python3`. */
const NEAR_MISS = new RegExp(
  String.raw`^(#(?:[ \t]+!)?|!#)[ \t]*(\/(?:usr\/(?:local\/)?)?bin\/(?:env[ \t]+(?:-\S+[ \t]+)*${PYTHON}|python[\d.]*)(?:[ \t]+-\w+)*)[ \t]*(#.*)?$`,
);

/**
 * Unix looks at the first two bytes of a program: only if they are `#!` does it start what is named behind them. With a
 * byte order mark, a blank or a comment before them, the shell takes the Python program for one of its own.
 *
 * Found where nothing but comments and blanks stands before a line that names Python's interpreter, and where the
 * first line is such a line with its first characters wrong. Of several shebangs the first one counts.
 */
export default defineRule({
  name: "shebang-not-at-byte-zero",
  question: "executable-script",
  summary: "a shebang line that is not at the very beginning of the file",
  severity: "warning",
  fix: "safe",
  messages: {
    mark: "the byte order mark before `#!` hides it from Unix: save the file as UTF-8 without one",
    blank: "Unix only looks for `#!` in the first two bytes: leave nothing before it",
    below: "Unix only looks for `#!` in the first two bytes: move this line to the top",
    spelling: "`{start}` is no shebang: write `#!` to have the script started by this interpreter",
  },
  on: (when) =>
    when.text(CANDIDATE, ({ source, report }) => {
      if (!CANDIDATE.test(source.text)) return;
      const { lines, text } = source;
      const first = text.startsWith("\uFEFF") ? 1 : 0;
      const near = NEAR_MISS.exec(text.slice(first, lines.endOf(0)));
      if (near !== null) {
        const [, start = "", command = "", comment] = near;
        const at = { start: first, end: lines.endOf(0) };
        // Python does not read such a line either.
        const severity = start === "!#" ? ("error" as const) : ("warning" as const);
        report("spelling", {
          at,
          severity,
          data: { start: start.trimEnd() },
          fix: () => respell(source, command.trim(), comment),
        });
        return;
      }
      const line = headOf(source).find((each) => SHEBANG.test(each.text.replace(/^\uFEFF/, "")));
      if (line === undefined) return;
      const before = text.slice(0, line.start + line.text.indexOf("#!"));
      const at = { start: before.length, end: line.end };
      if (before === "\uFEFF")
        report("mark", { at: { start: 0, end: line.end }, fix: () => withoutMark(source, line.end) });
      else if (/^[\s\uFEFF]*$/.test(before))
        report("blank", { at, fix: () => withoutMark(source, line.end, before.length) });
      else report("below", { at, fix: () => moveUp(source, at, line.next) });
    }),
});

/** A comment behind the command gets a line of its own: in this one it would be an argument. */
function respell({ lines, lineBreak }: SourceFile, command: string, comment: string | undefined): Fix {
  const replacement = `#!${command}${comment === undefined ? "" : lineBreak + comment}`;
  return {
    title: `Write \`#!${command}\``,
    safety: "safe",
    edits: [{ span: { start: 0, end: lines.endOf(0) }, replacement }],
  };
}

/** Takes away what stands before `#!`. */
function withoutMark(source: SourceFile, lineEnd: number, length = 1): Fix {
  const edits = [{ span: { start: 0, end: length }, replacement: "" }];
  // Without its mark, Python 2 takes the file for ASCII.
  if (source.text.startsWith("\uFEFF") && needsCookie(source)) {
    edits.push({ span: { start: lineEnd, end: lineEnd }, replacement: source.lineBreak + UTF_8_COOKIE });
  }
  return { title: "Let the file begin with `#!`", safety: "safe", edits };
}

function needsCookie(source: SourceFile): boolean {
  const isAscii = !/[^\0-\x7F]/.test(source.text.slice(1));
  return !isAscii && cookieIn(source) === null && !/^\s*#!.*python3/.test(source.text.slice(1));
}

/** Moves the line to the top, and the line that declares the encoding behind it: it only counts in the first two. */
function moveUp(source: SourceFile, { end }: Span, next: number): Fix {
  const { lines, lineBreak } = source;
  const start = lines.startOf(lines.lineAt(end));
  const cookie = cookieIn(source);
  const moved = [source.text.slice(start, end).trimStart()];
  const edits = [{ span: { start, end: next }, replacement: "" }];
  if (cookie !== null && cookie.line === 1) {
    moved.push(cookie.text);
    edits.push({ span: { start: cookie.start, end: cookie.next }, replacement: "" });
  }
  const mark = source.text.startsWith("\uFEFF") ? 1 : 0;
  if (mark > 0 && needsCookie(source)) moved.push(UTF_8_COOKIE);
  edits.push({ span: { start: 0, end: mark }, replacement: moved.map((text) => text + lineBreak).join("") });
  return { title: "Move the shebang line to the top", safety: "safe", edits };
}
