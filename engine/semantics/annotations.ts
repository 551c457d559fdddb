import { OPENING, type StringKind } from "../knowledge/string-words.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { Meaning } from "./meaning.js";

/** Forms that say something about a variable and leave its type to what stands in their brackets. */
const WRAPPERS = new Set(["Annotated", "ClassVar", "Final", "Optional", "Union"]);

/**
 * The class that an annotation says a thing is an object of: `queue.Queue` of `queue.Queue[int]`, of
 * `Optional["queue.Queue"]` and of `queue.Queue | None`.
 *
 * Null when there may be objects of several classes, of one of the language's own, or of one that is not known.
 *
 * @param type a node of kind `type`
 * @param nameOf the qualified name of a dotted name that is read where the annotation stands
 */
export function annotatedClass(type: SyntaxNode, nameOf: (dotted: string) => string | null): string | null {
  let text = type.text;
  for (;;) {
    const [only, ...others] = splitOutside(unquoted(text), "|").filter((part) => part !== "None");
    if (only === undefined || others.length > 0) return null;
    const [, dotted, inner] = /^([^\W\d]\w*(?:\.\w+)*)(?:\s*\[([\s\S]*)\])?$/.exec(unquoted(only)) ?? [];
    const name = dotted === undefined ? null : nameOf(dotted);
    if (name === null || name.startsWith("builtins.")) return null;
    const form = /^typing(?:_extensions)?\.(\w+)$/.exec(name)?.[1];
    if (form === undefined) return name;
    if (!WRAPPERS.has(form) || inner === undefined) return null;
    const parts = splitOutside(inner, ",");
    const wanted = form === "Union" ? parts.filter((part) => part !== "None") : parts.slice(0, 1);
    if (wanted[0] === undefined || wanted.length > 1) return null;
    text = wanted[0];
  }
}

function unquoted(text: string): string {
  const trimmed = text.trim();
  return /^(["'])([^"'\\\n]*)\1$/.exec(trimmed)?.[2]?.trim() ?? trimmed;
}

/** The parts of a text between separators that stand in no brackets, blanks taken off. */
function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === "[" || character === "(") depth++;
    else if (character === "]" || character === ")") depth--;
    else if (character === separator && depth === 0) {
      parts.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  return [...parts, text.slice(start).trim()];
}

/** Annotations in which all words are among these say nothing of strings. */
const PLAIN_TYPES: ReadonlySet<string> = new Set(
  "int float bool complex None Any Optional Union List Dict Set Tuple list dict set tuple typing object".split(" "),
);

/** Whether an annotation may speak of a kind of strings, or of an open file. */
export function speaksOf(kind: StringKind, type: SyntaxNode | null, model: Meaning): boolean {
  for (const word of type?.text.match(/\w+/g) ?? []) {
    if (PLAIN_TYPES.has(word)) continue;
    if (word === kind || OPENING.has(word)) return true;
    // `from io import BytesIO as Buffer`
    if (type !== null && model.scopeAt(type).lookup(word)?.isAlias === true) return true;
  }
  return false;
}
