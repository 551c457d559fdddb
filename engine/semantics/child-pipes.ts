import { POPEN_FUNCTIONS } from "../knowledge/popen.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { Call } from "./call.js";
import { integerValue, stringValue } from "./literals.js";
import type { Meaning } from "./meaning.js";

/** Whether what is written to the child's stdin is kept back until it is flushed. */
export function buffersInput(call: Call, model: Meaning): boolean {
  const popen = call.name === null ? undefined : POPEN_FUNCTIONS[call.name];
  if (call.hasUnpacking) return false;
  const bufsize = call.argument(popen === undefined ? 1 : popen.bufsize, "bufsize");
  const size = bufsize === undefined ? null : integerValue(bufsize);
  if (bufsize !== undefined && size === null) return false;
  // Only Python 2 has popen2, and there Popen is unbuffered unless told otherwise.
  if (model.target.major < 3) return size === null ? popen !== undefined : size < 0n || size > 1n;
  if (popen !== undefined) return false;
  if (size === 0n) return false;
  // Line buffering exists for text only, and then what ends in a line break goes through.
  return size !== 1n || talksAsText(call, model) === false;
}

/** Whether both of a `Popen`'s stdin and stdout are pipes. */
export function talksBothWays(call: Call, model: Meaning): boolean {
  if (call.name !== "subprocess.Popen") return true;
  return (["stdin", "stdout"] as const).every((pipe, index) => {
    const value = call.argument(3 + index, pipe);
    return value !== undefined && model.qualifiedName(value) === "subprocess.PIPE";
  });
}

/** Whether a call of `subprocess` that starts a child exchanges text with it in Python 3; null if that is not known. */
export function talksAsText(call: Call, model: Meaning): boolean | null {
  const flags = ["text", "universal_newlines", "encoding", "errors"] as const;
  let isText: boolean | null = call.hasUnpacking ? null : false;
  for (const flag of flags) {
    const value = call.argument(flag === "universal_newlines" ? 11 : null, flag);
    if (value === undefined) continue;
    const truth = literalTruth(value, model);
    if (truth === true) return true;
    if (truth === null) isText = null;
  }
  return isText;
}

/** Whether an expression that can only be one literal is true. */
function literalTruth(expression: SyntaxNode, model: Meaning): boolean | null {
  const only = model.onlyValueOf(expression);
  if (only?.kind !== "literal") return null;
  const { node } = only;
  if (node.kind === "true") return true;
  if (node.kind === "false" || node.kind === "none") return false;
  const integer = integerValue(node);
  const text = integer === null ? stringValue(node) : null;
  return integer !== null ? integer !== 0n : text === null ? null : text !== "";
}
