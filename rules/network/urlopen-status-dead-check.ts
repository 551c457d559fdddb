import { OPENING_URLS } from "../../engine/knowledge/web-functions.js";
import { defineRule, type RuleContext } from "../../engine/rule.js";
import { comparisonsIn } from "../../engine/semantics/comparisons.js";
import { constantInteger, constantOf } from "../../engine/semantics/constants.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  never:
    "`{opener}` raises HTTPError for a status of 400 and more, so this is never {truth}: catch HTTPError and ask its `code`",
  other:
    "`{opener}` raises HTTPError for a status of 400 and more, so what is refused never comes here: catch HTTPError",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/** What may make that no error is raised: handlers of the program's own. */
const OWN_HANDLERS = /\binstall_opener\b|\bHTTPErrorProcessor\b|\bHTTPDefaultErrorHandler\b|\bhttp_error_\w+/;
const ERRORS = ["urllib.error.HTTPError", "urllib.error.URLError", "urllib2.HTTPError", "urllib2.URLError"];
const BROAD_ERRORS = ["builtins.Exception", "builtins.OSError", "builtins.IOError", "builtins.EnvironmentError"];

/** From here on a status is an error. */
const FIRST_ERROR = 400n;

/**
 * `urlopen` gives an answer only if the status is one of success; for 404 and its like it raises HTTPError. (Python 2's `urllib.urlopen`
 * gave whatever came, and `requests` does.)
 *
 * Found where the status of what `urlopen` certainly gave is compared with that of an error, or with 200 where nothing catches HTTPError.
 */
export default defineRule({
  name: "urlopen-status-dead-check",
  question: "www-tools",
  summary: "a comparison of the status of `urlopen`'s answer with that of an error, which it raises instead",
  severity: "error",
  fix: "none",
  messages: MESSAGES,
  on: (when) =>
    when.nodes(
      "comparison_operator",
      {
        anyOf: [["urlopen"]],
        pattern: /\burllib2?\b/,
        and: /\.\s*(?:status|code|getcode)\b/,
      },
      check,
    ),
});

function check(node: SyntaxNode, context: Context): void {
  const { model, report, source } = context;
  const [comparison, ...others] = comparisonsIn(node);
  if (comparison === undefined || others.length > 0) return;
  const sides = [
    { status: comparison.left, value: comparison.right, operator: comparison.operator },
    {
      status: comparison.right,
      value: comparison.left,
      operator: MIRRORED[comparison.operator] ?? comparison.operator,
    },
  ];
  for (const { status, value, operator } of sides) {
    const opener = openerOf(status, model);
    if (opener === null || textMatches(source, OWN_HANDLERS)) continue;
    const data = { opener: excerpt(opener.text) };
    const related = node.covers(opener) ? [] : [{ span: opener, message: "opened here" }];
    const truth = truthFor(operator, value, model);
    if (truth !== null) report("never", { at: node, data: { ...data, truth }, related });
    else if (operator === "!=" && constantInteger(value, model) === 200n && !isCaught(opener, model)) {
      report("other", { at: node, data, related, severity: "information" });
    }
  }
}

const MIRRORED: Readonly<Record<string, string>> = { "<": ">", ">": "<", "<=": ">=", ">=": "<=" };

/** What opened the answer whose status an expression is; null for other expressions. */
function openerOf(status: SyntaxNode, model: Model): SyntaxNode | null {
  const node = statusOf(unparenthesized(status), model);
  const attribute = node.kind === "call" ? node.field("function") : node;
  const member = attribute?.kind === "attribute" ? attribute.field("attribute")?.text : undefined;
  const isStatus = node.kind === "call" ? member === "getcode" : member === "status" || member === "code";
  const object = isStatus ? attribute?.field("object") : null;
  if (object === null || object === undefined) return null;
  const value = model.onlyValueOf(object);
  const opened = value?.kind === "call" && OPENING_URLS.includes(value.name ?? "") ? value.node : null;
  return opened?.field("function") ?? null;
}

/** The expression that a name got its status from. */
function statusOf(node: SyntaxNode, model: Model): SyntaxNode {
  return node.kind === "identifier" ? constantOf(node, model) : node;
}

/** What a comparison can never be, given that the status is below the first error; null where it can be either. */
function truthFor(operator: string, value: SyntaxNode, model: Model): "true" | "false" | null {
  const node = constantOf(value, model);
  const number = constantInteger(value, model);
  if (operator === "in" || operator === "not in") {
    const items = node.kind === "tuple" || node.kind === "list" || node.kind === "set" ? node.namedChildren : [];
    const numbers = items.map((item) => constantInteger(item, model));
    const isDead = numbers.length > 0 && numbers.every((each) => each !== null && each >= FIRST_ERROR);
    return isDead ? (operator === "in" ? "true" : "false") : null;
  }
  if (number === null || number > 599n) return null;
  if (number >= FIRST_ERROR) {
    if (/^(?:==|>=|>)$/.test(operator)) return "true";
    return /^(?:!=|<>|<|<=)$/.test(operator) ? "false" : null;
  }
  return number === FIRST_ERROR - 1n && operator === ">" ? "true" : null;
}

/** Whether something catches what the opening raises. */
function isCaught(opener: SyntaxNode, model: Model): boolean {
  if (isExpectedToFail(opener, model, [...ERRORS, ...BROAD_ERRORS])) return true;
  const bare = opener.enclosing("try_statement", "function_definition");
  return bare?.kind === "try_statement";
}
