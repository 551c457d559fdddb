import { defineRule, type RuleContext } from "../../engine/rule.js";
import { directValue } from "../../engine/semantics/assignments.js";
import { isTransparent } from "../../engine/semantics/definitions.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { integerValue } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { callsOf } from "../../engine/semantics/named-uses.js";
import type { Variable } from "../../engine/semantics/scopes.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  lost: "`{change}` changes the copy of `{name}` in the process that runs `{function}`, and the parent's stays as it is: return the value, or share it by a queue or `multiprocessing.Value`",
} as const;

/** Words without which a file starts no processes. */
const STARTING = [["Process", "multiprocessing"], ["Pool", "multiprocessing"], ["ProcessPoolExecutor"]];

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
  on: (when) => when.nodes("module", { anyOf: STARTING }, (_, context) => check(context)),
});

function check({ model, report }: RuleContext<typeof MESSAGES>): void {
  for (const variable of model.scopes.module.variables.values()) {
    if (!isPlain(variable, model)) continue;
    const changes = changesOf(variable);
    const [change] = changes;
    const definition = change === undefined ? null : regionOf(change.name);
    if (change === undefined || definition?.kind !== "function_definition" || !isTransparent(definition)) continue;
    if (!changes.every(({ name }) => runsInProcess(name, model))) continue;
    const origins = model.contextsOf(definition).flatMap((context) => context.origins);
    const read = variable.references.find((reference) =>
      origins.some((origin) => isReadAfter(reference, origin, model)),
    );
    if (read === undefined || variable.references.some((reference) => isHandedOver(reference, model))) continue;
    report("lost", {
      at: change.at,
      data: {
        change: excerpt(change.at.text),
        name: variable.name,
        function: definition.field("name")?.text ?? "",
      },
      related: [{ span: read, message: "the parent reads its own here" }],
    });
  }
}

interface Change {
  /** The assignment or call. */
  readonly at: SyntaxNode;
  readonly name: SyntaxNode;
}

/** What changes a variable of the module, or what is in it, but for the assignment with which it begins; first come first. */
function changesOf({ bindings, references, scope }: Variable): Change[] {
  const rebound = bindings.flatMap(({ kind, name, site, writtenIn }) =>
    writtenIn === scope ? [] : [{ at: kind === "delete" ? name : site, name }],
  );
  const changed = references.flatMap((name) => {
    const at = changeBy(name);
    return at === null ? [] : [{ at, name }];
  });
  return [...rebound, ...changed].sort((one, other) => one.name.row - other.name.row);
}

/** The assignment or call by which what is in a name's value is changed. */
function changeBy(name: SyntaxNode): SyntaxNode | null {
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
  return callsOf(definition, model).some(({ node }) => {
    const caller = regionOf(node);
    if (caller === definition) return false;
    return caller.parent === null || !model.contextsOf(caller).some(({ kind }) => kind === "process");
  });
}

/** Whether the code that starts a process reads a name later on. What stands before the start in a loop is read before, too. */
function isReadAfter(reference: SyntaxNode, origin: SyntaxNode, model: Model): boolean {
  if (origin.kind !== "call" || regionOf(reference) !== regionOf(origin)) return false;
  const isBehind = reference.row > origin.row && !origin.covers(reference);
  return isBehind && model.flowOf(origin).reaches(origin, reference, "normal");
}
