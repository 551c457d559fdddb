import { accessToMember } from "../../engine/repairs/imports.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { callsIn, onceForEach } from "../../engine/semantics/once.js";
import { outlineOf, textPieces } from "../../engine/semantics/text-pieces.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

/** What programs are called that a shell runs by their name. */
const SCRIPT = /[\w\uFFFC]\.(?:sh|bash|command|run)$/;
/** Functions that give the copy its permissions. */
const PERMITS: ReadonlySet<string> = new Set(["os.chmod", "shutil.copymode", "shutil.copystat"]);

const givesPermissions = onceForEach((region: SyntaxNode, model) =>
  callsIn(region, model).some(({ name }) => PERMITS.has(name ?? "")),
);

/**
 * `shutil.copyfile` copies what is in a file and nothing else, so the copy of a script is no command any more.
 *
 * Found where the name says that it is one, and nothing in the function gives the copy its permissions.
 */
export default defineRule({
  name: "copyfile-drops-permissions",
  question: "copy-file",
  summary: "a script that is copied without the permission to run it",
  severity: "hint",
  fix: "safe",
  messages: {
    script:
      "`shutil.copyfile` leaves the permissions behind, so nobody can run the copy of `{source}` as a command: use `shutil.copy`",
  },
  on: (when) =>
    when.calls("shutil.copyfile", (call, { model, report }) => {
      const source = call.argument(0, "src");
      if (source === undefined || !SCRIPT.test(outlineOf(textPieces(source, model)))) return;
      if (givesPermissions(regionOf(call.node), model)) return;
      report("script", {
        at: call.node,
        data: { source: excerpt(source.text) },
        fix: (): Fix | null => {
          const access = accessToMember("shutil", "copy", model);
          if (access === null) return null;
          const edits = [...access.edits, { span: call.callee, replacement: access.text }];
          return { title: "Use shutil.copy", safety: "safe", edits };
        },
      });
    }),
});
