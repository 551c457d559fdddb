import { defineRule, type RuleContext } from "../../engine/rule.js";
import { isSocket } from "../../engine/semantics/bytes-and-text.js";
import type { Call } from "../../engine/semantics/call.js";
import { callsOfNames } from "../../engine/semantics/candidates.js";
import { guardOf } from "../../engine/semantics/guards.js";
import { integerValue, unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { counted, excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  zeros: "`{call}` is {zeros}, not the byte {number}: write `bytes([{number}])`",
  several: "`{call}` is two bytes, since UTF-8 writes {number} as two: write `bytes([{number}])`",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/** A number written in the place. */
const BYTES = /\bbytes\s*\(\s*\d|\bchr\s*\(\s*\d/;
const SENDS: ReadonlySet<string> = new Set(["send", "sendall", "sendto"]);

const isBytes = callsOfNames(["builtins.bytes"]);

/**
 * `bytes(5)` is five zero bytes in Python 3; in Python 2 it was the text `5`. The byte 5 is `bytes([5])`. And
 * `chr(200).encode()` is not the byte 200 but its character in UTF-8, two bytes.
 *
 * Found where the number is written out, fits a byte, and the result is sent over a socket or a serial port. In files zeros
 * are padding.
 */
export default defineRule({
  name: "bytes-constructor-surprise",
  question: "binary-data",
  summary: "`bytes(5)` sent for the byte 5, and `chr(200).encode()` for the byte 200",
  severity: "warning",
  fix: "unsafe",
  pythons: { since: "3.0" },
  messages: MESSAGES,
  on: (when) => when.nodes("call", { anyOf: [["bytes"], ["chr", "encode"]], pattern: BYTES }, check),
});

function check(node: SyntaxNode, { model, report, source }: Context): void {
  if (!textMatches(source, BYTES)) return;
  const call = model.callAt(node);
  const made = call === null ? null : (zerosOf(call, model) ?? encodedOf(call, model));
  if (call === null || made === null || !isSent(node, model) || guardOf(node, model, []) !== null) return;
  const number = String(made.number);
  const fix = () => ({
    title: `Write bytes([${number}])`,
    safety: "unsafe" as const,
    edits: [{ span: node, replacement: `bytes([${number}])` }],
  });
  if (made.key === "several") report("several", { at: node, data: { call: excerpt(node.text), number }, fix });
  else {
    const zeros = made.number === 0n ? "empty" : counted(made.number, "zero byte");
    report("zeros", { at: node, data: { call: excerpt(node.text), zeros, number }, fix });
  }
}

interface Made {
  readonly key: "zeros" | "several";
  readonly number: bigint;
}

function zerosOf(call: Call, model: Model): Made | null {
  const [size, ...others] = call.arguments;
  if (size === undefined || others.length > 0 || size.keyword !== null || !isBytes(call, model)) return null;
  const number = integerValue(size.value);
  return number === null || number < 0n || number > 255n ? null : { key: "zeros", number };
}

function encodedOf(call: Call, model: Model): Made | null {
  if (call.method !== "encode" || call.receiver === null || call.arguments.length > 0) return null;
  const chr = model.callAt(unparenthesized(call.receiver));
  const [code] = chr?.name === "builtins.chr" ? chr.positional : [];
  const number = code === undefined ? null : integerValue(code);
  return number === null || number < 128n || number > 255n ? null : { key: "several", number };
}

/** Whether bytes are sent right where they are made. */
function isSent({ parent }: SyntaxNode, model: Model): boolean {
  const call = parent?.kind === "argument_list" && parent.parent !== null ? model.callAt(parent.parent) : null;
  if (call?.receiver == null || call.method === null || call.positional.length === 0) return false;
  if (SENDS.has(call.method)) return isSocket(call.receiver, model);
  return call.method === "write" && model.madeBy(call.receiver) === "serial.Serial";
}
