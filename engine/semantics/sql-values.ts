import type { SyntaxNode } from "../syntax/tree.js";
import { certainType } from "./certain-type.js";
import { constantOf } from "./constants.js";
import { freeTextOf } from "./free-text.js";
import { unparenthesized } from "./literals.js";
import type { Model } from "./model.js";
import { webInputOf } from "./web-input.js";

/** Longer rows of calls are not followed. */
const MAX_STEPS = 8;

/** Methods that give nearly the same text. */
const SAME = /^(?:capitalize|decode|encode|lower|lstrip|rstrip|strip|title|upper)$/;
/** Functions and methods whose result has no quotes, or that write them as SQL wants it. */
const MAY_QUOTE =
  /quot|escap|sanit|clean|safe|slug|valid|adapt|mogrify|literal|replace|sub$|translate|hex|digest|hash|md5|sha\d|uuid|b64|iso|strftime|ctime|date|time|now|today|format_|^(?:int|float|bool|len|repr|ord|round|abs|min|max|sum|id)$/i;
/** Types of which no value has a quote in it. */
const PLAIN = /^(?:int|float|bool|None|bytes|decimal\.Decimal|uuid\.UUID|ipaddress\.\w+|datetime\.\w+)$/;

/** The last words of names of things that are numbers, dates, keys made by programs, or parts of a database. */
const PLAIN_NAME = new Set(
  "checksum column columns col cols commit constraint count crc database date datetime day dbname digest end engine field fields guid hash hour id ids index i j n idx key kind level limit md5 minute mode month no now num number offset oid pid port position rev revision rowid schema second seconds sequence sha1 size start state status table tables tablename time timestamp today type uid uuid version view year".split(
    " ",
  ),
);

/** Whether a value certainly comes from outside: it was typed, given on the command line, or sent by a browser. */
export function isFromOutside(expression: SyntaxNode, model: Model): boolean {
  const value = withoutWrappers(expression, model);
  return freeTextOf(value, model) === "input" || webInputOf(value, model) !== null;
}

/**
 * Whether a value put between quotes in SQL may be meant to have no quotes itself: a number, date or constant, the name of a part
 * of the database, what was made fit for SQL, and what the program asks about before.
 */
export function mayBePlain(expression: SyntaxNode, model: Model): boolean {
  const value = withoutWrappers(expression, model);
  if (isFromOutside(value, model)) return isAskedAbout(value);
  // The text of an object that nothing is known of.
  const isMadeText = model.callAt(unparenthesized(expression))?.name === "builtins.str";
  if (isMadeText && certainType(value, model) !== "str") return true;
  const type = certainType(value, model);
  if (type !== null && PLAIN.test(type)) return true;
  const name = value.kind === "attribute" ? value.field("attribute") : value;
  if (name?.kind === "identifier" && isPlainName(name.text)) return true;
  if (value.kind !== "identifier" && value.kind !== "attribute" && value.kind !== "subscript") return true;
  const isKnown = model.valuesOf(value).some((each) => {
    switch (each.kind) {
      case "literal":
        return each.node.kind !== "none";
      case "call": {
        const call = model.callAt(each.node);
        return MAY_QUOTE.test(call?.method ?? call?.callee.text ?? "");
      }
      case "annotated":
        return each.name !== "str" && each.name !== "builtins.str";
      case "parameter":
        return isOfOtherType(each.node);
      case "unknown":
      case "element":
        return false;
      default:
        return true;
    }
  });
  return isKnown || isAskedAbout(value);
}

/** Whether a parameter's annotation says something else than text. */
function isOfOtherType(parameter: SyntaxNode): boolean {
  const type = parameter.field("type");
  return type !== null && !/\bstr\b|\bAny\b/.test(type.text);
}

/** What a text is made of by nothing but `str` and methods that leave its characters: `name` of `str(name).strip()`. */
export function withoutWrappers(expression: SyntaxNode, model: Model): SyntaxNode {
  let node = unparenthesized(expression);
  for (let step = 0; step < MAX_STEPS; step++) {
    const call = model.callAt(constantOf(node, model));
    const isText = call?.name === "builtins.str" && call.arguments.length === 1;
    const inner = isText ? call.positional[0] : SAME.test(call?.method ?? "") ? call?.receiver : null;
    if (inner == null) break;
    node = unparenthesized(inner);
  }
  return node;
}

function isPlainName(name: string): boolean {
  if (/^_*[A-Z][A-Z\d_]*$/.test(name) || /^__\w+__$/.test(name)) return true;
  const words = name
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split("_");
  const last = words.filter((word) => word !== "").at(-1) ?? "";
  return PLAIN_NAME.has(last) || PLAIN_NAME.has(last.replace(/\d+$/, "")) || MAY_QUOTE.test(name);
}

/** Whether the function around a name compares it with something, or passes it on to be looked at, in a condition. */
function isAskedAbout(value: SyntaxNode): boolean {
  const { text } = value;
  const region = value.enclosing("function_definition") ?? value.tree.root;
  const conditions = [
    ...region.descendants("if_statement"),
    ...region.descendants("elif_clause"),
    ...region.descendants("while_statement"),
  ].flatMap((statement) => statement.field("condition") ?? []);
  const asserted = region.descendants("assert_statement").flatMap(({ namedChildren }) => namedChildren.slice(0, 1));
  return [...conditions, ...asserted].some((condition) =>
    [...condition.descendants("identifier"), ...condition.descendants("attribute")].some(
      (name) => name.text === text && isLookedAt(name, condition),
    ),
  );
}

/** Other than whether it is there at all. */
function isLookedAt(name: SyntaxNode, condition: SyntaxNode): boolean {
  for (let at = name; at !== condition && at.parent !== null; at = at.parent) {
    const { parent } = at;
    if (parent.kind === "call") return true;
    if (parent.kind === "comparison_operator") return parent.token("is") === null && parent.token("is not") === null;
  }
  return condition.kind === "comparison_operator" && name.parent === condition && condition.token("is") === null;
}
