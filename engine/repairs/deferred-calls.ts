import type { Call } from "../semantics/call.js";
import type { TextEdit } from "../text/edits.js";

/**
 * The edits by which a function is handed on with its arguments, for others to call, in place of its result:
 * `register(f(a, b))` becomes `register(f, a, b)`. Null where `f(a, b)` is not the last argument.
 */
export function handOnFunction(call: Call, inner: Call): TextEdit[] | null {
  const list = inner.node.field("arguments");
  const open = list?.token("(");
  const close = list?.token(")");
  if (list?.kind !== "argument_list" || !open || !close || call.arguments.at(-1)?.node !== inner.node) return null;
  const [first] = list.children.filter(({ kind }) => kind !== "(");
  if (first === undefined || first === close) return [{ span: list, replacement: "" }];
  return [
    { span: open, replacement: open.end === first.start ? ", " : "," },
    { span: close, replacement: "" },
  ];
}
