import type { SyntaxNode } from "../syntax/tree.js";
import { assignedValue, enteredExpression } from "./assignments.js";
import type { Call } from "./call.js";
import { classOf } from "./classes.js";
import { unparenthesized } from "./literals.js";
import type { Model } from "./model.js";
import type { Value } from "./value.js";

/** Longer ways from the network to a use are not followed. */
const MAX_STEPS = 40;

/** Methods of sockets that receive. */
const RECEIVING: ReadonlySet<string> = new Set(["makefile", "recv", "recvfrom", "recvmsg"]);
/** What gives a socket. */
const SOCKETS: ReadonlySet<string> = new Set([
  "socket.create_connection",
  "socket.create_server",
  "socket.fromfd",
  "socket.socket",
]);
/** What gives the answer of a web server. */
const ANSWERS: ReadonlySet<string> = new Set([
  "http.client.HTTPConnection.getresponse",
  "http.client.HTTPSConnection.getresponse",
  "urllib.request.urlopen",
  "urllib.urlopen",
  "urllib2.urlopen",
  ...["get", "post", "put", "request"].flatMap((method) => [`requests.${method}`, `httpx.${method}`]),
]);
/** Functions whose result says no less than their first argument. */
const PASSING: ReadonlySet<string> = new Set([
  "base64.b64decode",
  "base64.decodebytes",
  "base64.urlsafe_b64decode",
  "binascii.unhexlify",
  "builtins.bytes",
  "bz2.decompress",
  "io.BytesIO",
  "io.StringIO",
  "lzma.decompress",
  "zlib.decompress",
]);
/** Methods that give what the object is, or a part of it. */
const PARTS: ReadonlySet<string> = new Set(["decode", "encode", "read", "readline", "strip", "split", "getvalue"]);
/** Attributes of the answers of web servers that hold what was sent. */
const BODIES: ReadonlySet<string> = new Set(["content", "data", "raw", "text"]);

/**
 * Where in the file a part of an expression's value is received from another machine; null when nothing shows that it is.
 *
 * Sockets, answers of web servers and what `socketserver` and `http.server` hand to their handlers are followed through names,
 * concatenations, decodings and `read`.
 */
export function networkSourceOf(expression: SyntaxNode, model: Model): SyntaxNode | null {
  const pending = [unparenthesized(expression)];
  const seen = new Set(pending);
  const add = (node: SyntaxNode | null | undefined): void => {
    if (node == null || seen.has(node)) return;
    seen.add(node);
    pending.push(node);
  };
  for (let step = 0; step < pending.length && step < MAX_STEPS; step++) {
    const node = pending[step] as SyntaxNode;
    if (isSource(node, model)) return node;
    for (const origin of originsOf(node, model)) add(unparenthesized(origin));
  }
  return null;
}

function isSource(node: SyntaxNode, model: Model): boolean {
  if (node.kind === "attribute") return node.field("attribute")?.text === "rfile" && isOfHandler(node, model);
  const call = model.callAt(node);
  if (call === null) return false;
  if (ANSWERS.has(call.name ?? "")) return true;
  return call.receiver !== null && RECEIVING.has(call.method ?? "") && isSocket(call.receiver, model);
}

function isSocket(expression: SyntaxNode, model: Model): boolean {
  if (expression.kind === "attribute" && expression.field("attribute")?.text === "request") {
    return isOfHandler(expression, model);
  }
  const values = model
    .valuesOf(expression)
    .filter((value) => !(value.kind === "literal" && value.node.kind === "none"));
  return values.length > 0 && values.every((value) => isSocketValue(value, model));
}

function isSocketValue(value: Value, model: Model): boolean {
  if (value.kind === "call") return SOCKETS.has(value.name ?? "");
  // `connection, address = server.accept()`
  const from = value.kind === "element" && value.index === 0 && value.of.kind === "call" ? value.of.node : null;
  const call = from === null ? null : model.callAt(from);
  return call?.method === "accept" && call.receiver !== null && SOCKETS.has(model.madeBy(call.receiver) ?? "");
}

/** Whether an attribute is of `self` in a class of handlers of `socketserver` or `http.server`: `self.rfile`, `self.request`. */
export function isOfHandler(attribute: SyntaxNode, model: Model): boolean {
  const object = attribute.field("object");
  const method = attribute.enclosing("function_definition");
  const owner = object?.kind === "identifier" && method !== null ? classOf(method) : null;
  if (owner === null || object === null || model.classes.receiverClass(object) !== owner) return false;
  return model.classes.lineage(owner).outside.some((base) => /^(?:socketserver|http\.server)\.\w+Handler$/.test(base));
}

/** The expressions that an expression's value is made of. */
function originsOf(node: SyntaxNode, model: Model): readonly SyntaxNode[] {
  switch (node.kind) {
    case "identifier":
      return boundTo(node, model);
    case "binary_operator":
      return [node.field("left"), node.field("right")].flatMap((side) => side ?? []);
    case "subscript":
      return [node.field("value")].flatMap((value) => value ?? []);
    case "attribute":
      return BODIES.has(node.field("attribute")?.text ?? "") ? [node.field("object")].flatMap((of) => of ?? []) : [];
    case "await":
      return node.namedChildren.slice(0, 1);
    case "call":
      return throughCall(model.callAt(node));
    default:
      return [];
  }
}

function throughCall(call: Call | null): readonly SyntaxNode[] {
  if (call === null) return [];
  if (PASSING.has(call.name ?? "")) return call.positional.slice(0, 1);
  if (call.receiver !== null && PARTS.has(call.method ?? "")) return [call.receiver];
  // `b"".join(parts)`
  return call.method === "join" && call.receiver?.kind === "string" ? call.positional.slice(0, 1) : [];
}

/** What a local name is given, or made longer by, anywhere. */
function boundTo(name: SyntaxNode, model: Model): readonly SyntaxNode[] {
  const variable = model.variableOf(name);
  if (variable === undefined) return [];
  const given = variable.bindings.flatMap(({ kind, site, name: target }) => {
    if (kind === "with")
      return site.kind === "as_pattern" ? [enteredExpression(site)].flatMap((value) => value ?? []) : [];
    if (site.kind === "augmented_assignment") return [site.field("right")].flatMap((value) => value ?? []);
    if (site.kind === "named_expression") return [site.field("value")].flatMap((value) => value ?? []);
    if (site.kind !== "assignment") return [];
    const left = site.field("left");
    // Of `data, address = s.recvfrom(n)` only the data counts.
    const isFirst = left !== null && left !== target && left.namedChildren[0] === target;
    const value = left === target || isFirst ? assignedValue(site) : null;
    return value === null ? [] : [value];
  });
  const appended = variable.references.flatMap((reference) => {
    const { parent } = reference;
    const isMethod =
      parent?.kind === "attribute" && /^(?:append|extend|write)$/.test(parent.field("attribute")?.text ?? "");
    const call = isMethod && parent.parent !== null ? model.callAt(parent.parent) : null;
    return call?.callee === parent ? call.positional.slice(0, 1) : [];
  });
  return [...given, ...appended];
}
