import { openAs } from "../../engine/repairs/file-modes.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { guardOf } from "../../engine/semantics/guards.js";
import type { Handle } from "../../engine/semantics/handle.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  binary:
    "`{function}` wants a file that is open in binary mode, and `{file}` is open as text, so this raises an error",
  text: "`{function}` wants a file that is open as text, and `{file}` is open in binary mode, so this raises an error",
  copy: "`{source}` gives {gives} and `{target}` takes {takes}: copying from one to the other raises TypeError",
} as const;

type Context = RuleContext<typeof MESSAGES>;
type Place = readonly [position: number | null, keyword: string | null];

/** Functions that hand bytes to a file, or want bytes from it, and where the file stands among their arguments. */
const WANT_BINARY: Readonly<Record<string, Place>> = {
  "gzip.GzipFile": [3, "fileobj"],
  "marshal.dump": [1, null],
  "marshal.load": [0, null],
  "pickle.Pickler": [0, "file"],
  "pickle.Unpickler": [0, "file"],
  "pickle.dump": [1, "file"],
  "pickle.load": [0, "file"],
  "plistlib.dump": [1, "fp"],
  "plistlib.load": [0, "fp"],
  "tomllib.load": [0, null],
  "wave.open": [0, "f"],
  "zipfile.ZipFile": [0, "file"],
};
/** Functions that hand text to a file, or want text from it. */
const WANT_TEXT: Readonly<Record<string, Place>> = {
  "csv.DictReader": [0, "f"],
  "csv.DictWriter": [0, "f"],
  "csv.reader": [0, null],
  "csv.writer": [0, null],
  "json.dump": [1, "fp"],
  "traceback.print_exc": [1, "file"],
  "traceback.print_stack": [2, "file"],
};
/** What files are mostly opened with whose mode is binary; without one of these `print` is not looked at. */
const BINARY = ["wb", "ab", "BytesIO", "buffer", "Popen", "TemporaryFile", "NamedTemporaryFile"];
const HAS_BINARY = new RegExp(String.raw`\b(?:${BINARY.join("|")})\b`);

/**
 * `pickle`, `marshal`, `tomllib` and `zipfile` deal in bytes, `json.dump`, `csv` and `print` in text. In Python 3 a file that
 * is open in the other way raises TypeError or UnicodeDecodeError. In Python 2 it was all one, and `csv` even wanted `"wb"`.
 *
 * Found where the file is certainly open in the wrong way: opened in sight, a standard stream, a pipe, a response, `io.BytesIO`
 * or `io.StringIO`.
 */
export default defineRule({
  name: "text-binary-handle-mismatch",
  question: "binary-data",
  summary: "a file open as text for a function that deals in bytes, or the reverse",
  severity: "error",
  fix: "safe",
  pythons: { since: "3.0" },
  messages: MESSAGES,
  on: (when) => [
    when.calls([...Object.keys(WANT_BINARY), ...Object.keys(WANT_TEXT)], check),
    when.methods("array.array", ["tofile", "fromfile"], (call, _, context) =>
      checkFile(call, [0, null], "binary", context),
    ),
    when.methods(
      ["configparser.ConfigParser", "configparser.RawConfigParser"],
      ["write", "read_file"],
      (call, _, context) => checkFile(call, call.method === "write" ? [0, "fp"] : [0, "f"], "text", context),
    ),
    when.calls(
      "builtins.print",
      checkPrint,
      BINARY.map((word) => ["file", word]),
    ),
    when.calls("shutil.copyfileobj", checkCopy),
  ],
});

function check(call: Call, context: Context): void {
  const name = call.name ?? "";
  const binary = Object.hasOwn(WANT_BINARY, name) ? WANT_BINARY[name] : undefined;
  if (binary !== undefined) {
    checkFile(call, binary, "binary", context);
    return;
  }
  const text = WANT_TEXT[name];
  if (text !== undefined) checkFile(call, text, "text", context);
}

function checkPrint(call: Call, context: Context): void {
  if (textMatches(context.source, HAS_BINARY)) checkFile(call, [null, "file"], "text", context);
}

function checkFile(
  call: Call,
  [position, keyword]: Place,
  wanted: "text" | "binary",
  { model, report }: Context,
): void {
  const file = call.argument(position, keyword);
  const handle = file === undefined ? null : model.handleOf(file);
  if (file === undefined || handle === null || handle.kind === null || handle.kind === wanted || isMeant(call, model))
    return;
  report(wanted, {
    at: file,
    data: { function: excerpt(call.callee.text), file: excerpt(file.text) },
    related: openedAt(file, handle),
    fix: () => repair(call, file, handle, wanted, model),
  });
}

function isMeant({ node }: Call, model: Model): boolean {
  if (guardOf(node, model, []) !== null) return true;
  return isExpectedToFail(node, model, ["builtins.TypeError", "builtins.UnicodeDecodeError", "builtins.Exception"]);
}

function openedAt(file: SyntaxNode, { origins, kind }: Handle) {
  const [origin] = origins;
  if (origin === undefined || file.covers(origin)) return [];
  const message = kind === "text" ? "it is opened as text here" : "it is opened in binary mode here";
  return [{ span: origin, message }];
}

function repair(call: Call, file: SyntaxNode, handle: Handle, wanted: "text" | "binary", model: Model): Fix | null {
  if (wanted === "binary" && handle.opener !== null && /^sys\.std(?:in|out|err)$/.test(handle.opener)) {
    if (model.qualifiedName(file) !== handle.opener) return null;
    const edits = [{ span: { start: file.end, end: file.end }, replacement: ".buffer" }];
    return { title: `Use \`${file.text}.buffer\``, safety: "safe", edits };
  }
  const fix = openAs(wanted, file, handle, model);
  const isCsv = call.name?.startsWith("csv.") === true;
  // What `csv` writes has its own line ends, which are to be left as they are.
  if (fix === null || !isCsv || handle.newline !== null || handle.modeNode === null) return fix;
  const end = handle.modeNode.end;
  const opened = handle.call === null ? null : model.callAt(handle.call);
  if (opened?.arguments.at(-1)?.node !== handle.modeNode) return null;
  return { ...fix, edits: [...fix.edits, { span: { start: end, end }, replacement: ', newline=""' }] };
}

const KINDS = { bytes: "bytes", str: "text" } as const;

function checkCopy(call: Call, { model, report }: Context): void {
  const [source, target] = [call.argument(0, "fsrc"), call.argument(1, "fdst")];
  if (source === undefined || target === undefined) return;
  const [from, to] = [model.handleOf(source), model.handleOf(target)];
  if (from === null || to === null || from.gives === null || to.takes === null || isMeant(call, model)) return;
  if (from.gives === "native" || to.takes === "either" || from.gives === to.takes) return;
  const wrong = from.kind === "text" ? { file: source, handle: from } : { file: target, handle: to };
  report("copy", {
    at: call.node,
    data: {
      source: excerpt(source.text),
      target: excerpt(target.text),
      gives: KINDS[from.gives],
      takes: KINDS[to.takes],
    },
    related: [...openedAt(source, from), ...openedAt(target, to)],
    fix: () => openAs("binary", wrong.file, wrong.handle, model),
  });
}
