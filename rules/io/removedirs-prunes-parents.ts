import { defineRule, type Fix } from "../../engine/rule.js";
import { excerpt } from "../../engine/text/wording.js";

/**
 * `os.removedirs` deletes a folder and then every parent that has become empty by that. It is not the plural of `rmdir`, and
 * deletes nothing that has something in it.
 */
export default defineRule({
  name: "removedirs-prunes-parents",
  question: "delete-file",
  summary: "a call of `os.removedirs`, which deletes empty parents too",
  severity: "warning",
  fix: "unsafe",
  messages: {
    parents:
      "`{function}` deletes `{path}` and then each folder above it that has become empty: use `os.rmdir` for one folder, `shutil.rmtree` for all that is in it",
    temporary:
      "`{path}` is a temporary folder, and `{function}` also deletes the folder for temporary files if it has become empty: use `os.rmdir`, or `shutil.rmtree` for all that is in it",
  },
  on: (when) =>
    when.calls("os.removedirs", (call, { model, report }) => {
      const path = call.argument(0, "name");
      if (path === undefined) return;
      const value = model.onlyValueOf(path);
      const isTemporary = value?.kind === "call" && value.name === "tempfile.mkdtemp";
      const { callee } = call;
      report(isTemporary ? "temporary" : "parents", {
        at: call.node,
        data: { function: excerpt(callee.text), path: excerpt(path.text) },
        // Some mean it: they made the parents by `os.makedirs`.
        severity: isTemporary ? "warning" : "hint",
        fix: (): Fix | null => {
          const name = callee.kind === "attribute" ? callee.field("attribute") : null;
          const edits = name === null ? [] : [{ span: name, replacement: "rmdir" }];
          return name === null ? null : { title: "Use os.rmdir", safety: "unsafe", edits };
        },
      });
    }),
});
