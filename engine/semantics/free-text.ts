import { ENCODING_FORMS, QUOTING } from "../knowledge/web-functions.js";
import type { SyntaxNode } from "../syntax/tree.js";
import { constantOf } from "./constants.js";
import { unparenthesized } from "./literals.js";
import type { Model } from "./model.js";
import type { Value } from "./value.js";

/** What programs call a text that people write: the last word of the name. */
const FREE_NAME = new Set(
  "address album artist author city comment company description film firstname keyword keywords lastname message movie msg name phrase query question search sentence song street subject summary term terms text title track username word words".split(
    " ",
  ),
);
/** Words before it that make it the name of something that a program chose. */
const CHOSEN =
  /^(?:host|domain|class|method|func|function|module|package|project|repo|branch|table|field|column|db|database|file|user|bucket|queue|job|node|model|app|action|event|param|arg|key|type)$/;
/** Functions and methods that may have made a text fit for a URL. */
const MAY_ESCAPE =
  /quot|encod|escap|slug|hex|digest|replace|sub|translate|format_url|safe|normali[sz]e|clean|sanit|uri|url/i;

/** How it can be told that an expression is a text that people write: by its origin, or by its name. */
export type FreeText = "input" | "name";

/**
 * Whether an expression is a text that people write, with any character in it; null where it may have been made fit for a URL, and
 * where nothing tells.
 */
export function freeTextOf(expression: SyntaxNode, model: Model): FreeText | null {
  const node = constantOf(expression, model);
  if (isInput(node, model)) return "input";
  const name = unparenthesized(expression);
  if (!isFreeName(name)) return null;
  const values = model.valuesOf(name);
  if (values.length === 0 || values.some((value) => mayBeEscaped(value, model))) return null;
  return isEscapedByName(name, model) ? null : "name";
}

/** `input()`, `sys.argv[1]`, also stripped. */
function isInput(expression: SyntaxNode, model: Model): boolean {
  let node = unparenthesized(expression);
  for (
    let call = model.callAt(node);
    call?.receiver && /^(?:l|r)?strip$/.test(call.method ?? "");
    call = model.callAt(node)
  ) {
    node = unparenthesized(call.receiver);
  }
  if (node.kind === "subscript") {
    const object = node.field("value");
    return object !== null && model.qualifiedName(object) === "sys.argv";
  }
  return /^builtins\.(?:input|raw_input)$/.test(model.callAt(node)?.name ?? "");
}

function isFreeName(node: SyntaxNode): boolean {
  const name = node.kind === "attribute" ? node.field("attribute") : node;
  if (name?.kind !== "identifier") return false;
  const words = name.text
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split("_")
    .filter((word) => word !== "");
  const last = words.at(-1) ?? "";
  const before = words.at(-2);
  return FREE_NAME.has(last) && (before === undefined || !CHOSEN.test(before));
}

function mayBeEscaped(value: Value, model: Model): boolean {
  switch (value.kind) {
    case "call": {
      const call = model.callAt(value.node);
      const isKnown = [...QUOTING, ...ENCODING_FORMS].includes(value.name ?? "");
      return (
        isKnown || MAY_ESCAPE.test(call?.method ?? call?.callee.text ?? "") || model.contentOf(value.node) === "bytes"
      );
    }
    case "literal":
      // What the program says itself is what it wants to send.
      return value.node.kind !== "none";
    case "parameter":
      return isGivenEscaped(value.node, model);
    case "unknown":
    case "annotated":
      return false;
    default:
      return true;
  }
}

/** Whether some call in the file, of a function of that name, passes what is escaped. */
function isGivenEscaped(parameter: SyntaxNode, model: Model): boolean {
  const name = parameter.enclosing("function_definition")?.field("name")?.text;
  return model.calls.some((call) => {
    if (name === undefined || (call.method ?? call.callee.text) !== name) return false;
    return call.arguments.some(({ value }) => {
      const given = model.callAt(constantOf(value, model));
      return given !== null && MAY_ESCAPE.test(given.method ?? given.callee.text);
    });
  });
}

/** Whether something that is escaped is given to the same name, or the same attribute of anything, anywhere in the file. */
function isEscapedByName(node: SyntaxNode, model: Model): boolean {
  const attribute = node.kind === "attribute" ? node.field("attribute")?.text : undefined;
  const mentions =
    attribute !== undefined
      ? model.attributes.named(attribute)
      : (model.variableOf(node)?.bindings ?? []).map(({ name }) => name);
  return mentions.some((mention) => {
    const { parent } = mention;
    if (parent?.kind !== "assignment" || parent.field("left") !== mention) return false;
    const given = parent.field("right");
    return given !== null && MAY_ESCAPE.test(given.text);
  });
}
