import { addArgument } from "../../engine/repairs/keywords.js";
import { defineRule } from "../../engine/rule.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { existingFolder } from "../../engine/semantics/folders.js";
import { guardOf } from "../../engine/semantics/guards.js";
import { isSameNow } from "../../engine/semantics/same-values.js";
import { excerpt } from "../../engine/text/wording.js";
import { isInRange } from "../../engine/versions.js";

const ERRORS = ["builtins.FileExistsError", "builtins.OSError", "builtins.Exception", "shutil.Error"];

/**
 * `shutil.copytree` makes the target folder itself and refuses one that is there, unless `dirs_exist_ok=True` (3.8) allows it.
 *
 * Found where the target was made in the same function: by `mkdtemp`, `TemporaryDirectory`, `mkdir` or `makedirs`.
 */
export default defineRule({
  name: "copytree-into-existing",
  question: "copy-file",
  summary: "`shutil.copytree` into a folder that has just been made",
  severity: "error",
  fix: "safe",
  messages: {
    exists:
      "`{target}` is there already, and `shutil.copytree` makes its target itself, so this raises {error}: {advice}",
  },
  on: (when) =>
    when.calls("shutil.copytree", (call, { model, target, report }) => {
      const path = call.argument(1, "dst");
      const source = call.argument(0, "src");
      if (path === undefined || source === undefined || !call.lacks(6, "dirs_exist_ok")) return;
      if (isSameNow(source, path, model)) return;
      const origin = existingFolder(path, call.node, model);
      if (origin === null) return;
      if (isExpectedToFail(call.node, model, ERRORS) || guardOf(call.node, model, []) !== null) return;
      const canBeAllowed = isInRange(target, { since: "3.8" });
      report("exists", {
        at: call.node,
        data: {
          target: excerpt(path.text),
          error: target.major < 3 ? "OSError" : "FileExistsError",
          advice: canBeAllowed ? "say `dirs_exist_ok=True`" : "copy to a path inside it that does not exist yet",
        },
        related: [{ span: origin, message: "the folder is made here" }],
        fix: () => {
          const edit = canBeAllowed ? addArgument(call, "dirs_exist_ok=True") : null;
          return edit && { title: "Say `dirs_exist_ok=True`", safety: "safe", edits: [edit] };
        },
      });
    }),
});
