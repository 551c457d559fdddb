import { defineRule } from "../../engine/rule.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { folderOrigin } from "../../engine/semantics/folders.js";
import { guardOf } from "../../engine/semantics/guards.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

/** What refuses a folder in the place of a file: on Linux, on Windows, and in Python 2. */
const ERRORS = ["IsADirectoryError", "PermissionError", "OSError", "Exception"].map((name) => `builtins.${name}`);

/**
 * `shutil.copyfile` wants the whole path of the new file. Only `shutil.copy` and `shutil.copy2` take a folder and keep the name.
 *
 * Found where the target ends in a slash, is what `os.path.dirname` gives, or is the path of a folder that was made in the same function.
 */
export default defineRule({
  name: "copyfile-to-directory",
  question: "copy-file",
  summary: "`shutil.copyfile` with a folder as its target",
  severity: "error",
  fix: "safe",
  messages: {
    folder:
      "`{target}` is a folder, and `shutil.copyfile` wants the path of the new file, so this raises {error}: use `shutil.copy`",
  },
  on: (when) =>
    when.calls("shutil.copyfile", (call, { model, target, report }) => {
      const path = call.argument(1, "dst");
      if (path === undefined) return;
      const origin = folderOrigin(path, call.node, model) ?? folderName(path, model);
      if (origin === null) return;
      if (isExpectedToFail(call.node, model, ERRORS) || guardOf(call.node, model, []) !== null) return;
      const { callee } = call;
      const name = callee.kind === "attribute" ? callee.field("attribute") : null;
      report("folder", {
        at: path,
        data: { target: excerpt(path.text), error: target.major < 3 ? "IOError" : "IsADirectoryError" },
        related: path.covers(origin) ? [] : [{ span: origin, message: "the folder comes from here" }],
        fix: () =>
          // The two differ in one argument that `copy` has too, and in the permissions, which `copy` keeps.
          name === null
            ? null
            : { title: "Use `shutil.copy`", safety: "safe", edits: [{ span: name, replacement: "copy" }] },
      });
    }),
});

/** The call of `os.path.dirname` that gives a path: that of a folder or, of a bare name, nothing, which is no file either. */
function folderName(path: SyntaxNode, model: Model): SyntaxNode | null {
  const node = constantOf(path, model);
  return model.callAt(node)?.name === "os.path.dirname" ? node : null;
}
