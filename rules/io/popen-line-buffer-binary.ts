import { addArgument } from "../../engine/repairs/keywords.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import { talksAsText } from "../../engine/semantics/child-pipes.js";
import { startArgument } from "../../engine/semantics/child-processes.js";
import { constantInteger } from "../../engine/semantics/constants.js";

/**
 * `bufsize=1` means line by line, which only text has. For bytes Python 3 takes a buffer of the usual size instead, so what is
 * written waits there; from 3.8 on it says so, in a warning that few see.
 *
 * Found where a child that talks in bytes is started with it.
 */
export default defineRule({
  name: "popen-line-buffer-binary",
  question: "subprocess-pipes",
  summary: "line buffering asked for the pipes of a child that talks in bytes",
  severity: "warning",
  fix: "unsafe",
  pythons: { since: "3.0" },
  messages: {
    ignored:
      "there are no lines in bytes, so `bufsize=1` is ignored, and what is written waits in the buffer until it is flushed: add `text=True`",
  },
  on: (when) =>
    when.calls("subprocess.Popen", (call, { model, report }) => {
      const size = startArgument(call, "bufsize");
      if (size === undefined || constantInteger(size, model) !== 1n || talksAsText(call, model) !== false) return;
      report("ignored", {
        at: size.parent?.kind === "keyword_argument" ? size.parent : size,
        fix: (): Fix | null => {
          const edit = addArgument(call, "text=True");
          return edit && { title: "Talk in text", safety: "unsafe", edits: [edit] };
        },
      });
    }),
});
