import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { importsPosixModules } from "../../engine/semantics/for-windows.js";
import { guardOf } from "../../engine/semantics/guards.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  removed: "`{path}` is still open here, and Windows raises PermissionError: call `{function}` behind the `with`",
  reopened:
    "Windows opens the file of `{file}` no second time while it deletes itself on closing, and raises PermissionError: {remedy}",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/** Functions that take a file away from its path, and with it. */
const MOVERS = ["os.remove", "os.rename", "os.replace", "os.unlink", "shutil.move"];
const OPENERS = ["builtins.open", "io.open"];

/**
 * Windows does not delete or rename a file that is open, nor does it open the file of `NamedTemporaryFile` once more.
 *
 * Found within the `with` that opens the file. Where a program cannot run on Windows anyway, or asks what it runs on, nothing is said.
 */
export default defineRule({
  name: "remove-while-open",
  question: "delete-file",
  summary: "a file that is deleted, renamed or opened anew while it is open",
  severity: "information",
  fix: "none",
  messages: MESSAGES,
  on: (when) => [
    when.calls(MOVERS, checkMove, [
      ["with", "open"],
      ["with", "NamedTemporaryFile"],
    ]),
    when.calls(OPENERS, checkReopened, [["with", "NamedTemporaryFile"]]),
  ],
});

function checkMove(call: Call, { model, report }: Context): void {
  const path = call.positional[0];
  if (path === undefined || isMeant(call, model)) return;
  const opened = openItemAround(call.node, (item) => {
    const handle = model.handleOf(item);
    // What is written and then moved has another trouble as well, which is told by itself: it is not all in the file yet.
    if (!/^os\.(?:remove|unlink)$/.test(call.name ?? "") && handle?.mode?.writes !== false) return false;
    return handle?.call === item && handle.path !== null && handle.path.text === path.text;
  });
  if (opened === null || isClosed(opened, call.node)) return;
  report("removed", {
    at: call.node,
    data: { path: excerpt(path.text), function: excerpt(call.callee.text) },
    related: [{ span: opened.call, message: "opened here" }],
  });
}

function checkReopened(call: Call, { model, target, report }: Context): void {
  const path = call.positional[0];
  const file = path?.kind === "attribute" && path.field("attribute")?.text === "name" ? path.field("object") : null;
  if (file === null || isMeant(call, model)) return;
  const opened = openItemAround(call.node, (item) => {
    const handle = model.handleOf(item);
    const made = handle?.opener === "tempfile.NamedTemporaryFile" ? model.callAt(item) : null;
    return handle?.deletesItself === true && made?.lacks(null, "delete_on_close") === true;
  });
  if (opened === null || opened.name !== file.text || isClosed(opened, call.node)) return;
  const isNew = target.major > 3 || (target.major === 3 && target.minor >= 12);
  const remedy = isNew
    ? "pass `delete_on_close=False` and close it first"
    : "pass `delete=False`, close it and delete it yourself";
  report("reopened", {
    at: call.node,
    data: { file: excerpt(file.text), remedy },
    related: [{ span: opened.call, message: "opened here" }],
  });
}

/** What a `with` opens, and the name it gives that. */
interface OpenItem {
  readonly call: SyntaxNode;
  readonly name: string | null;
  readonly body: SyntaxNode;
}

/** The innermost `with` around a node, in the same function, whose item satisfies a predicate. */
function openItemAround(node: SyntaxNode, isWanted: (item: SyntaxNode) => boolean): OpenItem | null {
  for (let at = node.enclosing("with_statement"); at !== null; at = at.enclosing("with_statement")) {
    const body = at.field("body");
    const clause = at.children.find(({ kind }) => kind === "with_clause");
    if (body === null || !body.covers(node) || regionOf(at) !== regionOf(node)) continue;
    for (const item of clause?.namedChildren ?? []) {
      const value = item.field("value");
      const call = value?.kind === "as_pattern" ? value.namedChildren[0] : value;
      if (call?.kind !== "call" || !isWanted(call)) continue;
      const name = value?.kind === "as_pattern" ? (value.field("alias")?.text ?? null) : null;
      return { call, name, body };
    }
  }
  return null;
}

/** Whether the file is closed by hand before a node. */
function isClosed({ body, name }: OpenItem, node: SyntaxNode): boolean {
  return body
    .descendants("call")
    .some((call) => call.start < node.start && call.field("function")?.text === `${name}.close`);
}

const ERRORS = ["OSError", "IOError", "PermissionError", "Exception"].map((name) => `builtins.${name}`);

function isMeant({ node }: Call, model: Model): boolean {
  if (importsPosixModules(model)) return true;
  return guardOf(node, model, ["OSError"]) !== null || isExpectedToFail(node, model, ERRORS);
}
