import { hasLinesForItself, indentStep } from "../../engine/repairs/blocks.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  unclosed:
    "nobody closes `{file}`: CPython does when it goes away, others (PyPy) some time later or never, and until then what is written is not in the file: open it in a `with`",
} as const;

const OPENERS = ["builtins.open", "io.open", "codecs.open", "gzip.open", "bz2.open", "lzma.open", "pathlib.Path.open"];
/** Functions that write to a file which is their second argument. */
const WRITERS: ReadonlySet<string> = new Set(["json.dump", "marshal.dump", "pickle.dump", "shutil.copyfileobj"]);

/**
 * A file that is opened, written to and forgotten in one expression is closed when the object goes away. When that is, depends on the
 * interpreter.
 */
export default defineRule({
  name: "unclosed-write-handle",
  question: "copy-file",
  summary: "a file that is opened and written to in one expression, which nobody closes",
  severity: "hint",
  fix: "safe",
  messages: MESSAGES,
  on: (when) =>
    when.calls(OPENERS, (call, context) => check(call, context), [
      ["write"],
      ["writelines"],
      ["dump"],
      ["copyfileobj"],
    ]),
});

function check(call: Call, { model, report }: RuleContext<typeof MESSAGES>): void {
  const use = writing(call, model);
  if (use === null || model.handleOf(call.node)?.mode?.writes !== true) return;
  report("unclosed", { at: call.node, data: { file: excerpt(call.node.text) }, fix: () => entered(call, use) });
}

/** The call that writes to what another one opens, with nothing between that could keep it. */
function writing({ node }: Call, model: Model): SyntaxNode | null {
  const { parent } = node;
  const use = parent?.parent ?? null;
  if (use?.kind !== "call") return null;
  if (parent?.kind === "attribute") {
    return /^write(?:lines)?$/.test(parent.field("attribute")?.text ?? "") && use.field("function") === parent
      ? use
      : null;
  }
  const outer = model.callAt(use);
  return outer !== null && WRITERS.has(outer.name ?? "") && outer.argument(1, null) === node ? use : null;
}

function entered({ node }: Call, use: SyntaxNode): Fix | null {
  const statement = use.parent;
  if (statement?.kind !== "expression_statement" || !hasLinesForItself(statement)) return null;
  if (/[\r\n]/.test(statement.text)) return null;
  const scope = statement.enclosing("function_definition") ?? statement.tree.root;
  const name = ["file", "f", "output"].find((each) => !new RegExp(`\\b${each}\\b`).test(scope.text));
  if (name === undefined) return null;
  const before = use.text.slice(0, node.start - use.start);
  const behind = use.text.slice(node.end - use.start);
  // What reads another file there leaves that open too.
  if (/\bopen\s*\(/.test(before + behind)) return null;
  const { source } = statement.tree;
  const indent = source.indentationAt(statement.start) + indentStep(statement);
  const replacement = `with ${node.text} as ${name}:${source.lineBreak}${indent}${before}${name}${behind}`;
  // What stands before is worked out after the file has been emptied then.
  const safety = before.includes("(", before.indexOf("(") + 1) ? "unsafe" : "safe";
  return { title: "Open it in a `with`", safety, edits: [{ span: use, replacement }] };
}
