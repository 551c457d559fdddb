import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Model } from "../../engine/semantics/model.js";
import { outlineOf, textPieces, UNKNOWN_PIECE } from "../../engine/semantics/text-pieces.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  missing:
    "an empty line must part the headers from the page, and after this one `{next}` comes at once: the server takes it for a header and answers with an error. Print an empty line before it",
} as const;

type Context = RuleContext<typeof MESSAGES>;

const CONTENT_TYPE = /^Content-Type\s*:/i;
/** What a text must have, beside the marks of a program for CGI. */
const WRITTEN = /["']Content-Type\s*:/i;
const FOR_CGI = /\b(?:cgi|cgitb|REQUEST_METHOD|QUERY_STRING)\b/;
const HEADER = /^[A-Za-z][\w-]*\s*:/;

/**
 * A CGI program prints headers, an empty line, and then the page. Without that line the server finds a header that is none, and sends
 * the browser an "internal server error" in place of the page.
 *
 * Found where the header is printed in a program for CGI, and the next thing that is printed is certainly neither a header nor empty.
 */
export default defineRule({
  name: "cgi-header-without-blank-line",
  question: "generating-html",
  summary: "a CGI program that prints its page right behind the headers",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) =>
    when.nodes(
      ["print_statement", "expression_statement"],
      {
        anyOf: [
          ["print", "cgi"],
          ["print", "cgitb"],
          ["print", "REQUEST_METHOD"],
          ["print", "QUERY_STRING"],
        ],
        pattern: WRITTEN,
      },
      check,
    ),
});

function check(statement: SyntaxNode, { model, report }: Context): void {
  if (!textMatches(model.source, FOR_CGI) || !textMatches(model.source, WRITTEN)) return;
  const header = printedBy(statement, model);
  if (header === null || !CONTENT_TYPE.test(header) || !/^[^\n]*\n$/.test(header)) return;
  const siblings = statement.parent?.namedChildren ?? [];
  for (const next of siblings.slice(siblings.indexOf(statement) + 1)) {
    const text = printedBy(next, model);
    if (text === null) {
      if (isQuiet(next, model)) continue;
      return;
    }
    if (text.startsWith("\n") || text.startsWith(UNKNOWN_PIECE) || text.trim() === "") return;
    if (HEADER.test(text)) {
      if (/^[^\n]*\n$/.test(text)) continue;
      return;
    }
    const [line = ""] = text.split("\n");
    report("missing", {
      at: statement,
      data: { next: excerpt(line.replaceAll(UNKNOWN_PIECE, "...")) },
      related: [{ span: next, message: "printed right behind it" }],
      fix: () => withEmptyLine(statement),
    });
    return;
  }
}

/** What a statement prints to standard output, its line break with it; null if it is no `print`, or not a plain one. */
function printedBy(statement: SyntaxNode, model: Model): string | null {
  const values = printedValues(statement, model);
  if (values === null) return null;
  return `${values.map((value) => outlineOf(textPieces(value, model))).join(" ")}\n`;
}

function printedValues(statement: SyntaxNode, model: Model): readonly SyntaxNode[] | null {
  if (statement.kind === "print_statement") {
    const isPlain = statement.children.filter(({ isExtra }) => !isExtra).at(-1)?.kind !== ",";
    const isRedirected = statement.namedChildren.some(({ kind }) => kind === "chevron");
    return isPlain && !isRedirected ? statement.fieldAll("argument") : null;
  }
  const [expression, ...others] = statement.kind === "expression_statement" ? statement.namedChildren : [];
  if (expression === undefined || others.length > 0) return null;
  // Python 2's `print` for an empty line.
  if (expression.kind === "identifier" && expression.text === "print") return [];
  const call = model.callAt(expression);
  const isPlain =
    call?.name === "builtins.print" &&
    call.arguments.every(({ keyword, unpacks }) => keyword === null && unpacks === null);
  return isPlain ? call.positional : null;
}

/** Whether a statement certainly prints nothing. */
function isQuiet(statement: SyntaxNode, model: Model): boolean {
  if (/^(?:import_statement|import_from_statement|comment|pass_statement)$/.test(statement.kind)) return true;
  if (/^(?:function_definition|class_definition)$/.test(statement.kind)) return true;
  if (statement.kind !== "expression_statement") return false;
  return statement
    .descendants("call")
    .every((node) =>
      /^(?:cgi\.FieldStorage(?:\.\w+)?|cgitb\.enable|time\.\w+|os\.environ\.get|os\.getenv|html\.escape)$/.test(
        model.callAt(node)?.name ?? "",
      ),
    );
}

/** Adds a line break to the literal that is printed. */
function withEmptyLine(statement: SyntaxNode): Fix | null {
  const [literal, ...others] = statement.descendants("string");
  const end = literal?.children.at(-1);
  const isWhole =
    literal !== undefined && /^print\s*(?:\(\s*)?["']/.test(statement.text) && !literal.text.includes("\\");
  if (end === undefined || others.length > 0 || !isWhole) return null;
  const edits = [{ span: { start: end.start, end: end.start }, replacement: "\\n" }];
  return { title: "Print an empty line after the headers", safety: "safe", edits };
}
