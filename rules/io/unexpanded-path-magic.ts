import { PATH_FUNCTIONS, PATH_METHODS_ON_DISK } from "../../engine/knowledge/path-arguments.js";
import { accessToModule } from "../../engine/repairs/imports.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { leadingText } from "../../engine/semantics/child-processes.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { guardOf } from "../../engine/semantics/guards.js";
import { stringValue, unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  home: "no shell reads this, so `{function}` takes `{magic}` as the name of a folder and not as somebody's home: use `{remedy}`",
  variable: "no shell reads this, so `{function}` takes `{magic}` as it stands and not as a variable: use `{remedy}`",
  pattern: "no shell reads this, so `{function}` looks for one file called `{magic}`: use `glob.glob`",
} as const;

type Context = RuleContext<typeof MESSAGES>;

const FUNCTIONS = Object.keys(PATH_FUNCTIONS);
const MAGIC = /["'](?:~|\$\{?\w|%\w+%|[\w./\\~ -]{0,99}\*)/;
const HOME = /^~\w*(?:[\\/]|$)/;
const VARIABLE = /^(?:\$\w+|\$\{\w+\}|%\w+%)(?:[\\/]|$)/;
/** A pattern as people write them, with one star in its last part. */
const PATTERN = /^(?!\\\\\?)[\w./\\~ -]*\*(?:\.\w*)?$/;
const ERRORS = ["builtins.FileNotFoundError", "builtins.OSError", "builtins.IOError"];

/**
 * `~`, `$HOME` and `*` mean something to a shell. Python's functions take a path as it is, and look for a file of that name.
 *
 * Found where the text begins with it, in the call or where a constant gets its value.
 */
export default defineRule({
  name: "unexpanded-path-magic",
  question: "delete-file",
  summary: "a path with `~`, `$NAME` or `*` that nothing expands",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => {
    const functions = when.calls(FUNCTIONS, checkFunction);
    const methods = when.methods("pathlib.Path", Object.keys(PATH_METHODS_ON_DISK), checkMethod);
    return [
      { ...functions, relevance: { anyOf: [["open"], ["os"], ["shutil"]], pattern: MAGIC } },
      { ...methods, relevance: { anyOf: [["Path"]], pattern: MAGIC } },
    ];
  },
});

function checkFunction(call: Call, context: Context): void {
  if (!textMatches(context.source, MAGIC)) return;
  const known = PATH_FUNCTIONS[call.name ?? ""];
  for (const place of known?.places ?? []) {
    const path = call.argument(...place);
    if (path !== undefined) checkPath(path, call.callee.text, call.node, "os", context);
  }
}

function checkMethod(call: Call, _: string, context: Context): void {
  const { model } = context;
  const value = call.receiver === null ? null : model.onlyValueOf(call.receiver);
  const made = value?.kind === "call" && value.name === "pathlib.Path" ? model.callAt(value.node) : null;
  const path = made?.argument(0, null);
  if (path !== undefined && textMatches(context.source, MAGIC)) {
    checkPath(path, call.method ?? "", call.node, "pathlib", context);
  }
}

function checkPath(
  path: SyntaxNode,
  name: string,
  site: SyntaxNode,
  library: "os" | "pathlib",
  { model, report }: Context,
): void {
  const text = startOf(path, model);
  if (text === null || isMeant(site, model)) return;
  const home = HOME.exec(text)?.[0];
  const magic = home ?? VARIABLE.exec(text)?.[0];
  if (magic !== undefined) {
    const remedy = home === undefined ? "os.path.expandvars" : library === "os" ? "os.path.expanduser" : "expanduser()";
    report(home === undefined ? "variable" : "home", {
      at: path,
      data: { function: excerpt(name), magic: magic.replace(/[\\/]$/, ""), remedy },
      fix: () => (library === "os" ? expanded(path, remedy, model) : null),
    });
    return;
  }
  const whole = stringValue(constantOf(path, model));
  const isRead = library === "os" && whole !== null && PATTERN.test(whole);
  if (isRead) report("pattern", { at: path, data: { function: excerpt(name), magic: excerpt(whole) } });
}

/** The text that a path begins with, as far as it is written out. */
function startOf(path: SyntaxNode, model: Model): string | null {
  const node = constantOf(path, model);
  const call = model.callAt(unparenthesized(node));
  const first = call?.name === "os.path.join" ? call.argument(0, null) : undefined;
  return leadingText(first ?? node, model);
}

function isMeant(site: SyntaxNode, model: Model): boolean {
  return guardOf(site, model, []) === "unreachable" || isExpectedToFail(site, model, ERRORS);
}

function expanded(path: SyntaxNode, remedy: string, model: Model): Fix | null {
  const access = accessToModule("os", model);
  if (access === null) return null;
  const edits = [...access.edits, { span: path, replacement: `${remedy}(${path.text})` }];
  return { title: `Call ${remedy}`, safety: "safe", edits };
}
