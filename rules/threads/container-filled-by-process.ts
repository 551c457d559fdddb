import { PROCESSES } from "../../engine/knowledge/synchronization.js";
import { defineRule } from "../../engine/rule.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { grouped } from "../../engine/semantics/grouped.js";
import type { Model } from "../../engine/semantics/model.js";
import { containerOf } from "../../engine/semantics/none-results.js";
import { firstThat, onceForEach } from "../../engine/semantics/once.js";
import type { Variable } from "../../engine/semantics/scopes.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";

const FILLING = /^(?:add|append|extend|insert|setdefault|update)$/;

/**
 * A process has a copy of what it is given. A list or dictionary that it fills stays as it was for everybody else.
 *
 * Found where a process is given a list, dictionary or set that its function only fills, and that is used again after the process
 * was made.
 */
export default defineRule({
  name: "container-filled-by-process",
  question: "worker-threads",
  summary: "a list or dictionary that a process fills, and that stays empty",
  severity: "error",
  fix: "none",
  messages: {
    copy: "`{function}` fills a copy of `{name}` in another process, and `{name}` itself stays as it is: send the results through a `multiprocessing.Queue`, or use `Pool.map`",
  },
  on: (when) =>
    when.calls(PROCESSES, (call, { model, report }) => {
      const [registration] = model.callbacksOf(call);
      const definition = registration?.callable?.definition;
      const given = call.argument(3, "args");
      if (registration?.callable?.body == null || definition?.kind !== "function_definition") return;
      if (given?.kind !== "tuple" && given?.kind !== "list") return;
      const items = given.namedChildren;
      if (items.some(({ kind }) => kind === "list_splat")) return;
      const body = registration.callable.body;
      for (const [index, item] of items.entries()) {
        const variable = item.kind === "identifier" ? model.variableOf(item) : undefined;
        const name = registration.callable.signature.positional[index]?.name;
        const parameter = name === undefined ? undefined : model.scopeAt(body).named(name);
        if (variable === undefined || parameter === undefined || containerOf(item, model) === null) continue;
        if (!isOnlyFilled(parameter, model) || !isReadAfter(variable, call.node, model)) continue;
        const data = { function: definition.field("name")?.text ?? "", name: item.text };
        const related = parameter.references.slice(0, 1).map((span) => ({ span, message: "filled here" }));
        report("copy", { at: item, data, related });
      }
    }),
});

/** Whether all that a function does with a parameter is to put something into it. */
const isOnlyFilled = onceForEach(
  ({ references, bindings }: Variable) => bindings.length === 1 && references.length > 0 && references.every(isFilled),
);

function isFilled(mention: SyntaxNode): boolean {
  const { parent } = mention;
  if (parent?.kind === "attribute") {
    const isDropped = parent.parent?.kind === "call" && parent.parent.parent?.kind === "expression_statement";
    return isDropped && FILLING.test(parent.field("attribute")?.text ?? "");
  }
  const isTarget = parent?.kind === "subscript" && parent.field("value") === mention && parent.fieldName === "left";
  return isTarget && parent.parent?.kind === "assignment";
}

/** Whether the code that makes the process uses the container later, other than to give it to a process. */
function isReadAfter(variable: Variable, call: SyntaxNode, model: Model): boolean {
  const reads = readsByRegion(variable, model).get(regionOf(call));
  if (reads === undefined) return false;
  const first = reads[firstThat(reads, ({ start }) => start >= call.start)];
  // What the call itself reads comes after it in a loop only.
  if (first === undefined || !call.covers(first)) return leadsTo(reads, model)(call);
  const flow = model.flowOf(call);
  return reads.some((read) => !call.covers(read) && flow.reaches(call, read, "normal"));
}

/** The uses of a container, other than to fill it or to give it to a process, by function. */
const readsByRegion = onceForEach(({ references }: Variable, model) => {
  const reads = references.filter((mention) => {
    const given = isFilled(mention) ? null : mention.enclosing("call");
    return !isFilled(mention) && !(given !== null && PROCESSES.includes(model.callAt(given)?.name ?? ""));
  });
  return grouped(reads, regionOf);
});

const leadsTo = onceForEach((places: readonly SyntaxNode[], model) =>
  model.flowOf(places[0] as SyntaxNode).leadsTo(places, "normal"),
);
