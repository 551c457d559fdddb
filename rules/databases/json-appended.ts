import { defineRule } from "../../engine/rule.js";
import { methodCallOn } from "../../engine/semantics/mentions.js";
import { isInTest } from "../../engine/semantics/tests.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

/** What reads a file as a whole: `json.loads` may be given a line. */
const READS_WHOLE = /\bjson\s*\.\s*load\s*\(|\bimport\b[^\n]{0,400}\bload\b/;

/**
 * A JSON file holds one value. `json.dump` into a file that is opened to append puts a second one behind it, and from then on
 * `json.load` raises an error for the whole file.
 *
 * Found where nothing else is written between the values, and the same program reads JSON files as a whole.
 */
export default defineRule({
  name: "json-appended",
  question: "persistent-objects",
  summary: "JSON that is written behind what a file holds already",
  severity: "warning",
  fix: "none",
  messages: {
    appended:
      '`{file}` is opened to append, so the second time there are two values in it, and `json.load` raises JSONDecodeError ("Extra data"): read the old value, change it, and write the file anew, or write one value a line',
  },
  on: (when) =>
    when.calls(
      "json.dump",
      (call, { model, report }) => {
        const file = call.argument(1, "fp");
        const handle = file === undefined ? null : model.handleOf(file);
        if (file === undefined || handle?.mode?.appends !== true || !textMatches(model.source, READS_WHOLE)) return;
        if (isInTest(call.node, model) || handle.call === null) return;
        const variable = file.kind === "identifier" ? model.variableOf(file) : undefined;
        // Whoever writes something else besides, or moves about in the file, keeps the values apart.
        const others = variable?.references.some(
          (each) =>
            each !== file &&
            methodCallOn(each, model) !== null &&
            !/^(?:close|flush)$/.test(methodCallOn(each, model)?.method ?? ""),
        );
        if (variable === undefined || others === true) return;
        report("appended", {
          at: call.node,
          data: { file: excerpt(file.text) },
          related: [{ span: handle.call, message: "opened to append" }],
        });
      },
      [["load"]],
    ),
});
