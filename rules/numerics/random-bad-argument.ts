import { whenRandomCalls } from "../../engine/random-calls.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { libraryCallable } from "../../engine/semantics/library-callables.js";
import { integerValue } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { accepts, arityOf, inWords } from "../../engine/semantics/signature.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";
import { comparePythonVersions } from "../../engine/versions.js";

const MESSAGES = {
  keyword: "`{function}` has no parameter `{keyword}`, so this raises TypeError{advice}",
  arguments: "`{function}` takes {arity}, so this raises TypeError{advice}",
  shuffle:
    "`{function}` takes no function for the numbers since Python 3.11, so this raises TypeError: shuffle with `random.Random`, or leave it out",
  count: "the second argument of `{function}` are the weights, so this raises TypeError: write `k={count}`",
  seed: "{what} is no seed, so this raises TypeError: take a number, a text or bytes",
  seedSoon: "{what} is no seed from Python 3.11 on, and raises TypeError there: take a number, a text or bytes",
  key: "`{function}` is called with an item here, and takes nothing, so this raises TypeError: shuffle instead, or write a lambda",
} as const;

type Context = RuleContext<typeof MESSAGES>;

const FUNCTIONS =
  "choice choices expovariate gauss getrandbits normalvariate randbytes randint random randrange sample seed shuffle triangular uniform".split(
    " ",
  );
/** What a keyword that other libraries have is called here, by function. */
const ADVICE: Readonly<Record<string, string>> = {
  "choice p": ": use `random.choices` with `weights`",
  "choice weights": ": use `random.choices`",
  "choice k": ": use `random.sample`, or `random.choices`",
  "choice size": ": use `random.sample`, or `random.choices`",
  "choice replace": ": use `random.sample`, or `random.choices`",
  "choices p": ": use `weights`",
  "choices size": ": use `k`",
  "sample size": ": use `k`",
  "sample weights": ": use `random.choices`",
};
const REFUSES_SEEDS = { major: 3, minor: 11 };
const WARNS_OF_SEEDS = { major: 3, minor: 9 };
const MOMENTS = /^datetime\.(?:datetime\.(?:now|utcnow|today)|date\.today)$/;

/**
 * Functions of `random` have parameters of their own, which are not those of NumPy's, and fewer than they had.
 *
 * Found by the signatures of the version the file is meant for; and where a seed certainly is of a type that is none.
 */
export default defineRule({
  name: "random-bad-argument",
  question: "random-numbers",
  summary: "an argument that a function of `random` does not take, or no longer takes",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => [
    ...whenRandomCalls(when, FUNCTIONS, check),
    when.calls("random.Random", (call, context) => checkSeed(call, "x", context)),
    when.references("random.random", (node, _, context) => checkKey(node, context)),
  ],
});

function check(call: Call, name: string, context: Context): void {
  const { model, report, target } = context;
  if (call.hasUnpacking || isMeant(call, model)) return;
  const signatures = libraryCallable(`random.${name}`, target)?.signatures ?? [];
  const keywords = call.arguments.flatMap(({ keyword }) => keyword ?? []);
  const data = { function: excerpt(call.callee.text) };
  if (signatures.length > 0 && !signatures.some((each) => accepts(each, call.positional.length, keywords))) {
    const [first, second] = call.positional;
    if (name === "shuffle" && second !== undefined) {
      report("shuffle", { at: second, data, fix: () => withoutFunction(call, first, second, model) });
      return;
    }
    const known = new Set(
      signatures.flatMap(({ positional, keywordOnly }) => [...positional, ...keywordOnly]).map((each) => each.name),
    );
    const unknown = call.arguments.find(({ keyword }) => keyword !== null && !known.has(keyword));
    if (unknown?.keyword != null) {
      const advice = ADVICE[`${name} ${unknown.keyword}`] ?? "";
      report("keyword", { at: unknown.node, data: { ...data, keyword: unknown.keyword, advice } });
      return;
    }
    const arity = arityOf(signatures);
    if (arity === null) return;
    const advice = name === "choice" ? ": use `random.sample`, or `random.choices`" : "";
    report("arguments", { at: call.node, data: { ...data, arity: inWords(arity), advice } });
    return;
  }
  if (name === "seed") checkSeed(call, "a", context);
  if (name === "choices") checkCount(call, context);
}

/** Whether a test wants the error. */
function isMeant(call: Call, model: Model): boolean {
  return isExpectedToFail(call.node, model, ["builtins.TypeError", "builtins.Exception"]);
}

/** Without the function, where it is the one that is used anyway. */
function withoutFunction(call: Call, list: SyntaxNode | undefined, given: SyntaxNode, model: Model): Fix | null {
  const isUsual = model.qualifiedName(given) === "random.random" && call.arguments.length === 2;
  if (list === undefined || !isUsual) return null;
  const edits = [{ span: { start: list.end, end: given.end }, replacement: "" }];
  return { title: "Leave the function out", safety: "safe", edits };
}

function checkCount(call: Call, { report }: Context): void {
  const [, second] = call.positional;
  const count = second === undefined ? null : integerValue(second);
  if (second === undefined || count === null) return;
  report("count", {
    at: second,
    data: { function: excerpt(call.callee.text), count: `${count}` },
    fix: () => ({
      title: "Pass it as k",
      safety: "safe",
      edits: [{ span: { start: second.start, end: second.start }, replacement: "k=" }],
    }),
  });
}

function checkSeed(call: Call, parameter: string, { model, report, target }: Context): void {
  const seed = call.argument(0, parameter);
  const what = seed === undefined ? null : seedType(seed, model);
  if (seed === undefined || what === null || isMeant(call, model)) return;
  const [words, isHashable] = what;
  const isRefused = !isHashable || comparePythonVersions(target, REFUSES_SEEDS) >= 0;
  if (!isRefused && comparePythonVersions(target, WARNS_OF_SEEDS) < 0) return;
  report(isRefused ? "seed" : "seedSoon", {
    at: seed,
    data: { what: words },
    severity: isRefused ? "error" : "information",
    fix: (): Fix => {
      const isTuple = constantOf(seed, model).kind === "tuple";
      const replacement = isTuple || !isHashable ? `repr(${seed.text})` : `str(${seed.text})`;
      return { title: "Take its text", safety: "unsafe", edits: [{ span: seed, replacement }] };
    },
  });
}

/** What a seed is, if it is certainly of a type that is refused, and whether that can be hashed, which older versions were content with. */
function seedType(seed: SyntaxNode, model: Model): readonly [words: string, isHashable: boolean] | null {
  const node = constantOf(seed, model);
  switch (node.kind) {
    case "tuple":
      return ["a tuple", true];
    case "list":
    case "list_comprehension":
      return ["a list", false];
    case "dictionary":
    case "set":
      return [node.kind === "set" ? "a set" : "a dictionary", false];
    case "call": {
      const name = model.callAt(node)?.name ?? "";
      if (MOMENTS.test(name)) return ["a date", true];
      return name === "decimal.Decimal" || name === "fractions.Fraction" ? ["this number", true] : null;
    }
    default:
      return null;
  }
}

/** `sorted(words, key=random.random)`. */
function checkKey(node: SyntaxNode, { model, report }: Context): void {
  const argument = node.parent;
  const list = argument?.kind === "keyword_argument" && argument.field("name")?.text === "key" ? argument.parent : null;
  const call = list?.parent == null ? null : model.callAt(list.parent);
  const isSort = call?.method === "sort" || /^builtins\.(?:sorted|min|max)$/.test(call?.name ?? "");
  if (call === null || !isSort || isMeant(call, model)) return;
  report("key", {
    at: node,
    data: { function: excerpt(node.text) },
    fix: () => ({
      title: "Write a lambda",
      safety: "safe",
      edits: [{ span: node, replacement: `lambda _: ${node.text}()` }],
    }),
  });
}
