import { accessToMember } from "../../engine/repairs/imports.js";
import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { temporaryFolder } from "../../engine/semantics/folders.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  moves:
    "`{source}` is in the folder for temporary files, and where that is on another disk than `{target}`, `{function}` raises OSError (Invalid cross-device link): use `shutil.move`, or make it with `dir=` in the target's folder",
} as const;

/** What makes something in the folder for temporary files, and the position of its `dir`. */
const MAKERS: Readonly<Record<string, number>> = {
  "tempfile.NamedTemporaryFile": 6,
  "tempfile.TemporaryDirectory": 2,
  "tempfile.mkdtemp": 2,
  "tempfile.mkstemp": 2,
  "tempfile.mktemp": 2,
};
const TEMPORARY = /te?mp/i;
const MAX_JOINS = 5;

/**
 * `os.rename` and `os.replace` give a file another name on the same disk. The folder for temporary files is on another one than
 * people's own files in many places: in containers, and where `/tmp` is kept in memory.
 *
 * Found where the file was certainly made there, and nothing says that the target is there too.
 */
export default defineRule({
  name: "rename-across-filesystems",
  question: "delete-file",
  summary: "a temporary file that is renamed to a place that may be on another disk",
  severity: "warning",
  fix: "unsafe",
  messages: MESSAGES,
  on: (when) => [
    when.calls(
      ["os.rename", "os.replace"],
      (call, context) => check(call, call.argument(0, "src"), 1, "dst", context),
      [["tempfile"]],
    ),
    when.methods("pathlib.Path", ["rename", "replace"], (call, _, context) => {
      // A Path is made of the whole path at once.
      const value = call.receiver === null ? null : context.model.onlyValueOf(call.receiver);
      const made = value?.kind === "call" ? context.model.callAt(value.node) : null;
      const [source, ...others] = made?.name === "pathlib.Path" ? made.positional : [];
      if (others.length === 0) check(call, source, 0, "target", context);
    }),
  ],
});

function check(
  call: Call,
  source: SyntaxNode | undefined,
  position: number,
  keyword: string,
  { model, report }: RuleContext<typeof MESSAGES>,
): void {
  const target = call.argument(position, keyword);
  if (source === undefined || target === undefined) return;
  const made = temporaryOf(source, model);
  if (made === null || isNear(target, source, model) || isExpectedToFail(call.node, model, ERRORS)) return;
  report("moves", {
    at: call.node,
    data: { source: excerpt(source.text), target: excerpt(target.text), function: excerpt(call.callee.text) },
    related: [{ span: made, message: "made in the folder for temporary files" }],
    fix: () => {
      if (position === 0) return null;
      const access = accessToMember("shutil", "move", model);
      if (access === null) return null;
      const edits = [...access.edits, { span: call.callee, replacement: access.text }];
      return { title: "Use shutil.move", safety: "unsafe", edits };
    },
  });
}

const ERRORS = ["builtins.OSError", "builtins.IOError", "builtins.Exception"];

/** The call that made what a path leads to, if it is certainly in the folder for temporary files. */
function temporaryOf(path: SyntaxNode, model: Model): SyntaxNode | null {
  let at = path;
  for (let steps = 0; steps < MAX_JOINS; steps++) {
    const node = constantOf(at, model);
    if (node.kind === "attribute" && node.field("attribute")?.text === "name") {
      const object = node.field("object");
      const handle = object === null ? null : model.handleOf(object);
      return handle?.opener === "tempfile.NamedTemporaryFile" && handle.call !== null
        ? ifUndirected(handle.call, model)
        : null;
    }
    const folderMaker = temporaryFolder(node, model);
    if (folderMaker !== null) return ifUndirected(folderMaker, model);
    const value = model.onlyValueOf(node);
    if (value?.kind === "element") {
      return value.index === 1 && value.of.kind === "call" ? ifUndirected(value.of.node, model) : null;
    }
    const call = value?.kind === "call" ? model.callAt(value.node) : null;
    const folder = call?.name === "os.path.join" ? call.argument(0, null) : undefined;
    if (folder === undefined) return call === null ? null : ifUndirected(call.node, model);
    at = folder;
  }
  return null;
}

function ifUndirected(node: SyntaxNode, model: Model): SyntaxNode | null {
  const call = model.callAt(node);
  const position = Object.hasOwn(MAKERS, call?.name ?? "") ? MAKERS[call?.name ?? ""] : undefined;
  return call !== null && position !== undefined && call.lacks(position, "dir") ? node : null;
}

/** Whether the target is, or may be, in the same folder: it is made of the source, or of something temporary too. */
function isNear(target: SyntaxNode, source: SyntaxNode, model: Model): boolean {
  const parts = [target, constantOf(target, model)].flatMap((node) => [
    node,
    ...node.descendants("identifier", "string"),
  ]);
  const names = new Set([source, ...source.descendants("identifier")].map((node) => model.variableOf(node)));
  names.delete(undefined);
  return parts.some((part) => {
    if (TEMPORARY.test(part.text)) return true;
    const variable = part.kind === "identifier" ? model.variableOf(part) : undefined;
    return (
      variable !== undefined && (names.has(variable) || variable.bindings.some(({ site }) => TEMPORARY.test(site.text)))
    );
  });
}
