import { POPEN_FUNCTIONS } from "../knowledge/popen.js";
import type { Call } from "./call.js";
import { integerValue } from "./literals.js";
import type { Model } from "./model.js";

/** Whether what is written to the child's stdin is kept back until it is flushed. */
export function buffersInput(call: Call, model: Model): boolean {
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
  return size !== 1n || !isText(call, model);
}

/** Whether both of a `Popen`'s stdin and stdout are pipes. */
export function talksBothWays(call: Call, model: Model): boolean {
  if (call.name !== "subprocess.Popen") return true;
  return (["stdin", "stdout"] as const).every((pipe, index) => {
    const value = call.argument(3 + index, pipe);
    return value !== undefined && model.qualifiedName(value) === "subprocess.PIPE";
  });
}

function isText(call: Call, model: Model): boolean {
  const flags = ["text", "universal_newlines", "encoding", "errors"] as const;
  return flags.some((flag) => {
    const value = call.argument(flag === "universal_newlines" ? 11 : null, flag);
    const only = value === undefined ? null : model.onlyValueOf(value);
    return value !== undefined && !(only?.kind === "literal" && /^(?:False|None)$/.test(only.node.text));
  });
}
