import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { guardOf } from "../../engine/semantics/guards.js";
import type { ImportedModule } from "../../engine/semantics/imports.js";
import { unparenthesized } from "../../engine/semantics/literals.js";
import { readsByBinding } from "../../engine/semantics/named-uses.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  seed: "this puts a number in the place of the function `{function}`, and seeds nothing: call `{function}({value})`",
  function: "`{name}` is the function here, not the module, so `{whole}` raises AttributeError: write `import random`",
  module: "`{name}` is the module, and cannot be called: this raises TypeError; write `{name}.random()`",
  local:
    "`random` is a name of this function, because it is assigned here, so this raises UnboundLocalError: choose another name",
  taken:
    "`random` is a number by now, and the module is out of reach, so this raises AttributeError: give the number another name",
} as const;

/** Functions of which the result has nothing of the module's. */
const DRAWS_NUMBER = /^(?:gauss|getrandbits|randint|random|randrange|uniform)$/;

type Context = RuleContext<typeof MESSAGES>;

/**
 * The module `random` and its function `random` share a name, and a number that is drawn gets the same one easily. Whichever comes last
 * takes the place of the others.
 *
 * Found where the name certainly stands for the wrong one.
 */
export default defineRule({
  name: "random-module-shadowed",
  question: "random-numbers",
  summary: "the name `random` standing for the function, the module or a number where another of them is meant",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => [
    when.references("random.seed", (node, _, context) => checkSeed(node, context)),
    when.imports("random", checkImport),
    when.calls("random", (call, { model, report }) => {
      if (call.node.parent?.kind === "decorator" || isKnown(call.node, "builtins.TypeError", { model })) return;
      const name = call.callee.text;
      report("module", {
        at: call.node,
        data: { name },
        fix: (): Fix | null => {
          const { end } = call.callee;
          const edits = [{ span: { start: end, end }, replacement: ".random" }];
          return call.arguments.length > 0 ? null : { title: "Call the function", safety: "safe", edits };
        },
      });
    }),
    when.nodes(
      "assignment",
      { anyOf: [["random", "import"]], pattern: /\brandom\s*(?::[^=\n]{1,40})?=/ },
      checkAssignment,
    ),
  ],
});

/** Whether a handler or a guard shows that the author reckons with an error. */
function isKnown(node: SyntaxNode, error: string, { model }: Pick<Context, "model">): boolean {
  return guardOf(node, model, []) !== null || isExpectedToFail(node, model, [error, "builtins.Exception"]);
}

/** `random.seed = 42` */
function checkSeed(node: SyntaxNode, { report }: Context): void {
  const statement = node.parent;
  const value = statement?.kind === "assignment" && statement.fieldName !== "right" ? statement.field("right") : null;
  if (node.kind !== "attribute" || statement == null || value == null || statement.field("left") !== node) return;
  if (!/^(?:integer|float|string|unary_operator)$/.test(value.kind)) return;
  report("seed", {
    at: statement,
    data: { function: excerpt(node.text), value: excerpt(value.text) },
    fix: () => ({
      title: "Call it",
      safety: "safe",
      edits: [{ span: statement, replacement: `${node.text}(${value.text})` }],
    }),
  });
}

/** `from random import random` and then `random.randint(1, 6)`. */
function checkImport({ module, names }: ImportedModule, context: Context): void {
  if (module !== "random") return;
  for (const { node, member, local } of names) {
    const variable = member === "random" ? context.model.scopeAt(node).lookup(local) : undefined;
    if (variable === undefined || context.facts.localModules.has("random")) continue;
    const bound = [node, ...node.descendants("identifier")].filter((name) => name.text === local).at(-1);
    const uses = bound === undefined ? undefined : readsByBinding(variable, context.model).get(bound);
    for (const use of uses ?? []) checkFunction(use, context);
  }
}

function checkFunction(node: SyntaxNode, { model, report }: Context): void {
  const whole = node.parent;
  if (whole?.kind !== "attribute" || whole.field("object") !== node) return;
  const member = whole.field("attribute")?.text ?? "";
  const isStored = model.attributes.isStored(whole);
  if (member.startsWith("__") || isStored || isKnown(whole, "builtins.AttributeError", { model })) return;
  report("function", { at: whole, data: { name: node.text, whole: excerpt(whole.text) } });
}

/** `random = random.random()`, in a function that thereby makes the name its own, or of the module's own name. */
function checkAssignment(statement: SyntaxNode, { model, report }: Context): void {
  const [target, value] = [statement.field("left"), statement.field("right")];
  if (target?.kind !== "identifier" || target.text !== "random" || value === null) return;
  const variable = model.variableOf(target);
  const drawn = model.callAt(unparenthesized(value));
  const object = drawn?.receiver;
  if (variable === undefined || object?.kind !== "identifier" || model.variableOf(object) !== variable) return;
  if (variable.scope.kind === "function") {
    const isAlone = variable.bindings.length === 1;
    if (!isAlone || isKnown(object, "builtins.UnboundLocalError", { model })) return;
    report("local", { at: object });
    return;
  }
  const [source, ...others] = model.reachingBindings(object)?.bindings ?? [];
  if (variable.scope.kind !== "module" || source?.kind !== "import" || others.length > 0) return;
  if (!DRAWS_NUMBER.test(drawn?.method ?? "") || model.facts.localModules.has("random")) return;
  const later = readsByBinding(variable, model)
    .get(target)
    ?.find((use) => use !== target && use.parent?.kind === "attribute" && use.parent.field("object") === use);
  if (later?.parent == null || isKnown(later, "builtins.AttributeError", { model })) return;
  report("taken", {
    at: later.parent,
    related: [{ span: statement, message: "the number" }],
  });
}
