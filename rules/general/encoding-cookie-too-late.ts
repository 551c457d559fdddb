import { defineRule, type Fix } from "../../engine/rule.js";
import { type CookieLine, cookieIn, cookieOf, headOf, lineOf } from "../../engine/text/head.js";
import type { SourceFile } from "../../engine/text/source.js";

const LINE_BREAK = String.raw`(?:\r?\n|\r(?!\n))`;
const COOKIE = String.raw`[ \t\f]*#[^\r\n]*?coding[:=]`;
const COMMENT_LINES = `(?:[ \\t\\f]*(?:#[^\\r\\n]*)?${LINE_BREAK}){2,}`;
const CODE_LINE = `(?![ \\t\\f]*(?:#|[\\r\\n]))[^\\r\\n]*${LINE_BREAK}`;
const TOO_LATE = new RegExp(`^(?:${COMMENT_LINES}|${CODE_LINE})${COOKIE}`);

/**
 * Python looks for the declaration of a file's encoding in the first two lines only, and in the second only if the
 * first is blank or a comment. Further down it is a comment like any other: Python 2 then takes the file for ASCII,
 * Python 3 for UTF-8, and refuses what is neither.
 *
 * Found in the comments that a file begins with, where it matters: the file has characters beyond ASCII, and is meant
 * for Python 2 or declares something else than UTF-8.
 */
export default defineRule({
  name: "encoding-cookie-too-late",
  question: "executable-script",
  summary: "a declaration of the encoding that Python does not read, because it stands too far down",
  severity: "error",
  fix: "safe",
  messages: {
    python2: "Python reads this in the first two lines only, and refuses the file at its first non-ASCII character",
    python3: "Python reads this in the first two lines only, and takes the file for UTF-8: move it up, or delete it",
  },
  on: (when) =>
    when.text(TOO_LATE, (context) => {
      const { source, report } = context;
      const cookie = lateCookie(source);
      if (cookie === null || !/[^\0-\x7F]/.test(source.text)) return;
      const isUtf8 = /^(?:utf[-_]?8|u8)(?:$|[-_])/i.test(cookie.encoding);
      const at = { start: cookie.start + cookie.text.search(/\S/), end: cookie.end };
      const fix = (): Fix => moveUp(source, cookie, isUtf8);
      if (context.target.major === 2) report("python2", { at, fix });
      // Whether the characters are in the encoding that is declared cannot be told from the text.
      else if (!isUtf8 && !/^(?:us-?)?ascii$/i.test(cookie.encoding))
        report("python3", { at, severity: "warning", fix });
    }),
});

/** The first declaration in the head of a file, if Python does not read it; null where it reads another one. */
function lateCookie(source: SourceFile): CookieLine | null {
  if (source.text.startsWith("\uFEFF") || cookieIn(source) !== null) return null;
  const head = headOf(source);
  const candidates = head.length === 0 && source.lines.count > 1 ? [lineOf(source, 1)] : head.slice(2);
  for (const line of candidates) {
    const cookie = cookieOf(line);
    if (cookie !== null) return cookie;
  }
  return null;
}

function moveUp(source: SourceFile, cookie: CookieLine, isUtf8: boolean): Fix {
  const isSecond = source.text.startsWith("#!");
  const to = source.lines.startOf(isSecond ? 1 : 0);
  return {
    title: `Move it to the ${isSecond ? "second" : "first"} line`,
    // What was read as UTF-8 until now may be UTF-8.
    safety: isUtf8 ? "safe" : "unsafe",
    edits: [
      { span: { start: to, end: to }, replacement: cookie.text.trim() + source.lineBreak },
      { span: { start: cookie.start, end: cookie.next }, replacement: "" },
    ],
  };
}
