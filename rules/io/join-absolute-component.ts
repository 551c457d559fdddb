import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { leadingText } from "../../engine/semantics/child-processes.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { stringValue } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  dropped: "`{part}` begins with a slash, so `{base}` is dropped from the path: leave the slash out",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/** Text that begins with a slash, and has something behind it. */
const ABSOLUTE = /["']\/[^"'/\s]/;

/**
 * A part that begins with a slash is the root again: what stands before it is dropped without a word.
 *
 * Found where the part is written out, or begins with text that is.
 */
export default defineRule({
  name: "join-absolute-component",
  question: "delete-file",
  summary: "a part of a path that begins with a slash and drops what is before it",
  severity: "warning",
  fix: "unsafe",
  messages: MESSAGES,
  on: (when) => [
    {
      ...when.calls(["os.path.join", "pathlib.Path"], checkCall),
      relevance: { anyOf: [["path", "join"], ["Path"]], pattern: ABSOLUTE },
    },
    {
      ...when.methods("pathlib.Path", "joinpath", checkJoinpath),
      relevance: { anyOf: [["Path", "joinpath"]], pattern: ABSOLUTE },
    },
    when.nodes("binary_operator", { anyOf: [["Path"]], pattern: ABSOLUTE }, checkDivision),
  ],
});

function checkCall(call: Call, context: Context): void {
  if (!textMatches(context.source, ABSOLUTE) || call.hasUnpacking) return;
  const parts = call.positional;
  for (const [index, part] of parts.entries()) {
    const base = parts[index - 1];
    if (base !== undefined && isAbsolute(part, context.model)) {
      check(parts.slice(0, index), part, context);
      return;
    }
  }
}

function checkJoinpath(call: Call, _: string, context: Context): void {
  const { receiver, positional } = call;
  if (receiver === null || !textMatches(context.source, ABSOLUTE) || call.hasUnpacking) return;
  const index = positional.findIndex((part) => isAbsolute(part, context.model));
  const part = positional[index];
  const value = context.model.onlyValueOf(receiver);
  const made = value?.kind === "call" ? context.model.callAt(value.node) : null;
  const isRoot = made?.positional.every((each) => /^[/.]?$/.test(stringValue(constantOf(each, context.model)) ?? "x"));
  if (part !== undefined && isRoot !== true) check([receiver, ...positional.slice(0, index)], part, context);
}

function checkDivision(node: SyntaxNode, context: Context): void {
  if (node.field("operator")?.text !== "/" || !textMatches(context.source, ABSOLUTE)) return;
  const [base, part] = [node.field("left"), node.field("right")];
  if (base === null || part === null || !isAbsolute(part, context.model)) return;
  if (context.model.madeBy(base) === "pathlib.Path") check([base], part, context);
}

function check(bases: readonly SyntaxNode[], part: SyntaxNode, { model, report }: Context): void {
  const base = bases.at(-1);
  // Of the root itself, and of nothing, nothing is lost.
  if (base === undefined || bases.every((each) => /^\/?$/.test(stringValue(constantOf(each, model)) ?? "x"))) return;
  report("dropped", {
    at: part,
    data: { part: excerpt(part.text), base: excerpt(base.text) },
    fix: () => withoutSlash(part),
  });
}

/** Whether a part is written out here, or named nearby, and begins with a slash and goes on. */
function isAbsolute(part: SyntaxNode, model: Model): boolean {
  // A name may be there because the path is absolute, and `join` lets it be.
  if (/^(?:identifier|attribute|call)$/.test(part.kind)) return false;
  return /^\/[^/\s]/.test(leadingText(part, model) ?? "") || /^f["']\/\{/.test(part.text);
}

function withoutSlash(part: SyntaxNode): Fix | null {
  let first = part;
  for (let left = first.field("left"); left !== null && first.kind === "binary_operator"; left = first.field("left"))
    first = left;
  const prefix = /^[a-zA-Z]*["']{1,3}(?=\/)/.exec(first.text)?.[0].length;
  if (first.kind !== "string" || prefix === undefined) return null;
  const start = first.start + prefix;
  return {
    title: "Leave the slash out",
    safety: "unsafe",
    edits: [{ span: { start, end: start + 1 }, replacement: "" }],
  };
}
