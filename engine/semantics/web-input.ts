import type { SyntaxNode } from "../syntax/tree.js";
import type { Call } from "./call.js";
import { classOf } from "./classes.js";
import { constantOf } from "./constants.js";
import { stringValue, unparenthesized } from "./literals.js";
import type { Model } from "./model.js";

/** The words of which a text has at least one where what a browser sends comes in. */
export const WEB_INPUT_WORDS: readonly (readonly string[])[] = [
  ["FieldStorage"],
  ["BaseHTTPRequestHandler"],
  ["SimpleHTTPRequestHandler"],
  ["CGIHTTPRequestHandler"],
  ["flask", "request"],
  ["environ", "QUERY_STRING"],
  ["environ", "PATH_INFO"],
  ["getenv", "QUERY_STRING"],
  ["getenv", "PATH_INFO"],
];

/** Longer ways from the browser to a use are not followed. */
const MAX_STEPS = 20;

const FIELD_STORAGE = "cgi.FieldStorage";
const VARIABLES = /^(?:QUERY_STRING|PATH_INFO)$/;
/** What flask's `request` has from the browser. */
const FLASK = /^flask\.request\.(?:args|form|values|cookies|headers)$/;
/** Functions whose result may say all that their first argument says. */
const PASSING: ReadonlySet<string> = new Set([
  "builtins.str",
  ...["parse_qs", "parse_qsl", "unquote", "unquote_plus", "urlparse", "urlsplit"].map((name) => `urllib.parse.${name}`),
  "urllib.unquote",
  "urllib.unquote_plus",
  "urlparse.parse_qs",
]);
/** Methods that give what an object says, or a part of it. */
const PARTS: ReadonlySet<string> = new Set(
  "capitalize decode get lower lstrip rstrip split strip title upper".split(" "),
);

/** The expression that gives what a browser has sent, of which an expression is made as it is; null where that is not certain. */
export function webInputOf(expression: SyntaxNode, model: Model): SyntaxNode | null {
  let node = constantOf(expression, model);
  for (let step = 0; step < MAX_STEPS; step++) {
    if (isInput(node, model)) return node;
    const from = sourceOf(node, model);
    if (from === null) return null;
    node = constantOf(from, model);
  }
  return null;
}

/** The call of a method that asks for a value that the browser may not have sent, and gives None for it; null for others. */
export function missingAsNone(expression: SyntaxNode, model: Model): Call | null {
  const call = model.callAt(constantOf(expression, model));
  if (call === null || call.arguments.length !== 1 || call.hasUnpacking) return null;
  if (call.name === "os.getenv" || call.name === "os.environ.get") return call;
  if (call.receiver === null) return null;
  const isField = /^(?:getvalue|getfirst)$/.test(call.method ?? "") && model.madeBy(call.receiver) === FIELD_STORAGE;
  return isField || (call.method === "get" && isFlask(call.receiver, model)) ? call : null;
}

function isInput(node: SyntaxNode, model: Model): boolean {
  const call = model.callAt(node);
  if (call !== null) {
    if (call.name === "os.getenv" || call.name === "os.environ.get") return isVariable(call.positional[0]);
    if (call.receiver === null) return false;
    if (/^(?:getvalue|getfirst|getlist)$/.test(call.method ?? "")) return model.madeBy(call.receiver) === FIELD_STORAGE;
    return /^get(?:list)?$/.test(call.method ?? "") && isFlask(call.receiver, model);
  }
  if (node.kind === "subscript") {
    const value = node.field("value");
    if (value === null) return false;
    if (isFlask(value, model)) return true;
    return model.qualifiedName(value) === "os.environ" && isVariable(node.fieldAll("subscript")[0]);
  }
  if (node.kind !== "attribute") return false;
  const [object, name] = [node.field("object"), node.field("attribute")?.text];
  if (object === null) return false;
  if (name === "value" && object.kind === "subscript") {
    const form = object.field("value");
    return form !== null && model.madeBy(form) === FIELD_STORAGE;
  }
  return (name === "path" || name === "headers") && isHandler(object, model);
}

function isVariable(name: SyntaxNode | undefined): boolean {
  return name !== undefined && VARIABLES.test(stringValue(name) ?? "");
}

function isFlask(expression: SyntaxNode, model: Model): boolean {
  return FLASK.test(model.qualifiedName(expression) ?? "");
}

/** Whether an expression is `self` in a class of handlers of `http.server`. */
function isHandler(object: SyntaxNode, model: Model): boolean {
  const method = object.enclosing("function_definition");
  const owner = object.kind === "identifier" && method !== null ? classOf(method) : null;
  if (owner === null || model.classes.receiverClass(object) !== owner) return false;
  return model.classes.lineage(owner).outside.some((base) => /^http\.server\.\w+Handler$/.test(base));
}

/** What an expression's value is a part of, or all of. */
function sourceOf(node: SyntaxNode, model: Model): SyntaxNode | null {
  if (node.kind === "subscript") return node.field("value");
  if (node.kind === "attribute") {
    return /^(?:path|query|fragment|netloc)$/.test(node.field("attribute")?.text ?? "") ? node.field("object") : null;
  }
  if (node.kind === "boolean_operator") return node.field("left");
  const call = model.callAt(node);
  if (call === null) return null;
  if (PASSING.has(call.name ?? "")) return call.positional[0] ?? null;
  return PARTS.has(call.method ?? "") && call.receiver !== null ? unparenthesized(call.receiver) : null;
}
