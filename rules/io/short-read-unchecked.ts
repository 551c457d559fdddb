import { defineRule, type RuleContext } from "../../engine/rule.js";
import { isSocket } from "../../engine/semantics/bytes-and-text.js";
import type { Call } from "../../engine/semantics/call.js";
import { integerValue, unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  short:
    "`{received}` may give only the first part of what was sent, and then `{function}` {consequence}: collect until all is there",
} as const;

/** What wants a message whole, with what it does with a part of one. */
const WANT_ALL: Readonly<Record<string, { readonly place: number; readonly consequence: string }>> = {
  "builtins.int": { place: 0, consequence: "gives another number" },
  "json.loads": { place: 0, consequence: "raises JSONDecodeError" },
  "marshal.loads": { place: 0, consequence: "raises an error" },
  "pickle.loads": { place: 0, consequence: "raises UnpicklingError or EOFError" },
  "struct.unpack": { place: 1, consequence: "raises struct.error" },
};

/**
 * A TCP connection carries a stream of bytes, not messages: `recv(n)` gives what has arrived, at most n bytes and often
 * fewer, under load and over real networks much more often than on one machine.
 *
 * Found where what a single `recv` of a stream gives goes straight to something that wants all of a message. Not for
 * datagrams, with `MSG_WAITALL`, or where the length is asked for.
 */
export default defineRule({
  name: "short-read-unchecked",
  question: "binary-data",
  summary: "what one `recv` gives, taken for a whole message",
  severity: "warning",
  fix: "none",
  messages: MESSAGES,
  on: (when) => when.calls(Object.keys(WANT_ALL), check, [["recv"]]),
});

function check(call: Call, { model, report }: RuleContext<typeof MESSAGES>): void {
  const wanted = WANT_ALL[call.name ?? ""];
  const value = wanted === undefined ? undefined : call.positional[wanted.place];
  if (wanted === undefined || value === undefined) return;
  const received = receivedBy(value, model);
  if (received === null || !isPartial(received, model)) return;
  const name = unparenthesized(value);
  if (name.kind === "identifier" && isMeasured(name, model)) return;
  report("short", {
    at: value,
    data: {
      received: excerpt(received.node.text),
      function: excerpt(call.callee.text),
      consequence: wanted.consequence,
    },
    related: value.covers(received.node) ? [] : [{ span: received.node, message: "it is received here" }],
  });
}

/** The call of `recv` that an expression is the result of, decoded or not. */
function receivedBy(expression: SyntaxNode, model: Model): Call | null {
  let node = unparenthesized(expression);
  const call = model.callAt(node);
  if (call?.method === "decode" && call.receiver !== null) node = unparenthesized(call.receiver);
  const value = model.onlyValueOf(node);
  const made = value?.kind === "call" ? model.callAt(value.node) : null;
  return made?.method === "recv" ? made : null;
}

/** Whether a `recv` is of a stream, and may give less than it is asked for. */
function isPartial({ receiver, positional }: Call, model: Model): boolean {
  const [size, ...flags] = positional;
  if (receiver === null || size === undefined || flags.length > 0 || integerValue(size) === 1n) return false;
  return isSocket(receiver, model) && isStream(receiver, model);
}

/** Whether a socket was made as a stream: with no kind named, or with `SOCK_STREAM`, or by connecting. */
function isStream(socket: SyntaxNode, model: Model): boolean {
  return model.valuesOf(socket).every((value) => {
    const made = value.kind === "element" ? value.of : value;
    const call = made.kind === "call" ? model.callAt(made.node) : null;
    if (call === null) return false;
    if (call.name === "socket.create_connection" || call.method === "accept") return true;
    const kind = call.argument(1, "type");
    if (call.hasUnpacking || call.argument(3, "fileno") !== undefined) return false;
    return kind === undefined || model.qualifiedName(kind) === "socket.SOCK_STREAM";
  });
}

/** Whether the code asks how long it is, or compares it first. */
function isMeasured(name: SyntaxNode, model: Model): boolean {
  const references = model.variableOf(name)?.references ?? [];
  return references.some(({ parent }) => {
    const callee = parent?.kind === "argument_list" ? parent.parent?.field("function") : null;
    return callee?.text === "len" || parent?.kind === "augmented_assignment" || parent?.kind === "comparison_operator";
  });
}
