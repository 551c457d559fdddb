import { defineRule } from "../../engine/rule.js";
import { docstringOf } from "../../engine/semantics/docstrings.js";
import { onceAFile } from "../../engine/semantics/once.js";
import { useOf } from "../../engine/semantics/uses.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";

/** `__doc__` by itself, and what would ask whether there is one. */
const BARE = /(?<![\w.])__doc__\b(?!\s*=[^=])/;
const ASKED =
  /\b(?:if|and|or|not|while)\s+\(?__doc__\b|(?<![\w.])__doc__\s+(?:or|and|if|is)\b|(?<![\w.])__doc__\s*(?:[-+%]?=(?!=)|\))?\s*:/;

/** The module gets its `__doc__` in another way: `globals()["__doc__"]`, `from other import __doc__`. */
const SET = /["']__doc__["']|\bimport\s+(?:[^\n]{0,400}\b__doc__\b|\*)/;

/**
 * `__doc__` is the module's docstring. In a module without one it is None: there is nothing to show, nothing to fill in, and
 * a usage text is the word "None".
 *
 * Found where `__doc__` is computed with, printed or parsed in a module whose first statement is no string.
 */
export default defineRule({
  name: "doc-without-docstring",
  question: "docstrings",
  summary: "a use of `__doc__` in a module that has no docstring",
  severity: "error",
  fix: "none",
  messages: {
    computed: "this module has no docstring, so `__doc__` is None and this raises {error}: begin the file with one",
    shown: 'this module has no docstring, so `__doc__` is None and "None" is what is shown: begin the file with one',
  },
  on: (when) =>
    when.nodes("identifier", { anyOf: [["__doc__"]], pattern: BARE }, (node, { model, report, source }) => {
      if (node.text !== "__doc__" || !model.scopes.isName(node) || !textMatches(source, BARE)) return;
      if (model.variableOf(node) !== undefined || isInClassBody(node) || textMatches(source, ASKED)) return;
      if (hasDocstring(model) || textMatches(source, SET)) return;
      const use = useOf(node);
      if (use.kind === "operated") {
        const error = node.parent?.kind === "attribute" ? "AttributeError" : "TypeError";
        report("computed", { at: node, data: { error } });
      } else if (use.kind === "passed" && node.parent?.kind === "argument_list") {
        const name = use.callee === null ? null : model.qualifiedName(use.callee);
        if (name === "docopt.docopt") report("computed", { at: node, data: { error: "TypeError" } });
        else if (name === "builtins.print") report("shown", { at: node, severity: "warning" });
      } else if (use.kind === "passed" && node.parent?.kind === "print_statement") {
        report("shown", { at: node, severity: "warning" });
      }
    }),
});

const hasDocstring = onceAFile(({ tree, target }) => docstringOf(tree.root, target) !== null);

/** In the body of a class, `__doc__` is the docstring of the class. */
function isInClassBody(node: SyntaxNode): boolean {
  return node.enclosing("class_definition", "function_definition", "lambda")?.kind === "class_definition";
}
