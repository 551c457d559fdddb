import { bytesLiteral, textLiteral } from "../../engine/repairs/bytes-literals.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { certainContent, isSocket, isTypeTested } from "../../engine/semantics/bytes-and-text.js";
import type { Call } from "../../engine/semantics/call.js";
import { talksAsText } from "../../engine/semantics/child-pipes.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { guardOf } from "../../engine/semantics/guards.js";
import { stringValue, unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  bytes: "`{function}` takes bytes, and `{value}` is a str: this raises {error}",
  text: "`{function}` takes text here, and `{value}` is bytes: this raises {error}",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/** Functions that take bytes as their first argument and no text. Tried in CPython 3.8 and 3.13. */
const TAKE_BYTES: Readonly<Record<string, number>> = {
  "base64.b16encode": 0,
  "base64.b32encode": 0,
  "base64.b64encode": 0,
  "base64.b85encode": 0,
  "base64.encodebytes": 0,
  "base64.standard_b64encode": 0,
  "base64.urlsafe_b64encode": 0,
  "binascii.b2a_base64": 0,
  "binascii.b2a_hex": 0,
  "binascii.crc32": 0,
  "binascii.hexlify": 0,
  "bz2.compress": 0,
  "gzip.compress": 0,
  "hashlib.md5": 0,
  "hashlib.sha1": 0,
  "hashlib.sha224": 0,
  "hashlib.sha256": 0,
  "hashlib.sha384": 0,
  "hashlib.sha512": 0,
  "lzma.compress": 0,
  "os.write": 1,
  "zlib.adler32": 0,
  "zlib.compress": 0,
  "zlib.crc32": 0,
  "zlib.decompress": 0,
};
const HASHES = Object.keys(TAKE_BYTES).filter((name) => name.startsWith("hashlib."));
const SENDS = ["send", "sendall", "sendto"];
const WRITES = ["write", "communicate", ...SENDS];
/** `fileinput` puts a file in the place of `sys.stdout`, and its mode says what that takes. */
const IN_PLACE = /\binplace\b/;
const WRITTEN = new RegExp(String.raw`\.\s*(?:${WRITES.join("|")})\b`);
/** What a text has, at least one of it, in which a file that takes bytes is opened, or in which bytes come from somewhere. */
const OPENED =
  /\b(?:BytesIO|\w*TemporaryFile|buffer|gzip|bz2|lzma|Popen|makefile|socket|create_connection|fdopen|encode|\w*b\d\dencode|hexlify|dumps|pack|urlopen)\b|["'](?:[rwax]\+?b|b[rwax])|\b(?:[bB][rR]?|[rR][bB])["']/;

/**
 * Pipes, sockets, file descriptors, binary files, hashes and compressors take bytes; in Python 3 text raises TypeError there.
 * A file or pipe that is open as text takes nothing else.
 *
 * Found where it is certain what is given and to what: a child with its pipes, a socket or a file that was opened in sight.
 */
export default defineRule({
  name: "str-bytes-argument-mismatch",
  question: "subprocess-pipes",
  summary: "a str for a pipe, socket, binary file or hash that takes bytes, or bytes for what takes text",
  severity: "error",
  fix: "safe",
  pythons: { since: "3.0" },
  messages: MESSAGES,
  on: (when) => [
    when.calls(Object.keys(TAKE_BYTES), (call, context) => {
      const place = TAKE_BYTES[call.name ?? ""];
      const value = place === undefined ? undefined : call.argument(place, null);
      if (value !== undefined) checkGiven(call, value, "bytes", context);
    }),
    when.methods(HASHES, ["update"], (call, _, context) => {
      const [value] = call.positional;
      if (value !== undefined) checkGiven(call, value, "bytes", context);
    }),
    when.calls(
      ["subprocess.run", "subprocess.check_output"],
      (call, context) => {
        const value = call.argument(null, "input");
        if (value !== undefined) checkGiven(call, value, takenByChild(call, context.model), context);
      },
      [["input"]],
    ),
    when.nodes("call", { anyOf: WRITES.map((word) => [word]), pattern: OPENED, and: WRITTEN }, checkMethod),
  ],
});

function checkMethod(node: SyntaxNode, context: Context): void {
  const { model } = context;
  const call = model.callAt(node);
  const method = call?.method ?? null;
  if (method === null || !WRITES.includes(method)) return;
  const value = call?.argument(0, method === "communicate" ? "input" : null);
  if (call === null || value === undefined || call.receiver === null) return;
  if (model.qualifiedName(call.receiver) === "sys.stdout" && textMatches(context.source, IN_PLACE)) return;
  checkGiven(call, value, takenBy(call.receiver, method, model), context);
}

/** What a method takes of an object that is known; null where that is not certain. */
function takenBy(receiver: SyntaxNode, method: string, model: Model): "bytes" | "str" | null {
  if (SENDS.includes(method)) return isSocket(receiver, model) ? "bytes" : null;
  if (method === "communicate") {
    const value = model.onlyValueOf(receiver);
    const child = value?.kind === "call" && value.name === "subprocess.Popen" ? model.callAt(value.node) : null;
    return child === null ? null : takenByChild(child, model);
  }
  const taken = model.handleOf(receiver)?.takes;
  return taken === "bytes" || taken === "str" ? taken : null;
}

function takenByChild(call: Call, model: Model): "bytes" | "str" | null {
  const isText = talksAsText(call, model);
  return isText === null ? null : isText ? "str" : "bytes";
}

function checkGiven(call: Call, value: SyntaxNode, taken: "bytes" | "str" | null, { model, report }: Context): void {
  const given = taken === null ? null : certainContent(value, model);
  if (taken === null || given === null || given === taken) return;
  // To a child that is given nothing, nothing is written.
  if (stringValue(unparenthesized(value)) === "" && isForChild(call)) return;
  if (isTypeTested(call.node) || guardOf(call.node, model, []) !== null) return;
  if (isExpectedToFail(call.node, model, ["builtins.TypeError", "builtins.AttributeError", "builtins.Exception"]))
    return;
  const origin = model.contentOrigin(value);
  report(taken === "bytes" ? "bytes" : "text", {
    at: value,
    data: { function: excerpt(call.callee.text), value: excerpt(value.text), error: errorOf(call, taken) },
    related: value.covers(origin)
      ? []
      : [{ span: origin, message: given === "str" ? "it is text from here" : "it is bytes from here" }],
    fix: () => (taken === "bytes" ? asBytes(value) : asText(call, value, model)),
  });
}

/** With one pipe bytes are refused by `write`, with several they have no `encode`. */
function errorOf(call: Call, taken: "bytes" | "str"): string {
  return taken === "str" && isForChild(call) ? "an error" : "TypeError";
}

function isForChild({ method, name }: Call): boolean {
  return method === "communicate" || name?.startsWith("subprocess.") === true;
}

function asBytes(value: SyntaxNode): Fix | null {
  const literal = unparenthesized(value);
  const edits = bytesLiteral(literal);
  if (edits !== null) return { title: "Make it a bytes literal", safety: "safe", edits };
  const isWhole = /^(?:call|identifier|attribute|subscript|parenthesized_expression|string)$/.test(value.kind);
  const replacement = isWhole ? `${value.text}.encode()` : `(${value.text}).encode()`;
  return { title: "Encode it as UTF-8", safety: "unsafe", edits: [{ span: value, replacement }] };
}

function asText({ receiver }: Call, value: SyntaxNode, model: Model): Fix | null {
  const edits = textLiteral(unparenthesized(value));
  if (edits !== null) return { title: "Make it a str literal", safety: "safe", edits };
  if (receiver === null || !/^sys\.std(?:out|err)$/.test(model.qualifiedName(receiver) ?? "")) return null;
  const insertion = { span: { start: receiver.end, end: receiver.end }, replacement: ".buffer" };
  return { title: `Write to \`${receiver.text}.buffer\``, safety: "unsafe", edits: [insertion] };
}
