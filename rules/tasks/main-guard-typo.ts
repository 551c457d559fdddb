import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { stringValue, unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { editDistance } from "../../engine/text/misspelling.js";
import { excerpt } from "../../engine/text/wording.js";
import { isInRange } from "../../engine/versions.js";

const OPERATOR = String.raw`(?:[!=]=|is(?:\s+not)?|(?:not\s+)?in)`;
const GAP = String.raw`[\s)\\]*`;
/** What no right guard has: another text behind `__name__`, in front of it, or another word compared with "__main__". */
const WRONG_GUARD = new RegExp(
  [
    String.raw`\b__name__\b${GAP}(?:is\b|(?:[!=]=|in\b)[\s(\\]*(?!["']__main__["']|[\s(\\]))`,
    String.raw`(?<!\b__main__)["']${GAP}${OPERATOR}[\s(\\]*__name__\b`,
    `["']__main__["']${GAP}is\\b`,
    String.raw`(?:["']__name__["']|\b__main__)${GAP}${OPERATOR}`,
    String.raw`(?<!\b__name__[\s)\\]{0,50})[!=]=[\s(\\]*["']__main__["']`,
    String.raw`["']__main__["']${GAP}[!=]=[\s(\\]*(?!__name__\b)\w{0,20}[nN]`,
  ].join("|"),
);

const MESSAGES = {
  text: '`__name__` is "__main__" in a program that is run, and {wrong} nowhere: {consequence}',
  mainModule: '`__name__` is {wrong} when this file is imported; in a program that is run it is "__main__"',
  identity:
    '`{operator}` asks whether two strings are one object, which they are by chance only: write `{right} "__main__"`',
  quoted: 'this compares the text "__name__" and not the variable `__name__`: {consequence}',
  unbound: "`{wrong}` is a NameError: {advice}",
  function: '`__name__` is a text, and never equal to the function `{wrong}`: compare it with "__main__"',
} as const;

type Context = RuleContext<typeof MESSAGES>;

/**
 * A program's own part stands behind `if __name__ == "__main__":`. With a slip in it nothing complains: the program ends
 * at once, with status 0, and a module's tests seem to pass.
 *
 * Found at comparisons of `__name__` with a text that is nearly "__main__", or of what is nearly `__name__` with it.
 */
export default defineRule({
  name: "main-guard-typo",
  question: "testing",
  summary: 'a misspelt `if __name__ == "__main__"`, behind which nothing runs',
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) =>
    when.nodes(
      "comparison_operator",
      { anyOf: [["__name__"], ["__main__"]], pattern: WRONG_GUARD },
      (node, context) => {
        const sides = node.namedChildren.map(unparenthesized);
        const [left, right] = sides;
        if (left === undefined || right === undefined || sides.length > 2 || !WRONG_GUARD.test(node.text)) return;
        const isName = (side: SyntaxNode): boolean => side.kind === "identifier" && side.text === "__name__";
        if (isName(left)) checkOther(node, right, context);
        else if (isName(right)) checkOther(node, left, context);
        else checkName(node, left, right, context);
      },
    ),
});

/** The other side of a comparison with the real `__name__`. */
function checkOther(comparison: SyntaxNode, other: SyntaxNode, { model, report, source, target }: Context): void {
  const operator = operatorOf(comparison);
  const consequence = consequenceOf(operator);
  if (operator.endsWith("in")) {
    checkMembers(other, consequence, report);
    return;
  }
  const text = stringValue(other);
  if (text === null) {
    checkWord(other, model, report);
  } else if (isNearly(text)) {
    // As a module of that name it is imported under it.
    const isMainModule = text === "main" && /(?:^|[\\/])main\.pyw?$/.test(source.path);
    if (isMainModule && isOneOfSeveral(comparison)) return;
    const finding = { at: other, fix: () => replaceText(other) };
    if (isMainModule) report("mainModule", { ...finding, severity: "warning", data: { wrong: other.text } });
    else if (!isOneOfSeveral(comparison)) report("text", { ...finding, data: { wrong: other.text, consequence } });
  } else if (text === "__main__" && operator.startsWith("is")) {
    report("identity", {
      at: comparison,
      // Tried: false for a program's own name in every version before 3.13.
      severity: isInRange(target, { since: "3.13" }) ? "warning" : "error",
      data: { operator, right: operator === "is" ? "==" : "!=" },
      fix: () => replaceOperator(comparison, operator),
    });
  }
}

function checkMembers(container: SyntaxNode, consequence: string, report: Context["report"]): void {
  if (!["tuple", "list", "set"].includes(container.kind)) return;
  const texts = container.namedChildren.map(stringValue);
  if (texts.includes("__main__")) return;
  container.namedChildren.forEach((member, i) => {
    const text = texts[i];
    if (typeof text !== "string" || text === "main" || !isNearly(text)) return;
    report("text", { at: member, data: { wrong: member.text, consequence }, fix: () => replaceText(member) });
  });
}

function checkWord(other: SyntaxNode, model: Model, report: Context["report"]): void {
  if (other.kind !== "identifier") return;
  const finding = { at: other, data: { wrong: other.text } };
  if (isUnbound(other, model) && (other.text === "main" || isNearly(other.text) || other.text === "__main__")) {
    const data = { wrong: other.text, advice: 'put it in quotes, "__main__"' };
    const fix = (): Fix => spell(other, '"__main__"');
    report("unbound", { at: other, data, fix });
  } else if (model.onlyValueOf(other)?.kind === "function") {
    report("function", { ...finding, fix: () => spell(other, '"__main__"') });
  }
}

/** A comparison without the real `__name__`. */
function checkName(comparison: SyntaxNode, left: SyntaxNode, right: SyntaxNode, { model, report }: Context): void {
  const operator = operatorOf(comparison);
  const [subject, other] = stringValue(left) === "__main__" ? [right, left] : [left, right];
  const text = stringValue(subject);
  const otherText = stringValue(other);
  if (text === "__name__" && otherText === "__main__") {
    const data = { consequence: consequenceOf(operator) };
    report("quoted", { at: subject, data, fix: () => spell(subject, "__name__") });
    return;
  }
  if (subject.kind !== "identifier" || !isUnbound(subject, model)) return;
  if (subject.text === "__main__" && otherText === "__name__") {
    const advice = 'it is the variable `__name__` that holds the text "__main__"';
    const fix: Fix = {
      title: 'Compare `__name__` with "__main__"',
      safety: "safe",
      edits: [
        { span: subject, replacement: "__name__" },
        { span: other, replacement: withText(other, "__main__") },
      ],
    };
    report("unbound", { at: subject, data: { wrong: subject.text, advice }, fix: () => fix });
  } else if (otherText === "__main__" && isNearlyName(subject.text)) {
    const data = { wrong: subject.text, advice: "the module's name is in `__name__`" };
    report("unbound", { at: subject, data, fix: () => spell(subject, "__name__") });
  }
}

/** Whether a text is "__main__" with a slip, or what people take for it. */
function isNearly(text: string): boolean {
  if (text === "__main__" || text === "__mp_main__") return false;
  if (text === "__name__" || text === "main" || text === "__main__.py" || text === "main.py") return true;
  return editDistance(text.toLowerCase(), "__main__") <= 2;
}

function isNearlyName(word: string): boolean {
  return word !== "__name__" && (word === "name" || editDistance(word.toLowerCase(), "__name__") <= 2);
}

/** Whether nothing in sight, nor Python itself, gives the name a value. */
function isUnbound(identifier: SyntaxNode, model: Model): boolean {
  const hasStar = model.scopes.scopes.some(({ starImports }) => starImports.length > 0);
  return model.variableOf(identifier) === undefined && !hasStar;
}

/** `__name__ == "main" or __name__ == "__main__"`: the author knows both. */
function isOneOfSeveral(comparison: SyntaxNode): boolean {
  let whole = comparison;
  while (whole.parent?.kind === "boolean_operator" || whole.parent?.kind === "parenthesized_expression") {
    whole = whole.parent;
  }
  return whole !== comparison && /["']__main__["']/.test(whole.text);
}

function operatorOf(comparison: SyntaxNode): string {
  const tokens = comparison.children.filter(({ isNamed }) => !isNamed);
  return (tokens[0]?.text ?? "").replace(/\s+/g, " ");
}

function consequenceOf(operator: string): string {
  const isNegated = operator === "!=" || operator.includes("not");
  return isNegated ? "this is always true" : "what stands behind this never runs";
}

function replaceText(literal: SyntaxNode): Fix {
  return spell(literal, excerpt(literal.text) === literal.text ? withText(literal, "__main__") : '"__main__"');
}

/** Another text in the quotes of a plain literal. */
function withText(literal: SyntaxNode, text: string): string {
  const quote = /["']/.exec(literal.text)?.[0] ?? '"';
  return `${quote}${text}${quote}`;
}

function spell(node: SyntaxNode, replacement: string): Fix {
  return { title: `Write ${replacement}`, safety: "safe", edits: [{ span: node, replacement }] };
}

function replaceOperator(comparison: SyntaxNode, operator: string): Fix | null {
  const token = comparison.children.find(({ isNamed }) => !isNamed);
  const replacement = operator === "is" ? "==" : "!=";
  return token === undefined ? null : spell(token, replacement);
}
