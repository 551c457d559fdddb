import { RANDOM_CLASSES } from "./knowledge/none-results.js";
import type { Messages, RuleContext } from "./rule.js";
import type { Call } from "./semantics/call.js";
import type { Subscription, When } from "./subscriptions.js";

/**
 * Asks for the calls of functions of `random`, also as methods of a generator of one's own, by their plain names.
 *
 * What the file has replaced by something of its own, as tests do, is left out.
 */
export function whenRandomCalls<M extends Messages>(
  when: When<M>,
  functions: readonly string[],
  run: (call: Call, name: string, context: RuleContext<M>) => void,
): Subscription[] {
  const names = functions.map((name) => `random.${name}`);
  return [
    when.calls(names, (call, context) => {
      const name = call.name ?? "";
      if (!context.model.attributes.isReplaced(name)) run(call, name.slice("random.".length), context);
    }),
    when.methods(RANDOM_CLASSES, functions, (call, _, context) => run(call, call.method ?? "", context)),
  ];
}
