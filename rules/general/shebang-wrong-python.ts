import { defineRule } from "../../engine/rule.js";
import { python2Syntax, python3Syntax } from "../../engine/target.js";
import { pythonOf, shebangOf } from "../../engine/text/shebang.js";

/** What only starts one major version of Python. */
const VERSIONED = /^\uFEFF?#![ \t]*\/.*\b(?:python|pypy)[23]/;

/**
 * A script whose first line names one Python and whose text is written in the other: started as a command it ends with
 * a SyntaxError, although it runs when the right interpreter is given its name.
 *
 * Found where the syntax leaves no doubt. Where both languages occur, the file has leftovers, which other rules name.
 */
export default defineRule({
  name: "shebang-wrong-python",
  question: "executable-script",
  summary: "a shebang line that names another Python than the one the file is written in",
  severity: "error",
  fix: "unsafe",
  messages: {
    isPython3: "this line starts `{program}`, but the file is written in Python 3: write `{other}`",
    isPython2: "this line starts `{program}`, but the file is written in Python 2: convert it, or write `{other}`",
  },
  on: (when) =>
    when.nodes("module", { anyOf: [[]], pattern: VERSIONED }, ({ tree }, { source, report }) => {
      const shebang = shebangOf(source, source.text.startsWith("\uFEFF") ? 1 : 0);
      const program = shebang === null ? null : pythonOf(shebang);
      const [, name = "", major] = /^(python|pypy)([23])[\d.]*$/.exec(program ?? "") ?? [];
      if (shebang === null || program === null || major === undefined || tree.errors.length > 0) return;
      const [in2, in3] = [python2Syntax(tree), python3Syntax(tree)];
      const contradiction = major === "2" ? in3 : in2;
      if (contradiction === undefined || (major === "2" ? in2 : in3) !== undefined) return;
      const other = name + (major === "2" ? "3" : "2");
      report(major === "2" ? "isPython3" : "isPython2", {
        at: shebang.line.span,
        data: { program, other },
        related: [{ span: contradiction, message: `syntax that Python ${major} does not have` }],
        fix: () => {
          // The other way round, the text is what should change.
          if (major === "3") return null;
          const start = shebang.line.span.start + shebang.line.text.lastIndexOf(program);
          const span = { start, end: start + program.length };
          return { title: `Start \`${other}\``, safety: "unsafe", edits: [{ span, replacement: other }] };
        },
      });
    }),
});
