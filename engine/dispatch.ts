import type { Crash } from "./diagnostics.js";
import type { Profile } from "./profile.js";
import type { Messages, Rule, RuleContext } from "./rule.js";
import { candidateCalls, methodCalls } from "./semantics/calls-by-name.js";
import { Candidates } from "./semantics/candidates.js";
import type { Model } from "./semantics/model.js";
import type {
  CallSubscription,
  ImportSubscription,
  MethodCallSubscription,
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
export function dispatch(
  model: Model,
  awake: readonly Awake[],
  contextOf: ContextOf,
  crashes: Crash[],
  profile?: Profile,
): void {
  const tell = new Teller(contextOf, crashes, profile);
  const calls: (readonly [Rule, CallSubscription])[] = [];
  const methods: (readonly [Rule, MethodSubscription])[] = [];
  const references: (readonly [Rule, ReferenceSubscription])[] = [];
  const imports: (readonly [Rule, ImportSubscription])[] = [];
  for (const { rule, subscription } of awake) {
    if (subscription.kind === "calls") calls.push([rule, subscription]);
    else if (subscription.kind === "methods") methods.push([rule, subscription]);
    else if (subscription.kind === "references") references.push([rule, subscription]);
    else if (subscription.kind === "imports") imports.push([rule, subscription]);
    else if (subscription.kind === "nodes") tell.ofNodes(rule, subscription, model);
    else if (subscription.kind === "methodCalls") tell.ofMethodCalls(rule, subscription, model);
  }
  dispatchCalls(model, calls, methods, tell);
  if (references.length > 0) dispatchReferences(model, references, tell);
  if (imports.length > 0) dispatchImports(model, imports, tell);
}

/** Runs rules, each with its own context; what one throws stops no other, nor itself on the next node. */
class Teller {
  readonly #contextOf: ContextOf;
  readonly #crashes: Crash[];
  readonly #contexts = new Map<Rule, RuleContext<Messages>>();
  readonly #profile: Profile | undefined;

  constructor(contextOf: ContextOf, crashes: Crash[], profile: Profile | undefined) {
    this.#contextOf = contextOf;
    this.#crashes = crashes;
    this.#profile = profile;
  }

  /** Tells a rule about every node it asked for. Written out, since most of what is told is told here. */
  ofNodes(rule: Rule, { kinds, run }: NodeSubscription, { tree }: Model): void {
    const nodes = tree.nodesOfKind(...kinds);
    if (nodes.length === 0) return;
    const began = this.#profile?.begin();
    const context = this.#of(rule);
    for (const node of nodes) {
      try {
        run(node, context);
      } catch (error) {
        this.#crashes.push({ rule: rule.name, error });
      }
    }
    if (began !== undefined) this.#profile?.addRule(rule.name, began);
  }

  /** Tells a rule about every call of the methods that it asked for. */
  ofMethodCalls(rule: Rule, { methods, run }: MethodCallSubscription, model: Model): void {
    for (const call of methodCalls(model, methods)) this.guard(rule, (context) => run(call, context));
  }

  /** Runs a rule once. */
  guard(rule: Rule, run: (context: RuleContext<Messages>) => void): void {
    const began = this.#profile?.begin();
    try {
      run(this.#of(rule));
    } catch (error) {
      this.#crashes.push({ rule: rule.name, error });
    }
    if (began !== undefined) this.#profile?.addRule(rule.name, began);
  }

  #of(rule: Rule): RuleContext<Messages> {
    let context = this.#contexts.get(rule);
    if (context === undefined) {
      context = this.#contextOf(rule);
      this.#contexts.set(rule, context);
    }
    return context;
  }
}

function dispatchCalls(
  model: Model,
  calls: readonly (readonly [Rule, CallSubscription])[],
  methods: readonly (readonly [Rule, MethodSubscription])[],
  tell: Teller,
): void {
  if (calls.length === 0 && methods.length === 0) return;
  const byName = groupBy(calls, (subscription) => subscription.names);
  const byMethod = groupBy(methods, (subscription) => subscription.methods);
  const candidates = new Candidates(model, byName.keys());
  for (const call of candidateCalls(model, candidates, byMethod.keys())) {
    if (candidates.has(call.callee) && call.name !== null) {
      for (const [rule, subscription] of byName.get(call.name) ?? []) {
        tell.guard(rule, (context) => subscription.run(call, context));
      }
    }
    const { method, receiver } = call;
    const interested = method === null ? undefined : byMethod.get(method);
    if (interested === undefined || receiver === null) continue;
    const className = model.madeBy(receiver);
    if (className === null) continue;
    for (const [rule, subscription] of interested) {
      if (subscription.classes.has(className)) {
        tell.guard(rule, (context) => subscription.run(call, className, context));
      }
    }
  }
}

function dispatchReferences(
  model: Model,
  references: readonly (readonly [Rule, ReferenceSubscription])[],
  teller: Teller,
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
      teller.guard(rule, (context) => subscription.run(node, name, context));
    }
  };
  for (const node of new Candidates(model, byName.keys()).all()) tell(node, model.qualifiedName(node));
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

function dispatchImports(model: Model, imports: readonly (readonly [Rule, ImportSubscription])[], tell: Teller): void {
  for (const imported of [...model.imports, ...model.dynamicImports]) {
    const parts = imported.module.split(".");
    const spellings = parts.map((_, index) => parts.slice(0, index + 1).join("."));
    for (const { member } of imported.names) if (member !== null) spellings.push(`${imported.module}.${member}`);
    for (const [rule, subscription] of imports) {
      if (spellings.some((spelling) => subscription.modules.has(spelling))) {
        tell.guard(rule, (context) => subscription.run(imported, context));
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
