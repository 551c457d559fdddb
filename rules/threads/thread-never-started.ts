import { RUNNER_KINDS } from "../../engine/knowledge/runners.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { followLife, type Life, type Protocol } from "../../engine/semantics/lifetimes.js";
import type { Model } from "../../engine/semantics/model.js";
import { WORDS_OF_RUNNERS } from "../../engine/semantics/runners.js";
import { isInTest } from "../../engine/semantics/tests.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";

/** What prepares a thread and neither starts it nor hands it to anybody. */
const PREPARING_METHODS = new Set(["setDaemon", "setName"]);
const PREPARED_ATTRIBUTES = new Set(["authkey", "daemon", "name"]);

/** How the constructors refuse what they are given; who expects that wants no thread. */
const REFUSALS = ["builtins.AssertionError", "builtins.TypeError", "builtins.ValueError"];

type State = "made" | "started";
type Event = "start" | "join";

const THREAD: Protocol<State, Event> = {
  initial: "made",
  states: { made: { start: "started" }, started: {} },
  event: ({ kind, path, site }) => {
    const [member = ""] = path;
    if (path.length === 0) return undefined;
    if (path.length > 1) return "escape";
    if (kind === "store") return PREPARED_ATTRIBUTES.has(member) ? "ignore" : "escape";
    if (kind !== "call") return "escape";
    if (member === "start") return "start";
    if (site.parent?.kind !== "expression_statement") return "escape";
    if (member === "join") return "join";
    return PREPARING_METHODS.has(member) ? "ignore" : "escape";
  },
};

/**
 * A thread that is only made does nothing: what it should have done is not done, and nobody is told.
 *
 * Found where a thread, timer or process is made and dropped, or given to a name of which nothing else is ever done than
 * to set it up. Wherever somebody else gets hold of the object, they may start it; in a test it may be what is tested.
 */
export default defineRule({
  name: "thread-never-started",
  question: "threads-not-running",
  summary: "a thread, timer or process that is made and never started",
  severity: "error",
  fix: "unsafe",
  messages: {
    dropped: "this {kind} is never started, so {work} never runs: call `start()` on it",
    named: "the {kind} `{name}` is never started, so {work} never runs: call `{name}.start()`",
    replaced: "the {kind} `{name}` is replaced by the next one before it is started: call `{name}.start()` in the loop",
  },
  on: (when) =>
    when.nodes("call", { anyOf: WORDS_OF_RUNNERS }, (node, { model, report }) => {
      const call = model.callAt(node);
      const kind = call && kindOf(call, model);
      if (call === null || kind === null || isExpectedToFail(node, model, REFUSALS)) return;
      const work = workOf(call);
      const life = followLife(model, call.node, THREAD);
      if (life.escapes.length > 0) return;
      const { name } = life;
      // A thread with a name is one to be looked at there.
      if (name !== null && isInTest(node, model)) return;
      const isReplaced = life.losses.some(({ how, outcome }) => how === "replaced" && outcome.certainly("made"));
      if (isReplaced && name !== null && life.events.length > 0) {
        report("replaced", { at: call.node, data: { kind, name } });
      } else if (!life.alwaysEnds("made")) {
        return;
      } else if (name === null) {
        report("dropped", { at: call.node, data: { kind, work }, fix: () => startDropped(call.node) });
      } else if (isReplaced || isOnlyOurs(life, call.node, model)) {
        report("named", { at: call.node, data: { kind, name, work }, fix: () => startNamed(call, name) });
      }
    }),
});

/** What a call makes: a thread, timer or process, also by a class of this file. */
function kindOf(call: Call, model: Model): string | null {
  if (call.name !== null) return RUNNER_KINDS.get(call.name) ?? null;
  const definition = model.classes.localClass(call.callee);
  if (definition === null) return null;
  const { classes, outside, isComplete } = model.classes.lineage(definition);
  const base = outside.find((name) => RUNNER_KINDS.has(name));
  const isKnown = isComplete && outside.every((name) => name === base || name === "builtins.object");
  if (base === undefined || !isKnown || classes.some((each) => mayStartItself(each, model))) return null;
  return RUNNER_KINDS.get(base) ?? null;
}

/** Whether a class calls `start()` on its objects, or hands a new object to somebody who may. */
function mayStartItself(definition: SyntaxNode, model: Model): boolean {
  if (model.attributes.named("start").some((each) => definition.covers(each))) return true;
  const inits = model.classes.attribute(definition, "__init__")?.bindings ?? [];
  return inits.some(({ site }) =>
    site.descendants("identifier").some((name) => model.classes.receiverClass(name) !== null && isHandedOver(name)),
  );
}

/** Whether `self` itself, and not an attribute of it, is used, but for `Thread.__init__(self)` and `super(C, self)`. */
function isHandedOver(self: SyntaxNode): boolean {
  const parent = self.parent;
  if (parent?.kind === "parameters" || parent?.kind === "attribute") return false;
  const callee = parent?.kind === "argument_list" ? parent.parent?.field("function") : null;
  return callee === null || callee === undefined || !/(?:^super|\.__init__)$/.test(callee.text);
}

/** What the thread would do, as the user wrote it. */
function workOf(call: Call): string {
  const isTimer = call.name === "threading.Timer";
  const target = isTimer ? call.argument(1, "function") : call.argument(1, "target");
  return target?.kind === "identifier" || target?.kind === "attribute"
    ? `\`${target.text.replace(/\s+/g, "")}\``
    : "it";
}

/** Whether nobody who imports the module could start the thread later: `import module; module.thread.start()`. */
function isOnlyOurs(life: Life<State, Event>, birth: SyntaxNode, model: Model): boolean {
  if (life.region.parent !== null || life.events.some(({ event }) => event === "join")) return true;
  return isScriptOnly(birth, model);
}

/** Whether a statement of a module only runs when the module is the program, so that no importer sees its names. */
function isScriptOnly(node: SyntaxNode, model: Model): boolean {
  for (let at = node.enclosing("if_statement"); at !== null; at = at.enclosing("if_statement")) {
    const condition = at.field("condition");
    if (condition?.kind === "comparison_operator" && condition.text.includes("__name__")) return true;
  }
  // Without any definition there is nothing to import.
  return model.scopes.scopes.every(({ kind }) => kind !== "function" && kind !== "class");
}

function startDropped(call: SyntaxNode): Fix | null {
  if (call.parent?.kind !== "expression_statement") return null;
  return {
    title: "Start it",
    safety: "unsafe",
    edits: [{ span: { start: call.end, end: call.end }, replacement: ".start()" }],
  };
}

/** Starts a thread behind the statements that set it up and stand right behind the one that makes it. */
function startNamed(call: Call, name: string): Fix | null {
  let last = call.node.enclosing("expression_statement");
  if (last === null) return null;
  for (let after = last.nextSibling; after !== null; after = after.nextSibling) {
    const isSetUp =
      after.kind === "expression_statement" &&
      new RegExp(String.raw`^${name}\s*\.\s*(?:daemon|name|setDaemon|setName)\b`).test(after.text);
    if (!isSetUp) break;
    last = after;
  }
  const { source } = call.node.tree;
  const replacement = `${source.lineBreak}${source.indentationAt(last.start)}${name}.start()`;
  const isLast = source.text.slice(last.end, source.lines.endOf(source.lines.lineAt(last.end))).trim() === "";
  if (!isLast) return null;
  return {
    title: `Call ${name}.start()`,
    safety: "unsafe",
    edits: [{ span: { start: last.end, end: last.end }, replacement }],
  };
}
