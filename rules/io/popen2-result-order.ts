import { type Pipe, POPEN_FUNCTIONS } from "../../engine/knowledge/popen.js";
import { unpackedTargets } from "../../engine/repairs/popen.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";

const READS = new Set(["next", "read", "readline", "readlines", "xreadlines"]);
const WRITES = new Set(["flush", "write", "writelines"]);

/**
 * `popen2.popen2()` gives back (output, input) and `os.popen2()` (input, output): whoever mixes them up reads from the
 * pipe that can only be written, and the first read raises IOError.
 *
 * Found by use: a pipe that is only read but can only be written, or the reverse.
 */
export default defineRule({
  name: "popen2-result-order",
  question: "subprocess-pipes",
  summary: "the pipes of os.popen2() or popen2.popen2() taken in the other one's order",
  severity: "error",
  fix: "safe",
  pythons: { until: "3.0" },
  messages: {
    order: "`{function}` gives back ({order}), so `{name}` cannot be {done}: swap the names",
  },
  on: (when) =>
    when.calls(Object.keys(POPEN_FUNCTIONS), (call, { model, report }) => {
      const pipes = call.name === null ? undefined : POPEN_FUNCTIONS[call.name]?.pipes;
      const targets = unpackedTargets(call);
      if (pipes === undefined || targets?.length !== pipes.length) return;
      const wrong = targets.findIndex((target, index) => contradicts(target, pipes[index] ?? "stdin", model));
      const target = targets[wrong];
      if (target === undefined) return;
      report("order", {
        at: target,
        data: {
          function: `${call.name}()`,
          order: pipes.join(", "),
          name: target.text,
          done: pipes[wrong] === "stdin" ? "read" : "written to",
        },
        fix: () => swap(targets, pipes),
      });
    }),
});

/** Whether a name is used in the opposite way to what its pipe allows, and never in that way. */
function contradicts(target: SyntaxNode, pipe: Pipe, model: Model): boolean {
  if (target.kind !== "identifier") return false;
  const variable = model.variableOf(target);
  if (variable === undefined || variable.bindings.length > 1) return false;
  const used = variable.references.flatMap((reference) => usedAs(reference) ?? []);
  const wrong = pipe === "stdin" ? "read" : "written";
  return used.length > 0 && used.every((use) => use === wrong);
}

function usedAs(reference: SyntaxNode): "read" | "written" | null {
  const parent = reference.parent;
  if (parent?.kind === "for_statement" && parent.field("right") === reference) return "read";
  if (parent?.kind !== "attribute" || parent.parent?.kind !== "call") return null;
  const method = parent.field("attribute")?.text ?? "";
  if (READS.has(method)) return "read";
  return WRITES.has(method) ? "written" : null;
}

function swap(targets: readonly SyntaxNode[], pipes: readonly Pipe[]): Fix | null {
  const input = targets[pipes.indexOf("stdin")];
  const output = targets[pipes.indexOf("stdout")];
  if (input === undefined || output === undefined) return null;
  const edits = [
    { span: input, replacement: output.text },
    { span: output, replacement: input.text },
  ];
  return { title: `Swap \`${input.text}\` and \`${output.text}\``, safety: "safe", edits };
}
