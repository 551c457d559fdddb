import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { byteLengthOf } from "../../engine/semantics/byte-lengths.js";
import type { Call } from "../../engine/semantics/call.js";
import { constantInteger, constantOf } from "../../engine/semantics/constants.js";
import { stringValue } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { modeBefore } from "../../engine/semantics/socket-modes.js";
import { isErrorHandled, isStreamSocket, methodCall } from "../../engine/semantics/sockets.js";
import { isInTest } from "../../engine/semantics/tests.js";
import { readingOf, useOf } from "../../engine/semantics/uses.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  part: "`send` may take only a part of `{data}` and gives how many bytes it took; the rest is never sent: use `sendall`, which sends everything",
  nonblocking:
    "`{socket}` does not wait, so `send` takes only what fits into the buffer and gives how many bytes that are; the rest of `{data}` is never sent: keep it and send it later",
} as const;

/** Every system takes fewer bytes than these at once, as long as it takes any. */
const ALWAYS_FITS = 1025;

/**
 * `send` gives what there is room for to the system, and tells how much that was. With a time-out, a signal handler, a slow reader or a large
 * message, that is not everything.
 *
 * Found on sockets that certainly carry a stream, where nobody looks at the result. Short literals always fit.
 */
export default defineRule({
  name: "send-result-ignored",
  question: "nonblocking-connect",
  summary: "a `send` on a stream of which nobody looks how much it has sent",
  severity: "warning",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => when.nodes("call", { anyOf: [["socket", "send"]], pattern: /\.\s*send\s*\(/ }, check),
});

function check(node: SyntaxNode, { model, report }: RuleContext<typeof MESSAGES>): void {
  const found = methodCall(node, ["send"], model);
  const [data, ...others] = found?.call.positional ?? [];
  if (found === null || data === undefined || others.length > 0 || !isIgnored(node, model)) return;
  if (isShort(data, model) || !isStreamSocket(found.receiver, model) || isInTest(node, model)) return;
  const mode = modeBefore(found.call, model);
  if (mode === "nonblocking") {
    if (isErrorHandled(node, model)) return;
    report("nonblocking", { at: node, data: { socket: excerpt(found.receiver.text), data: excerpt(data.text) } });
    return;
  }
  report("part", { at: node, data: { data: excerpt(data.text) }, fix: () => all(found.call, mode !== null, model) });
}

function isIgnored(call: SyntaxNode, model: Model): boolean {
  const use = useOf(call);
  if (use.kind === "dropped") return true;
  if (use.kind !== "stored" || use.target.kind !== "identifier") return false;
  const reading = readingOf(use.target, use.statement, model);
  return reading === "unread" || reading === "unwanted";
}

function isShort(data: SyntaxNode, model: Model): boolean {
  const length = byteLengthOf(data, model)?.on("LP64") ?? null;
  if (length !== null) return length < ALWAYS_FITS;
  const constant = constantOf(data, model);
  const call = model.callAt(constant);
  if (call !== null && isShortCall(call, model)) return true;
  const text = call?.method === "encode" && call.receiver !== null ? constantOf(call.receiver, model) : constant;
  const values = model.valuesOf(text);
  const literals = values.flatMap((value) => (value.kind === "literal" ? [value.node] : []));
  if (literals.length > 0 && literals.length === values.length) return literals.every((each) => isShortLiteral(each));
  // Numbers filled in make it hardly longer.
  const format = text.kind === "binary_operator" && text.token("%") !== null ? text.field("left") : null;
  return (
    isShortLiteral(text) || (format !== null && isShortLiteral(format) && !/%[^%diuxXofgeEG\d.]/.test(format.text))
  );
}

/** `bytes([1])`, `bytes(4)`, `bytes("a", "ascii")`, `chr(27).encode()` */
function isShortCall(call: Call, model: Model): boolean {
  const [value] = call.positional;
  if (call.method === "encode") return call.receiver !== null && model.callAt(call.receiver)?.name === "builtins.chr";
  if (value === undefined || (call.name !== "builtins.bytes" && call.name !== "builtins.bytearray")) return false;
  const number = constantInteger(value, model);
  const isList = value.kind === "list" || value.kind === "tuple";
  return isList || isShortLiteral(value) || (number !== null && number < ALWAYS_FITS);
}

function isShortLiteral(node: SyntaxNode): boolean {
  return (stringValue(node)?.length ?? ALWAYS_FITS) < ALWAYS_FITS;
}

/** On a socket that may not wait, `sendall` may raise in the midst of the data. */
function all({ callee, node }: Call, isWaiting: boolean, model: Model): Fix | null {
  const name = callee.field("attribute");
  if (name === null || useOf(node).kind !== "dropped") return null;
  const isSafe = isWaiting || !textMatches(model.source, /\bset(?:blocking|timeout|defaulttimeout)\b/);
  return {
    title: "Send everything",
    safety: isSafe ? "safe" : "unsafe",
    edits: [{ span: name, replacement: "sendall" }],
  };
}
