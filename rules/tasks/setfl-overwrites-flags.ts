import { defineRule, type Fix } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { integerValue } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { flagSettingOf } from "../../engine/semantics/nonblocking-input.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

/** What gives descriptors that may have flags already; pipes, sockets and terminals that are new have none to lose. */
const OPENERS: ReadonlySet<string> = new Set(["builtins.open", "io.open", "os.dup", "os.fdopen", "os.open"]);
const STREAMS: ReadonlySet<string> = new Set(["stdin", "stdout", "stderr"].map((name) => `sys.${name}`));

/**
 * F_SETFL sets all flags: with O_NONBLOCK alone, a file that was opened to append no longer appends.
 *
 * Found where the flags are nothing but constants, on standard streams and on files that were opened.
 */
export default defineRule({
  name: "setfl-overwrites-flags",
  question: "single-keypress",
  summary: "flags of a descriptor that are set without those that it has",
  severity: "warning",
  fix: "unsafe",
  messages: {
    lost: "this takes all other flags, like O_APPEND, from `{fd}`: add to what `F_GETFL` gives",
  },
  on: (when) =>
    when.calls("fcntl.fcntl", (call, { model, report }) => {
      const setting = flagSettingOf(call.node, model);
      if (setting === null || !isOnlyConstants(setting.flags, model) || !mayHaveFlags(setting.descriptor, model))
        return;
      const { descriptor, flags } = setting;
      report("lost", { at: flags, data: { fd: excerpt(descriptor.text) }, fix: () => repair(call, descriptor, flags) });
    }),
});

/** Whether flags are written as `os.O_...` and nothing else. */
function isOnlyConstants(flags: SyntaxNode, model: Model): boolean {
  const waiting = [flags];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.kind === "parenthesized_expression" || node.kind === "binary_operator")
      waiting.push(...node.namedChildren);
    else if (!/^os\.O_[A-Z]+$/.test(model.qualifiedName(node) ?? "")) return false;
  }
  return true;
}

function mayHaveFlags(descriptor: SyntaxNode, model: Model): boolean {
  return model.valuesOf(descriptor).every((value) => {
    switch (value.kind) {
      case "literal": {
        const number = integerValue(value.node);
        return number !== null && number >= 0n && number <= 2n;
      }
      case "external":
        return STREAMS.has(value.name);
      case "call":
        return (
          value.name !== null &&
          (OPENERS.has(value.name.replace(/\.fileno$/, "")) || STREAMS.has(value.name.replace(/\.fileno$/, "")))
        );
      default:
        return false;
    }
  });
}

function repair(call: Call, descriptor: SyntaxNode, flags: SyntaxNode): Fix | null {
  const command = call.argument(1, null);
  if (command === undefined || !/\bF_SETFL$/.test(command.text) || !/^[\w.]+(?:\(\))?$/.test(descriptor.text))
    return null;
  const asked = `${call.callee.text}(${descriptor.text}, ${command.text.replace(/F_SETFL$/, "F_GETFL")})`;
  const edit = { span: { start: flags.start, end: flags.start }, replacement: `${asked} | ` };
  return { title: "Keep the other flags", safety: "unsafe", edits: [edit] };
}
