import { defineRule, type RuleContext } from "../../engine/rule.js";
import { attributesNamed } from "../../engine/semantics/attribute-rows.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { grouped } from "../../engine/semantics/grouped.js";
import type { Model } from "../../engine/semantics/model.js";
import { onceAFile, onceForEach } from "../../engine/semantics/once.js";
import type { Variable } from "../../engine/semantics/scopes.js";
import { isFalse } from "../../engine/semantics/timeouts.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  lock: "when the signal interrupts code that holds `{object}`, this waits for ever: only note the signal here",
  queue:
    "when the signal interrupts a call of `{object}`, this waits for ever: use a `queue.SimpleQueue`, or only note the signal",
} as const;

/** Locks that the thread which holds them cannot take again. */
const LOCKS = ["_thread.allocate_lock", "threading.Lock"];
/** Queues with such a lock in them; a `SimpleQueue` may be used in handlers. */
const QUEUES = ["queue.LifoQueue", "queue.PriorityQueue", "queue.Queue"];
const QUEUE_METHODS = ["get", "get_nowait", "put", "put_nowait"];

/**
 * A handler runs in the main thread, in the middle of whatever that was doing. If that is holding a lock which the handler wants,
 * neither goes on.
 *
 * Found in handlers, and what they call, for locks and queues that other functions of the file use too. Not where the handler
 * does not wait.
 */
export default defineRule({
  name: "signal-handler-takes-lock",
  question: "signal-handlers",
  summary: "a signal handler that waits for a lock or queue which the code it interrupts may hold",
  severity: "warning",
  fix: "none",
  messages: MESSAGES,
  on: (when) => [
    when.methods(LOCKS, "acquire", (call, _, context) => {
      const blocking = call.argument(0, "blocking");
      const waits = blocking === undefined || !isFalse(blocking, context.model);
      const isTimed = call.argument(1, "timeout") !== undefined;
      if (call.receiver !== null && waits && !isTimed) check(call.node, call.receiver, "lock", context);
    }),
    when.nodes("with_item", { anyOf: ["Lock", "allocate_lock"].map((word) => [word, "signal"]) }, (item, context) => {
      const object = item.field("value");
      const made = object?.kind === "identifier" || object?.kind === "attribute" ? context.model.madeBy(object) : null;
      if (object !== null && made !== null && LOCKS.includes(made)) check(object, object, "lock", context);
    }),
    when.methods(QUEUES, QUEUE_METHODS, ({ node, receiver }, _, context) => {
      if (receiver !== null) check(node, receiver, "queue", context);
    }),
  ],
});

type Context = RuleContext<typeof MESSAGES>;

function check(at: SyntaxNode, object: SyntaxNode, key: keyof typeof MESSAGES, context: Context): void {
  const { model, source, report } = context;
  const region = regionOf(at);
  if (region.kind === "module" || !textMatches(source, /\bsignal\b/)) return;
  // Without a handler it need not be found out where the functions of the file run.
  if (!installsHandler(model)) return;
  const handler = model.contextsOf(region).find(({ kind }) => kind === "signal handler");
  if (handler === undefined) return;
  const interrupted = interruptedUses(object, model).find((use) => regionOf(use) !== region);
  if (interrupted === undefined) return;
  const [origin] = handler.origins;
  report(key, {
    at,
    data: { object: excerpt(object.text) },
    related: [
      { span: interrupted, message: "used here by code that a signal may interrupt" },
      ...(origin === undefined ? [] : [{ span: origin, message: "installed as a handler here" }]),
    ],
  });
}

const installsHandler = onceAFile(({ calls }) => calls.some(({ name }) => name === "signal.signal"));

/** Where the file reads the same variable, or an attribute of that name, and may be interrupted: the first such place of each function. */
function interruptedUses(object: SyntaxNode, model: Model): readonly SyntaxNode[] {
  if (object.kind !== "identifier") return attributesInterrupted(object.field("attribute")?.text ?? "", model);
  const variable = model.variableOf(object);
  return variable?.scope.kind === "module" ? readsInterrupted(variable, model) : [];
}

const readsInterrupted = onceForEach(({ references }: Variable, model) => interruptedOf(references, model));

const attributesInterrupted = onceForEach((name: string, model) => {
  const stores = storesIn(model);
  return interruptedOf(
    attributesNamed(model.tree, name).filter((each) => !stores.has(each)),
    model,
  );
});

const storesIn = onceAFile(({ scopes }) => new Set(scopes.attributeStores.map(({ target }) => target)));

function interruptedOf(uses: readonly SyntaxNode[], model: Model): readonly SyntaxNode[] {
  const byRegion = grouped(uses, regionOf);
  return [...byRegion].flatMap(([region, [use]]) =>
    use !== undefined && mayBeInterrupted(region, model) ? [use] : [],
  );
}

/** Whether a function may run in the main thread, where most event loops run too, when no handler does. */
function mayBeInterrupted(region: SyntaxNode, model: Model): boolean {
  if (region.kind === "module") return true;
  const contexts = model.contextsOf(region);
  return contexts.length === 0 || contexts.some(({ kind }) => kind === "main" || kind === "event loop");
}
