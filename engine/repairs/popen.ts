import { POPEN_FUNCTIONS } from "../knowledge/popen.js";
import type { Call } from "../semantics/call.js";
import { integerValue, stringValue, unparenthesized } from "../semantics/literals.js";
import type { Model } from "../semantics/model.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { TextEdit } from "../text/edits.js";
import { accessToModule, freshName } from "./imports.js";

/** The targets of `a, b = call`, in order; null when the call is used in another way. */
export function unpackedTargets(call: Call): readonly SyntaxNode[] | null {
  const assignment = call.node.parent;
  if (assignment?.kind !== "assignment" || assignment.field("right") !== call.node) return null;
  const left = assignment.field("left");
  if (left === null || assignment.parent?.kind !== "expression_statement") return null;
  if (left.kind !== "pattern_list" && left.kind !== "tuple_pattern" && left.kind !== "list_pattern") return null;
  const targets = left.namedChildren;
  return targets.some((target) => target.kind === "list_splat_pattern") ? null : targets;
}

/**
 * Rewrites `a, b = os.popen2(command)` with `subprocess.Popen`.
 *
 * Null for calls whose pipes are not unpacked at once, and for arguments that cannot be carried over. The edits do not
 * import `subprocess`.
 */
export function subprocessEdits(call: Call, model: Model): TextEdit[] | null {
  const popen = call.name === null ? undefined : POPEN_FUNCTIONS[call.name];
  const targets = unpackedTargets(call);
  const command = call.argument(0, "cmd");
  if (popen === undefined || targets?.length !== popen.pipes.length || command === undefined) return null;
  if (call.hasUnpacking || !hasPlainMode(call.argument(popen.mode, "mode"))) return null;
  const shell = shellArgument(command, model);
  if (shell === null) return null;
  const process = freshName(call.node, model, "process", "child");
  const isOld = model.target.major < 3 || (model.target.major === 3 && model.target.minor < 7);
  const settings = [
    command.text,
    ...(shell === "" ? [] : [`shell=${shell}`]),
    ...bufferArgument(call.argument(popen.bufsize, "bufsize")),
    "stdin=subprocess.PIPE",
    "stdout=subprocess.PIPE",
    ...(popen.pipes.includes("stderr") ? ["stderr=subprocess.PIPE"] : []),
    ...(popen.mergesErrors ? ["stderr=subprocess.STDOUT"] : []),
    isOld ? "universal_newlines=True" : "text=True",
  ];
  const ends = popen.pipes.map((pipe) => `${process}.${pipe}`);
  const statement = call.node.parent as SyntaxNode;
  const { lineBreak } = model.source;
  const indentation = model.source.indentationAt(statement.start);
  const start = `${process} = subprocess.Popen(${settings.join(", ")})${lineBreak}${indentation}`;
  return [
    { span: { start: statement.start, end: statement.start }, replacement: start },
    { span: call.node, replacement: ends.join(", ") },
  ];
}

/** The edits that rewrite one call and import what it needs; null when one of both is not possible. */
export function subprocessRepair(call: Call, model: Model): TextEdit[] | null {
  const rewritten = subprocessEdits(call, model);
  const access = accessToModule("subprocess", model);
  return rewritten && access && [...access.edits, ...rewritten];
}

function hasPlainMode(mode: SyntaxNode | undefined): boolean {
  return mode === undefined || stringValue(mode) === "t";
}

/** Unbuffered text pipes do not exist in Python 3; line buffering comes nearest. Other sizes make no difference. */
function bufferArgument(bufsize: SyntaxNode | undefined): string[] {
  const size = bufsize === undefined ? null : integerValue(bufsize);
  return size === 0n || size === 1n ? ["bufsize=1"] : [];
}

/** What to pass for `shell`: nothing ("") for a list, True for a string; null when neither can be said. */
function shellArgument(command: SyntaxNode, model: Model): string | null {
  const inner = unparenthesized(command);
  if (inner.kind === "binary_operator" && inner.descendants("string").length > 0) return "True";
  const value = model.onlyValueOf(command);
  if (value?.kind === "literal") {
    if (value.node.kind === "string" || value.node.kind === "concatenated_string") return "True";
    return value.node.kind === "list" || value.node.kind === "tuple" ? "" : null;
  }
  const isSimple = inner.kind === "identifier" || inner.kind === "attribute";
  return isSimple ? `isinstance(${inner.text}, str)` : null;
}
