import type { NodeKind } from "../syntax/kinds.js";
import type { SyntaxNode } from "../syntax/tree.js";
import { readFrom } from "./content-calls.js";
import { BYTES, ofName } from "./contents.js";
import { stringValue, unparenthesized } from "./literals.js";
import type { Model } from "./model.js";
import { sourcesOf } from "./name-sources.js";

/** Functions and classes of the library that give or hold bytes, and parameters that say so. */
export const GIVING_BYTES: readonly string[] = [
  ..."recv recvfrom urlopen check_output Popen capture_output getresponse digest pack to_bytes tobytes encode fromhex".split(
    " ",
  ),
  ..."BytesIO makefile Serial extractfile urandom token_bytes hexlify unhexlify".split(" "),
  ...["base64", "hex", "hqx", "qp", "uu"].flatMap((coding) => [`a2b_${coding}`, `b2a_${coding}`]),
  ...["b16", "b32", "b64", "b85", "standard_b64", "urlsafe_b64"].flatMap((base) => [`${base}encode`, `${base}decode`]),
];
/** Modes of binary files, and comparisons with literals of bytes. */
export const BYTES_WRITTEN = String.raw`["'][rwaxU+]{0,3}b[rwaxU+]{0,3}["']|[!=]=\s*b["']`;

/** What a text has, at least one of it, in which rules about mixed bytes and text look for them: where bytes come from. */
export const BYTES_COME = new RegExp(
  String.raw`\b(?:${GIVING_BYTES.join("|")})\b|\b(?:pickle|marshal)\s*\.\s*dumps\b|${BYTES_WRITTEN}`,
);

/** More partials within partials are not looked into. */
const MAX_STEPS = 5;

/** Longer chains of methods, slices and sums are not looked into. */
const MAX_CHAIN = 20;

/** The kinds of expressions that can be bytes or text. */
const MAY_BE_STRING: ReadonlySet<NodeKind> = new Set<NodeKind>([
  ...(["string", "concatenated_string", "identifier", "attribute", "call", "subscript", "binary_operator"] as const),
  ...(["conditional_expression", "boolean_operator", "named_expression", "await"] as const),
]);

/** Whether an expression is of a kind that can be bytes or text at all, which is cheaper to see than what it is. */
export function mayBeString(expression: SyntaxNode): boolean {
  return MAY_BE_STRING.has(unparenthesized(expression).kind);
}

/**
 * Whether an expression is certainly bytes or certainly text in Python 3, as `model.contentOf` says it.
 *
 * Null also for what is made of an attribute that only ever gets an empty literal: that is there to hold its place, and
 * other files put something else in it.
 */
export function certainContent(expression: SyntaxNode, model: Model): "bytes" | "str" | null {
  const content = model.contentOf(expression);
  if (content === null) return null;
  let node = unparenthesized(expression);
  for (let steps = 0; steps < MAX_CHAIN; steps++) {
    const before: SyntaxNode | null | undefined =
      node.kind === "call"
        ? model.callAt(node)?.receiver
        : node.kind === "subscript"
          ? node.field("value")
          : node.kind === "binary_operator"
            ? node.field("left")
            : null;
    if (before === null || before === undefined) break;
    node = unparenthesized(before);
  }
  return node.kind === "attribute" && isPlaceholder(node, model) ? null : content;
}

function isPlaceholder(attribute: SyntaxNode, model: Model): boolean {
  const values = model.valuesOf(attribute);
  return values.length > 0 && values.every((value) => value.kind === "literal" && stringValue(value.node) === "");
}

/** Whether calling an expression certainly gives bytes, or text: `f.readline`, `lambda: f.read(9)`, `partial(f.read, 9)`. */
export function contentOfResult(callee: SyntaxNode, model: Model): "bytes" | "str" | null {
  let node = unparenthesized(callee);
  for (let steps = 0; steps < MAX_STEPS; steps++) {
    if (node.kind === "lambda") {
      const body = node.field("body");
      return body === null ? null : certainContent(body, model);
    }
    const call = model.callAt(node);
    const inner = call?.name === "functools.partial" ? call.argument(0, null) : undefined;
    if (inner === undefined) break;
    node = unparenthesized(inner);
  }
  const [object, method] = [node.field("object"), node.field("attribute")?.text];
  if (node.kind !== "attribute" || object === null || method === undefined || model.target.major < 3) return null;
  const handle = model.handleOf(object);
  if (handle !== null) return nameOf(readFrom(method, ofName(handle.gives))?.name);
  return method === "recv" && isSocket(object, model) ? nameOf(BYTES.name) : null;
}

function nameOf(name: string | undefined): "bytes" | "str" | null {
  return name === "bytes" || name === "str" ? name : null;
}

const SOCKETS: ReadonlySet<string> = new Set(["socket.socket", "socket.create_connection", "socket.create_server"]);

/** Whether an expression is certainly a socket, also the one that `accept` gives. */
export function isSocket(expression: SyntaxNode, model: Model): boolean {
  if (SOCKETS.has(model.madeBy(expression) ?? "")) return true;
  const value = model.onlyValueOf(expression);
  if (value?.kind !== "element" || value.index !== 0 || value.of.kind !== "call") return false;
  const call = model.callAt(value.of.node);
  return call?.method === "accept" && call.receiver !== null && SOCKETS.has(model.madeBy(call.receiver) ?? "");
}

/** The bytes of which an expression is certainly one, a number in Python 3: `data[0]`, or `c` in `for c in data`; else null. */
export function bytesOfItem(expression: SyntaxNode, model: Model): SyntaxNode | null {
  const node = unparenthesized(expression);
  if (node.kind === "subscript") {
    const [index, ...others] = node.fieldAll("subscript");
    const value = node.field("value");
    if (index === undefined || index.kind === "slice" || others.length > 0 || value === null) return null;
    return model.contentOf(value) === "bytes" ? value : null;
  }
  if (node.kind !== "identifier") return null;
  // Names that no loop binds are the most, and need not be asked what reaches them.
  if (model.variableOf(node)?.bindings.some(({ kind }) => kind === "loop") !== true) return null;
  const reached = model.reachingBindings(node);
  if (reached === undefined || reached.isElsewhere) return null;
  const sources = sourcesOf(reached.bindings);
  let bytes: SyntaxNode | null = null;
  for (const source of sources) {
    if (source.kind !== "value" || source.steps.join() !== "item") return null;
    // What goes through a file gets lines of it.
    if (model.handleOf(source.node) !== null || model.contentOf(source.node) !== "bytes") return null;
    bytes ??= source.node;
  }
  return bytes;
}

/** Whether the code around a node asks for types first, so that bytes and text go different ways there. */
export function isTypeTested(node: SyntaxNode): boolean {
  for (let child = node, parent = child.parent; parent !== null; child = parent, parent = parent.parent) {
    if (parent.kind === "function_definition" || parent.kind === "class_definition") return false;
    const test = parent.field("condition") ?? (parent.kind === "conditional_expression" ? parent : null);
    const asked = parent.kind === "boolean_operator" ? parent.field("left") : test;
    if (
      asked !== null &&
      asked !== child &&
      /\b(?:isinstance|type|PY2|PY3|version_info|str\s+is\s+bytes|bytes\s+is\s+str)\b/.test(asked.text)
    )
      return true;
  }
  return false;
}
