import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import type { Model } from "../../engine/semantics/model.js";
import { spelledValue } from "../../engine/semantics/spelled-values.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  path: "`{function}` wants an open file and not a path, so this raises {error}: open `{path}` first",
  swapped: "`{function}` takes the object first and then the file, so this raises an error: swap them",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/** Functions that write an object to a file, or read one from it, with the place of the file among their arguments. */
const FILE_PLACES: Readonly<Record<string, number>> = {
  "json.dump": 1,
  "json.load": 0,
  "marshal.dump": 1,
  "marshal.load": 0,
  "pickle.dump": 1,
  "pickle.load": 0,
  "tomllib.load": 0,
};
/** The keywords by which the file can be passed. */
const KEYWORDS: Readonly<Record<string, string>> = {
  "json.dump": "fp",
  "json.load": "fp",
  "pickle.dump": "file",
  "pickle.load": "file",
};

/**
 * `pickle.load` and `json.load` read from a file that is open; those that take a string end in `s`, and take the pickle or the
 * JSON itself. None of them takes a path.
 *
 * Found where a string is given for the file, and where the file is given for the object.
 */
export default defineRule({
  name: "pickle-file-argument",
  question: "persistent-objects",
  summary: "a path, or the object, where `pickle` or `json` wants an open file",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => when.calls(Object.keys(FILE_PLACES), check),
});

function check(call: Call, { model, target, report }: Context): void {
  const name = call.name ?? "";
  const place = FILE_PLACES[name];
  const file = place === undefined ? undefined : call.argument(place, KEYWORDS[name] ?? null);
  if (file === undefined || isExpectedToFail(call.node, model, ["builtins.TypeError", "builtins.AttributeError"]))
    return;
  const functionText = excerpt(call.callee.text);
  const [object] = call.positional;
  if (place === 1 && object !== undefined && model.handleOf(object)?.call != null && isNoFile(file, model)) {
    report("swapped", { at: call.node, data: { function: functionText }, fix: () => swap(object, file) });
    return;
  }
  if (!isText(file, model)) return;
  report("path", {
    at: file,
    data: { function: functionText, path: excerpt(file.text), error: errorFor(name, target.major) },
  });
}

/** How a string is refused, by what asks it for its methods. */
function errorFor(name: string, major: number): string {
  if (name === "pickle.load" || name === "pickle.dump") return major < 3 ? "an error" : "TypeError";
  return name.startsWith("marshal.") && major < 3 ? "TypeError" : "AttributeError";
}

/** Whether an expression is certainly text, and so no file. */
function isText(expression: SyntaxNode, model: Model): boolean {
  const kind = spelledValue(expression, model)?.kind;
  return kind === "text" || kind === "bytes" || model.contentOf(expression) !== null;
}

/** Whether an expression certainly has no `write`. */
function isNoFile(expression: SyntaxNode, model: Model): boolean {
  if (isText(expression, model)) return true;
  const value = model.onlyValueOf(expression);
  return value?.kind === "literal" || value?.kind === "function" || spelledValue(expression, model) !== null;
}

function swap(object: SyntaxNode, file: SyntaxNode): Fix | null {
  if (file.parent?.kind === "keyword_argument") return null;
  const edits = [
    { span: object, replacement: file.text },
    { span: file, replacement: object.text },
  ];
  return { title: "Swap the object and the file", safety: "safe", edits };
}
