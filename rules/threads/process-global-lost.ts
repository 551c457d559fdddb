import { defineRule, type RuleContext } from "../../engine/rule.js";
import { directValue } from "../../engine/semantics/assignments.js";
import { isTransparent } from "../../engine/semantics/definitions.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { integerValue } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import type { Variable } from "../../engine/semantics/scopes.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  lost: "`{change}` changes the copy of `{name}` in the process that runs `{function}`, and the parent's stays as it is: return the value, or share it by a queue or `multiprocessing.Value`",
} as const;

/** Words without which a file starts no processes. */
const STARTING = [["Process"], ["Pool"], ["ProcessPoolExecutor"]];

const CONTAINERS = /^(?:builtins\.(?:dict|list|set)|collections\.(?:Counter|OrderedDict|defaultdict|deque))$/;
const CHANGING = new Set(
  "add append appendleft clear discard extend insert pop popleft remove setdefault update".split(" "),
);

/**
 * A process has its own copy of every variable. What a worker process stores in a global, the parent never sees: its counter
 * stays 0 and its list empty, without any error.
 *
 * Found where only functions that run in other processes ever change a global of the module, and the code that starts the
 * processes reads it afterwards.
 */
export default defineRule({
  name: "process-global-lost",
  question: "gil",
  summary: "a global that a worker process changes and the parent reads",
  severity: "error",
  fix: "none",
  messages: MESSAGES,
  on: (when) => when.nodes("function_definition", { anyOf: STARTING }, check),
});

function check(definition: SyntaxNode, { model, report }: RuleContext<typeof MESSAGES>): void {
  const changes = changesIn(definition, model);
  if (changes.length === 0 || !isTransparent(definition)) return;
  const contexts = model.contextsOf(definition);
  const [context] = contexts;
  if (context?.kind !== "process" || !runsInProcess(definition.field("body") ?? definition, model)) return;
  for (const { at, variable } of changes) {
    const read = variable.references.find((reference) =>
      context.origins.some((origin) => isReadAfter(reference, origin, model)),
    );
    if (read === undefined || !changesOf(variable, model).every((each) => runsInProcess(each, model))) continue;
    report("lost", {
      at,
      data: { change: excerpt(at.text), name: variable.name, function: definition.field("name")?.text ?? "" },
      related: [{ span: read, message: "the parent reads its own here" }],
    });
    return;
  }
}

interface Change {
  readonly at: SyntaxNode;
  readonly variable: Variable;
}

/** What a function does itself to numbers and containers that are globals of the module, the first of each. */
function changesIn(definition: SyntaxNode, model: Model): Change[] {
  const found = new Map<Variable, SyntaxNode>();
  for (const name of definition.field("body")?.descendants("identifier") ?? []) {
    if (regionOf(name) !== definition || !model.scopes.isName(name)) continue;
    const variable = model.variableOf(name);
    if (variable?.scope.kind !== "module" || found.has(variable)) continue;
    const at = changeBy(name, variable);
    if (at !== null && isPlain(variable, model)) found.set(variable, at);
  }
  return [...found].map(([variable, at]) => ({ at, variable }));
}

/** The assignment or call by which a name's value, or what is in it, is changed. */
function changeBy(name: SyntaxNode, variable: Variable): SyntaxNode | null {
  const binding = variable.bindings.find((each) => each.name === name);
  if (binding !== undefined) return /^(?:assignment|augmented)$/.test(binding.kind) ? binding.site : null;
  const { parent } = name;
  if (parent?.kind === "subscript" && name.fieldName === "value" && parent.fieldName === "left") return parent.parent;
  const call = parent?.kind === "attribute" && parent.fieldName === "function" ? parent.parent : null;
  return call !== null && CHANGING.has(parent?.field("attribute")?.text ?? "") ? call : null;
}

/** Whether a variable begins, in the module itself, as a number or a container that nobody shares. */
function isPlain({ bindings, scope }: Variable, model: Model): boolean {
  const own = bindings.filter(({ writtenIn }) => writtenIn === scope);
  const value = own.length === 1 && own[0]?.kind === "assignment" ? directValue(own[0]) : null;
  if (value === null) return false;
  const isLiteral = integerValue(value) !== null || /^(?:float|list|dictionary|set|true|false|none)$/.test(value.kind);
  return isLiteral || CONTAINERS.test(model.callAt(value)?.name ?? "");
}

/** Every place but the first that changes a variable. */
function changesOf(variable: Variable, model: Model): SyntaxNode[] {
  const rebound = variable.bindings.filter(({ writtenIn }) => writtenIn !== variable.scope).map(({ name }) => name);
  const changed = variable.references.filter(
    (reference) => changeBy(reference, variable) !== null || isHandedOver(reference, model),
  );
  return [...rebound, ...changed];
}

/** Whether a function of the file, or somebody else, gets hold of what is in a variable and may change it. */
function isHandedOver({ parent }: SyntaxNode, model: Model): boolean {
  const call = parent?.kind === "argument_list" && parent.parent !== null ? model.callAt(parent.parent) : null;
  return call !== null && !/^builtins\./.test(call.name ?? "");
}

/** Whether the function around a node runs in other processes only: nothing else in the file calls it, or hands it over. */
function runsInProcess(node: SyntaxNode, model: Model): boolean {
  const region = regionOf(node);
  const contexts = region.kind === "function_definition" ? model.contextsOf(region) : [];
  return contexts.length > 0 && contexts.every(({ kind }) => kind === "process") && !isCalledInParent(region, model);
}

/** Whether a function that is not known to run in another process calls a function. */
function isCalledInParent(definition: SyntaxNode, model: Model): boolean {
  const name = definition.field("name")?.text;
  return model.calls.some(({ node, callee }) => {
    if ((callee.field("attribute") ?? callee).text !== name || definition.covers(node)) return false;
    if (model.callableOf(callee)?.definition !== definition) return false;
    const caller = regionOf(node);
    const contexts = caller.parent === null ? [] : model.contextsOf(caller);
    return !contexts.some(({ kind }) => kind === "process");
  });
}

/** Whether the code that starts a process reads a name later on. What stands before the start in a loop is read before, too. */
function isReadAfter(reference: SyntaxNode, origin: SyntaxNode, model: Model): boolean {
  if (origin.kind !== "call" || regionOf(reference) !== regionOf(origin)) return false;
  const isBehind = reference.row > origin.row && !origin.covers(reference);
  return isBehind && model.flowOf(origin).reaches(origin, reference, "normal");
}
