import { printCall } from "../../engine/repairs/printing.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import { isExpected } from "../../engine/semantics/expectations.js";
import { guardOf } from "../../engine/semantics/guards.js";
import type { Model } from "../../engine/semantics/model.js";
import { PRINT_STATEMENT } from "../../engine/semantics/print-text.js";
import { type PrintStatement, printStatementOf } from "../../engine/semantics/printing.js";

/**
 * In Python 3, `print` is a function. What was a print statement is a syntax error, or worse: it still compiles, prints
 * less than it should, and fails only when the line runs.
 *
 * Found in files meant for Python 3, wherever a statement begins with `print` and is more than a call of it.
 */
export default defineRule({
  name: "print-statement",
  question: "module-source-file",
  summary: "a print statement of Python 2 in a file meant for Python 3",
  severity: "error",
  fix: "safe",
  pythons: { since: "3.0" },
  messages: {
    statement: "a syntax error in Python 3, where `print` is a function: put what is printed in parentheses",
    redirected: "a TypeError in Python 3, where `print` is a function: pass it `file={file}`",
    operand:
      "a TypeError in Python 3, which takes `{rest}` for an operation on the function `print`: put it in parentheses",
    applied:
      "Python 3 prints what is in the parentheses and then applies `{rest}` to None: put all of it in the parentheses",
    partial: "Python 3 prints only what is in the parentheses: put `{rest}` in them too",
    comma: 'in Python 3, the comma does not keep the line open: write `end=" "` in the parentheses',
    bare: "`print` alone does nothing in Python 3: write `print()` for an empty line",
  },
  on: (when) =>
    when.nodes(
      ["print_statement", "expression_statement"],
      { anyOf: [["print"]], pattern: PRINT_STATEMENT },
      (node, { model, report }) => {
        const found = printStatementOf(node);
        if (found === null || (found.form !== "statement" && isMeant(found, model))) return;
        const finding = { at: node, fix: () => repair(found, model) };
        const rest = restOf(found);
        switch (found.form) {
          case "redirected":
            report("redirected", { ...finding, data: { file: shortened(found.destination?.text ?? "") } });
            break;
          case "operand":
          case "applied":
          case "partial":
            report(found.form, { ...finding, data: { rest } });
            break;
          case "comma":
            // The line is printed, and only its end differs.
            report("comma", { ...finding, severity: "warning" });
            break;
          default:
            report(found.form, finding);
        }
      },
    ),
});

/** Forms that raise TypeError when they run. */
const RAISING: ReadonlySet<string> = new Set(["redirected", "operand", "applied"]);

/** Whether `print` is a name of the file's own, or only Python 2 comes here, or the TypeError is waited for. */
function isMeant({ form, keyword, node }: PrintStatement, model: Model): boolean {
  if (model.scopeAt(keyword).lookup("print") !== undefined || guardOf(node, model, []) === "unreachable") return true;
  return RAISING.has(form) && isExpected(node, ["TypeError"], model);
}

/** What stands behind the parentheses, or behind `print` where it has none. */
function restOf({ form, keyword, parentheses, items, node }: PrintStatement): string {
  const end = (form === "partial" ? items.at(-1) : items[0])?.span.end;
  return shortened(node.tree.source.text.slice((parentheses ?? keyword).end, end).replace(/^\s*,/, ""));
}

/** On one line, and no longer than a message can bear. */
function shortened(text: string): string {
  const line = text.replace(/\\?\s+/g, " ").trim();
  return line.length > 40 ? `${line.slice(0, 37)}...` : line;
}

function repair(found: PrintStatement, model: Model): Fix | null {
  const call = printCall(found, model);
  return call && { title: "Call the function `print`", safety: call.isExact ? "safe" : "unsafe", edits: call.edits };
}
