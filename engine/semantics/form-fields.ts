import type { SyntaxNode } from "../syntax/tree.js";
import { constantOf } from "./constants.js";
import { stringValue, unparenthesized } from "./literals.js";
import type { Model } from "./model.js";

/** A name of a form or query with its value. */
interface FormField {
  readonly name: SyntaxNode | null;
  readonly value: SyntaxNode;
}

/**
 * The names and values of a form that is written out: a dictionary, a list or tuple of pairs, or `dict(name=value)`, also through a
 * name to which nothing else is done. Empty for others.
 */
export function fieldsOf(form: SyntaxNode, model: Model): FormField[] {
  const node = constantOf(form, model);
  if (unparenthesized(form) !== node && !isGivenFields(form, model)) return [];
  switch (node.kind) {
    case "dictionary":
      return lastOfEach(
        node.namedChildren.flatMap((pair) => {
          const value = pair.kind === "pair" ? pair.field("value") : null;
          return value === null ? [] : [{ name: pair.field("key"), value }];
        }),
      );
    case "list":
    case "tuple":
      return node.namedChildren.map(unparenthesized).flatMap((pair) => {
        const [name, value, ...others] = pair.kind === "tuple" || pair.kind === "list" ? pair.namedChildren : [];
        return name === undefined || value === undefined || others.length > 0 ? [] : [{ name, value }];
      });
    case "call": {
      const call = model.callAt(node);
      if (call?.name !== "builtins.dict" || call.hasUnpacking) return [];
      return call.arguments.flatMap(({ keyword, node: argument, value }) =>
        keyword === null ? [] : [{ name: argument.field("name"), value }],
      );
    }
    default:
      return [];
  }
}

/** Of a key that stands there twice, a dictionary keeps the last value. */
function lastOfEach(fields: readonly FormField[]): FormField[] {
  const keyOf = ({ name }: FormField): string => (name === null ? "" : (stringValue(name) ?? name.text));
  return [...new Map(fields.map((field) => [keyOf(field), field])).values()];
}

/** Whether nothing in the file changes the fields that a name stands for: it is only passed on, and looked at. True for what is no name. */
export function isGivenFields(form: SyntaxNode, model: Model): boolean {
  const node = unparenthesized(form);
  if (node.kind !== "identifier") return true;
  const references = model.variableOf(node)?.references ?? [];
  return references.every((reference) => {
    const { parent } = reference;
    if (parent?.kind === "attribute")
      return /^(?:copy|get|items|keys|values)$/.test(parent.field("attribute")?.text ?? "");
    return (
      parent?.kind !== "subscript" ||
      !/^(?:assignment|augmented_assignment|delete_statement)$/.test(parent.parent?.kind ?? "") ||
      parent.fieldName === "right"
    );
  });
}
