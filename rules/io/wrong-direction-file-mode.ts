import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { guardOf } from "../../engine/semantics/guards.js";
import type { Handle } from "../../engine/semantics/handle.js";
import type { Model } from "../../engine/semantics/model.js";
import type { Relevance } from "../../engine/subscriptions.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  writes: "`{file}` is open for reading only, so this raises {error}: open it with a mode that writes",
  reads: "`{file}` is open for writing only, so this raises {error}: open it with a mode that reads",
  rows: "`{file}` is open for {only} only, and the first row raises {error}: open it with a mode that {does}",
} as const;

type Context = RuleContext<typeof MESSAGES>;
type Direction = "reads" | "writes";

const METHODS: Readonly<Record<string, Direction>> = {
  read: "reads",
  readline: "reads",
  readlines: "reads",
  truncate: "writes",
  write: "writes",
  writelines: "writes",
};
/** Functions that read from a file they are given, or write to it, with the place of the file among their arguments. */
const FUNCTIONS: Readonly<Record<string, readonly [number, string, Direction]>> = {
  "json.dump": [1, "fp", "writes"],
  "json.load": [0, "fp", "reads"],
  "marshal.dump": [1, "file", "writes"],
  "marshal.load": [0, "file", "reads"],
  "pickle.dump": [1, "file", "writes"],
  "pickle.load": [0, "file", "reads"],
  "tomllib.load": [0, "fp", "reads"],
};
/** Readers and writers, which touch their file with the first row, and none before. */
const ROWS: Readonly<Record<string, Direction>> = {
  "csv.DictReader": "reads",
  "csv.DictWriter": "writes",
  "csv.reader": "reads",
  "csv.writer": "writes",
};
/** What opens a file, and what tells of a mode that only goes one way beside the use that goes the other. */
const OPENING = "open fdopen popen file makefile GzipFile BZ2File LZMAFile Popen".split(" ");
const OPENS = new RegExp(String.raw`\b(?:${OPENING.join("|")})\s*\(`);
const USES =
  /\.\s*(?:read|readline|readlines|truncate|write|writelines)\s*\(|\b(?:load|dump|reader|writer|DictReader|DictWriter)\s*\(|\bfile\s*=|>>/;
/** What can be open in one direction, and says no to the other. */
const FILES =
  /^(?:builtins\.(?:open|file)|io\.(?:open|FileIO)|os\.(?:fdopen|popen)|codecs\.open|pathlib\.Path\.open|(?:gzip|bz2|lzma)\.\w+|subprocess\.Popen\.std\w+)$/;

const NAMED = [...Object.keys(ROWS), ...Object.keys(FUNCTIONS), "builtins.print"];
const RELEVANCE: Relevance = { anyOf: OPENING.map((name) => [name]), pattern: OPENS, and: USES };

/**
 * A file that is open for reading only refuses to be written, and the reverse. Python does not look at the mode before.
 *
 * Found where the file is certainly open in one direction, and used in the other.
 */
export default defineRule({
  name: "wrong-direction-file-mode",
  question: "delete-file",
  summary: "a write to a file that is open for reading only, or the reverse",
  severity: "error",
  fix: "none",
  messages: MESSAGES,
  on: (when) => [
    when.methodCalls(Object.keys(METHODS), RELEVANCE, checkMethod),
    { ...when.calls(NAMED, checkCall), relevance: RELEVANCE },
    when.nodes("for_statement", { anyOf: [["for", "open"]], pattern: OPENS }, checkLoop),
    when.nodes("chevron", { anyOf: [["print"]], pattern: OPENS, and: />>/ }, checkChevron),
  ],
});

function checkMethod({ method, receiver, node }: Call, context: Context): void {
  if (!textMatches(context.source, OPENS) || !textMatches(context.source, USES)) return;
  const direction = method === null ? undefined : METHODS[method];
  if (direction !== undefined && receiver !== null) checkFile(receiver, direction, node, context);
}

function checkCall(call: Call, context: Context): void {
  const { node, method, name } = call;
  if (!textMatches(context.source, OPENS) || !textMatches(context.source, USES)) return;
  // `x.write = print`: what is called so is looked at as a method.
  if (name === null || (method !== null && Object.hasOwn(METHODS, method))) return;
  const ofRows = Object.hasOwn(ROWS, name) ? ROWS[name] : undefined;
  const rows = ofRows === undefined ? undefined : call.positional[0];
  if (rows !== undefined && ofRows !== undefined) {
    checkFile(rows, ofRows, node, context, "rows");
    return;
  }
  const [file, wanted] = argumentOf(call);
  if (file !== undefined && wanted !== undefined) checkFile(file, wanted, node, context);
}

function argumentOf(call: Call): [file?: SyntaxNode | undefined, direction?: Direction] {
  const name = call.name ?? "";
  if (name === "builtins.print") return [call.argument(null, "file"), "writes"];
  const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  return known === undefined ? [] : [call.argument(known[0], known[1]), known[2]];
}

function checkLoop(loop: SyntaxNode, context: Context): void {
  if (!textMatches(context.source, OPENS)) return;
  const file = loop.field("right");
  if (file !== null) checkFile(file, "reads", file, context);
}

function checkChevron(node: SyntaxNode, context: Context): void {
  if (!textMatches(context.source, OPENS)) return;
  const [file] = node.namedChildren;
  if (file !== undefined) checkFile(file, "writes", file, context);
}

function checkFile(
  file: SyntaxNode,
  direction: Direction,
  site: SyntaxNode,
  { model, target, report }: Context,
  key: keyof typeof MESSAGES = direction,
): void {
  const handle = model.handleOf(file);
  if (handle?.mode == null || handle.mode[direction] || !FILES.test(handle.opener ?? "") || isMeant(site, model))
    return;
  const [origin] = handle.origins;
  const related = origin === undefined || site.covers(origin) ? [] : [{ span: origin, message: "opened here" }];
  const only = direction === "reads" ? "writing" : "reading";
  report(key, {
    at: site,
    data: { file: excerpt(file.text), error: errorOf(handle, target.major), only, does: direction },
    related,
  });
}

function errorOf({ opener }: Handle, major: number): string {
  const name = opener ?? "";
  if (name === "gzip.open" || name === "gzip.GzipFile") return major < 3 ? "IOError" : "OSError";
  return major < 3 && !name.startsWith("io.") ? "IOError" : "io.UnsupportedOperation";
}

const ERRORS = [
  "builtins.AttributeError",
  "builtins.Exception",
  "builtins.OSError",
  "builtins.ValueError",
  "io.UnsupportedOperation",
];

function isMeant(site: SyntaxNode, model: Model): boolean {
  return guardOf(site, model, []) !== null || isExpectedToFail(site, model, ERRORS);
}
