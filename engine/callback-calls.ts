import { EVENT_LOOPS } from "./knowledge/callback-slots.js";
import type { Messages, RuleContext } from "./rule.js";
import type { Call } from "./semantics/call.js";
import type { Registration } from "./semantics/callbacks.js";
import type { Subscription, When } from "./subscriptions.js";

type Run<M extends Messages> = (registration: Registration, context: RuleContext<M>) => void;

/** Functions that take what is to be done in the end: of the program, of an object's life, of the tests of a module. */
const CLEANUP_FUNCTIONS = ["atexit.register", "unittest.addModuleCleanup", "weakref.finalize"];
const CLEANUP_METHODS = ["addCleanup", "addClassCleanup"];

/** Asks for all that is handed over to be done in the end, also by `@atexit.register`. */
export function whenCleanups<M extends Messages>(when: When<M>, run: Run<M>): Subscription[] {
  const tell = (call: Call, context: RuleContext<M>): void => {
    for (const registration of context.model.callbacksOf(call)) run(registration, context);
  };
  return [
    when.calls(CLEANUP_FUNCTIONS, tell),
    when.methods(["contextlib.AsyncExitStack", "contextlib.ExitStack"], "callback", (call, _, context) =>
      tell(call, context),
    ),
    // Mostly called on `self`, of which only the class tells that it is a test case.
    when.methodCalls(CLEANUP_METHODS, { anyOf: [["unittest"]] }, tell),
    when.references("atexit.register", ({ parent }, _, context) => {
      if (parent?.kind !== "decorator") return;
      for (const registration of context.model.callbacks) if (registration.node === parent) run(registration, context);
    }),
  ];
}

/** Asks for the handlers of signals: those that Python calls, and those that an event loop of asyncio calls. */
export function whenSignalHandlers<M extends Messages>(when: When<M>, run: Run<M>): Subscription[] {
  const tell = (call: Call, context: RuleContext<M>): void => {
    for (const registration of context.model.callbacksOf(call)) run(registration, context);
  };
  return [
    when.calls("signal.signal", tell),
    when.methods(EVENT_LOOPS, "add_signal_handler", (call, _, context) => tell(call, context)),
  ];
}
