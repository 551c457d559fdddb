import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { guardOf, NAME_ERRORS } from "../../engine/semantics/guards.js";
import { integerValue } from "../../engine/semantics/literals.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { isInRange } from "../../engine/versions.js";

/** The default of both: 100 instructions in Python 2, 5 milliseconds since 3.2. */
const SECONDS_PER_INSTRUCTION = 0.005 / 100;

const MESSAGES = {
  removed: "`sys.{name}` was removed in Python 3.9: `sys.{replacement}` {works} in seconds, not in instructions",
  idle: "`sys.{name}` has no effect since Python 3.2, and is gone in 3.9: `sys.{replacement}` {works} in seconds",
} as const;

/**
 * `sys.setcheckinterval(100)` told Python 2 after how many instructions to let another thread run. Python 3.2 switches by time
 * and ignores it, Python 3.9 has not got it any more.
 *
 * Found where the target version has no use for it, unless somebody asks whether it is there.
 */
export default defineRule({
  name: "removed-check-interval",
  question: "gil",
  summary: "`sys.setcheckinterval`, which Python 3.2 ignores and 3.9 has no more",
  severity: "error",
  fix: "unsafe",
  pythons: { since: "3.2" },
  messages: MESSAGES,
  on: (when) => when.references(["sys.setcheckinterval", "sys.getcheckinterval"], check),
});

function check(
  reference: SyntaxNode,
  qualified: string,
  { model, target, report }: RuleContext<typeof MESSAGES>,
): void {
  if (guardOf(reference, model, NAME_ERRORS) !== null) return;
  const name = qualified.slice("sys.".length);
  const replacement = name.replace("check", "switch");
  const data = { name, replacement, works: name.startsWith("set") ? "counts" : "answers" };
  const fix = (): Fix | null => repair(reference, replacement);
  if (isInRange(target, { since: "3.9" })) report("removed", { at: reference, data, fix });
  else report("idle", { at: reference, severity: "information", data, fix });
}

/** As many seconds as the instructions took by default; what is computed is for its author to convert. */
function repair(reference: SyntaxNode, replacement: string): Fix | null {
  const name = reference.field("attribute");
  const call = reference.parent?.kind === "call" && reference.fieldName === "function" ? reference.parent : null;
  if (name === null || call === null) return null;
  const rename = { span: name, replacement };
  const given = call.field("arguments")?.namedChildren ?? [];
  const [argument] = given;
  if (replacement.startsWith("get")) return { title: `Call sys.${replacement}`, safety: "unsafe", edits: [rename] };
  const count = argument === undefined ? null : integerValue(argument);
  if (argument === undefined || count === null || count <= 0n || given.length > 1) return null;
  const seconds = String(Number((Number(count) * SECONDS_PER_INSTRUCTION).toPrecision(3)));
  return {
    title: `Call sys.${replacement}(${seconds})`,
    safety: "unsafe",
    edits: [rename, { span: argument, replacement: seconds }],
  };
}
