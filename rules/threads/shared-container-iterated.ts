import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { directValue } from "../../engine/semantics/assignments.js";
import { mayHoldLock, runTogether } from "../../engine/semantics/concurrency.js";
import { isTransparent } from "../../engine/semantics/definitions.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { mentionsIn } from "../../engine/semantics/locks.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  iterated:
    "this loop raises RuntimeError when `{function}`, which another thread runs, changes the size of `{container}` meanwhile: hold a lock around both, or go over `list({iterable})`",
} as const;

const STARTING = [["Thread"], ["Timer"], ["start_new_thread"], ["ThreadPoolExecutor"], ["ThreadPool"]];
const CONTAINERS = /^(?:builtins\.(?:dict|set)|collections\.(?:Counter|OrderedDict|defaultdict|deque))$/;
/** Methods that change how many elements there are. */
const RESIZING = new Set("add append appendleft clear discard pop popitem popleft remove setdefault update".split(" "));
const VIEWS = /^(?:items|keys|values)$/;
const ITERATORS = /^iter(?:items|keys|values)$/;

/**
 * A dictionary, set or deque whose size changes while a loop goes over it makes the loop raise RuntimeError. When another thread
 * changes it that happens now and then, under load.
 *
 * Found where it is certain that both run at the same time, in threads, and neither holds a lock.
 */
export default defineRule({
  name: "shared-container-iterated",
  question: "thread-safe-mutation",
  summary: "a loop over a dictionary or set whose size another thread changes",
  severity: "warning",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => when.nodes(["for_statement", "for_in_clause"], { anyOf: STARTING }, check),
});

function check(loop: SyntaxNode, { model, report }: RuleContext<typeof MESSAGES>): void {
  const iterable = loop.field("right");
  const region = regionOf(loop);
  const container = iterable === null ? null : containerOf(iterable, model);
  if (iterable === null || container === null || region.kind !== "function_definition") return;
  if (mayHoldLock(loop, model) || !isTransparent(region)) return;
  for (const change of changesOf(container, model)) {
    const changer = regionOf(change);
    if (changer.kind !== "function_definition" || mayHoldLock(change, model) || !isTransparent(changer)) continue;
    if (loop.covers(change) || !runTogether(region, changer, model)) continue;
    report("iterated", {
      at: iterable,
      data: {
        function: changer.field("name")?.text ?? "",
        container: container.text,
        iterable: excerpt(iterable.text),
      },
      related: [{ span: change, message: "changes its size" }],
      fix: (): Fix => ({
        title: "Go over a list of what is there now",
        safety: "safe",
        edits: [{ span: iterable, replacement: `list(${iterable.text})` }],
      }),
    });
    return;
  }
}

/** The name or attribute of the dictionary, set or deque that a loop goes over, if other functions see it too. */
function containerOf(iterable: SyntaxNode, model: Model): SyntaxNode | null {
  const call = model.callAt(iterable);
  const isView =
    call !== null &&
    call.arguments.length === 0 &&
    (model.target.major < 3 ? ITERATORS : VIEWS).test(call.method ?? "");
  const container = isView ? call.receiver : iterable;
  if (container?.kind !== "identifier" && container?.kind !== "attribute") return null;
  const variable = model.variableOf(container);
  if (container.kind === "identifier" && (variable === undefined || variable.scope.node === regionOf(iterable)))
    return null;
  return isResizable(container, model) ? container : null;
}

function isResizable(container: SyntaxNode, model: Model): boolean {
  if (container.kind === "identifier") {
    const [binding, ...others] = model.variableOf(container)?.bindings ?? [];
    const value = binding?.kind === "assignment" && others.length === 0 ? directValue(binding) : null;
    return value !== null && isMade(value, model);
  }
  const object = container.field("object");
  const owner = object === null ? null : model.classes.receiverClass(object);
  const name = container.field("attribute")?.text;
  const stores = owner === null || name === undefined ? [] : (model.classes.attribute(owner, name)?.stores ?? []);
  const value = stores.length === 1 ? stores[0]?.value : null;
  return value !== null && value !== undefined && isMade(value, model);
}

function isMade(value: SyntaxNode, model: Model): boolean {
  return value.kind === "dictionary" || value.kind === "set" || CONTAINERS.test(model.callAt(value)?.name ?? "");
}

/** Where the number of elements of a container changes, or may: a key that it began with is only stored anew. */
function changesOf(container: SyntaxNode, model: Model): SyntaxNode[] {
  return mentionsIn(container, container.tree.root, model).flatMap((each) => {
    const { parent } = each;
    if (parent?.kind === "attribute" && parent.parent?.kind === "call" && parent.fieldName === "function") {
      return RESIZING.has(parent.field("attribute")?.text ?? "") ? [parent.parent] : [];
    }
    if (parent?.kind !== "subscript" || each.fieldName !== "value") return [];
    const isDeleted = parent.parent?.kind === "delete_statement";
    const isStored = parent.fieldName === "left" && parent.parent?.kind === "assignment";
    const isKnownKey = parent.field("subscript")?.kind === "string";
    return isDeleted || (isStored && !isKnownKey) ? [parent.parent ?? parent] : [];
  });
}
