import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { guardOf } from "../../engine/semantics/guards.js";
import { stringValue } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  always: "`{path}` has no folder, so its `dirname` is empty and `{function}` raises FileNotFoundError: leave it out",
  given:
    "where `{path}` is a file name alone, its `dirname` is empty and `{function}` raises FileNotFoundError: use `os.path.dirname(os.path.abspath({path}))`",
} as const;

const ERRORS = ["builtins.OSError", "builtins.FileNotFoundError", "builtins.FileExistsError", "builtins.Exception"];
/** What asks whether a name is worth anything. */
const ASKS = new Set([
  "if_statement",
  "elif_clause",
  "boolean_operator",
  "conditional_expression",
  "not_operator",
  "comparison_operator",
]);

/**
 * The folder of a bare file name is no text at all, and no folder can be made by that name.
 *
 * Found where the path is a name that is written out, or what somebody types on the command line, and nothing asks whether the folder
 * is empty.
 */
export default defineRule({
  name: "makedirs-of-empty-dirname",
  question: "delete-file",
  summary: "a folder that is made by the `dirname` of what may be a bare file name",
  severity: "warning",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => when.calls(["os.makedirs", "os.mkdir"], check, [["dirname"]]),
});

function check(call: Call, { model, report }: RuleContext<typeof MESSAGES>): void {
  const folder = call.argument(0, call.name === "os.mkdir" ? "path" : "name");
  const made = folder === undefined ? null : model.callAt(constantOf(folder, model));
  const path = made?.name === "os.path.dirname" ? made.argument(0, "p") : undefined;
  if (folder === undefined || path === undefined || isAsked(folder, path, model)) return;
  const text = stringValue(constantOf(path, model));
  const isBare = text !== null && text !== "" && !/[\\/]/.test(text);
  if (!isBare && !isTyped(path, model)) return;
  if (isExpectedToFail(call.node, model, ERRORS) || guardOf(call.node, model, []) !== null) return;
  report(isBare ? "always" : "given", {
    at: call.node,
    data: { path: excerpt(path.text), function: excerpt(call.callee.text) },
    severity: isBare ? "error" : "warning",
    fix: (): Fix | null => {
      const before = made?.callee.text.replace(/dirname$/, "abspath");
      if (isBare || before === undefined || !before.endsWith("abspath") || made?.callee.kind !== "attribute")
        return null;
      const edits = [{ span: path, replacement: `${before}(${path.text})` }];
      return { title: "Take the folder of the whole path", safety: "safe", edits };
    },
  });
}

/** Whether a path is what somebody types: an argument of the program as it stands. */
function isTyped(path: SyntaxNode, model: Model): boolean {
  const node = constantOf(path, model);
  if (node.kind === "subscript") {
    const list = node.field("value");
    return (
      list !== null && model.qualifiedName(list) === "sys.argv" && node.fieldAll("subscript")[0]?.kind === "integer"
    );
  }
  const object = node.kind === "attribute" ? node.field("object") : null;
  return object !== null && model.madeBy(object) === "argparse.ArgumentParser.parse_args";
}

/** Whether something asks about the folder, or about the path, anywhere near. */
function isAsked(folder: SyntaxNode, path: SyntaxNode, model: Model): boolean {
  const asked = [folder, path].flatMap((node) => (node.kind === "identifier" ? (model.variableOf(node) ?? []) : []));
  const isBound = asked.some(({ references }) =>
    references.some(({ parent }) => parent !== null && ASKS.has(parent.kind)),
  );
  // `args.out = os.path.abspath(args.out)`
  const attribute = path.kind === "attribute" ? path.field("attribute")?.text : undefined;
  const isStored =
    attribute !== undefined &&
    model.attributes
      .named(attribute)
      .some(({ parent, fieldName }) => parent?.kind === "assignment" && fieldName === "left");
  return isBound || isStored;
}
