import { INTERNALS, type Internal, type Stored } from "../../engine/knowledge/runner-internals.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { AttributeStore } from "../../engine/semantics/classes.js";
import type { Model } from "../../engine/semantics/model.js";
import { firstThat, onceForEach } from "../../engine/semantics/once.js";
import { type Runner, runnerClass, runnersWith } from "../../engine/semantics/runners.js";
import type { Value } from "../../engine/semantics/value.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { isInRange } from "../../engine/versions.js";

const MESSAGES = {
  store: "`{name}` is {owner}'s own: {consequence}. Call yours something else",
  method: "`{name}` is a method of {owner}'s own: {consequence}. Call yours something else",
} as const;

/**
 * A class that inherits from `Thread` or `Process` shares its attributes with it. What it keeps under a name that the library uses itself
 * takes the library's away.
 *
 * Found are stores on `self`, and methods, under names that were tried: where the version that the file is meant for has the name, and
 * what is stored is of a kind that does harm.
 */
export default defineRule({
  name: "thread-internals-overwritten",
  question: "using-threads",
  summary: "an attribute of a thread's subclass that overwrites one of `Thread`'s own",
  severity: "error",
  fix: "unsafe",
  messages: MESSAGES,
  on: (when) =>
    when.nodes(
      "class_definition",
      { anyOf: [...new Set(INTERNALS.map(({ name }) => name))].flatMap((name) => runnersWith(name)) },
      (definition, context) => {
        const runner = runnerClass(definition, context.model);
        if (runner === null) return;
        for (const internal of INTERNALS) {
          const isOf = (internal.of === "process") === (runner.kind === "process");
          if (isOf && isInRange(context.target, internal)) check(definition, runner, internal, context);
        }
      },
    ),
});

function check(
  definition: SyntaxNode,
  runner: Runner,
  internal: Internal,
  { model, report }: RuleContext<typeof MESSAGES>,
): void {
  const { name, consequence } = internal;
  const attribute = model.classes.attribute(definition, name);
  if (attribute === null) return;
  const owner = runner.kind === "process" ? "Process" : "Thread";
  const data = { name, owner: `\`${owner}\``, consequence };
  const own = attribute.bindings.filter(({ site }) => site.enclosing("class_definition") === definition);
  const [binding] = own;
  if (binding !== undefined) {
    if (binding.kind !== "function" || own.length > 1 || !internal.harms.includes("method")) return;
    if (callsInherited(binding.site, name, model)) return;
    report("method", { at: binding.name, data, fix: () => rename(definition, name, model) });
    return;
  }
  if (attribute.bindings.length > 0) return;
  for (const store of attribute.stores) {
    const object = store.target.field("object");
    const at = store.target.field("attribute");
    if (object === null || at === null || model.classes.receiverClass(object) !== definition) continue;
    if (model.classes.isClassReceiver(object) || !doesHarm(store, internal, model)) continue;
    if (isBeforeInit(store.target) && internal.isSetByInit) continue;
    const severity = internal.isSure ? "error" : "warning";
    report("store", { at: store.target, data, severity, fix: () => rename(definition, name, model) });
  }
}

function doesHarm({ value }: AttributeStore, { name, harms }: Internal, model: Model): boolean {
  if (value === null) return false;
  const kinds = new Set(model.valuesOf(value).map((each) => kindOf(each, value, name, model)));
  return kinds.size > 0 && [...kinds].every((kind) => harms.includes(kind));
}

/** What is stored, as far as it matters to those who will find it. */
function kindOf(value: Value, expression: SyntaxNode, name: string, model: Model): Stored {
  if (model.callableOf(expression) !== null) return "callable";
  switch (value.kind) {
    case "literal":
      if (value.node.kind === "none") return "None";
      if (/^(?:false|true)$/.test(value.node.kind)) return value.node.kind as "false" | "true";
      return /^(?:integer|float|string|concatenated_string|unary_operator)$/.test(value.node.kind)
        ? "value"
        : "container";
    case "call":
      if (value.name === "threading.Event") return "event";
      if (value.name === "os.getpid") return "unknown";
      return value.name === null || /mock|partial|copy_context|contextvars/i.test(value.name) ? "unknown" : "object";
    case "instance":
      return model.classes.attribute(value.definition, "__call__") === null ? "object" : "callable";
    case "function":
    case "class":
      return "callable";
    case "parameter":
      // `self.start = start`
      return expression.text === name ? "parameter" : "unknown";
    case "nothing":
      return "None";
    default:
      return "unknown";
  }
}

/** Whether a method does what the library's of that name does, too. */
function callsInherited(method: SyntaxNode, name: string, model: Model): boolean {
  return method.descendants("call").some((node) => {
    const call = model.callAt(node);
    return call?.method === name && call.receiver?.text !== "self";
  });
}

/** Whether a statement stands before the call of the inherited constructor, which then stores its own. */
function isBeforeInit(target: SyntaxNode): boolean {
  const within = target.enclosing("function_definition");
  const inits = (within?.descendants("call") ?? []).filter((call) =>
    /\.__init__$/.test(call.field("function")?.text ?? ""),
  );
  return inits.some((call) => call.start > target.start);
}

const identifiersNamed = onceForEach((name: string, { tree }) =>
  tree.nodesOfKind("identifier").filter(({ text }) => text === name),
);

function rename(definition: SyntaxNode, name: string, model: Model): Fix | null {
  const renamed = `${name}_`;
  if (identifiersNamed(renamed, model).length > 0) return null;
  const mentions = identifiersNamed(name, model);
  const own = mentions.slice(
    firstThat(mentions, ({ start }) => start >= definition.start),
    firstThat(mentions, ({ start }) => start >= definition.end),
  );
  const isOurs = (node: SyntaxNode): boolean =>
    node.fieldName === "attribute"
      ? /^(?:self|cls)$/.test(node.parent?.field("object")?.text ?? "")
      : node.fieldName === "name" && node.parent?.kind === "function_definition";
  const edits = own.filter(isOurs).map((span) => ({ span, replacement: renamed }));
  return edits.length === 0 ? null : { title: `Call it ${renamed} in this class`, safety: "unsafe", edits };
}
