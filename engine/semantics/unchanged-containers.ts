import type { SyntaxNode } from "../syntax/tree.js";
import type { Meaning } from "./meaning.js";
import type { Variable } from "./scopes.js";

/** Names with more uses than this are not looked at. */
const MAX_USES = 400;

/** Methods that leave what a list holds of the kind it was. */
const HARMLESS_METHODS = new Set("copy count get index items join keys pop remove reverse sort values".split(" "));
/** Functions that do not change what they are given. */
const HARMLESS_FUNCTIONS =
  /^builtins\.(?:all|any|bool|dict|enumerate|filter|frozenset|iter|len|list|map|max|min|print|repr|reversed|set|sorted|str|sum|tuple|zip)$/;

/** Whether no use of a name can put something else into the list or dictionary that it stands for. */
export function isUnchanged(variable: Variable, model: Meaning): boolean {
  const { references } = variable;
  return references.length <= MAX_USES && references.every((use) => isHarmless(use, model));
}

function isHarmless(reference: SyntaxNode, model: Meaning): boolean {
  let use = reference;
  while (use.parent?.kind === "parenthesized_expression") use = use.parent;
  const parent = use.parent;
  switch (parent?.kind) {
    case "for_statement":
    case "for_in_clause":
      return parent.field("right") === use;
    case "subscript": {
      const role = parent.fieldName;
      const isStored =
        role === "left" || /^(?:delete_statement|pattern_list|tuple_pattern)$/.test(parent.parent?.kind ?? "");
      return parent.field("value") === use && !isStored;
    }
    case "attribute":
      return parent.parent?.kind === "call" && HARMLESS_METHODS.has(parent.field("attribute")?.text ?? "");
    case "argument_list": {
      const call = parent.parent === null ? null : model.callAt(parent.parent);
      return call?.method === "join" || HARMLESS_FUNCTIONS.test(call?.name ?? "");
    }
    case "comparison_operator":
    case "return_statement":
    case "not_operator":
    case "if_statement":
      return true;
    default:
      return false;
  }
}
