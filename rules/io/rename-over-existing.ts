import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { importsPosixModules } from "../../engine/semantics/for-windows.js";
import { guardOf } from "../../engine/semantics/guards.js";
import type { Model } from "../../engine/semantics/model.js";
import { callsIn, onceForEach } from "../../engine/semantics/once.js";
import { isSameValue } from "../../engine/semantics/same-values.js";
import { textPieces } from "../../engine/semantics/text-pieces.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";
import { isInRange } from "../../engine/versions.js";

const MESSAGES = {
  exists:
    "the second time there is a `{target}` already, and then Windows raises FileExistsError where other systems replace it: {advice}",
} as const;

const ERRORS = ["FileExistsError", "OSError", "Exception"].map((name) => `builtins.${name}`);
const REMOVES: ReadonlySet<string> = new Set(["os.remove", "os.unlink"]);

/**
 * `os.rename` replaces a file that is there on Unix, and refuses to on Windows. `os.replace` does the same everywhere.
 *
 * Found where a new version of a file that has a longer name takes the file's place, and nothing in the function deletes the old one.
 */
export default defineRule({
  name: "rename-over-existing",
  question: "delete-file",
  summary: "`os.rename` to a file that is there the second time",
  severity: "hint",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => when.calls("os.rename", check),
});

function check(call: Call, { model, target: version, report }: RuleContext<typeof MESSAGES>): void {
  const [source, target] = [call.argument(0, "src"), call.argument(1, "dst")];
  if (source === undefined || target === undefined || !isLonger(source, target, model) || isMeant(call, model)) return;
  const hasReplace = isInRange(version, { since: "3.3" });
  report("exists", {
    at: call.node,
    data: {
      target: excerpt(target.text),
      advice: hasReplace ? "use `os.replace`" : "delete the old one before, on Windows",
    },
    fix: (): Fix | null => {
      const name = call.callee.kind === "attribute" && hasReplace ? call.callee.field("attribute") : null;
      return name && { title: "Use os.replace", safety: "safe", edits: [{ span: name, replacement: "replace" }] };
    },
  });
}

/** Whether the source is the target with something behind it: `path + ".new"`. */
function isLonger(source: SyntaxNode, target: SyntaxNode, model: Model): boolean {
  const [first, second, ...others] = textPieces(source, model).filter(({ text }) => text !== "");
  if (first === undefined || second === undefined || others.length > 0) return false;
  return first.text === null && second.text !== null && isSameValue(first.node, target, model);
}

function isMeant({ node }: Call, model: Model): boolean {
  if (importsPosixModules(model) || removes(regionOf(node), model)) return true;
  return guardOf(node, model, ["OSError"]) !== null || isExpectedToFail(node, model, [...ERRORS, "os.error"]);
}

const removes = onceForEach((region: SyntaxNode, model) =>
  callsIn(region, model).some(({ name }) => REMOVES.has(name ?? "")),
);
