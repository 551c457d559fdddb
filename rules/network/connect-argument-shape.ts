import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { constantInteger, constantOf } from "../../engine/semantics/constants.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { isGivenText } from "../../engine/semantics/given-text.js";
import { stringValue, unparenthesized } from "../../engine/semantics/literals.js";
import { isInternetSocket, methodCall, socketOrigins } from "../../engine/semantics/sockets.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  two: "`{method}` takes one argument, so this raises TypeError: put host and port into a tuple",
  text: "`{method}` takes a tuple of host and port, and this is a str, so it raises TypeError",
  list: "`{method}` takes a tuple of host and port, and this is a list, so it raises TypeError",
  port: "a port is a number, and `{port}` is a str, so `{method}` raises TypeError: use `int({port})`",
  range: "there is no port {port}, they end with 65535, so `{method}` raises OverflowError",
  timeout:
    "the second argument of `create_connection` is the time-out, so this takes the host for host and port and raises ValueError: put both into a tuple",
  whole: "`create_connection` takes a tuple of host and port, and this is a str, so it raises ValueError",
} as const;

const METHODS = ["connect", "connect_ex", "bind"];
const ERRORS = ["TypeError", "ValueError", "OverflowError", "Exception"].map((name) => `builtins.${name}`);

type Context = RuleContext<typeof MESSAGES>;

/**
 * An internet address is a tuple of host and port, the port a number. What comes from the command line, the environment or
 * a form is text, which sockets do not convert.
 */
export default defineRule({
  name: "connect-argument-shape",
  question: "nonblocking-connect",
  summary: "an address for a socket that is no tuple of host and port, or a port that is no number",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => [
    when.nodes("call", { anyOf: METHODS.map((method) => ["socket", method]) }, checkMethod),
    when.calls("socket.create_connection", checkConnection),
  ],
});

function checkMethod(node: SyntaxNode, context: Context): void {
  const { model, report } = context;
  const found = methodCall(node, METHODS, model);
  if (found === null || found.call.hasUnpacking) return;
  const { call, receiver } = found;
  const { method, positional } = call;
  const [address, ...others] = positional;
  if (address === undefined || method === null || isExpectedToFail(node, model, ERRORS)) return;
  if (others.length > 0) {
    if (socketOrigins(receiver, model) === null) return;
    const isPair = others.length === 1 && isInternetSocket(receiver, model);
    report("two", { at: node, data: { method }, fix: () => (isPair ? asTuple(call) : null) });
    return;
  }
  if (!isInternetSocket(receiver, model)) return;
  const value = constantOf(address, model);
  if (stringValue(value) !== null || value.kind === "list")
    report(value.kind === "list" ? "list" : "text", { at: address, data: { method } });
  else if (value.kind === "tuple") checkPort(value, method, context);
}

function checkPort(tuple: SyntaxNode, method: string, { model, report }: Context): void {
  const [host, port, ...others] = tuple.namedChildren;
  if (host === undefined || port === undefined || others.length > 2 || host.kind === "list_splat") return;
  const number = constantInteger(port, model);
  if (number !== null) {
    if (number < 0n || number > 65535n) report("range", { at: port, data: { port: String(number), method } });
  } else if (isGivenText(port, model)) {
    report("port", { at: port, data: { port: excerpt(port.text), method }, fix: () => asNumber(port) });
  }
}

function checkConnection(call: Call, context: Context): void {
  const { model, report } = context;
  const [address, timeout] = call.positional;
  if (address === undefined || call.hasUnpacking || isExpectedToFail(call.node, model, ERRORS)) return;
  const text = stringValue(constantOf(address, model));
  const isPair = timeout !== undefined && call.arguments.length === 2;
  // A host of two characters is taken for a host and a port of one each.
  const isHost = text !== null && text.length !== 2;
  if (isPair && (isHost || isPort(timeout))) report("timeout", { at: call.node, fix: () => asTuple(call) });
  else if (isHost) report("whole", { at: address });
}

/** Whether an expression is called a port: `port`, `self.server_port`. */
function isPort(expression: SyntaxNode): boolean {
  const name = expression.kind === "attribute" ? expression.field("attribute") : expression;
  return name?.kind === "identifier" && /(?:^|_)port$/i.test(name.text);
}

function asTuple(call: Call): Fix | null {
  const [first, second, ...others] = call.arguments;
  if (first === undefined || second === undefined || others.length > 0) return null;
  if (first.keyword !== null || second.keyword !== null) return null;
  const edits = [
    { span: { start: first.node.start, end: first.node.start }, replacement: "(" },
    { span: { start: second.node.end, end: second.node.end }, replacement: ")" },
  ];
  return { title: "Put host and port into a tuple", safety: "safe", edits };
}

/** The text may name no number; then `int` raises ValueError, where there was a TypeError before. */
function asNumber(port: SyntaxNode): Fix | null {
  const digits = stringValue(port);
  const inner = unparenthesized(port);
  const replacement =
    digits !== null && /^[1-9]\d{0,4}$/.test(digits) ? digits : digits === null ? `int(${inner.text})` : null;
  return replacement === null
    ? null
    : { title: "Make it a number", safety: "safe", edits: [{ span: port, replacement }] };
}
