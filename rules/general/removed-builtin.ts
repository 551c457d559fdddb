import { REMOVED_BUILTINS } from "../../engine/knowledge/removed-builtins.js";
import { removedBuiltinRepair } from "../../engine/repairs/removed-builtins.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { guardOf } from "../../engine/semantics/guards.js";
import type { Model } from "../../engine/semantics/model.js";
import { onceForEach } from "../../engine/semantics/once.js";
import { narrowed } from "../../engine/subscriptions.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { bareNames } from "../../engine/text/written-forms.js";

const MESSAGES = {
  removed: "Python 3 has no `{name}`, so this raises NameError: {advice}",
} as const;
type Context = RuleContext<typeof MESSAGES>;

const NAMES = Object.keys(REMOVED_BUILTINS);
const NAMED = bareNames(NAMES);

/**
 * Python 3 has fewer functions of its own: `raw_input`, `unicode`, `xrange` and others are gone or are called otherwise, and
 * whoever names one gets a NameError where that line runs.
 *
 * Found in files meant for Python 3 that bind the name nowhere, import everything from nowhere else, and show by nothing
 * that somebody knows.
 */
export default defineRule({
  name: "removed-builtin",
  question: "find-a-module",
  summary: "a builtin of Python 2 that Python 3 does not have",
  severity: "error",
  fix: "safe",
  pythons: { since: "3.0" },
  messages: MESSAGES,
  on: (when) =>
    narrowed(
      when.references(
        NAMES.map((name) => `builtins.${name}`),
        check,
      ),
      NAMED,
    ),
});

function check(node: SyntaxNode, qualified: string, { model, report, source }: Context): void {
  const name = qualified.slice("builtins.".length);
  // A member of `__builtin__` is missed together with its module.
  if (node.kind !== "identifier" || node.text !== name || !textMatches(source, NAMED) || isKnown(node, name, model))
    return;
  const advice = REMOVED_BUILTINS[name]?.advice ?? "";
  const fix = (): Fix | null => {
    const repair = removedBuiltinRepair(node, name, model);
    return repair && { title: repair.title, safety: repair.isExact ? "safe" : "unsafe", edits: repair.edits };
  };
  report("removed", { at: node, data: { name, advice }, fix });
}

/** Whether the file shows that the name may be there: it is bound or asked for somewhere, or its absence is expected. */
function isKnown(node: SyntaxNode, name: string, model: Model): boolean {
  return isMentioned(name, model) || guardOf(node, model, ["NameError"]) !== null;
}

const isMentioned = onceForEach((name: string, { imports, source, scopes }) => {
  if (
    imports.some(({ isStar }) => isStar) ||
    scopes.scopes.some(({ kind, variables }) => kind !== "function" && variables.has(name))
  )
    return true;
  if (textMatches(source, /^[ \t]*(?:from|import)[ \t]+(?:__builtin__|builtins|past|six)\b/m)) return true;
  // Somebody tells versions apart, or names the builtin in a text.
  if (textMatches(source, /\bPY[23]\b|\bversion_info\b|\bhexversion\b|\btext_type\b/)) return true;
  return textMatches(source, new RegExp(`["']${name}["']`));
});
