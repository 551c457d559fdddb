import { defineRule } from "../../engine/rule.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { unwritablePart } from "../../engine/semantics/json-values.js";
import { excerpt } from "../../engine/text/wording.js";

/**
 * JSON has objects, arrays, strings, numbers, true, false and null, and nothing else. For sets, dates, bytes and objects of
 * classes `json` raises TypeError, mostly long after the program was started, when something is saved for the first time.
 *
 * Found where such a value is written as it stands, or in a display, and no `default` function helps.
 */
export default defineRule({
  name: "json-unserializable",
  question: "persistent-objects",
  summary: "a value that JSON has no form for, where it is to be written as JSON",
  severity: "error",
  fix: "none",
  messages: {
    value: "JSON has no form for {what}, so this raises TypeError{advice}",
    key: "a key in JSON is a string, and {what} cannot be made one, so this raises TypeError",
  },
  on: (when) =>
    when.calls(["json.dump", "json.dumps"], (call, { model, report }) => {
      const value = call.argument(0, "obj");
      const isHelped = call.hasUnpacking || !call.lacks(null, "default") || !call.lacks(null, "cls");
      if (value === undefined || isHelped || isExpectedToFail(call.node, model, ["builtins.TypeError"])) return;
      const part = unwritablePart(value, model);
      if (part === null || (part.isKey && !call.lacks(null, "skipkeys"))) return;
      const { at, what, isKey, instead } = part;
      const advice = instead === null ? "" : `: write \`${excerpt(instead.replace("{}", at.text))}\``;
      report(isKey ? "key" : "value", { at, data: { what, advice } });
    }),
});
