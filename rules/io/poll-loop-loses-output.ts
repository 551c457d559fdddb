import { defineRule } from "../../engine/rule.js";
import { isPiped } from "../../engine/semantics/child-processes.js";
import { regionOf } from "../../engine/semantics/flow.js";
import type { Model } from "../../engine/semantics/model.js";
import { firstThat, onceForEach } from "../../engine/semantics/once.js";
import type { Variable } from "../../engine/semantics/scopes.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

/**
 * `while p.poll() is None: p.stdout.readline()` stops when the child has ended, and what it wrote at last is still in the pipe.
 *
 * Found where such a loop reads line by line and nothing reads the rest behind it.
 */
export default defineRule({
  name: "poll-loop-loses-output",
  question: "subprocess-pipes",
  summary: "a loop that reads a child's output while it runs, and leaves the rest in the pipe",
  severity: "warning",
  fix: "none",
  messages: {
    lost: "once the child has ended the loop stops, and what is still in the pipe is lost: use `for line in {child}.stdout`, or read the rest behind the loop",
  },
  on: (when) =>
    when.methods("subprocess.Popen", "poll", (call, _, { model, report }) => {
      const { receiver, node } = call;
      const loop = node.enclosing("while_statement", "function_definition", "lambda");
      const condition = loop?.kind === "while_statement" ? loop.field("condition") : null;
      if (receiver?.kind !== "identifier" || loop === null || condition?.covers(node) !== true) return;
      if (condition.kind === "boolean_operator" || !isPipedOnly(receiver, model)) return;
      const variable = model.variableOf(receiver);
      if (variable === undefined) return;
      const { reads, last } = readsOf(variable, model);
      const inside = reads.slice(
        firstThat(reads, ({ start }) => start >= loop.start),
        firstThat(reads, ({ start }) => start >= loop.end),
      );
      const isRead = inside.length > 0 && inside.every((read) => read.field("attribute")?.text === "readline");
      const isDrained = (last.get(regionOf(loop)) ?? 0) >= loop.end;
      const isLeft = loop.descendants("break_statement", "return_statement").length > 0;
      if (!isRead || isDrained || isLeft) return;
      report("lost", {
        at: condition,
        data: { child: excerpt(receiver.text) },
        related: inside.slice(0, 1).map((span) => ({ span, message: "read here" })),
      });
    }),
});

function isPipedOnly(child: SyntaxNode, model: Model): boolean {
  const value = model.onlyValueOf(child);
  const call = value?.kind === "call" ? model.callAt(value.node) : null;
  return call !== null && isPiped(call, "stdout", model) === true;
}

const readsOf = onceForEach(({ references }: Variable) => ({
  /** The methods of the child's stdout that are called, in the order of the text. */
  reads: references.flatMap((each) => readOf(each) ?? []),
  /** Where the last mention begins that may be of something that reads, by function. */
  last: new Map(references.filter(mayRead).map((each) => [regionOf(each), each.start])),
}));

/** The method of the child's stdout that a mention of the child calls: `p.stdout.readline`. */
function readOf(child: SyntaxNode): SyntaxNode | null {
  const stdout =
    child.parent?.kind === "attribute" && child.parent.field("attribute")?.text === "stdout" ? child.parent : null;
  const method = stdout?.parent?.kind === "attribute" ? stdout.parent : null;
  return method?.parent?.kind === "call" && method.fieldName === "function" ? method : null;
}

/** Whether a mention of the child may be of something that reads: anything but a look at how it ended. */
function mayRead(child: SyntaxNode): boolean {
  const member = child.parent?.kind === "attribute" ? (child.parent.field("attribute")?.text ?? "") : "";
  return !/^(?:returncode|pid|poll|args|wait)$/.test(member);
}
