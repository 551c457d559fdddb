import { addArgument } from "../../engine/repairs/keywords.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { constantOf } from "../../engine/semantics/constants.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

/** What starts a command and never raises CalledProcessError by itself. */
const SILENT: ReadonlySet<string> = new Set([
  "subprocess.Popen",
  "subprocess.call",
  "subprocess.getoutput",
  "subprocess.getstatusoutput",
  "subprocess.run",
  "os.system",
  "os.popen",
]);
/** Modules whose functions know nothing of `subprocess`. */
const UNRELATED =
  /^(?:builtins|os|sys|re|json|time|logging|shutil|string|math|shlex|tempfile|io|datetime|collections)\./;
/** Methods of strings, files, lists and children that do not either. */
const HARMLESS =
  /^(?:append|communicate|decode|encode|endswith|extend|format|get|info|debug|error|warning|join|kill|lower|poll|read|readline|readlines|replace|rstrip|split|splitlines|startswith|strip|upper|wait|write|lstrip|items|keys|values|close|flush)$/;

/**
 * `subprocess.run` and `call` give back the exit status and raise nothing: only `check=True`, `check_call` and `check_output`
 * raise CalledProcessError. A handler for it around the others never runs, and the failure goes by.
 *
 * Found where everything that is called in the `try` is known, and none of it can raise the exception.
 */
export default defineRule({
  name: "called-process-error-unreachable",
  question: "subprocess-pipes",
  summary: "a handler for CalledProcessError around calls that never raise it",
  severity: "error",
  fix: "safe",
  messages: {
    dead: "`{function}` does not raise CalledProcessError when the command fails, so this never runs and nobody hears of the failure: pass `check=True`",
    status:
      "`{function}` does not raise CalledProcessError when the command fails, so this never runs and nobody hears of the failure: {instead}",
  },
  on: (when) =>
    when.nodes("except_clause", { anyOf: [["CalledProcessError"]] }, (clause, { model, report, target }) => {
      if (!isForCommand(clause, model)) return;
      const body = clause.parent?.kind === "try_statement" ? clause.parent.field("body") : null;
      const started = body === null ? null : startedIn(body, model);
      if (started === null) return;
      const isRun = started.name === "subprocess.run";
      report(isRun ? "dead" : "status", {
        at: clause.namedChildren[0] ?? clause,
        data: {
          function: excerpt(started.callee.text),
          instead:
            target.major < 3 || started.name === "subprocess.call" ? "use `check_call`" : "use `run` with `check=True`",
        },
        related: [{ span: started.node, message: "the command" }],
        fix: (): Fix | null => {
          if (!isRun) return null;
          const check = started.argument(null, "check");
          // What is said already, and be it by a constant with a name, is put right where it is said.
          if (check !== undefined) {
            return { title: "Pass check=True", safety: "unsafe", edits: [{ span: check, replacement: "True" }] };
          }
          const edit = addArgument(started, "check=True");
          return edit && { title: "Add check=True", safety: "safe", edits: [edit] };
        },
      });
    }),
});

/** Whether a clause catches that exception and nothing else. */
function isForCommand(clause: SyntaxNode, model: Model): boolean {
  const [value] = clause.namedChildren;
  const caught = value?.kind === "as_pattern" ? value.namedChildren[0] : value;
  return caught !== undefined && model.qualifiedName(caught) === "subprocess.CalledProcessError";
}

/** The command that is started, if all that a block does is known and cannot raise the exception. */
function startedIn(body: SyntaxNode, model: Model): Call | null {
  let started: Call | null = null;
  if (body.descendants("raise_statement", "yield", "await", "with_statement", "import_statement").length > 0)
    return null;
  for (const node of body.descendants("call")) {
    const call = model.callAt(node);
    if (call === null || call.hasUnpacking) return null;
    const name = call.name ?? "";
    if (SILENT.has(name)) {
      if (name === "subprocess.run" && !isUnchecked(call, model)) return null;
      started ??= call;
    } else if (
      !UNRELATED.test(name) &&
      !(call.receiver !== null && call.name === null && HARMLESS.test(call.method ?? ""))
    )
      return null;
  }
  return started;
}

function isUnchecked(call: Call, model: Model): boolean {
  const check = call.argument(null, "check");
  return check === undefined || constantOf(check, model).kind === "false";
}
