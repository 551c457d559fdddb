import type { Messages, RuleContext } from "./rule.js";
import {
  namedMethodCalls,
  type StructCall,
  type StructFunction,
  structCall,
  structMethod,
} from "./semantics/struct-calls.js";
import type { Subscription, When } from "./subscriptions.js";

/**
 * Asks for the calls of functions of `struct`, also as methods of a `struct.Struct` and under the name given to such a
 * method, wherever the format is spelt out.
 */
export function whenStructCalls<M extends Messages>(
  when: When<M>,
  functions: readonly StructFunction[],
  run: (use: StructCall, context: RuleContext<M>) => void,
): Subscription[] {
  const methods: readonly StructFunction[] = functions.filter((name) => name !== "Struct" && name !== "calcsize");
  const tell = (use: StructCall | null, context: RuleContext<M>): void => {
    if (use !== null) run(use, context);
  };
  const names = functions.map((name) => `struct.${name}`);
  const direct = when.calls(names, (call, context) => tell(structCall(call, context.model), context));
  if (methods.length === 0) return [direct];
  const onObject = when.methods("struct.Struct", methods, (call, _, context) =>
    tell(structMethod(call, context.model), context),
  );
  const named = when.calls("struct.Struct", (struct, context) => {
    for (const use of namedMethodCalls(struct, context.model)) if (methods.includes(use.function)) run(use, context);
  });
  return [direct, onObject, { ...named, relevance: onObject.relevance }];
}
