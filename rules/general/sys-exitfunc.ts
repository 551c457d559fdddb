import { accessToModule } from "../../engine/repairs/imports.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import { guardOf, NAME_ERRORS } from "../../engine/semantics/guards.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

/**
 * Python 2 called `sys.exitfunc` when it ended. Python 3 has no such attribute: to assign to it makes one that nobody looks at,
 * without a word. In Python 2 the module `atexit` lives there, so that an assignment drops all that is registered.
 */
export default defineRule({
  name: "sys-exitfunc",
  question: "exit-functions",
  summary: "a function that is given to `sys.exitfunc`, which Python 3 never calls",
  severity: "error",
  fix: "safe",
  messages: {
    ignored: "Python 3 never calls `sys.exitfunc`, so {function} is not run at exit: use `atexit.register`",
    missing: "Python 3 has no `sys.exitfunc`, so this raises AttributeError: `atexit` keeps the functions",
    replaces: "`sys.exitfunc` has room for one function, and drops what `atexit` has registered: use `atexit.register`",
  },
  on: (when) =>
    when.references("sys.exitfunc", (reference, _, { model, target, report }) => {
      if (reference.kind !== "attribute" || guardOf(reference, model, NAME_ERRORS) !== null) return;
      const assignment =
        reference.fieldName === "left" && reference.parent?.kind === "assignment" ? reference.parent : null;
      const value = assignment?.field("right") ?? null;
      if (value !== null) {
        const fix = (): Fix | null => repair(reference, value, target.major >= 3, model);
        if (target.major < 3) report("replaces", { at: reference, severity: "information", fix });
        else report("ignored", { at: reference, data: { function: named(value) }, fix });
      } else if (target.major >= 3 && !isStoredAnywhere(reference, model)) report("missing", { at: reference });
    }),
});

function named(value: SyntaxNode): string {
  return value.kind === "identifier" || value.kind === "attribute" ? `\`${excerpt(value.text)}\`` : "this function";
}

function repair(target: SyntaxNode, value: SyntaxNode, isIgnored: boolean, model: Model): Fix | null {
  const statement = target.parent;
  const isAlone = statement?.parent?.kind === "expression_statement" && statement.field("type") === null;
  const access = accessToModule("atexit", model);
  if (!isAlone || access === null || !/^(?:identifier|attribute|lambda)$/.test(value.kind)) return null;
  return {
    title: "Use `atexit.register`",
    safety: isIgnored ? "safe" : "unsafe",
    edits: [
      ...access.edits,
      { span: { start: target.start, end: value.start }, replacement: "atexit.register(" },
      { span: { start: value.end, end: value.end }, replacement: ")" },
    ],
  };
}

/** Whether the file makes the attribute that it reads. */
function isStoredAnywhere(reference: SyntaxNode, model: Model): boolean {
  return model.scopes.attributeStores.some(
    ({ target }) => target === reference || model.qualifiedName(target) === "sys.exitfunc",
  );
}
