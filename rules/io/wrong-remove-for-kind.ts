import { accessToMember } from "../../engine/repairs/imports.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { guardOf } from "../../engine/semantics/guards.js";
import { filledBy, type MadePath, madePath } from "../../engine/semantics/made-paths.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  folder: "`{path}` is a folder, and `{function}` removes files only, so this raises OSError: use `{instead}`",
  file: "`{path}` is a file, and `{function}` removes folders only, so this raises NotADirectoryError: use `{instead}`",
  link: "`{path}` is a symbolic link, and `{function}` removes folders only, so this raises OSError: use `{instead}`, which leaves what it leads to",
  filled:
    "`{path}` has something in it by then, and `{function}` removes empty folders only, so this raises OSError (Directory not empty): use `{instead}`",
} as const;

/** Functions that remove, and what they want. */
const REMOVERS: Readonly<Record<string, "file" | "folder">> = {
  "os.remove": "file",
  "os.unlink": "file",
  "os.removedirs": "folder",
  "os.rmdir": "folder",
  "shutil.rmtree": "folder",
};
/** What makes a file or folder, of which a text has one if it makes what it removes. */
const MAKERS = [
  "mkdtemp",
  "mkstemp",
  "TemporaryDirectory",
  "NamedTemporaryFile",
  "mkdir",
  "makedirs",
  "symlink",
  "open",
];

/**
 * Files and folders are removed by different functions, which refuse the other kind.
 *
 * Found where the same function has certainly made the one before, and removes the other.
 */
export default defineRule({
  name: "wrong-remove-for-kind",
  question: "delete-file",
  summary: "a folder that is removed as a file or while it is full, or a file as a folder",
  severity: "error",
  fix: "unsafe",
  messages: MESSAGES,
  on: (when) =>
    when.calls(
      Object.keys(REMOVERS),
      check,
      MAKERS.map((word) => [word]),
    ),
});

function check(call: Call, context: RuleContext<typeof MESSAGES>): void {
  const { model, report } = context;
  const wanted = REMOVERS[call.name ?? ""];
  const path = call.argument(0, "path");
  const made = path === undefined ? null : madePath(path, model);
  if (path === undefined || made === null || isMeant(call, model)) return;
  if (made.kind === wanted || (made.kind === "link" && wanted === "file")) {
    checkEmpty(call, path, made, context);
    return;
  }
  const [module, member] =
    made.kind !== "folder" ? ["os", "remove"] : made.isEmpty ? ["os", "rmdir"] : ["shutil", "rmtree"];
  report(made.kind, {
    at: call.node,
    data: { path: excerpt(path.text), function: excerpt(call.callee.text), instead: `${module}.${member}` },
    related: [{ span: made.by, message: `the ${made.kind} is made here` }],
    fix: () => withFunction(call, module, member, model),
  });
}

/** `rmdir` of a folder into which the same function has put something. */
function checkEmpty(
  call: Call,
  path: SyntaxNode,
  made: MadePath,
  { model, report }: RuleContext<typeof MESSAGES>,
): void {
  const filling = /^os\.(?:rmdir|removedirs)$/.test(call.name ?? "") ? filledBy(path, made.by, model) : null;
  if (filling === null) return;
  report("filled", {
    at: call.node,
    data: { path: excerpt(path.text), function: excerpt(call.callee.text), instead: "shutil.rmtree" },
    related: [{ span: filling, message: "this is put into it" }],
    fix: () => withFunction(call, "shutil", "rmtree", model),
  });
}

const ERRORS = ["IsADirectoryError", "NotADirectoryError", "PermissionError", "OSError", "IOError", "Exception"].map(
  (name) => `builtins.${name}`,
);

function isMeant(call: Call, model: Model): boolean {
  const isTrial = isExpectedToFail(call.node, model, [...ERRORS, "os.error"]);
  // `ignore_errors` wants no error, whatever the path is.
  return isTrial || guardOf(call.node, model, ["OSError"]) !== null || call.arguments.length > 1 || call.hasUnpacking;
}

function withFunction(call: Call, module: string, member: string, model: Model): Fix | null {
  const access = accessToMember(module, member, model);
  if (access === null) return null;
  const edits = [...access.edits, { span: call.callee, replacement: access.text }];
  return { title: `Use ${module}.${member}`, safety: "unsafe", edits };
}
