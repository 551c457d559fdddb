import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { integerValue, unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { portOpening, readTimeout, SERIAL_OPENERS } from "../../engine/semantics/serial-ports.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  empty:
    "when nothing comes before the timeout, `{read}` gives nothing, and then this raises {error}: ask for its length first",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/** Functions that fail on nothing, where it stands among their arguments, and how they fail. */
const FAIL: Readonly<Record<string, readonly [place: number, error: string]>> = {
  "builtins.float": [0, "ValueError"],
  "builtins.int": [0, "ValueError"],
  "builtins.ord": [0, "TypeError"],
  "json.loads": [0, "JSONDecodeError"],
  "struct.unpack": [1, "struct.error"],
};
const READS: ReadonlySet<string> = new Set(["read", "read_until", "readline"]);
/** What gives nothing for nothing. */
const KEEPS: ReadonlySet<string> = new Set(["decode", "rstrip", "lstrip", "strip"]);
const READ_WORDS = [...READS].map((read) => [read]);
const ASKS = /\b(?:in_waiting|inWaiting|select)\b/;
const CATCHES = ["TypeError", "ValueError", "IndexError", "LookupError", "Exception"]
  .map((name) => `builtins.${name}`)
  .concat(["struct.error", "json.JSONDecodeError", "json.decoder.JSONDecodeError"]);

/** No real chain of methods is longer. */
const MAX_CHAIN = 10;

/**
 * A read from a serial port with a timeout gives what has come by then, which may be less than was asked for, or nothing.
 *
 * Found where what such a read gives goes straight to something that fails on nothing: `ord`, `int`, an index, `struct.unpack`.
 */
export default defineRule({
  name: "serial-empty-read",
  question: "serial-port",
  summary: "what is read from a serial port, used as if something had come before the timeout",
  severity: "warning",
  fix: "none",
  messages: MESSAGES,
  on: (when) => [
    when.calls(
      Object.keys(FAIL),
      (call, context) => {
        const [place, error] = FAIL[call.name ?? ""] ?? [0, ""];
        const value = call.positional[place];
        if (value !== undefined) check(call.node, value, error, context);
      },
      SERIAL_OPENERS.flatMap((name) => READ_WORDS.map((words) => [...words, name.slice("serial.".length)])),
    ),
    when.nodes(
      "subscript",
      { anyOf: SERIAL_OPENERS.flatMap((name) => READ_WORDS.map((words) => [...words, name.slice("serial.".length)])) },
      (node, context) => {
        const value = node.field("value");
        const index = node.field("subscript");
        if (value === null || index === null || integerValue(index) === null) return;
        check(node, value, "IndexError", context);
      },
    ),
  ],
});

function check(at: SyntaxNode, value: SyntaxNode, error: string, { model, report }: Context): void {
  const read = readBehind(value, model);
  const opening = read?.receiver == null ? null : portOpening(read.receiver, model);
  if (read === null || opening === null) return;
  const timeout = readTimeout(opening, model);
  if (timeout === null || timeout === "for ever") return;
  if (isExpectedToFail(at, model, CATCHES) || isCaught(at) || ASKS.test(regionOf(at).text)) return;
  report("empty", {
    at,
    data: { read: excerpt(read.node.text), error },
    related: [{ span: opening.node, message: "its timeout is set here" }],
  });
}

/** The read whose result an expression is, decoded or stripped, directly or by a name that is used for nothing else. */
function readBehind(expression: SyntaxNode, model: Model): Call | null {
  let node = unparenthesized(expression);
  for (let steps = 0; steps < MAX_CHAIN; steps++) {
    if (node.kind === "identifier") {
      if (model.variableOf(node)?.references.length !== 1) return null;
      const value = constantOf(node, model);
      if (value === node) return null;
      node = value;
    }
    const call = model.callAt(node);
    if (call === null || call.receiver === null) return null;
    if (READS.has(call.method ?? "")) return call;
    if (!KEEPS.has(call.method ?? "")) return null;
    node = unparenthesized(call.receiver);
  }
  return null;
}

/** Whether a bare `except` is around it. */
function isCaught(node: SyntaxNode): boolean {
  const region = regionOf(node);
  for (let child = node, up = node.parent; up !== null && up !== region; child = up, up = up.parent) {
    if (up.kind !== "try_statement" || child.fieldName !== "body") continue;
    const isBare = up.children.some(
      ({ kind, namedChildren }) => kind === "except_clause" && namedChildren.length === 1,
    );
    if (isBare) return true;
  }
  return false;
}
