import { RUNNER_KINDS } from "../../engine/knowledge/runners.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { decoratorNames } from "../../engine/semantics/classes.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { regionOf } from "../../engine/semantics/flow.js";
import type { Model } from "../../engine/semantics/model.js";
import { type Runner, runnerClass, runnersWith } from "../../engine/semantics/runners.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";

const MESSAGES = {
  missing: "this `__init__` never calls that of `{base}`: `start()` raises {error}. Begin with `{call}`",
  early: "`self.{member}` is used before `__init__` of `{base}` has run: this raises {error}. Call that first",
} as const;

/** How what a thread has refuses to work before its constructor has run, in all versions. */
const THREAD_ERRORS: Readonly<Record<string, string>> = {
  daemon: "RuntimeError",
  getName: "AssertionError",
  ident: "AssertionError",
  isDaemon: "AssertionError",
  is_alive: "AssertionError",
  join: "RuntimeError",
  name: "AssertionError",
  setDaemon: "RuntimeError",
  setName: "AssertionError",
  start: "RuntimeError",
};
const PROCESS_MEMBERS: ReadonlySet<string> = new Set(["daemon", "ident", "is_alive", "join", "pid", "start"]);

/**
 * A thread's own constructor makes what `start()`, `join()`, `name` and `daemon` need. A subclass with a constructor of its own has to
 * call it, and before it uses any of these.
 *
 * Found are constructors in which nothing can call an inherited one, and members used before it is called.
 */
export default defineRule({
  name: "thread-init-not-called",
  question: "using-threads",
  summary: "a thread's subclass whose `__init__` does not call the inherited one, or too late",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) =>
    when.nodes("class_definition", { anyOf: runnersWith("__init__") }, (definition, context) => {
      const runner = runnerClass(definition, context.model);
      const init = runner === null ? null : ownMethod(definition, "__init__", context.model);
      if (runner === null || init === null || decoratorNames(definition).length > 0) return;
      const inits = init
        .descendants("call")
        .filter((call) => /\.\s*__init__$/.test(call.field("function")?.text ?? ""));
      if (inits.length === 0) checkMissing(definition, init, runner, context);
      else checkEarly(init, inits, runner, context);
    }),
});

function ownMethod(definition: SyntaxNode, name: string, model: Model): SyntaxNode | null {
  const bindings = model.classes.attribute(definition, name)?.bindings ?? [];
  const [binding] = bindings;
  if (bindings.length !== 1 || binding?.kind !== "function" || decoratorNames(binding.site).length > 0) return null;
  return binding.site.enclosing("class_definition") === definition ? binding.site : null;
}

function checkMissing(
  definition: SyntaxNode,
  init: SyntaxNode,
  runner: Runner,
  { model, target, report }: RuleContext<typeof MESSAGES>,
): void {
  const self = receiverName(init);
  const name = init.field("name");
  if (self === null || name === null || mayCallInherited(definition, init, self)) return;
  // Who starts threads in another way needs no constructor of theirs.
  if (["start", "__new__"].some((method) => model.classes.attribute(definition, method) !== null)) return;
  const base = runner.base.slice(runner.base.lastIndexOf(".") + 1);
  const [written, ...others] = definition.field("superclasses")?.namedChildren ?? [];
  const isDirect = written !== undefined && others.length === 0 && RUNNER_KINDS.has(model.qualifiedName(written) ?? "");
  const call = target.major >= 3 ? "super().__init__()" : `${written?.text ?? base}.__init__(${self})`;
  report("missing", {
    at: name,
    data: { base, call, error: runner.kind === "process" ? "AttributeError" : "RuntimeError" },
    fix: () => (isDirect && runner.kind !== "timer" ? insertFirst(init, call) : null),
  });
}

/** Whether something in a class may run a constructor, or gets hold of the object to do so; or the constructor only raises. */
function mayCallInherited(definition: SyntaxNode, init: SyntaxNode, self: string): boolean {
  const names = definition.descendants("identifier");
  if (names.some(({ text, parent }) => text === "super" || (text === "__init__" && parent?.kind === "attribute")))
    return true;
  const body = init.field("body");
  const statements = (body?.namedChildren ?? []).filter((each) => !isDocstring(each));
  if (body === null || statements.length === 0 || statements.every(({ kind }) => kind === "raise_statement"))
    return true;
  return body
    .descendants("identifier")
    .some(
      ({ text, parent }) => text === self && (parent?.kind === "argument_list" || parent?.kind === "keyword_argument"),
    );
}

function checkEarly(
  init: SyntaxNode,
  inits: readonly SyntaxNode[],
  runner: Runner,
  { model, report }: RuleContext<typeof MESSAGES>,
): void {
  const self = receiverName(init);
  const [first] = inits;
  const body = init.field("body");
  if (self === null || first === undefined || body === null) return;
  const definition = runner.definition;
  const flow = model.flowOf(first);
  const early = body.descendants("attribute").find((node) => {
    const member = node.field("attribute")?.text ?? "";
    if (node.start > first.start || node.field("object")?.text !== self || regionOf(node) !== flow.region) return false;
    if (definition !== null && (model.classes.attribute(definition, member)?.bindings.length ?? 0) > 0) return false;
    const isOurs = runner.kind === "process" ? PROCESS_MEMBERS.has(member) : Object.hasOwn(THREAD_ERRORS, member);
    return isOurs && isUsed(node) && flow.dominates(node, first);
  });
  const member = early?.field("attribute")?.text ?? "";
  if (early === undefined || isExpectedToFail(early, model, ["builtins.AssertionError", "builtins.RuntimeError"]))
    return;
  const base = runner.base.slice(runner.base.lastIndexOf(".") + 1);
  const isStore = early.parent?.kind === "assignment" && early.fieldName === "left";
  const ofThread = member === "daemon" && !isStore ? "AssertionError" : (THREAD_ERRORS[member] ?? "AssertionError");
  const error = runner.kind === "process" ? "AttributeError" : ofThread;
  report("early", { at: early, data: { member, base, error }, fix: () => callFirst(first, early, body) });
}

/** Not `self.start = 1`, which another rule tells of, nor the mention of a method that is called later. */
function isUsed(node: SyntaxNode): boolean {
  const member = node.field("attribute")?.text ?? "";
  const isCalled = node.parent?.kind === "call" && node.fieldName === "function";
  return /^(?:daemon|ident|name|pid)$/.test(member) || isCalled;
}

function receiverName(init: SyntaxNode): string | null {
  const first = init.field("parameters")?.namedChildren[0];
  return first?.kind === "identifier" ? first.text : null;
}

function isDocstring(statement: SyntaxNode): boolean {
  return statement.kind === "expression_statement" && statement.namedChildren[0]?.kind === "string";
}

function insertFirst(init: SyntaxNode, call: string): Fix | null {
  const statements = init.field("body")?.namedChildren ?? [];
  const first = statements.find((each) => !isDocstring(each));
  if (first === undefined) return null;
  const { source } = init.tree;
  const isAlone = source.text.slice(source.lines.startOf(source.lines.lineAt(first.start)), first.start).trim() === "";
  const separator = isAlone ? `${source.lineBreak}${source.indentationAt(first.start)}` : "; ";
  const span = { start: first.start, end: first.start };
  return { title: `Begin with ${call}`, safety: "safe", edits: [{ span, replacement: `${call}${separator}` }] };
}

/** Moves the call of the inherited constructor before the statement that needs it; arguments may not be ready there. */
function callFirst(call: SyntaxNode, early: SyntaxNode, body: SyntaxNode): Fix | null {
  const given = call.field("arguments")?.namedChildren ?? [];
  const statement = call.parent;
  const isPlain = given.length === 0 || (given.length === 1 && given[0]?.kind === "identifier");
  const before = body.namedChildren.find((each) => each.covers(early));
  if (!isPlain || statement?.kind !== "expression_statement" || statement.parent !== body || before === undefined)
    return null;
  const { source } = body.tree;
  const line = source.lines.lineAt(statement.start);
  const start = source.lines.startOf(line);
  const end = source.lines.endOf(source.lines.lineAt(statement.end));
  const isAlone = (node: SyntaxNode): boolean =>
    source.text.slice(source.lines.startOf(source.lines.lineAt(node.start)), node.start).trim() === "";
  const rest = source.text.slice(statement.end, end);
  if (!isAlone(statement) || !isAlone(before) || !/^\s*(?:#.*)?$/.test(rest)) return null;
  const moved = source.text.slice(statement.start, end).trimEnd();
  const edits = [
    {
      span: { start: before.start, end: before.start },
      replacement: `${moved}${source.lineBreak}${source.indentationAt(before.start)}`,
    },
    { span: { start: previousEnd(source.text, start), end: statement.end + rest.trimEnd().length }, replacement: "" },
  ];
  return { title: "Call the inherited __init__ first", safety: "safe", edits };
}

/** Where the line break before a line begins. */
function previousEnd(text: string, start: number): number {
  return start - (text.slice(start - 2, start) === "\r\n" ? 2 : 1);
}
