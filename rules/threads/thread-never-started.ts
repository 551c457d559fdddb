import { wordsOfName } from "../../engine/knowledge/names.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { buildFlow, regionOf } from "../../engine/semantics/flow.js";
import type { Model } from "../../engine/semantics/model.js";
import { followProtocol, type Occurrence } from "../../engine/semantics/protocols.js";
import type { Variable } from "../../engine/semantics/scopes.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";

const KINDS: Readonly<Record<string, string>> = {
  "multiprocessing.Process": "process",
  "multiprocessing.context.Process": "process",
  "threading.Thread": "thread",
  "threading.Timer": "timer",
};
/** What prepares a thread and neither starts it nor hands it to anybody. */
const PREPARING_METHODS = new Set(["join", "setDaemon", "setName"]);
const PREPARED_ATTRIBUTES = new Set(["authkey", "daemon", "name"]);

/** How the constructors refuse what they are given; who expects that wants no thread. */
const REFUSALS = ["builtins.AssertionError", "builtins.TypeError", "builtins.ValueError"];

type Event = "made" | "started" | "replaced";
type State = "none" | "made" | "started";

/**
 * A thread that is only made does nothing: what it should have done is not done, and nobody is told.
 *
 * Found where a thread, timer or process is made and dropped, or given to a name of which nothing else is ever done than
 * to set it up. Wherever somebody else gets hold of the object, they may start it.
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
    when.nodes("call", { anyOf: Object.keys(KINDS).flatMap(wordsOfName) }, (node, { model, report }) => {
      const call = model.callAt(node);
      const kind = call && kindOf(call, model);
      if (call === null || kind === null || isExpectedToFail(node, model, REFUSALS)) return;
      const work = workOf(call);
      if (isDropped(call.node)) {
        report("dropped", { at: call.node, data: { kind, work }, fix: () => startDropped(call.node) });
        return;
      }
      const variable = variableOf(call, model);
      const fate = variable === null ? null : fateOf(call, variable, model);
      if (variable === null || fate === null) return;
      const { name } = variable;
      if (fate === "replaced") report("replaced", { at: call.node, data: { kind, name } });
      else report("named", { at: call.node, data: { kind, name, work }, fix: () => startNamed(call, name) });
    }),
});

/** What a call makes: a thread, timer or process, also by a class of this file. */
function kindOf(call: Call, model: Model): string | null {
  if (call.name !== null) return Object.hasOwn(KINDS, call.name) ? (KINDS[call.name] ?? null) : null;
  const definition = model.classes.localClass(call.callee);
  if (definition === null) return null;
  const { classes, outside, isComplete } = model.classes.lineage(definition);
  const base = outside.find((name) => Object.hasOwn(KINDS, name));
  const isKnown = isComplete && outside.every((name) => name === base || name === "builtins.object");
  if (base === undefined || !isKnown || classes.some((each) => mayStartItself(each, model))) return null;
  return KINDS[base] ?? null;
}

/** Whether a class calls `start()` on its objects, or hands a new object to somebody who may. */
function mayStartItself(definition: SyntaxNode, model: Model): boolean {
  const attributes = definition.descendants("attribute");
  if (attributes.some((each) => each.field("attribute")?.text === "start")) return true;
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

/** Whether a thread is made by a statement that does not keep it, or only sets it up: `Thread(...).daemon = True`. */
function isDropped(call: SyntaxNode): boolean {
  const parent = call.parent;
  if (parent?.kind === "expression_statement") return true;
  if (parent?.kind !== "attribute" || parent.field("object") !== call) return false;
  return preparesBy(parent) && parent.enclosing("expression_statement")?.namedChildren[0]?.covers(parent) === true;
}

/** Whether `thread.x` stands for setting the thread up: `thread.daemon = ...`, `thread.setDaemon(...)` as a statement. */
function preparesBy(attribute: SyntaxNode): boolean {
  const member = attribute.field("attribute")?.text ?? "";
  const parent = attribute.parent;
  if (parent?.kind === "assignment" && parent.field("left") === attribute) return PREPARED_ATTRIBUTES.has(member);
  const isStatement = parent?.kind === "call" && parent.parent?.kind === "expression_statement";
  return isStatement && parent.field("function") === attribute && PREPARING_METHODS.has(member);
}

/** The variable that gets the thread, if it is a name and nothing else gets it too. */
function variableOf(call: Call, model: Model): Variable | null {
  const assignment = call.node.parent;
  if (assignment?.kind !== "assignment" || assignment.parent?.kind !== "expression_statement") return null;
  const target = assignment.field("left");
  if (target?.kind !== "identifier" || assignment.field("right") !== call.node) return null;
  return model.variableOf(target) ?? null;
}

/** What becomes of a thread that a name is given, over all ways through its function; null when it is started, or may be. */
function fateOf(call: Call, variable: Variable, model: Model): "never" | "replaced" | null {
  const region = regionOf(call.node);
  const graph = buildFlow(region);
  if (graph.isDamaged || !graph.isReachable(call.node)) return null;
  const occurrences: Occurrence<Event>[] = [];
  let isJoined = false;
  for (const reference of variable.references) {
    if (regionOf(reference) !== region) return null;
    const attribute = reference.parent?.kind === "attribute" ? reference.parent : null;
    if (attribute === null || attribute.field("object") !== reference) return null;
    if (preparesBy(attribute)) {
      isJoined ||= attribute.field("attribute")?.text === "join";
      continue;
    }
    const isStart = attribute.field("attribute")?.text === "start" && attribute.parent?.kind === "call";
    if (!isStart || attribute.parent?.field("function") !== attribute) return null;
    occurrences.push({ at: attribute.parent, event: "started" });
  }
  for (const { name, writtenIn } of variable.bindings) {
    if (writtenIn !== variable.scope || regionOf(name) !== region) return null;
    const isThis = name.parent === call.node.parent;
    occurrences.push(isThis ? { at: call.node, event: "made" } : { at: name, event: "replaced" });
  }
  const story = followProtocol<State, Event>(graph, occurrences, { initial: "none", next });
  const isLooped = story.before(call.node).has("made");
  if (isLooped && !story.before(call.node).has("started")) {
    // Started behind the loop, the last one runs; the others never do.
    return occurrences.some(({ event }) => event === "started") ? "replaced" : "never";
  }
  if (occurrences.some(({ at, event }) => event === "started" && story.before(at).has("made"))) return null;
  return region.parent !== null || isJoined || isScriptOnly(call.node, model) ? "never" : null;
}

function next(state: State, event: Event): State {
  if (event === "made") return "made";
  if (event === "replaced") return "none";
  return state === "made" ? "started" : state;
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
