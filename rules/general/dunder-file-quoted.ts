import { defineRule } from "../../engine/rule.js";
import { stringValue } from "../../engine/semantics/literals.js";

/** What is asked about the path of a file. */
const ASKERS = [
  ...["abspath", "dirname", "expanduser", "join", "normpath", "realpath", "split"].map((name) => `os.path.${name}`),
  ...["Path", "PurePath", "PosixPath", "WindowsPath"].map((name) => `pathlib.${name}`),
];

/**
 * `"__file__"` in quotes is a relative path to a file of that name. What looks like the script's folder is the current one, and the program
 * works as long as it is started from there.
 */
export default defineRule({
  name: "dunder-file-quoted",
  question: "module-source-file",
  summary: "a path that is built from the text '__file__' instead of the variable",
  severity: "error",
  fix: "safe",
  messages: {
    quoted: "{text} in quotes is a file of that name in the current folder, not this file: leave the quotes out",
  },
  on: (when) =>
    when.nodes("string", { anyOf: [["__file__"]], pattern: /["']__file__["']/ }, (node, { model, report }) => {
      const call = node.parent?.kind === "argument_list" ? model.callAt(node.parent.parent ?? node) : null;
      if (stringValue(node) !== "__file__" || call === null || call.positional[0] !== node) return;
      if (call.name === null || !ASKERS.includes(call.name)) return;
      const fix = () => ({
        title: "Leave the quotes out",
        safety: "safe" as const,
        edits: [{ span: node, replacement: "__file__" }],
      });
      report("quoted", { at: node, data: { text: node.text }, fix });
    }),
});
