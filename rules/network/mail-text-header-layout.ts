import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { stringPrefix } from "../../engine/semantics/literals.js";
import { SMTP_CLASSES } from "../../engine/semantics/mail.js";
import { SENDMAIL_STARTERS, sendmailCommand, textGiven } from "../../engine/semantics/sendmail-commands.js";
import { outlineOf, type TextPiece, textPieces, UNKNOWN_PIECE } from "../../engine/semantics/text-pieces.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  leading:
    "this mail begins with an empty line, which is where the headers end: `{line}` and all after it becomes the text of a mail without headers. Begin right behind the quotes{backslash}",
  indented:
    "the line `{line}` of this mail is indented, and so continues the one before it: there is no such header. Write it at the left margin, or use `textwrap.dedent`",
  missing:
    "no empty line parts the headers from `{line}`, so it counts as one of the headers, and the mail may arrive empty: put an empty line before it",
} as const;

type Context = RuleContext<typeof MESSAGES>;

const HEADER =
  /^[ \t]*(?:From|To|Subject|Cc|Bcc|Reply-To|Sender|Date|MIME-Version|Content-[\w-]+|Message-ID|X-[\w-]+)[ \t]*:/i;

/**
 * A mail is headers, an empty line, and the text. Lines that begin with white space belong to the header before them.
 *
 * Found where the text that is sent stands in the file: written out, filled in, or put together of pieces.
 */
export default defineRule({
  name: "mail-text-header-layout",
  question: "send-mail",
  summary: "a mail written as one text, whose headers are not where headers must be",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => [
    when.methods(SMTP_CLASSES, "sendmail", (call, _, context) => {
      const text = call.argument(2, "msg");
      if (text !== undefined) check(textPieces(text, context.model), text, context);
    }),
    when.calls(
      SENDMAIL_STARTERS,
      (call, context) => {
        const { model } = context;
        const given = sendmailCommand(call, model) === null ? null : textGiven(call, model);
        if (given !== null) check(given.pieces, given.at, context);
      },
      [["sendmail"]],
    ),
  ],
});

/** The first thing that is wrong with a mail: with which of its lines, counted from 0. */
interface Fault {
  readonly kind: keyof typeof MESSAGES;
  readonly line: string;
}

function check(pieces: readonly TextPiece[], at: SyntaxNode, { model, report }: Context): void {
  const fault = faultOf(outlineOf(pieces).replace(/\r\n/g, "\n"));
  if (fault === null) return;
  const node = constantOf(at, model);
  const literal = pieces.find(({ text, node: each }) => text !== null && each.kind === "string")?.node ?? node;
  const isTriple = /^\w*(?:"""|''')/.test(literal.text);
  const unknown = pieces.findLast(({ text }) => text === null);
  const line = fault.line.startsWith(UNKNOWN_PIECE) ? (unknown?.node.text ?? "") : fault.line;
  report(fault.kind, {
    at,
    data: {
      line: excerpt(line.replaceAll(UNKNOWN_PIECE, "...")),
      ...(fault.kind === "leading" ? { backslash: isTriple ? ", or put a backslash there" : "" } : { backslash: "" }),
    },
    related: at.covers(literal) ? [] : [{ span: literal, message: "the text of the mail" }],
    fix: () => repair(fault, pieces),
  });
}

function faultOf(mail: string): Fault | null {
  const start = mail.trimStart();
  if (!HEADER.test(start)) return null;
  const lines = mail.split("\n");
  const first = lines.find((line) => line.trim() !== "") ?? "";
  if (/^[ \t]*\n/.test(mail)) return { kind: "leading", line: first.trim() };
  for (const [index, line] of lines.entries()) {
    if (index > 0 && /^[ \t]/.test(line) && HEADER.test(line)) return { kind: "indented", line: line.trim() };
    if (line.trim() === "") return null;
    if (/^[ \t]/.test(line) || /^[\w-]+[ \t]*:/.test(line)) continue;
    if (!line.startsWith(UNKNOWN_PIECE)) return { kind: "missing", line };
    // What is not known may be headers, but not where nothing comes after it: a mail has a text.
    const isLast = line === UNKNOWN_PIECE && lines.slice(index + 1).join("") === "";
    return isLast ? { kind: "missing", line } : null;
  }
  return null;
}

function repair({ kind, line }: Fault, pieces: readonly TextPiece[]): Fix | null {
  if (kind === "indented") return null;
  const literals = new Set(pieces.flatMap(({ text, node }) => (text !== null && node.kind === "string" ? [node] : [])));
  const [literal, ...others] = literals;
  if (literal === undefined || others.length > 0 || stringPrefix(literal).includes("r")) return null;
  const { text, start } = literal;
  if (kind === "leading") {
    const quotes = /^\w*(?:"""|''')(?=\r?\n\S)/.exec(text)?.[0];
    return quotes === undefined ? null : insert(start + quotes.length, "\\", "Begin the mail at its first header");
  }
  const place = line.startsWith(UNKNOWN_PIECE) ? placeOfLast(text) : text.indexOf(line);
  if (place < 0 || (!line.startsWith(UNKNOWN_PIECE) && text.indexOf(line, place + 1) >= 0)) return null;
  const lineBreak = /(?:(?:\\r)?\\n|\r?\n)$/.exec(text.slice(0, place))?.[0];
  return lineBreak === undefined ? null : insert(start + place, lineBreak, "Put an empty line before it");
}

/** Where the field with which a literal ends begins. */
function placeOfLast(literal: string): number {
  return /(?:%s|%\(\w+\)s|\{[^{}]*\})(?:\\r|\\n|\s)*["']+$/.exec(literal)?.index ?? -1;
}

function insert(position: number, replacement: string, title: string): Fix {
  return { title, safety: "safe", edits: [{ span: { start: position, end: position }, replacement }] };
}
