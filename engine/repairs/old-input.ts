import type { Call } from "../semantics/call.js";
import type { Model } from "../semantics/model.js";
import { onceAFile } from "../semantics/once.js";
import type { TextEdit } from "../text/edits.js";

/** What is written around `input` where a text is as good as its value. */
const CONVERTERS: ReadonlySet<string> = new Set(["builtins.eval", "builtins.float", "builtins.int"]);

/** The calls of Python 2's `input` whose value is not made of a text anyway. */
export const evaluatingInputs = onceAFile(
  (model): ReadonlySet<Call> =>
    new Set(model.calls.filter((call) => call.name === "builtins.input" && !isConverted(call, model))),
);

function isConverted({ node }: Call, model: Model): boolean {
  const outer = node.parent?.kind === "argument_list" ? node.parent.parent : null;
  const name = outer === null ? null : (model.callAt(outer)?.name ?? null);
  return name !== null && CONVERTERS.has(name);
}

/**
 * Every `raw_input` of the file as `input`, and every `input` as `eval(input())`: all of them at once, since nothing tells the two
 * apart once one of them is made. Made once a file, since each of its findings has them.
 */
export const inputEdits = onceAFile((model): readonly TextEdit[] => {
  const edits: TextEdit[] = model.tree
    .nodesOfKind("identifier")
    .filter((node) => node.text === "raw_input" && model.qualifiedName(node) === "builtins.raw_input")
    .map((span) => ({ span, replacement: "input" }));
  for (const { callee, node } of evaluatingInputs(model)) {
    const close = node.field("arguments")?.token(")");
    if (close === null || close === undefined) continue;
    // Leaves room for what is written behind the call, as by the repair of a print statement.
    edits.push({ span: callee, replacement: "eval(input" });
    edits.push({ span: { start: close.start, end: close.start }, replacement: ")" });
  }
  return edits;
});
