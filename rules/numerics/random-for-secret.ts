import { whenRandomCalls } from "../../engine/random-calls.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { integerValue, stringValue, unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { isInTest } from "../../engine/semantics/tests.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  foreseen:
    "who sees some of the numbers of `random` can compute all others, so `{purpose}` can be foreseen: draw from `secrets`, or from `random.SystemRandom()`",
  guessable:
    "who sees some of the numbers of `random` can compute all others, so `{purpose}` can be guessed: draw from `secrets`, or from `random.SystemRandom()`",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/** Words that say by themselves that nobody is to guess a thing. */
const SECRETS = new Set("csrf nonce otp passphrase passwd password pwd salt secret token totp xsrf".split(" "));
/** Pairs of words that do. */
const SECRET_PAIRS = new Set(
  "api_key access_key auth_key encryption_key private_key secret_key session_id session_key session_token signing_key".split(
    " ",
  ),
);
/** What such words are said of in the processing of language and pictures. */
const OTHER_MEANING =
  /^(?:tokens|tokeniz\w*|mask|masked|vocab\w*|word|words|pad|pepper|noise|special|next|prev|text|num|count|n|max|len|length|check|verify|validate|is|has|test|fake|dummy)$/;
const ALPHABET =
  /^string\.(?:ascii_letters|ascii_lowercase|ascii_uppercase|letters|lowercase|uppercase|digits|hexdigits|printable|punctuation)$/;
/** What gives its argument in another form. */
const HANDS_ON = new Set("append extend format join".split(" "));
const HANDING_ON =
  /^(?:builtins\.(?:bytes|chr|hex|int|list|str|tuple|unicode)|(?:hashlib|base64|binascii|uuid)\.\w+|six\.(?:b|u|ensure_\w+))$/;
/** So many bits or letters nobody tries out. */
const LEAST_BITS = 32n;

/**
 * `random` is made for simulations and games: whoever sees enough of its numbers can compute those that follow. Passwords, tokens and keys
 * need a source that cannot be computed, which `secrets` and `random.SystemRandom` give.
 *
 * Found where letters and digits, bits or bytes are drawn, and a name says for what, in whole words.
 */
export default defineRule({
  name: "random-for-secret",
  question: "random-numbers",
  summary: "a password, token or key made of numbers that can be computed",
  severity: "warning",
  fix: "safe",
  messages: MESSAGES,
  on: (when) =>
    whenRandomCalls(when, ["choice", "choices", "sample", "getrandbits", "randbytes", "randint", "randrange"], check),
});

function check(call: Call, name: string, { model, report }: Context): void {
  // The operating system's own numbers are what is wanted.
  if (call.receiver !== null && /(?:^|\.)SystemRandom$/.test(model.madeBy(call.receiver) ?? "")) return;
  const purpose = purposeOf(call.node, model);
  if (purpose === null || !isSecretive(call, name, purpose, model) || isInTest(call.node, model)) return;
  // Those need not be kept secret, and mostly must only not repeat.
  const isOnce = /salt|nonce/i.test(purpose);
  report(isOnce ? "foreseen" : "guessable", {
    at: call.node,
    data: { purpose: excerpt(purpose) },
    severity: isOnce ? "hint" : "warning",
    fix: () => fromSystem(call, model),
  });
}

/** The name that says what a drawn value is for: what it is assigned to or passed as, or the function that returns it; null where none does. */
function purposeOf(draw: SyntaxNode, model: Model): string | null {
  for (let child = draw, { parent } = draw; parent !== null; child = parent, parent = parent.parent) {
    switch (parent.kind) {
      case "assignment":
      case "augmented_assignment": {
        const target = child.fieldName === "right" ? parent.field("left") : null;
        const name = target === null ? null : lastWord(target);
        if (name !== null && isSecretName(name)) return name;
        break;
      }
      case "keyword_argument": {
        const name = parent.field("name")?.text ?? "";
        return isSecretName(name) ? name : null;
      }
      case "argument_list":
        if (!isHandedOn(parent, model)) return null;
        break;
      case "pair": {
        const key = parent.field("key");
        const name = key === null || child.fieldName !== "value" ? null : stringValue(key);
        return name !== null && isSecretName(name) ? name : null;
      }
      case "function_definition": {
        const name = parent.field("name")?.text ?? "";
        return isSecretName(name) && isReturned(draw, parent, model) ? name : null;
      }
      case "lambda":
      case "class_definition":
      case "module":
        return null;
    }
  }
  return null;
}

/** Whether what is passed here is part of what the call gives. */
function isHandedOn(list: SyntaxNode, model: Model): boolean {
  const call = list.parent === null ? null : model.callAt(list.parent);
  return call === null || HANDS_ON.has(call.method ?? "") || HANDING_ON.test(call.name ?? "");
}

/** Whether a draw is part of what a function gives: in its `return`, or where it collects what it returns. */
function isReturned(draw: SyntaxNode, definition: SyntaxNode, model: Model): boolean {
  if (draw.enclosing("return_statement", "function_definition")?.kind === "return_statement") return true;
  const returned = definition
    .descendants("return_statement")
    .flatMap((statement) => statement.descendants("identifier"))
    .filter((name) => isPartOfReturn(name, model));
  const names = new Set(returned.map(({ text }) => text));
  for (let at = draw.parent; at !== null && at !== definition; at = at.parent) {
    const target = at.kind.endsWith("assignment")
      ? at.field("left")
      : at.kind === "call"
        ? at.field("function")?.field("object")
        : null;
    if (target?.kind === "identifier" && names.has(target.text)) return true;
  }
  return false;
}

function isPartOfReturn(name: SyntaxNode, model: Model): boolean {
  let at: SyntaxNode | null = name;
  for (; at !== null && at.kind !== "return_statement"; at = at.parent) {
    if (at.kind === "argument_list" && !isHandedOn(at, model)) return false;
  }
  return true;
}

function lastWord(target: SyntaxNode): string | null {
  if (target.kind === "identifier") return target.text;
  if (target.kind === "attribute") return target.field("attribute")?.text ?? null;
  const [key] = target.kind === "subscript" ? target.fieldAll("subscript") : [];
  return key === undefined ? null : stringValue(key);
}

/** Whether a name has one of the words of secrecy, as a whole word, and none that gives it another meaning. */
function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  if (words.some((word) => OTHER_MEANING.test(word))) return false;
  return words.some((word, index) => SECRETS.has(word) || SECRET_PAIRS.has(`${word}_${words[index + 1] ?? ""}`));
}

/** Whether what is drawn is what secrets are made of: letters and digits, or many bits. */
function isSecretive(call: Call, name: string, purpose: string, model: Model): boolean {
  const [first, second] = call.positional;
  if (name === "getrandbits")
    return first === undefined || (integerValue(constantOf(first, model)) ?? LEAST_BITS) >= LEAST_BITS;
  if (name === "randbytes") return true;
  if (name === "randint" || name === "randrange") {
    // A number of several digits; a secret number to be guessed in a game has few.
    const end = second === undefined ? null : integerValue(constantOf(second, model));
    return /otp|passw|token/i.test(purpose) && end !== null && end >= 9999n;
  }
  return first !== undefined && isAlphabet(first, model);
}

function isAlphabet(expression: SyntaxNode, model: Model): boolean {
  const node = constantOf(unparenthesized(expression), model);
  const text = stringValue(node);
  if (text !== null) return /^[!-~]{10,}$/.test(text);
  const parts = [node, ...node.descendants("attribute", "identifier")];
  return parts.some((part) => ALPHABET.test(model.qualifiedName(part) ?? ""));
}

/** The same function of `SystemRandom`, where no seed makes the numbers repeatable. */
function fromSystem({ callee, name }: Call, model: Model): Fix | null {
  const module = callee.kind === "attribute" ? callee.field("object") : null;
  if (module === null || module === undefined || name === null || model.qualifiedName(module) !== "random") return null;
  const isSeeded = textMatches(model.source, /\bseed\s*\(/);
  const edits = [{ span: { start: module.end, end: module.end }, replacement: ".SystemRandom()" }];
  return { title: "Draw from the system", safety: isSeeded ? "unsafe" : "safe", edits };
}
