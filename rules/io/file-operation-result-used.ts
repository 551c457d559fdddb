import { FILE_FUNCTIONS, PATH_METHODS } from "../../engine/knowledge/none-results.js";
import { storedBefore } from "../../engine/repairs/none-results.js";
import { defineRule } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { callsOfNames } from "../../engine/semantics/candidates.js";
import type { Model } from "../../engine/semantics/model.js";
import { inheritedMethod, noneUseOf } from "../../engine/semantics/none-results.js";
import { usedCallPattern } from "../../engine/semantics/used-text.js";
import { textMatches } from "../../engine/text/matching.js";

const FUNCTIONS = new Set(FILE_FUNCTIONS);
const METHODS = new Set(PATH_METHODS);
const PATHS = new Set(["pathlib.Path", "pathlib.PosixPath", "pathlib.WindowsPath"]);

/** The last parts of all names. */
const NAMES = [...new Set([...FILE_FUNCTIONS, ...PATH_METHODS].map((name) => name.replace(/^.*\./, "")))];
const USED = usedCallPattern(FILE_FUNCTIONS, PATH_METHODS);

const isFunction = callsOfNames(FUNCTIONS);

/**
 * The functions that remove, rename and make files return no status: they return None, and tell of failure by an exception.
 *
 * Found where the result of one of them goes anywhere.
 */
export default defineRule({
  name: "file-operation-result-used",
  question: "delete-file",
  summary: "a use of the None that `os.remove`, `os.mkdir` and their like return",
  severity: "error",
  fix: "safe",
  messages: { used: "`{function}` returns None and, when it fails, raises OSError: {consequence}" },
  on: (when) =>
    when.nodes("call", { anyOf: NAMES.map((name) => [name]), pattern: USED }, (node, { model, report, source }) => {
      const call = model.callAt(node);
      const name = call === null ? null : nameOf(call, model);
      const found = call === null || name === null ? null : noneUseOf(call, null, model);
      if (call === null || name === null || found === null || !textMatches(source, USED)) return;
      report("used", {
        at: node,
        data: { function: name, consequence: found.consequence },
        severity: found.isMet ? "error" : "warning",
        fix: () => {
          const edits = storedBefore(found.use, call);
          return edits && { title: "Store the path, then call its method", safety: "safe", edits };
        },
      });
    }),
});

/** The qualified name of a call that does one of these things, or null. */
function nameOf(call: Call, model: Model): string | null {
  if (isFunction(call, model)) return call.name;
  if (call.method === null || !METHODS.has(call.method)) return null;
  return inheritedMethod(call, PATHS, model) === null ? null : `Path.${call.method}`;
}
