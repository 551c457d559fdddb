import { accessToModule } from "../../engine/repairs/imports.js";
import { insertStatementBehind } from "../../engine/repairs/statements.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import type { Model } from "../../engine/semantics/model.js";
import { isInTest } from "../../engine/semantics/tests.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const PICKERS = ["tempfile.mktemp", "os.tempnam", "os.tmpnam"];
/** What makes something under the name itself, and fails if there is something already. */
const MAKES =
  /^(?:bind|listen|connect|mkdir|makedirs|mkfifo|mknod|symlink|link|CreateNamedPipe|Listener|Client|UnixStreamServer|TCPServer|create_server|start_unix_server|create_unix_server|copytree)$/;
/** What the name itself says that it is for: what is no file. */
const OTHER_KIND = /sock|pipe|fifo|listener/i;
/** A folder to which nobody else may write. */
const OWN_FOLDER = /\bdir\s*=\s*[\w.]*(?:mkdtemp|TemporaryDirectory)\(/;
const EXCLUSIVE = /\bO_EXCL\b|["']xb?\+?["']/;

/**
 * `mktemp` gives a name that nothing had a moment ago. Until the program makes the file, somebody else can, or can put a link there that
 * leads elsewhere; in a folder that all may write to, that is an attack as old as Unix.
 *
 * Found wherever it is called, unless the name is for what cannot be made over something else: a socket, a pipe, a folder, a file that is
 * opened exclusively.
 */
export default defineRule({
  name: "tempfile-mktemp",
  question: "subprocess-pipes",
  summary: "the name of a temporary file that somebody else can make first",
  severity: "warning",
  fix: "unsafe",
  messages: {
    picked:
      "`{function}` only picks a name: before the file is made, somebody else can put one, or a link, in its place; `tempfile.mkstemp` makes the file as well",
  },
  on: (when) =>
    when.calls(PICKERS, (call, { model, report }) => {
      if (isForOthers(call, model) || isInTest(call.node, model)) return;
      const given = call.node.field("arguments")?.text ?? "";
      if (OTHER_KIND.test(given) || OWN_FOLDER.test(given)) return;
      report("picked", {
        at: call.node,
        data: { function: excerpt(call.callee.text) },
        fix: () => repair(call, model),
      });
    }),
});

/** Whether the name goes to what makes something of another kind than a file, or makes it safely. */
function isForOthers(call: Call, model: Model): boolean {
  const target = call.node.parent?.kind === "assignment" ? call.node.parent.field("left") : null;
  const variable = target?.kind === "identifier" ? model.variableOf(target) : undefined;
  const attribute = target?.kind === "attribute" ? (target.field("attribute")?.text ?? null) : null;
  const mentions: readonly SyntaxNode[] =
    variable?.references ?? (attribute === null ? [] : model.attributes.named(attribute));
  return [call.node, ...mentions].some((mention) => isTakenByMaker(mention));
}

function isTakenByMaker(mention: SyntaxNode): boolean {
  let node = mention;
  while (
    node.parent !== null &&
    /^(?:argument_list|tuple|keyword_argument|binary_operator|parenthesized_expression)$/.test(node.parent.kind)
  ) {
    node = node.parent;
  }
  const callee = node.parent?.kind === "call" && node.kind === "argument_list" ? node.parent.field("function") : null;
  if (callee === null || callee === undefined) return false;
  const name = (callee.kind === "attribute" ? callee.field("attribute") : callee)?.text ?? "";
  return MAKES.test(name) || (name === "open" && EXCLUSIVE.test(node.text));
}

/** Makes the file with the name, closed: `fd, path = tempfile.mkstemp(...)`. */
function repair(call: Call, model: Model): Fix | null {
  const statement = call.node.parent;
  const target = statement?.kind === "assignment" ? statement.field("left") : null;
  const whole = statement?.parent;
  if (call.name !== "tempfile.mktemp" || call.callee.kind !== "attribute" || target?.kind !== "identifier") return null;
  const method = call.callee.field("attribute");
  const access = accessToModule("os", model);
  if (
    whole?.kind !== "expression_statement" ||
    method === null ||
    access === null ||
    model.scopeAt(target).lookup("fd") !== undefined
  )
    return null;
  const start = { start: target.start, end: target.start };
  return {
    title: "Make the file with `tempfile.mkstemp`",
    safety: "unsafe",
    edits: [
      ...access.edits,
      { span: start, replacement: "fd, " },
      { span: method, replacement: "mkstemp" },
      insertStatementBehind(whole, "os.close(fd)"),
    ],
  };
}
