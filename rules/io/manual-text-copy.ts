import { accessToMember } from "../../engine/repairs/imports.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { constantOf } from "../../engine/semantics/constants.js";
import type { Handle } from "../../engine/semantics/handle.js";
import { unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  text: "this copies `{source}` as text, which changes its line ends and stops at bytes that are no text in this encoding: use `shutil.copyfile({source}, {target})`",
} as const;

type Context = RuleContext<typeof MESSAGES>;

const OPENERS: ReadonlySet<string> = new Set(["builtins.open", "io.open"]);
const OPENED_TO_WRITE = /["'](?:w|wt)["']/;
/** What reads the whole of a file, or takes all its lines to write them. */
const WHOLE = /\.\s*read(?:lines)?\s*\(\s*\)|\bwritelines\s*\(/;
/** A loop that does nothing but write, perhaps what it goes over. */
const WRITING_LOOP =
  /\bfor\s+\w+\s+in\s[^\r\n]{1,200}:[ \t]*(?:#[^\r\n]{0,200})?(?:[\r\n]+[ \t]*(?:#[^\r\n]{0,200}[\r\n]+[ \t]*){0,5})?[\w.]+\.write\(\s*\w+\s*\)/;

/**
 * A file that is read as text and written again is not the same file: `\r\n` has become `\n`, and what is not text in the encoding
 * raises UnicodeDecodeError.
 *
 * Found where all of a file that was opened as text, without an encoding or line ends of its own, goes unchanged into a new
 * file, and neither file is used for anything else.
 */
export default defineRule({
  name: "manual-text-copy",
  question: "copy-file",
  summary: "a file that is copied by reading it as text and writing that",
  severity: "warning",
  fix: "unsafe",
  pythons: { since: "3.0" },
  messages: MESSAGES,
  on: (when) => [
    when.nodes(
      "call",
      {
        anyOf: [
          ["open", "write", "read"],
          ["open", "writelines"],
        ],
        pattern: OPENED_TO_WRITE,
        and: WHOLE,
      },
      checkWrite,
    ),
    when.nodes("call", { anyOf: [["Path", "write_text", "read_text"]] }, checkPaths),
    when.nodes("for_statement", { anyOf: [["open", "write"]], pattern: OPENED_TO_WRITE, and: WRITING_LOOP }, checkLoop),
  ],
});

function checkWrite(node: SyntaxNode, context: Context): void {
  const method = node.field("function")?.field("attribute")?.text;
  if ((method !== "write" && method !== "writelines") || !textMatches(context.source, WHOLE)) return;
  const call = context.model.callAt(node);
  const [written, ...others] = call?.positional ?? [];
  if (call === null || call.receiver === null || written === undefined || others.length > 0) return;
  const source = sourceOf(written, method, context.model);
  if (source !== null) check(node, node, source, call.receiver, context);
}

/** The file whose whole content, or all of whose lines, an expression is. */
function sourceOf(written: SyntaxNode, method: "write" | "writelines", model: Model): SyntaxNode | null {
  const name = unparenthesized(written);
  const isUsedElsewhere = name.kind === "identifier" && model.variableOf(name)?.references.length !== 1;
  const node = constantOf(written, model);
  const call = model.callAt(node);
  const isRead = call?.method === "read" || (call?.method === "readlines" && method === "writelines");
  if (call !== null && isRead) return !isUsedElsewhere && call.arguments.length === 0 ? call.receiver : null;
  return method === "writelines" ? name : null;
}

/** `target.write_text(source.read_text())` */
function checkPaths(node: SyntaxNode, { model, report }: Context): void {
  const write = node.field("function")?.field("attribute")?.text === "write_text" ? model.callAt(node) : null;
  const [written, ...others] = write?.arguments ?? [];
  if (write?.receiver == null || written === undefined || written.keyword !== null || others.length > 0) return;
  const isShared = written.node.kind === "identifier" && model.variableOf(written.node)?.references.length !== 1;
  const read = model.callAt(constantOf(written.node, model));
  if (isShared || read?.method !== "read_text" || read.receiver === null || read.arguments.length > 0) return;
  const [source, target] = [read.receiver, write.receiver];
  if ([source, target].some((path) => model.madeBy(path) !== "pathlib.Path")) return;
  report("text", {
    at: node,
    data: { source: excerpt(source.text), target: excerpt(target.text) },
    related: node.covers(read.node) ? [] : [{ span: read.node, message: "read as text here" }],
    fix: () => repair(node, { source, target }, model),
  });
}

/** `for line in source: target.write(line)` */
function checkLoop(loop: SyntaxNode, context: Context): void {
  const { model } = context;
  if (!textMatches(context.source, WRITING_LOOP)) return;
  const [line, source] = [loop.field("left"), loop.field("right")];
  const statements = loop.field("body")?.namedChildren.filter(({ isExtra }) => !isExtra) ?? [];
  const written = statements.length === 1 ? statements[0]?.namedChildren[0] : undefined;
  const call = written === undefined ? null : model.callAt(written);
  const [value, ...others] = call?.positional ?? [];
  if (line?.kind !== "identifier" || source === null || call?.method !== "write" || call.receiver === null) return;
  if (value?.kind !== "identifier" || value.text !== line.text || others.length > 0) return;
  const lines = model.callAt(source);
  const isWhole = lines?.method === "readlines" && lines.arguments.length === 0 ? lines.receiver : source;
  if (isWhole !== null) check(call.node, loop, isWhole, call.receiver, context);
}

/** @param copying what copies the whole file: the call, or the loop around it */
function check(
  at: SyntaxNode,
  copying: SyntaxNode,
  source: SyntaxNode,
  target: SyntaxNode,
  { model, report }: Context,
): void {
  if (!textMatches(model.source, OPENED_TO_WRITE)) return;
  const [from, to] = [model.handleOf(source), model.handleOf(target)];
  if (!isPlainText(from) || !isPlainText(to) || from.path === null || to.path === null) return;
  const isRead = from.mode?.reads === true && !from.mode.writes;
  const isNew = to.mode?.truncates === true && !to.mode.reads;
  if (!isRead || !isNew || !isOnlyUse(source, model) || !isOnlyUse(target, model)) return;
  // What is opened once and written to in a loop gets the content of several files.
  if ([from, to].some(({ call }) => call === null || loopAround(call) !== loopAround(copying))) return;
  const paths = { source: from.path, target: to.path };
  report("text", {
    at,
    data: { source: excerpt(paths.source.text), target: excerpt(paths.target.text) },
    related: [from, to].flatMap(({ call }) =>
      call === null || at.covers(call) ? [] : [{ span: call, message: "opened as text here" }],
    ),
    fix: () => repair(at, paths, model),
  });
}

function loopAround(node: SyntaxNode): SyntaxNode | null {
  return node.enclosing("for_statement", "while_statement");
}

function isPlainText(handle: Handle | null): handle is Handle {
  if (handle?.kind !== "text" || !OPENERS.has(handle.opener ?? "") || handle.origins.length !== 1) return false;
  return handle.encoding === null && handle.errors === null && handle.newline === null;
}

/** Whether a file is used in one place, but for being closed. */
function isOnlyUse(file: SyntaxNode, model: Model): boolean {
  const node = unparenthesized(file);
  if (node.kind === "call") return true;
  const variable = node.kind === "identifier" ? model.variableOf(node) : undefined;
  if (variable?.bindings.length !== 1) return false;
  return variable.references.every((each) => {
    const { parent } = each;
    return each === node || (parent?.kind === "attribute" && parent.field("attribute")?.text === "close");
  });
}

/** The whole statement, if it does nothing else: a line of its own, or a `with` that opens both files. */
function repair(at: SyntaxNode, paths: { source: SyntaxNode; target: SyntaxNode }, model: Model): Fix | null {
  const statement = wholeStatement(at, paths);
  const access = statement === null ? null : accessToMember("shutil", "copyfile", model);
  if (statement === null || access === null) return null;
  const replacement = `${access.text}(${paths.source.text}, ${paths.target.text})`;
  return {
    title: "Use `shutil.copyfile`",
    safety: "unsafe",
    edits: [...access.edits, { span: { start: statement.start, end: statement.end }, replacement }],
  };
}

function wholeStatement(at: SyntaxNode, { source, target }: { source: SyntaxNode; target: SyntaxNode }) {
  const statement = at.parent?.kind === "expression_statement" ? at.parent : null;
  if (statement === null) return null;
  if (at.covers(source) && at.covers(target)) return statement;
  const inner = statement.enclosing("with_statement");
  const block = statement.parent;
  if (inner === null || block?.parent !== inner || block.namedChildren.length !== 1) return null;
  if (inner.descendants("with_item").length !== 2 || inner.descendants("comment").length > 0) return null;
  return inner.covers(source) && inner.covers(target) ? inner : null;
}
