import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { directValue } from "../../engine/semantics/assignments.js";
import type { Call } from "../../engine/semantics/call.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";
import { isInRange, type PythonVersion } from "../../engine/versions.js";

const MESSAGES = {
  given: "`threading.RLock` takes no arguments: {consequence}",
  bound:
    "`threading.RLock` is a function, so `{call}` passes `{receiver}` to it: {consequence}; wrap it, `staticmethod(threading.RLock)`",
} as const;

/**
 * `threading.RLock` takes no arguments. Python 3 ignored what it was given, warns since 3.13 and refuses it from 3.15 on; for
 * Python 2 it asked for debugging output.
 *
 * Found at calls with arguments, and where the function is an attribute of a class and called through an object, which then
 * is the argument.
 */
export default defineRule({
  name: "rlock-arguments",
  question: "gil",
  summary: "arguments for `threading.RLock`, which takes none",
  severity: "information",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => when.calls("threading.RLock", check),
});

function check(call: Call, { model, target, report }: RuleContext<typeof MESSAGES>): void {
  if (isExpectedToFail(call.node, model, ["builtins.TypeError"])) return;
  const consequence = consequenceOf(target);
  const attribute = boundAttribute(call, model);
  if (attribute !== null) {
    report("bound", {
      at: call.node,
      data: { call: excerpt(call.node.text), receiver: call.receiver?.text ?? "", consequence },
      related: [{ span: attribute, message: "the attribute of the class" }],
    });
    return;
  }
  const [first] = call.arguments;
  if (first === undefined || call.hasUnpacking) return;
  report("given", { at: first.node, data: { consequence }, fix: () => repair(call) });
}

/** The binding in a class's body that the function is called through, so that the object comes first among the arguments. */
function boundAttribute({ receiver, method }: Call, model: Model): SyntaxNode | null {
  const owner = receiver === null || method === null ? null : model.classes.receiverClass(receiver);
  if (receiver === null || method === null || owner === null || model.classes.isClassReceiver(receiver)) return null;
  const { bindings = [], stores = [] } = model.classes.attribute(owner, method) ?? {};
  const [binding, ...others] = bindings;
  const isPlain = binding !== undefined && others.length === 0 && stores.length === 0;
  // `staticmethod(threading.RLock)` binds nothing.
  return isPlain && directValue(binding)?.kind !== "call" ? binding.site : null;
}

/** Arguments that may do something when they are evaluated are left to the author. */
function repair(call: Call): Fix | null {
  const list = call.node.field("arguments");
  const isPlain = call.arguments.every(({ value }) => /^(?:integer|true|false|none|identifier)$/.test(value.kind));
  return list === null || !isPlain || list.children.some(({ isExtra }) => isExtra)
    ? null
    : { title: "Call it without arguments", safety: "safe", edits: [{ span: list, replacement: "()" }] };
}

function consequenceOf(target: PythonVersion): string {
  if (target.major < 3) return "in Python 2 they ask for debugging output, and Python 3.15 refuses them";
  return isInRange(target, { since: "3.13" })
    ? "Python warns of them, and 3.15 refuses them"
    : "they are ignored, warned of since Python 3.13 and refused by 3.15";
}
