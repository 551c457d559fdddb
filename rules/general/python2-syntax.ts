import {
  caughtInto,
  type ExecStatement,
  exceptRepair,
  execRepair,
  execStatementOf,
  isWrittenText,
  raisedParts,
  raiseRepair,
  type StatementRepair,
} from "../../engine/repairs/python2-statements.js";
import { python3EditsOf } from "../../engine/repairs/python3.js";
import {
  indexedInLambda,
  isBracketedName,
  tupleParameters,
  unpackedInBody,
} from "../../engine/repairs/tuple-parameters.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { guardOf } from "../../engine/semantics/guards.js";
import type { Model } from "../../engine/semantics/model.js";
import { printStatementOf } from "../../engine/semantics/printing.js";
import { windowsPathOf } from "../../engine/semantics/windows-paths.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { applyEdits, type TextEdit } from "../../engine/text/edits.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";
import { comparePythonVersions } from "../../engine/versions.js";

const MESSAGES = {
  written: "a syntax error in Python 3: write `{text}`",
  raised: "a syntax error in Python 3: write `raise {type}(...)`",
  traceback: "a syntax error in Python 3: hand the traceback on by `.with_traceback({traceback})`",
  except: "a syntax error in Python 3: write `except {exceptions} as {target}`",
  unpacked: "a syntax error in Python 3: write `except {exceptions} as error`, and unpack `error.args`",
  escape: "a syntax error in Python 3, where `{escape}` begins an escape: write its backslash twice",
  several: "Python 3.14 takes `{target}` for another exception to catch: write `except {exceptions} as {target}`",
  parameter: "a syntax error in Python 3, which unpacks no parameters: take the tuple, and unpack it in the body",
  bracketed: "a syntax error in Python 3, which has no brackets around a parameter: leave them out",
  indexed: "a syntax error in Python 3, which unpacks no parameters: take the tuple, and index it",
  membership: "Python 3 runs the code in this very scope, and then looks for None in `{names}`: pass it to `exec`",
} as const;
type Context = RuleContext<typeof MESSAGES>;

// Each must match somewhere in a file for the rule to speak of its form at all: what the scan misses is not found without it either.
const RAISE = /\braise\b(?<=(?:^|[\n\r;:])[^\S\n\r]*raise)[^\n(]{0,1000},|\braise\b[^\n]{0,1000}\)[ \t]*,/;
const EXCEPT = /\bexcept\b[^\n:(]{0,1000},|\bexcept\s*\([^()]{0,400}\)\s*,/;
const NUMBER =
  /(?<![\w."']|\d[-:/.])(?:0[0-7]*[1-7][0-7]*[lL]?|(?:0[xX][\da-fA-F]+|0[oO][0-7]+|0[bB][01]+|\d+)[lL])\b(?![-:/.]\d)/;
const QUOTES =
  /`(?<=(?:[=(,%+[{]|:[ \t]|\b(?:return|not|if|else))[ \t]*`)(?![`)])[^`\n]{1,200}`[ \t]*(?:[),\]}+%:;#\n\r]|$)|(?<!["'])\b[uU][rR]["']/;
const UNEQUAL = /<>/;
const EXEC = /\bexec\b(?<=(?:^|[\n\r;:])[^\S\n\r]*exec)(?:\s*["'{`\\]|[^\S\n\r]+[\w\\]|\s*\([^\n]*\bin\b)/;
const PARAMETERS =
  /\bdef\s+\w+\s*\((?:(?:[^()]{0,1500},)?\s*\(|[^()]{1500})|\blambda\s*(?:(?:[^:()]{0,1500},)?\s*\(|[^:()]{1500})/;
const VALUES = /\bfor\b(?<!#[^\n]{0,200})[^\n(]{0,200}\bin\b[^\n()[\]{}]{0,200},/;
const ESCAPE = /\\(?:u(?![\da-fA-F]{4})|U(?!00(?:0[\da-fA-F]|10)[\da-fA-F]{4})|N(?!\{))/;
/** What a Python 3.14 program does not call an exception. */
const PLAIN_NAME = /^[a-z_]\w*$/;

/**
 * Python 3 dropped the second spellings of things: `raise E, value`, `except E, e`, `0755`, `10L`, backquotes, `<>`, `ur""`, and the
 * statement `exec`; and texts that were bytes know escapes of letters now. A file that has one of them does not compile, so that nothing in it runs.
 *
 * Found in files meant for Python 3, but not within print statements, which are found and written anew as a whole.
 */
export default defineRule({
  name: "python2-syntax",
  question: "module-source-file",
  summary: "a way of writing that only Python 2 understands in a file meant for Python 3",
  severity: "error",
  fix: "safe",
  pythons: { since: "3.0" },
  messages: MESSAGES,
  on: (when) => [
    when.nodes("raise_statement", { anyOf: [["raise"]], pattern: RAISE }, checkRaise),
    when.nodes("except_clause", { anyOf: [["except"]], pattern: EXCEPT }, checkExcept),
    when.nodes("integer", { anyOf: [[]], pattern: NUMBER }, notation(NUMBER)),
    when.nodes("comparison_operator", { anyOf: [[]], pattern: UNEQUAL }, (comparison, context) => {
      for (const operator of comparison.children) if (operator.kind === "<>") notation(UNEQUAL)(operator, context);
    }),
    when.nodes("for_in_clause", { anyOf: [["for"]], pattern: VALUES }, notation(VALUES)),
    when.nodes("string", { anyOf: [[]], pattern: QUOTES }, notation(QUOTES)),
    when.nodes("string", { anyOf: [[]], pattern: ESCAPE }, checkEscapes),
    when.nodes(["exec_statement", "expression_statement"], { anyOf: [["exec"]], pattern: EXEC }, checkExec),
    when.nodes(
      ["function_definition", "lambda"],
      { anyOf: [["def"], ["lambda"]], pattern: PARAMETERS },
      checkParameters,
    ),
  ],
});

function fixOf(title: string, repair: StatementRepair | null): Fix | null {
  return repair && { title, safety: repair.isExact ? "safe" : "unsafe", edits: repair.edits };
}

function checkRaise(raise: SyntaxNode, { model, report, source }: Context): void {
  const parts = raisedParts(raise);
  const [type, , traceback] = parts ?? [];
  if (type === undefined || !textMatches(source, RAISE)) return;
  const fix = (): Fix | null => fixOf("Make the exception by a call", raiseRepair(raise, model));
  if (traceback !== undefined && traceback.kind !== "none") {
    report("traceback", { at: raise, data: { traceback: excerpt(traceback.text) }, fix });
  } else report("raised", { at: raise, data: { type: isWrittenText(type) ? "Exception" : excerpt(type.text) }, fix });
}

function checkExcept(clause: SyntaxNode, { model, target: version, report, source }: Context): void {
  const [exceptions, target] = caughtInto(clause) ?? [];
  if (exceptions === undefined || target === undefined || !textMatches(source, EXCEPT)) return;
  const isRead = comparePythonVersions(version, { major: 3, minor: 14 }) >= 0;
  if (isRead && !isNewName(target, model)) return;
  const data = { exceptions: excerpt(exceptions.text), target: excerpt(target.text) };
  const at = { start: clause.start, end: target.end };
  const fix = (): Fix | null => fixOf("Name the exception by `as`", exceptRepair(clause, model));
  if (target.kind === "tuple" || target.kind === "list") report("unpacked", { at, data, fix });
  else report(isRead ? "several" : "except", { at, data, fix });
}

/** Whether what is caught into can be nothing but names for the exception: nothing else gives them a value that could be a class. */
function isNewName(target: SyntaxNode, model: Model): boolean {
  const names = target.kind === "tuple" || target.kind === "list" ? target.namedChildren : [target];
  return names.every((name) => {
    if (name.kind !== "identifier" || !PLAIN_NAME.test(name.text)) return false;
    const bindings = model.scopeAt(name).lookup(name.text)?.bindings ?? [];
    return bindings.every(({ kind }) => kind === "except" || kind === "with" || kind === "loop");
  });
}

/** Says of a number, an operator, a text or the values of a loop how Python 3 writes it. */
function notation(pattern: RegExp): (node: SyntaxNode, context: Context) => void {
  return (node, { source, report }) => {
    if (!textMatches(source, pattern) || (node.kind === "string" && !/^(?:`|[uU][rR])/.test(node.text))) return;
    if (isInPrint(node)) return;
    const edits = python3EditsOf(node);
    if (edits === null || edits.length === 0) return;
    const text = excerpt(written(node, edits));
    report("written", {
      at: node,
      data: { text },
      fix: () => fixOf(`Write \`${text}\``, { edits, isExact: true }),
    });
  };
}

/** Says of a text that is bytes in Python 2 which escape of letters it begins and does not end. */
function checkEscapes(node: SyntaxNode, { model, source, report }: Context): void {
  if (!textMatches(source, ESCAPE) || !/^["']/.test(node.text) || isInPrint(node)) return;
  // A path of Windows is one that never worked, in whatever Python.
  const edits = windowsPathOf(node, model) === null ? python3EditsOf(node) : null;
  if (edits === null || edits.length === 0) return;
  const begun = [...node.text.matchAll(/\\[\s\S]/g)].find(
    ({ index }) => ESCAPE.exec(node.text.slice(index))?.index === 0,
  );
  if (begun === undefined) return;
  const start = node.start + begun.index;
  report("escape", {
    at: { start, end: start + 2 },
    data: { escape: begun[0] },
    fix: () => fixOf("Write the backslash twice", { edits, isExact: true }),
  });
}

function written({ start, text }: SyntaxNode, edits: readonly TextEdit[]): string {
  const moved = edits.map(({ span, replacement }) => ({
    span: { start: span.start - start, end: span.end - start },
    replacement,
  }));
  return applyEdits(text, moved);
}

function isInPrint(node: SyntaxNode): boolean {
  const statement = node.enclosing("print_statement", "expression_statement");
  return statement !== null && printStatementOf(statement) !== null;
}

function checkExec(node: SyntaxNode, { model, report, source }: Context): void {
  const found = execStatementOf(node);
  if (found === null || !textMatches(source, EXEC)) return;
  const fix = (): Fix | null => fixOf("Call the function `exec`", execRepair(found, model));
  if (!found.compiles) {
    report("written", { at: found.span, data: { text: callOf(found, model) }, fix });
  } else if (guardOf(node, model, []) !== "unreachable") {
    const names = excerpt(source.text.slice(found.namespaces ?? found.span.end, found.span.end));
    report("membership", { at: found.span, data: { names }, fix });
  }
}

function callOf({ code, namespaces, span }: ExecStatement, { source }: Model): string {
  const rest = namespaces === null ? "" : `, ${source.text.slice(namespaces, span.end)}`;
  return `exec(${excerpt(`${source.slice(code)}${rest}`)})`;
}

function checkParameters(definition: SyntaxNode, { model, report, source }: Context): void {
  const [first] = tupleParameters(definition);
  if (first === undefined || !textMatches(source, PARAMETERS)) return;
  const isBracketed = tupleParameters(definition).every(isBracketedName);
  if (isBracketed) {
    const edits = (): TextEdit[] | null =>
      definition.kind === "lambda" ? indexedInLambda(definition, model) : unpackedInBody(definition, model);
    const fix = (): Fix | null => {
      const found = edits();
      return fixOf("Leave the brackets out", found && { edits: found, isExact: true });
    };
    report("bracketed", { at: first, fix });
  } else if (definition.kind === "lambda") {
    const fix = (): Fix | null => {
      const edits = indexedInLambda(definition, model);
      return fixOf("Index the tuple", edits && { edits, isExact: false });
    };
    report("indexed", { at: first, fix });
  } else {
    const fix = (): Fix | null => {
      const edits = unpackedInBody(definition, model);
      return fixOf("Unpack the tuple in the body", edits && { edits, isExact: true });
    };
    report("parameter", { at: first, fix });
  }
}
