import { RUNNERS, type RunsIn } from "../knowledge/callback-slots.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { CallbackModel, Registration } from "./callbacks.js";
import { isAsync } from "./definitions.js";
import { regionOf } from "./flow.js";

/** `main`: while the module is run or imported, in the thread that does so. */
type ContextKind = "main" | Exclude<RunsIn, "here" | "later">;

/** One kind of circumstances in which a function runs. */
export interface RunContext {
  readonly kind: ContextKind;
  /**
   * What brings it there: registrations, classes with a `run`, async functions, the module. No more than two are kept,
   * which is enough to know that it is not the only one.
   */
  readonly origins: readonly SyntaxNode[];
  /** Whether it may run there several times at once: by several origins, or one that is repeated. */
  readonly isRepeated: boolean;
}

/** Methods of a request handler that its server calls. */
const HANDLER_METHODS = /^(?:setup|handle|finish|handle_one_request|do_[A-Z]+)$/;
const COMPREHENSIONS: ReadonlySet<string> = new Set([
  "list_comprehension",
  "set_comprehension",
  "dictionary_comprehension",
  "generator_expression",
]);
const MAX_ORIGINS = 2;

/** The contexts of every function of a file that any are known of. */
export function runContexts(model: Model): ReadonlyMap<SyntaxNode, readonly RunContext[]> {
  return new ContextSearch(model).run();
}

interface Model extends CallbackModel {
  readonly callbacks: readonly Registration[];
}

interface Reached {
  readonly origins: Set<SyntaxNode>;
  isRepeated: boolean;
}

class ContextSearch {
  readonly #model: Model;
  /** What the code of a region (a module, def or lambda) calls. */
  readonly #calls = new Map<SyntaxNode, Set<SyntaxNode>>();
  readonly #reached = new Map<SyntaxNode, Map<ContextKind, Reached>>();
  readonly #waiting: { readonly region: SyntaxNode; readonly kind: ContextKind }[] = [];

  constructor(model: Model) {
    this.#model = model;
  }

  run(): Map<SyntaxNode, readonly RunContext[]> {
    const made = new Map<SyntaxNode, SyntaxNode[]>();
    for (const { node, callee, name } of this.#model.calls) {
      if (name !== null) continue;
      const definition = this.#model.classes.localClass(callee);
      if (definition !== null) made.set(definition, [...(made.get(definition) ?? []), node]);
      this.#call(node, this.#model.callableOf(callee)?.definition);
    }
    for (const registration of this.#model.callbacks) this.#register(registration);
    for (const definition of this.#model.tree.nodesOfKind("class_definition")) {
      this.#runner(definition, made.get(definition) ?? []);
    }
    for (const definition of this.#model.tree.nodesOfKind("function_definition")) {
      if (isAsync(definition)) this.#reach(definition, "event loop", [definition], false);
    }
    this.#reach(this.#model.tree.root, "main", [this.#model.tree.root], false);
    this.#follow();
    return new Map(
      [...this.#reached].map(([region, kinds]) => [
        region,
        [...kinds].map(([kind, { origins, isRepeated }]) => ({ kind, origins: [...origins], isRepeated })),
      ]),
    );
  }

  #register({ node, callback, runsIn, slot, callable }: Registration): void {
    const handler = slot.callback[1] === "RequestHandlerClass" ? this.#model.classes.localClass(callback) : null;
    const targets = handler === null ? [callable?.definition] : this.#methods(handler, HANDLER_METHODS);
    for (const target of targets) {
      if (runsIn === "here" || runsIn === "later") this.#call(node, target);
      // A server makes a thread or process of each request.
      else if (target) this.#reach(target, runsIn, [node], slot.isRepeated || handler !== null || isInLoop(node));
    }
  }

  /** `run` of a class of threads or processes. */
  #runner(definition: SyntaxNode, objects: readonly SyntaxNode[]): void {
    const base = this.#model.classes.lineage(definition).outside.find((name) => Object.hasOwn(RUNNERS, name));
    const kind = base === undefined ? undefined : RUNNERS[base];
    if (kind === undefined || kind === "here" || kind === "later") return;
    for (const method of this.#methods(definition, /^run$/)) {
      this.#reach(method, kind, [definition], objects.length > 1 || objects.some(isInLoop));
    }
  }

  #methods(definition: SyntaxNode, names: RegExp): SyntaxNode[] {
    const body = definition.field("body");
    const functions = body?.descendants("function_definition") ?? [];
    return functions.filter(
      (method) =>
        names.test(method.field("name")?.text ?? "") &&
        method.enclosing("class_definition", "function_definition") === definition,
    );
  }

  #call(at: SyntaxNode, definition: SyntaxNode | null | undefined): void {
    // Calling an async function runs nothing of it.
    if (!definition || definition.kind === "class_definition" || isAsync(definition)) return;
    const region = regionOf(at);
    const known = this.#calls.get(region) ?? new Set();
    this.#calls.set(region, known.add(definition));
  }

  #reach(region: SyntaxNode, kind: ContextKind, origins: Iterable<SyntaxNode>, isRepeated: boolean): void {
    const kinds = this.#reached.get(region) ?? new Map<ContextKind, Reached>();
    this.#reached.set(region, kinds);
    const reached = kinds.get(kind) ?? { origins: new Set<SyntaxNode>(), isRepeated: false };
    const before = kinds.has(kind) ? `${reached.origins.size} ${reached.isRepeated}` : "";
    kinds.set(kind, reached);
    for (const origin of origins) if (reached.origins.size < MAX_ORIGINS) reached.origins.add(origin);
    reached.isRepeated ||= isRepeated || (kind !== "main" && reached.origins.size > 1);
    if (before !== `${reached.origins.size} ${reached.isRepeated}`) this.#waiting.push({ region, kind });
  }

  /** Everything that is called runs where its caller does. Each function is come to a few times for each kind at most. */
  #follow(): void {
    for (let next = this.#waiting.pop(); next !== undefined; next = this.#waiting.pop()) {
      const { region, kind } = next;
      const reached = this.#reached.get(region)?.get(kind);
      if (reached === undefined) continue;
      for (const called of this.#calls.get(region) ?? [])
        this.#reach(called, kind, reached.origins, reached.isRepeated);
    }
  }
}

/** Whether a node is evaluated again and again in one run of its region. */
function isInLoop(node: SyntaxNode): boolean {
  const region = regionOf(node);
  for (let at = node, up = at.parent; up !== null && at !== region; at = up, up = at.parent) {
    if (
      up.kind === "for_statement"
        ? at.fieldName === "body"
        : up.kind === "while_statement" && at.fieldName !== "alternative"
    )
      return true;
    // What a comprehension goes over first is evaluated once.
    const [, first] = COMPREHENSIONS.has(up.kind) ? up.namedChildren : [];
    if (first !== undefined && at !== first) return true;
  }
  return false;
}
