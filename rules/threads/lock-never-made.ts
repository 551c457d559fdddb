import { LOCKS_OF_ALL_KINDS } from "../../engine/knowledge/synchronization.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import { fewAttributesNamed } from "../../engine/semantics/attribute-rows.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";

const ERRORS = ["builtins.AttributeError", "builtins.TypeError"];

/**
 * `lock = threading.Lock`, without parentheses, makes no lock: the first `with lock` or `lock.acquire()` raises.
 *
 * Found where the class itself, or a name or attribute that is only ever given the class, is entered, acquired or
 * released, and never called.
 */
export default defineRule({
  name: "lock-never-made",
  question: "thread-safe-mutation",
  summary: "the class of a lock used as if it were a lock: `lock = threading.Lock`",
  severity: "error",
  fix: "safe",
  messages: {
    used: "`{made}` is not called, so {name} no lock and `{use}` raises: write `{made}()`",
  },
  on: (when) =>
    when.references(LOCKS_OF_ALL_KINDS, (reference, _, { model, report }) => {
      const target = targetOf(reference);
      if (!isDirect(reference, model)) return;
      const uses = target === null ? [reference] : usesOf(target, reference, model);
      const use = uses.map(lockUse).find((each) => each !== null);
      const isFactory = uses.some(({ parent, fieldName }) => parent?.kind === "call" && fieldName === "function");
      if (!use || isFactory || isExpectedToFail(use, model, ERRORS)) return;
      report("used", {
        at: reference,
        data: {
          made: reference.text,
          name: target === null ? "this is" : `\`${target.text}\` is`,
          use: use.kind === "call" ? use.text : `with ${use.text}`,
        },
        related: target === null ? [] : [{ span: use, message: "used as a lock here" }],
        fix: () => repair(reference),
      });
    }),
});

/** The name or attribute that is given the class by a plain assignment. */
function targetOf(reference: SyntaxNode): SyntaxNode | null {
  const { parent, fieldName } = reference;
  return parent?.kind === "assignment" && fieldName === "right" ? parent.field("left") : null;
}

/** Whether the class goes by its own name, and not by one that an assignment gave it. */
function isDirect(reference: SyntaxNode, model: Model): boolean {
  let base = reference;
  while (base.kind === "attribute") base = base.field("object") ?? base;
  return (model.variableOf(base)?.bindings ?? []).every(({ kind }) => kind === "import");
}

/** All uses of what an assignment gives the class to, if nothing else ever is given to it. */
function usesOf(target: SyntaxNode, reference: SyntaxNode, model: Model): readonly SyntaxNode[] {
  const variable = target.kind === "identifier" ? model.variableOf(target) : undefined;
  if (variable !== undefined && variable.bindings.length > 1) return [];
  if (variable !== undefined && variable.scope.kind !== "class") return variable.references;
  const name = (target.kind === "attribute" ? target.field("attribute") : target)?.text;
  const made = model.qualifiedName(reference);
  return fewAttributesNamed(target.tree, name ?? "").filter(
    (each) => each !== target && model.qualifiedName(each) === made,
  );
}

/** What makes a use that of a lock: the expression that a `with` enters, or the call that acquires or releases. */
function lockUse(use: SyntaxNode): SyntaxNode | null {
  const { parent } = use;
  if (parent?.kind === "with_item") return use;
  const method =
    parent?.kind === "attribute" && use.fieldName === "object" ? parent.field("attribute")?.text : undefined;
  const call = parent?.parent;
  const isCall = call?.kind === "call" && call.field("function") === parent;
  // `Semaphore.acquire(gate)` is a way to call the method.
  const isBare = isCall && call.field("arguments")?.namedChildren.length === 0;
  return isBare && (method === "acquire" || method === "release") ? call : null;
}

function repair(reference: SyntaxNode): Fix {
  const { text, end } = reference;
  return { title: `Write \`${text}()\``, safety: "safe", edits: [{ span: { start: end, end }, replacement: "()" }] };
}
