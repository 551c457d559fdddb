import { defineRule } from "../../engine/rule.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { guardOf } from "../../engine/semantics/guards.js";
import { stringValue, unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { isSameNow } from "../../engine/semantics/same-values.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const ERRORS = ["shutil.Error", "shutil.SameFileError", "builtins.FileExistsError", "builtins.OSError"];
const TAKE_FOLDERS: ReadonlySet<string> = new Set(["shutil.copy", "shutil.copy2"]);

/**
 * Copying a file onto itself raises an error; so does copying it into the folder it is in.
 *
 * Found where source and target are the same expression, or the target is the folder that the source's path names.
 */
export default defineRule({
  name: "copy-same-path",
  question: "copy-file",
  summary: "a file that is copied onto itself",
  severity: "error",
  fix: "none",
  messages: {
    same: "source and target are the same, so this raises {error}: one of the two is meant to be another path",
    inside: "`{source}` is in this folder already, so it would be copied onto itself, and this raises {error}",
  },
  on: (when) =>
    when.calls(
      ["shutil.copy", "shutil.copy2", "shutil.copyfile", "shutil.copytree"],
      (call, { model, target, report }) => {
        const [from, to] = [call.argument(0, "src"), call.argument(1, "dst")];
        if (from === undefined || to === undefined) return;
        const isTree = call.name === "shutil.copytree";
        const isSame = isSameNow(from, to, model) && (!isTree || call.lacks(6, "dirs_exist_ok"));
        const isInside = !isSame && TAKE_FOLDERS.has(call.name ?? "") && isFolderOf(to, from, model);
        if (!isSame && !isInside) return;
        if (isExpectedToFail(call.node, model, [...ERRORS, "builtins.Exception"])) return;
        if (guardOf(call.node, model, []) !== null) return;
        const same = target.major < 3 ? "shutil.Error" : "shutil.SameFileError";
        const error = !isTree ? same : target.major < 3 ? "OSError" : "FileExistsError";
        if (isSame) report("same", { at: call.node, data: { error } });
        else report("inside", { at: call.node, data: { error, source: excerpt(from.text) } });
      },
    ),
});

/** `os.path.dirname(path)` and `path.parent` of a path, and the current folder for a bare name. */
function isFolderOf(folder: SyntaxNode, path: SyntaxNode, model: Model): boolean {
  const node = unparenthesized(folder);
  const call = model.callAt(node);
  if (call?.name === "os.path.dirname") {
    const [of] = call.positional;
    return of !== undefined && isSameNow(of, path, model);
  }
  if (node.kind === "attribute" && node.field("attribute")?.text === "parent") {
    const object = node.field("object");
    return object !== null && isSameNow(object, path, model);
  }
  const name = stringValue(constantOf(path, model));
  const isHere = /^\.\/?$/.test(stringValue(node) ?? "") || model.qualifiedName(node) === "os.curdir";
  return name !== null && isHere && /^(?:\.\/)?[^/\\:]+$/.test(name);
}
