import { addArgument } from "../../engine/repairs/keywords.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { type AskedBefore, askedBefore } from "../../engine/semantics/asked-before.js";
import type { Call } from "../../engine/semantics/call.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { excerpt } from "../../engine/text/wording.js";
import { comparePythonVersions, type PythonVersion } from "../../engine/versions.js";

const MESSAGES = {
  race: "another process may make `{path}` between question and answer, and then `{function}` raises {error}: {remedy}",
} as const;

const ERRORS = ["OSError", "IOError", "FileExistsError", "Exception"].map((name) => `builtins.${name}`);

/** A folder that was not there when somebody asked may be there when it is made. */
export default defineRule({
  name: "exists-then-mkdir",
  question: "delete-file",
  summary: "a question whether a folder is there before it is made",
  severity: "information",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => [
    when.calls(["os.mkdir", "os.makedirs"], check, [["exists"], ["isdir"]]),
    when.methods("pathlib.Path", "mkdir", (call, _, context) => check(call, context)),
  ],
});

function check(call: Call, { model, target, report }: RuleContext<typeof MESSAGES>): void {
  const isMethod = call.name === null || !call.name.startsWith("os.");
  const path = isMethod ? call.receiver : call.argument(0, call.name === "os.mkdir" ? "path" : "name");
  const asked = path == null ? null : askedBefore(call, path, false, model);
  if (path == null || asked === null || call.argument(isMethod ? 2 : null, "exist_ok") !== undefined) return;
  if (isExpectedToFail(call.node, model, [...ERRORS, "os.error"])) return;
  const hasExistOk = comparePythonVersions(target, { major: 3, minor: 2 }) >= 0 && call.name !== "os.mkdir";
  report("race", {
    at: call.node,
    data: {
      path: excerpt(path.text),
      function: excerpt(call.callee.text),
      error: target.major < 3 ? "OSError" : "FileExistsError",
      remedy: hasExistOk ? "pass `exist_ok=True` instead of asking" : "catch the error instead of asking",
    },
    related: [{ span: asked.condition, message: "asked here" }],
    fix: () => (hasExistOk ? existOk(call, asked, target) : null),
  });
}

function existOk(call: Call, asked: AskedBefore, target: PythonVersion): Fix | null {
  const edit = asked.isAlone && !call.hasUnpacking ? addArgument(call, "exist_ok=True") : null;
  const isTooOld = call.name === null && comparePythonVersions(target, { major: 3, minor: 5 }) < 0;
  if (edit === null || isTooOld) return null;
  const edits = [{ span: { start: asked.statement.start, end: call.node.start }, replacement: "" }, edit];
  // A file of that name was passed over before.
  const safety = /^is_?dir$/.test(asked.question) ? "safe" : "unsafe";
  return { title: "Pass exist_ok=True instead", safety, edits };
}
