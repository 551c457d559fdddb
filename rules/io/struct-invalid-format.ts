import { type FormatFault, StructFormat } from "../../engine/knowledge/struct-format.js";
import { defineRule, type RuleContext } from "../../engine/rule.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { guardOf } from "../../engine/semantics/guards.js";
import type { StructCall } from "../../engine/semantics/struct-calls.js";
import { whenStructCalls } from "../../engine/struct-calls.js";
import { excerpt } from "../../engine/text/wording.js";
import { formatPythonVersion, type PythonVersion } from "../../engine/versions.js";

const MESSAGES = { invalid: "`{format}` is no struct format: {reason}" } as const;

/**
 * A format with a character that is no code, with an order mark in the middle, with a size that is the machine's after a
 * mark that asks for standard sizes: `struct` raises struct.error, in whichever function meets it first.
 *
 * Found wherever a format is spelt out; codes that came with a later Python count as no codes before it.
 */
export default defineRule({
  name: "struct-invalid-format",
  question: "binary-data",
  summary: "a format that the `struct` module does not accept",
  severity: "error",
  fix: "none",
  messages: MESSAGES,
  on: (when) =>
    whenStructCalls(when, ["Struct", "calcsize", "iter_unpack", "pack", "pack_into", "unpack", "unpack_from"], check),
});

function check(use: StructCall, { model, target, report }: RuleContext<typeof MESSAGES>): void {
  const { format, formatNode, call } = use;
  // The object has been reported where it was made.
  if (format instanceof StructFormat || use.isMethod) return;
  if (isExpectedToFail(call.node, model, ["struct.error"])) return;
  // A question about the version may well be the answer to a code that is too new.
  if (guardOf(call.node, model, []) !== null) return;
  report("invalid", { at: formatNode, data: { format: excerpt(use.text), reason: reasonOf(format, target) } });
}

function reasonOf(fault: FormatFault, target: PythonVersion): string {
  switch (fault.kind) {
    case "unknown":
      return /\s/.test(fault.character) || fault.character < " "
        ? `the character ${JSON.stringify(fault.character)} is no code`
        : `\`${fault.character}\` is no code`;
    case "mark":
      return `\`${fault.character}\` must be its first character`;
    case "native":
      return `\`${fault.character}\` has no standard size, which \`${fault.mark}\` asks for`;
    case "new": {
      const [since, version] = [formatPythonVersion(fault.since), formatPythonVersion(target)];
      return `\`${fault.character}\` came with Python ${since}, and this file is meant for ${version}`;
    }
    case "count":
      return `no code stands right behind the number ${fault.count}`;
    case "long":
      return "no buffer can be so long";
  }
}
