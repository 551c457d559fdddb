import { accessToMember } from "../../engine/repairs/imports.js";
import { addArgument } from "../../engine/repairs/keywords.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { type AskedBefore, askedBefore } from "../../engine/semantics/asked-before.js";
import type { Call } from "../../engine/semantics/call.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import type { Model } from "../../engine/semantics/model.js";
import { excerpt } from "../../engine/text/wording.js";
import { comparePythonVersions, type PythonVersion } from "../../engine/versions.js";

const MESSAGES = {
  race: "another process may delete `{path}` between question and answer, and then `{function}` raises {error}: catch the error instead of asking",
} as const;

const ERRORS = ["OSError", "IOError", "FileNotFoundError", "Exception"].map((name) => `builtins.${name}`);

/**
 * What was there when somebody asked may be gone when it is deleted. And a link that leads nowhere is not there for
 * `os.path.exists`, so it stays.
 */
export default defineRule({
  name: "exists-then-remove",
  question: "delete-file",
  summary: "a question whether a file is there before it is deleted",
  severity: "information",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => [
    when.calls(["os.remove", "os.unlink"], check, [["exists"], ["lexists"], ["isfile"], ["islink"]]),
    when.methods("pathlib.Path", "unlink", (call, _, context) => check(call, context)),
  ],
});

function check(call: Call, { model, target, report }: RuleContext<typeof MESSAGES>): void {
  const isMethod = call.name === null || !call.name.startsWith("os.");
  const path = isMethod ? call.receiver : call.argument(0, "path");
  const asked = path == null ? null : askedBefore(call, path, true, model);
  if (path == null || asked === null || isExpectedToFail(call.node, model, [...ERRORS, "os.error"])) return;
  if (asked.question === "isdir" || isLocked(asked)) return;
  report("race", {
    at: call.node,
    data: {
      path: excerpt(path.text),
      function: excerpt(call.callee.text),
      error: target.major < 3 ? "OSError" : "FileNotFoundError",
    },
    related: [{ span: asked.condition, message: "asked here" }],
    fix: () => (isMethod ? missingOk(call, asked, target) : suppressed(asked, target, model)),
  });
}

/** Whether a lock keeps others away meanwhile, as far as names tell. */
function isLocked({ statement }: AskedBefore): boolean {
  const held = statement.enclosing("with_statement");
  return held !== null && /lock|mutex/i.test(held.children.find(({ kind }) => kind === "with_clause")?.text ?? "");
}

function missingOk(call: Call, asked: AskedBefore, target: PythonVersion): Fix | null {
  const edit = asked.isAlone && call.arguments.length === 0 ? addArgument(call, "missing_ok=True") : null;
  if (edit === null || comparePythonVersions(target, { major: 3, minor: 8 }) < 0) return null;
  const edits = [{ span: { start: asked.statement.start, end: call.node.start }, replacement: "" }, edit];
  const safety = asked.question === "exists" ? "safe" : "unsafe";
  return { title: "Let it be missing", safety, edits };
}

/** Only what is alone: whatever follows in the block would not run when the file is missing. */
function suppressed(asked: AskedBefore, target: PythonVersion, model: Model): Fix | null {
  if (!asked.isAlone || comparePythonVersions(target, { major: 3, minor: 4 }) < 0) return null;
  const access = accessToMember("contextlib", "suppress", model);
  if (access === null) return null;
  const span = { start: asked.statement.start, end: asked.condition.end };
  const edits = [...access.edits, { span, replacement: `with ${access.text}(FileNotFoundError)` }];
  const safety = /^l?exists$/.test(asked.question) ? "safe" : "unsafe";
  return { title: "Let it be missing", safety, edits };
}
