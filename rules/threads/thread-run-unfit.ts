import { RUNNER_KINDS } from "../../engine/knowledge/runners.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import { decoratorNames } from "../../engine/semantics/classes.js";
import type { Model } from "../../engine/semantics/model.js";
import { runnerClass, WORDS_OF_RUNNERS } from "../../engine/semantics/runners.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";

/**
 * `start()` has the thread call `run()`, with no arguments and under just this name. A `run` that wants some ends the thread with
 * TypeError; a `Run` is never called at all.
 *
 * Found in classes of threads and processes that leave `start` as it is.
 */
export default defineRule({
  name: "thread-run-unfit",
  question: "using-threads",
  summary: "a `run` of a class of threads that `start()` cannot call",
  severity: "error",
  fix: "safe",
  messages: {
    arity:
      "`start()` calls `run()` without arguments, and this one takes {takes}: the {kind} ends with TypeError. Give them to `__init__`",
    spelling: "`start()` calls `run`, and `{name}` is another name: the {kind} does nothing",
  },
  on: (when) =>
    when.nodes(
      "class_definition",
      { anyOf: WORDS_OF_RUNNERS, pattern: /\brun\b/i },
      (definition, { model, report }) => {
        const runner = runnerClass(definition, model);
        if (runner === null || runner.kind === "timer" || model.classes.attribute(definition, "start") !== null) return;
        const { kind } = runner;
        const attribute = model.classes.attribute(definition, "run");
        const [binding, ...others] = attribute?.bindings ?? [];
        if (attribute === null) {
          const method = misspelt(definition);
          const name = method?.field("name");
          if (method === null || name == null || mayRunAnother(definition, model)) return;
          report("spelling", { at: name, data: { name: name.text, kind }, fix: () => respell(name, model) });
          return;
        }
        if (binding?.kind !== "function" || others.length > 0 || attribute.stores.length > 0) return;
        const { site } = binding;
        if (site.enclosing("class_definition") !== definition || decoratorNames(site).length > 0) return;
        const callable = model.callableDefinedBy(site);
        if (callable === null || callable.accepts(1) || isCalledWithArguments(model)) return;
        // Of the object's own place nobody speaks.
        const { signature } = callable;
        const least = signature.positional.filter(({ hasDefault }) => !hasDefault).length - 1;
        const takes =
          least < 0 ? "no `self`" : least === 1 ? "1 argument" : least === 0 ? "keywords" : `${least} arguments`;
        report("arity", { at: binding.name, data: { takes, kind } });
      },
    ),
});

/** A method that is called `run` but for capitals. */
function misspelt(definition: SyntaxNode): SyntaxNode | null {
  const methods = definition.field("body")?.namedChildren ?? [];
  return (
    methods.find((each) => each.kind === "function_definition" && isAlmostRun(each.field("name")?.text ?? "")) ?? null
  );
}

function isAlmostRun(name: string): boolean {
  return name !== "run" && name.toLowerCase() === "run";
}

/** Whether a class may be given something to do: a target, or a `run` by a base that is not known. */
function mayRunAnother(definition: SyntaxNode, model: Model): boolean {
  const { isComplete, classes, outside } = model.classes.lineage(definition);
  if (!isComplete || outside.some((name) => !RUNNER_KINDS.has(name) && name !== "builtins.object")) return true;
  return classes.some((each) => /\b(?:target|_target)\b/.test(each.text)) || model.classes.isBase(definition);
}

/** Somebody calls a `run` with arguments: perhaps this one, and starts no thread. */
function isCalledWithArguments(model: Model): boolean {
  return model.calls.some(
    ({ method, name, arguments: given }) => method === "run" && name === null && given.length > 0,
  );
}

function respell(name: SyntaxNode, model: Model): Fix | null {
  const isMentioned = model.tree.nodesOfKind("identifier").some((each) => each !== name && each.text === name.text);
  return isMentioned ? null : { title: "Call it run", safety: "safe", edits: [{ span: name, replacement: "run" }] };
}
