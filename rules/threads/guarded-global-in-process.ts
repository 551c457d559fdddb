import { defineRule, type RuleContext } from "../../engine/rule.js";
import { grouped } from "../../engine/semantics/grouped.js";
import { stringValue } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { onceAFile } from "../../engine/semantics/once.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { isInRange } from "../../engine/versions.js";

const MESSAGES = {
  unbound:
    "`{name}` is bound under the `__main__` guard only, which a process that imports this file does not run: `{function}` raises NameError there{where}; pass it as an argument",
} as const;

/** Words without which a file starts no processes, or has no guard. */
const STARTING = [["Process"], ["Pool"], ["ProcessPoolExecutor"]].map((words) => [...words, "__main__"]);

/**
 * A process that is forked has a copy of all that its parent had. One that is spawned, or made by the fork server, imports the file
 * anew, and what stands under `if __name__ == "__main__":` does not run there.
 *
 * Found where a function that is handed to a process reads a name that is only bound under the guard, unless the file asks for
 * `fork`.
 */
export default defineRule({
  name: "guarded-global-in-process",
  question: "gil",
  summary: "a worker process that reads a name which only the parent's `__main__` guard binds",
  severity: "warning",
  fix: "none",
  pythons: { since: "3.4" },
  messages: MESSAGES,
  on: (when) => when.nodes("if_statement", { anyOf: STARTING }, check),
});

function check(guard: SyntaxNode, { model, target, report }: RuleContext<typeof MESSAGES>): void {
  if (guard.parent?.kind !== "module" || !isMainGuard(guard)) return;
  const methods = startMethods(model);
  if (methods.has("fork")) return;
  const isEverywhere = methods.size > 0 || isInRange(target, { since: "3.14" });
  for (const variable of variablesByStatement(model).get(guard) ?? []) {
    const read = variable.references.find((reference) => isReadInProcess(reference, model));
    const worker = read?.enclosing("function_definition");
    if (read === undefined || !worker) continue;
    report("unbound", {
      at: read,
      severity: isEverywhere ? "error" : "warning",
      data: {
        name: read.text,
        function: worker.field("name")?.text ?? "",
        where: methods.size > 0 ? "" : ", on Windows, on macOS and, from Python 3.14 on, on Linux",
      },
      related: variable.bindings.slice(0, 1).map(({ name }) => ({ span: name, message: "bound in the parent only" })),
    });
  }
}

/** The variables of the module that one of its statements alone binds, by that. */
const variablesByStatement = onceAFile(({ scopes }) =>
  grouped(scopes.module.variables.values(), ({ bindings: [first, ...others] }) => {
    let statement = first?.site;
    while (statement?.parent?.parent != null) statement = statement.parent;
    return statement !== undefined && others.every(({ site }) => statement.covers(site)) ? statement : undefined;
  }),
);

function isMainGuard(statement: SyntaxNode): boolean {
  const condition = statement.field("condition");
  const [left, right] = condition?.kind === "comparison_operator" ? condition.namedChildren : [];
  return (
    condition?.token("==") != null &&
    left?.text === "__name__" &&
    right !== undefined &&
    stringValue(right) === "__main__"
  );
}

/** The start methods that the file names: `set_start_method("fork")`, `get_context("spawn")`; one that is not told may be any. */
const startMethods = onceAFile(({ calls }): ReadonlySet<string> => {
  const named = calls.filter(({ callee }) => /\b(?:set_start_method|get_context)$/.test(callee.text));
  return new Set(
    named.map((call) => {
      const method = call.argument(0, "method");
      return (method === undefined ? null : stringValue(method)) ?? "fork";
    }),
  );
});

/** Whether a name is read by a function that is known to run in other processes, and is not asked for there. */
function isReadInProcess(reference: SyntaxNode, model: Model): boolean {
  const worker = reference.enclosing("function_definition", "lambda");
  if (worker?.kind !== "function_definition") return false;
  const contexts = model.contextsOf(worker);
  return contexts.some(({ kind }) => kind === "process");
}
