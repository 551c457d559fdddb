import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isForWindows } from "../../engine/semantics/for-windows.js";
import { grouped } from "../../engine/semantics/grouped.js";
import { integerValue } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { readsByBinding } from "../../engine/semantics/named-uses.js";
import { onceForEach } from "../../engine/semantics/once.js";
import type { Variable } from "../../engine/semantics/scopes.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";
import { isInRange } from "../../engine/versions.js";

const MESSAGES = {
  lost: "`os.system` gives the exit status times 256, of which `{exit}` passes on the lowest eight bits: the program always succeeds: use {instead}",
  never: "`os.system` gives the exit status times 256, so this is never true: compare `{status} >> 8`",
  shifted: "`{status}` is the exit status itself, so nothing is left of it after `{operation}`: leave that out",
} as const;

type Context = RuleContext<typeof MESSAGES>;

const EXITS = ["builtins.SystemExit", "builtins.exit", "builtins.quit", "os._exit", "sys.exit"];
/** Functions of `subprocess` that give back the exit status as it is. */
const PLAIN_STATUS = ["subprocess.call", "subprocess.check_call"];

/**
 * There are two numbers for how a command ended. What `os.system` and `os.wait` give is the system's: the exit status times
 * 256, plus the signal. What `subprocess` gives is the exit status itself. Whoever mistakes one for the other reports success
 * for every failure.
 *
 * Found where the system's number becomes a program's exit status or is compared with one, and where `subprocess`'s is shifted.
 */
export default defineRule({
  name: "exit-status-shifted",
  question: "os-read-popen",
  summary: "an exit status that is taken for the system's number, or the other way round",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => [
    when.calls(EXITS, checkExit, [["system"]]),
    when.calls("os.system", checkComparison),
    when.calls(PLAIN_STATUS, (call, context) => checkShift(call.node, context)),
    when.nodes("attribute", { anyOf: [["returncode"]], pattern: /returncode\s*>>/ }, (attribute, context) => {
      const isStatus = attribute.field("attribute")?.text === "returncode";
      const object = attribute.field("object");
      if (isStatus && object !== null && isChild(object, context.model)) checkShift(attribute, context);
    }),
    when.calls("subprocess.getstatusoutput", checkPair),
  ],
});

function checkExit(call: Call, { model, report, target }: Context): void {
  const [status] = call.positional;
  const value = status === undefined ? null : model.onlyValueOf(status);
  if (status === undefined || value?.kind !== "call" || value.name !== "os.system") return;
  if (isForWindows(call.node, model)) return;
  const instead = isInRange(target, { since: "3.9" })
    ? "`os.waitstatus_to_exitcode`, or `subprocess.call`"
    : "`subprocess.call(..., shell=True)`";
  report("lost", {
    at: call.node,
    data: { exit: excerpt(call.callee.text), instead },
    related: call.node.covers(value.node) ? [] : [{ span: value.node, message: "the status comes from here" }],
  });
}

/** `os.system(command) == 1`, also through a name. */
function checkComparison(call: Call, { model, report }: Context): void {
  const { parent } = call.node;
  const target = parent?.kind === "assignment" ? parent.field("left") : null;
  const variable = target?.kind === "identifier" ? model.variableOf(target) : undefined;
  const named = variable === undefined ? [] : (readsByCall(variable, model).get(call.node) ?? []);
  const uses = target?.kind === "identifier" ? named : [call.node];
  for (const use of uses) {
    const comparison = use.parent;
    if (comparison?.kind !== "comparison_operator" || comparison.namedChildren.length !== 2) continue;
    const operator = comparison.children.find(({ isNamed }) => !isNamed)?.text ?? "";
    const other = comparison.namedChildren.find((each) => each !== use);
    const number = other === undefined ? null : integerValue(other);
    const isStatus = number !== null && number > 0n && number < 256n && operator === "==";
    if (isStatus && !isForWindows(comparison, model)) {
      report("never", { at: comparison, data: { status: excerpt(use.text) } });
    }
  }
}

/** Where a variable is read that certainly is what a call gives, by the call. */
const readsByCall = onceForEach(({ references }: Variable, model) =>
  grouped(references, (reference) => {
    const value = model.onlyValueOf(reference);
    return value?.kind === "call" ? value.node : undefined;
  }),
);

/** `subprocess.getstatusoutput(command)[0] >> 8`, also with the pair unpacked. */
function checkPair(call: Call, context: Context): void {
  // In Python 2 it is the `commands` of the same function that is meant, which gave the system's number.
  if (context.target.major < 3) return;
  const { parent } = call.node;
  if (parent?.kind === "subscript") {
    if (integerValue(parent.fieldAll("subscript")[0] ?? parent) === 0n) checkShift(parent, context);
    return;
  }
  const left = parent?.kind === "assignment" ? parent.field("left") : null;
  const [status] = left !== null && /^(?:pattern_list|tuple_pattern)$/.test(left.kind) ? left.namedChildren : [];
  if (status?.kind !== "identifier") return;
  const { model } = context;
  const variable = model.variableOf(status);
  const reads = variable === undefined ? undefined : readsByBinding(variable, model).get(status);
  for (const read of reads ?? []) checkShift(read, context);
}

function checkShift(status: SyntaxNode, { report, model }: Context): void {
  const { parent } = status;
  if (parent?.kind !== "binary_operator" || parent.field("left") !== status) return;
  const isShift = parent.field("operator")?.text === ">>" && integerValue(parent.field("right") ?? parent) === 8n;
  if (!isShift || isForWindows(parent, model)) return;
  const fix = (): Fix => ({
    title: "Leave the shift out",
    safety: "safe",
    edits: [{ span: { start: status.end, end: parent.end }, replacement: "" }],
  });
  report("shifted", { at: parent, data: { status: excerpt(status.text), operation: ">> 8" }, fix });
}

/** Whether an expression is a child, or what is known of one that has ended. */
function isChild(object: SyntaxNode, model: Model): boolean {
  const name = model.madeBy(object);
  return name === "subprocess.Popen" || name === "subprocess.run";
}
