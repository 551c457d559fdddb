import type { SyntaxNode } from "../syntax/tree.js";
import { textMatches } from "../text/matching.js";
import { certainContent } from "./bytes-and-text.js";
import type { Call } from "./call.js";
import { constantOf } from "./constants.js";
import { stringValue } from "./literals.js";
import type { Model } from "./model.js";

/** Functions that give text, or None, in every Python. */
const READERS: ReadonlySet<string> = new Set(["builtins.raw_input", "os.environ.get", "os.getenv"]);

/**
 * Whether an expression is certainly text, be it a number in digits: a literal, what `input` gives, or what comes from the command
 * line or the environment, also through `argparse` without a `type`. It may be None instead.
 */
export function isGivenText(expression: SyntaxNode, model: Model): boolean {
  const node = constantOf(expression, model);
  if (stringValue(node) !== null || certainContent(node, model) === "str") return true;
  if (node.kind === "subscript") return isGivenItem(node, model);
  if (node.kind === "attribute") return isUntypedOption(node, model);
  const call = model.callAt(node);
  if (call === null || !READERS.has(call.name ?? "") || call.hasUnpacking) return false;
  const fallback = call.name === "builtins.raw_input" ? undefined : call.argument(1, "default");
  return fallback === undefined || fallback.kind === "none" || stringValue(constantOf(fallback, model)) !== null;
}

/** `sys.argv[1]`, `os.environ["PORT"]` */
function isGivenItem(subscript: SyntaxNode, model: Model): boolean {
  const value = subscript.field("value");
  const [index, ...others] = subscript.fieldAll("subscript");
  if (value === null || index === undefined || index.kind === "slice" || others.length > 0) return false;
  const name = model.qualifiedName(value);
  return name === "sys.argv" || name === "os.environ";
}

/** `args.port` where the file's only parser has one argument `port`, and says neither what kind it is of nor what to do with it. */
function isUntypedOption(attribute: SyntaxNode, model: Model): boolean {
  const [object, name] = [attribute.field("object"), attribute.field("attribute")?.text];
  const value = object === null ? null : model.onlyValueOf(object);
  const parsed = value?.kind === "call" ? model.callAt(value.node) : null;
  if (parsed?.method !== "parse_args" || parsed.receiver === null || name === undefined) return false;
  if (model.madeBy(parsed.receiver) !== "argparse.ArgumentParser") return false;
  if (textMatches(model.source, /\bset_defaults\b/) || parsed.argument(1, "namespace") !== undefined) return false;
  const options = model.calls.filter((call) => call.method === "add_argument" && destinationOf(call) === name);
  const [option, ...others] = options;
  if (option === undefined || others.length > 0 || option.hasUnpacking) return false;
  const says = option.arguments.map(({ keyword }) => keyword);
  return !["type", "action", "nargs", "choices", "const"].some((keyword) => says.includes(keyword));
}

/** The name under which argparse keeps an argument; null where it is not spelt out. */
function destinationOf(call: Call): string | null {
  const given = call.argument(null, "dest");
  if (given !== undefined) return stringValue(given);
  const flags = call.positional.map((each) => stringValue(each) ?? "");
  const flag = flags.find((each) => each.startsWith("--")) ?? flags[0];
  return flag === undefined ? null : flag.replace(/^-+/, "").replaceAll("-", "_");
}
