import type { Crash } from "./diagnostics.js";
import type { Messages, Rule, RuleContext } from "./rule.js";
import type { Model } from "./semantics/model.js";
import type {
  CallSubscription,
  ImportSubscription,
  MethodSubscription,
  NodeSubscription,
  ReferenceSubscription,
} from "./subscriptions.js";
import type { SyntaxNode } from "./syntax/tree.js";
import type { Awake } from "./wake.js";

type ContextOf = (rule: Rule) => RuleContext<Messages>;

/**
 * Tells every awake subscription what it asked for.
 *
 * Calls, names and imports are looked up once for all rules together, so that a rule costs nothing where its subject
 * does not occur.
 */
export function dispatch(model: Model, awake: readonly Awake[], contextOf: ContextOf, crashes: Crash[]): void {
  const contexts = new Map<Rule, RuleContext<Messages>>();
  const guard = (rule: Rule, run: (context: RuleContext<Messages>) => void): void => {
    try {
      let context = contexts.get(rule);
      if (context === undefined) {
        context = contextOf(rule);
        contexts.set(rule, context);
      }
      run(context);
    } catch (error) {
      crashes.push({ rule: rule.name, error });
    }
  };
  const calls: (readonly [Rule, CallSubscription])[] = [];
  const methods: (readonly [Rule, MethodSubscription])[] = [];
  const references: (readonly [Rule, ReferenceSubscription])[] = [];
  const imports: (readonly [Rule, ImportSubscription])[] = [];
  const nodes: (readonly [Rule, NodeSubscription])[] = [];
  for (const { rule, subscription } of awake) {
    if (subscription.kind === "calls") calls.push([rule, subscription]);
    else if (subscription.kind === "methods") methods.push([rule, subscription]);
    else if (subscription.kind === "references") references.push([rule, subscription]);
    else if (subscription.kind === "imports") imports.push([rule, subscription]);
    else if (subscription.kind === "nodes") nodes.push([rule, subscription]);
  }
  for (const [rule, subscription] of nodes) {
    for (const node of model.tree.nodesOfKind(...subscription.kinds)) {
      guard(rule, (context) => subscription.run(node, context));
    }
  }
  dispatchCalls(model, calls, methods, guard);
  if (references.length > 0) dispatchReferences(model, references, guard);
  if (imports.length > 0) dispatchImports(model, imports, guard);
}

type Guard = (rule: Rule, run: (context: RuleContext<Messages>) => void) => void;

function dispatchCalls(
  model: Model,
  calls: readonly (readonly [Rule, CallSubscription])[],
  methods: readonly (readonly [Rule, MethodSubscription])[],
  guard: Guard,
): void {
  if (calls.length === 0 && methods.length === 0) return;
  const byName = groupBy(calls, (subscription) => subscription.names);
  const byMethod = groupBy(methods, (subscription) => subscription.methods);
  for (const call of model.calls) {
    if (call.name !== null) {
      for (const [rule, subscription] of byName.get(call.name) ?? []) {
        guard(rule, (context) => subscription.run(call, context));
      }
    }
    const { method, receiver } = call;
    const interested = method === null ? undefined : byMethod.get(method);
    if (interested === undefined || receiver === null) continue;
    const className = model.madeBy(receiver);
    if (className === null) continue;
    for (const [rule, subscription] of interested) {
      if (subscription.classes.has(className)) guard(rule, (context) => subscription.run(call, className, context));
    }
  }
}

function dispatchReferences(
  model: Model,
  references: readonly (readonly [Rule, ReferenceSubscription])[],
  guard: Guard,
): void {
  const byName = groupBy(references, (subscription) => subscription.names);
  let bindings: ReadonlySet<SyntaxNode> | undefined;
  const isBound = (node: SyntaxNode): boolean => {
    bindings ??= boundNames(model);
    return bindings.has(node);
  };
  const tell = (node: SyntaxNode, name: string | null): void => {
    const interested = name === null ? undefined : byName.get(name);
    if (name === null || interested === undefined || isBound(node)) return;
    for (const [rule, subscription] of interested) {
      guard(rule, (context) => subscription.run(node, name, context));
    }
  };
  for (const node of model.tree.nodesOfKind("identifier", "attribute")) {
    if (node.kind === "identifier" && !model.scopes.isName(node)) continue;
    tell(node, model.qualifiedName(node));
  }
  for (const { module, names } of model.imports) {
    for (const { member, node } of names) if (member !== null) tell(node, model.importedName(module, member));
  }
}

function boundNames(model: Model): ReadonlySet<SyntaxNode> {
  const names = new Set<SyntaxNode>();
  for (const { variables } of model.scopes.scopes) {
    for (const { bindings } of variables.values()) for (const { name } of bindings) names.add(name);
  }
  return names;
}

function dispatchImports(model: Model, imports: readonly (readonly [Rule, ImportSubscription])[], guard: Guard): void {
  for (const imported of [...model.imports, ...model.dynamicImports]) {
    const parts = imported.module.split(".");
    const spellings = parts.map((_, index) => parts.slice(0, index + 1).join("."));
    for (const { member } of imported.names) if (member !== null) spellings.push(`${imported.module}.${member}`);
    for (const [rule, subscription] of imports) {
      if (spellings.some((spelling) => subscription.modules.has(spelling))) {
        guard(rule, (context) => subscription.run(imported, context));
      }
    }
  }
}

function groupBy<S>(
  pairs: readonly (readonly [Rule, S])[],
  keysOf: (subscription: S) => ReadonlySet<string>,
): Map<string, (readonly [Rule, S])[]> {
  const groups = new Map<string, (readonly [Rule, S])[]>();
  for (const pair of pairs) {
    for (const key of keysOf(pair[1])) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [pair]);
      else group.push(pair);
    }
  }
  return groups;
}
