import { defineRule } from "../../engine/rule.js";
import { isInTest } from "../../engine/semantics/tests.js";
import { textMatches } from "../../engine/text/matching.js";

/** Code objects are what `marshal` is for, and `pstats` reads profiles in no other form; a file about them has one of these. */
const ABOUT_CODE =
  /\.py[co]\b|\bco_\w|\bcompile\b|MAGIC|get_magic|\bimportlib\b|\bimp\b|CodeType|__code__|func_code|\bexec\b|get_code|[Pp]rofil|pstats/;

/**
 * `marshal` is how Python keeps compiled code. Its format may change with any version, it knows no objects of classes, and what
 * it reads must be trusted: damaged data may crash the interpreter.
 *
 * Found where something is written by it in a file that has nothing to do with code.
 */
export default defineRule({
  name: "marshal-persistence",
  question: "persistent-objects",
  summary: "data that is kept with `marshal`, whose format may change with any version",
  severity: "information",
  fix: "none",
  messages: {
    kept: "`marshal`'s format may change with any version of Python, and only knows the built-in types: keep data with `json` or `pickle`",
    instance: "`marshal` knows no objects of classes, so this raises ValueError: use `pickle`",
  },
  on: (when) =>
    when.calls(["marshal.dump", "marshal.dumps"], (call, { model, report }) => {
      const [data] = call.positional;
      if (data === undefined || isInTest(call.node, model)) return;
      const value = model.onlyValueOf(data);
      if (value?.kind === "instance") report("instance", { at: call.node, severity: "error" });
      else if (!textMatches(model.source, ABOUT_CODE)) report("kept", { at: call.node });
    }),
});
