import type { Model } from "../semantics/model.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { TextEdit } from "../text/edits.js";

/**
 * The edit that adds parameters at the end of those that positions fill, before `*args`, `**kwargs` and what only
 * keywords give. Null when a parameter list is written in a way that leaves no place.
 *
 * @param definition a function_definition or lambda
 * @param parameters as they are to be written: `frame`, `frame=None`, `*_`
 */
export function addParameters(definition: SyntaxNode, parameters: readonly string[]): TextEdit | null {
  const list = definition.field("parameters");
  const added = parameters.join(", ");
  if (list === null) {
    const keyword = definition.kind === "lambda" ? definition.token("lambda") : null;
    return keyword && { span: { start: keyword.end, end: keyword.end }, replacement: ` ${added}` };
  }
  const existing = list.namedChildren;
  const follower = existing.find((node) => !isPositional(node));
  if (follower !== undefined) {
    const at = follower.start;
    return { span: { start: at, end: at }, replacement: `${added}, ` };
  }
  const last = existing.at(-1);
  const open = list.token("(");
  const at = last?.end ?? open?.end;
  if (at === undefined) return null;
  return { span: { start: at, end: at }, replacement: last === undefined ? added : `, ${added}` };
}

/**
 * Names for new parameters that mean nothing else in a function yet: the wanted ones, with underscores before them where
 * the function has, or reads, something of that name.
 */
export function unusedNames(definition: SyntaxNode, wanted: readonly string[]): string[] {
  const used = new Set(definition.descendants("identifier").map(({ text }) => text));
  return wanted.map((name) => {
    let free = name;
    while (used.has(free)) free = `_${free}`;
    used.add(free);
    return free;
  });
}

/** Whether anything but `reference` mentions a function, so that it may be called in other ways too. */
export function mentionsElsewhere(definition: SyntaxNode, reference: SyntaxNode, model: Model): boolean {
  const name = definition.field("name");
  const references = name === null ? [] : (model.variableOf(name)?.references ?? []);
  return references.some((node) => !reference.covers(node));
}

function isPositional(parameter: SyntaxNode): boolean {
  if (parameter.kind === "typed_parameter") {
    const inner = parameter.namedChildren[0];
    return inner === undefined || isPositional(inner);
  }
  switch (parameter.kind) {
    case "list_splat_pattern":
    case "dictionary_splat_pattern":
    case "keyword_separator":
      return false;
    default:
      return true;
  }
}
