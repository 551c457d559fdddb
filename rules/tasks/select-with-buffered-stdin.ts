import { accessToModule } from "../../engine/repairs/imports.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { regionOf } from "../../engine/semantics/flow.js";
import type { Model } from "../../engine/semantics/model.js";
import { callsIn, onceForEach } from "../../engine/semantics/once.js";
import { isStandardInput } from "../../engine/semantics/standard-input.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

/**
 * `select` asks the operating system, and `sys.stdin` has a buffer: the first `read(1)` takes all there is into it, and
 * `select` says that there is nothing more. The rest of an arrow key, three bytes, comes with the next key.
 *
 * Found where standard input is waited for by `select`, and read by its methods after that. Whole lines, which is what a
 * terminal gives if nobody asks for more, are a hint only.
 */
export default defineRule({
  name: "select-with-buffered-stdin",
  question: "single-keypress",
  summary: "a buffered read of standard input that select has waited for",
  severity: "warning",
  fix: "unsafe",
  messages: {
    buffered: "`{read}` takes all there is into its buffer, where `select` does not see it: read with `os.read`",
  },
  on: (when) =>
    when.calls(["sys.stdin.read", "sys.stdin.readline"], (call, { model, report }) => {
      if (call.method === "read" && call.arguments.length === 0) return;
      const selecting = selectBefore(call.node, model);
      if (selecting === null) return;
      report("buffered", {
        at: call.node,
        data: { read: excerpt(call.node.text) },
        severity: call.method === "readline" ? "hint" : "warning",
        related: [{ span: selecting, message: "waits for the descriptor" }],
        fix: () => repair(call, model),
      });
    }),
});

/** The call of `select` that has waited for standard input when a place is come to. */
function selectBefore(node: SyntaxNode, model: Model): SyntaxNode | null {
  const graph = model.flowOf(node);
  return selecting(regionOf(node), model).find((each) => graph.dominates(each, node)) ?? null;
}

/** The calls of `select` in one function that wait for standard input. */
const selecting = onceForEach((region: SyntaxNode, model) =>
  callsIn(region, model).flatMap((call) => {
    const list = call.name === "select.select" ? call.argument(0, null) : undefined;
    const read = list === undefined ? null : model.onlyValueOf(list);
    const elements = read?.kind === "literal" && read.node.kind === "list" ? read.node.namedChildren : [];
    return elements.some((element) => isStandardInput(element, model)) ? [call.node] : [];
  }),
);

function repair(call: Call, model: Model): Fix | null {
  const [size] = call.positional;
  const access = accessToModule("os", model);
  if (access === null || size?.kind !== "integer" || call.method !== "read" || call.receiver === null) return null;
  const decoded = model.target.major < 3 ? "" : ".decode()";
  const replacement = `os.read(${call.receiver.text}.fileno(), ${size.text})${decoded}`;
  return { title: "Read with os.read", safety: "unsafe", edits: [...access.edits, { span: call.node, replacement }] };
}
