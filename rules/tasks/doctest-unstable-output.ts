import { defineRule } from "../../engine/rule.js";
import { docstringLineSpan, testedDocstrings } from "../../engine/semantics/docstrings.js";
import { doctestEvidence } from "../../engine/semantics/doctest-runs.js";
import { parseDoctest } from "../../engine/text/doctest.js";
import { textMatches } from "../../engine/text/matching.js";

/** An address as `object.__repr__` shows it. */
const ADDRESS = / at 0x[0-9a-fA-F]{5,16}>/;

/**
 * The default representation of an object holds its address in memory, which is another one in each run.
 *
 * Found where the expected output of an example has an address, in files whose examples are run.
 */
export default defineRule({
  name: "doctest-unstable-output",
  question: "testing",
  summary: "an address in an example's expected output, which differs in each run",
  severity: "warning",
  fix: "none",
  messages: {
    address:
      "the address is another one in each run: write `...` for it, and `# doctest: +ELLIPSIS` behind the example",
  },
  on: (when) =>
    when.nodes("module", { anyOf: [["doctest"]], pattern: ADDRESS }, (module, { model, report, source, target }) => {
      // Options for the whole run may be given where the examples are run.
      if (doctestEvidence(model) !== "runs" || textMatches(source, /\boptionflags\b/)) return;
      for (const lines of testedDocstrings(module.tree, target)) {
        if (!ADDRESS.test(lines.text)) continue;
        for (const { source: program, want, line, options } of parseDoctest(lines.text, () => true).examples) {
          if (options.includes("+SKIP") || options.includes("+ELLIPSIS")) continue;
          const found = want.split("\n").findIndex((each) => ADDRESS.test(each));
          const first = line + program.split("\n").length - 1;
          if (found >= 0) report("address", { at: docstringLineSpan(lines, first + found) });
        }
      }
    }),
});
