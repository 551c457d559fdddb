import { insertStatementBehind } from "../../engine/repairs/statements.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { formatPythonVersion, isInRange } from "../../engine/versions.js";

/** Those that take `daemon`, and since when; a timer never did. */
const SINCE: Readonly<Record<string, string | null>> = {
  "multiprocessing.Process": "3.3",
  "threading.Thread": "3.3",
  "threading.Timer": null,
};

/**
 * `Timer(1, f, daemon=True)` raises TypeError: of threads and processes, that argument came with Python 3.3, and timers do not
 * take it to this day. All have the attribute `daemon`.
 */
export default defineRule({
  name: "thread-daemon-argument",
  question: "using-threads",
  summary: "an argument `daemon` for a timer, or for a thread of Python 2, which do not take it",
  severity: "error",
  fix: "safe",
  messages: {
    never: "`{maker}` takes no `daemon`, so this raises TypeError: set the attribute `daemon` before `start()`",
    later:
      "`{maker}` takes `daemon` from Python 3.3 on, and raises TypeError in {version}: set the attribute before `start()`",
  },
  on: (when) =>
    when.calls(
      Object.keys(SINCE),
      (call, { model, target, report }) => {
        const since = SINCE[call.name ?? ""];
        const argument = call.arguments.find(({ keyword }) => keyword === "daemon");
        if (since === undefined || argument === undefined) return;
        if (since !== null && isInRange(target, { since })) return;
        if (isExpectedToFail(call.node, model, ["builtins.TypeError"])) return;
        report(since === null ? "never" : "later", {
          at: argument.node,
          data: { maker: call.callee.text, version: formatPythonVersion(target) },
          fix: () => setBehind(call),
        });
      },
      [["daemon"]],
    ),
});

/** Sets the attribute of a thread that is given a name, in a statement behind. */
function setBehind({ node, arguments: given }: Call): Fix | null {
  const assignment = node.parent?.kind === "assignment" && node.fieldName === "right" ? node.parent : null;
  const name = assignment?.field("left");
  const statement = assignment?.parent;
  const index = given.findIndex(({ keyword }) => keyword === "daemon");
  const argument = given[index];
  const [before, after] = [given[index - 1], given[index + 1]];
  if (!name || statement?.kind !== "expression_statement" || argument === undefined) return null;
  if (name.kind !== "identifier" && name.kind !== "attribute") return null;
  const span =
    after === undefined
      ? { start: before?.node.end ?? argument.node.start, end: argument.node.end }
      : { start: argument.node.start, end: after.node.start };
  return {
    title: "Set the attribute `daemon`",
    safety: "safe",
    edits: [
      { span, replacement: "" },
      insertStatementBehind(statement, `${name.text}.daemon = ${argument.value.text}`),
    ],
  };
}
