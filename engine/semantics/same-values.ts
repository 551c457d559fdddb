import type { SyntaxNode } from "../syntax/tree.js";
import { stringValue, unparenthesized } from "./literals.js";
import type { Model } from "./model.js";

/** Functions that give the same for the same arguments, as long as nobody changes the current folder. */
const PURE: ReadonlySet<string> = new Set([
  "builtins.str",
  "os.fspath",
  "os.path.abspath",
  "os.path.expanduser",
  "os.path.join",
  "os.path.normpath",
  "pathlib.Path",
]);

/** Longer expressions are not compared. */
const MAX_PARTS = 40;

/**
 * Whether two expressions of one function certainly have the same value: equal literals, or the same names, attributes and
 * calls of functions that always give the same, where each name has its value from the same place.
 *
 * An attribute that the function stores anywhere may have changed, so it is not the same.
 */
export function isSameValue(one: SyntaxNode, other: SyntaxNode, model: Model): boolean {
  const waiting: [SyntaxNode, SyntaxNode][] = [[one, other]];
  let parts = 0;
  for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) {
    const [a, b] = [unparenthesized(pair[0]), unparenthesized(pair[1])];
    if (++parts > MAX_PARTS || a.kind !== b.kind || !isSamePart(a, b, model)) return false;
    const [mine, others] = [partsOf(a), partsOf(b)];
    if (mine.length !== others.length) return false;
    mine.forEach((part, index) => {
      waiting.push([part, others[index] ?? part]);
    });
  }
  return true;
}

/** What of an expression is to be compared on its own. */
function partsOf(node: SyntaxNode): readonly SyntaxNode[] {
  switch (node.kind) {
    case "attribute":
      return [node.field("object") ?? node];
    case "call":
      return node.field("arguments")?.namedChildren ?? [];
    case "binary_operator":
      return [node.field("left") ?? node, node.field("right") ?? node];
    default:
      return [];
  }
}

function isSamePart(a: SyntaxNode, b: SyntaxNode, model: Model): boolean {
  switch (a.kind) {
    case "string":
    case "concatenated_string": {
      const text = stringValue(a);
      return text !== null && text === stringValue(b);
    }
    case "identifier":
      return isSameName(a, b, model);
    case "attribute":
      return a.field("attribute")?.text === b.field("attribute")?.text && !isStoredBeside(a, model);
    case "call": {
      const name = model.callAt(a)?.name;
      return name != null && PURE.has(name) && name === model.callAt(b)?.name;
    }
    case "binary_operator":
      return a.field("operator")?.text === b.field("operator")?.text;
    default:
      return false;
  }
}

function isSameName(a: SyntaxNode, b: SyntaxNode, model: Model): boolean {
  if (a.text !== b.text || model.variableOf(a) !== model.variableOf(b)) return false;
  const [mine, others] = [model.reachingBindings(a), model.reachingBindings(b)];
  if (mine === undefined || others === undefined || mine.isElsewhere || others.isElsewhere) return false;
  return mine.bindings.length === 1 && others.bindings.length === 1 && mine.bindings[0] === others.bindings[0];
}

/** Whether an attribute of that name is assigned in the function around it. */
function isStoredBeside(attribute: SyntaxNode, model: Model): boolean {
  const name = attribute.field("attribute")?.text ?? "";
  const around = attribute.enclosing("function_definition") ?? model.tree.root;
  return model.attributes.named(name).some((each) => around.covers(each) && model.attributes.isStored(each));
}

/** Whether two expressions that are evaluated one right after the other, as arguments of one call, certainly have the same value. */
export function isSameNow(one: SyntaxNode, other: SyntaxNode, model: Model): boolean {
  const [a, b] = [unparenthesized(one), unparenthesized(other)];
  if (a.text !== b.text || a.descendants("named_expression", "await", "yield").length > 0) return false;
  const isNamed = /^(?:identifier|attribute|string|concatenated_string|binary_operator|call)$/.test(a.kind);
  const calls = [a, ...a.descendants("call")].filter(({ kind }) => kind === "call");
  return isNamed && calls.every((call) => PURE.has(model.callAt(call)?.name ?? ""));
}
