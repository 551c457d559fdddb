import { PROCESS_QUEUES } from "../../engine/knowledge/synchronization.js";
import { defineRule, type RuleContext } from "../../engine/rule.js";
import { databaseOf } from "../../engine/semantics/database-files.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { unparenthesized } from "../../engine/semantics/literals.js";
import { isInTest } from "../../engine/semantics/tests.js";
import { refusalOf } from "../../engine/semantics/unpicklable.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";

const MESSAGES = {
  pickled: "{what} cannot be pickled, so this raises {error}: {advice}",
  copied: "{what} cannot be copied, so this raises {error}: {advice}",
  stored: "{what} cannot be pickled, so a shelf refuses it with {error}: {advice}",
  sent: "{what} cannot be pickled, so it never gets to the other process: {advice}",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/** How it shows that something cannot be pickled, by version. */
const REFUSALS = ["_pickle.PicklingError", "pickle.PicklingError", "builtins.AttributeError", "builtins.TypeError"];

/**
 * A pickle holds what an object is made of, and the names of its class and of functions. What lives outside Python (a file, a
 * socket, a lock, a thread), what is under way (a generator) and what has no name by which it can be found again (a lambda, an
 * inner function or class) cannot be put into one.
 *
 * Found where such an object, a display with one in it, or an object that keeps one in an attribute, is pickled, stored in a
 * shelf, copied deeply or put into the queue of another process.
 */
export default defineRule({
  name: "pickle-unpicklable",
  question: "persistent-objects",
  summary: "an object that cannot be pickled, where it is to be pickled",
  severity: "error",
  fix: "none",
  messages: MESSAGES,
  on: (when) => [
    when.calls(["pickle.dump", "pickle.dumps"], (call, context) => {
      const object = call.argument(0, "obj");
      // A file for the object, and no file for the file: the two are swapped, which is another pitfall.
      const isSwapped = object !== undefined && call.name === "pickle.dump" && context.model.handleOf(object) !== null;
      if (object !== undefined && !isSwapped) check("pickled", object, context);
    }),
    when.calls("copy.deepcopy", (call, context) => {
      const object = call.argument(0, "x");
      if (object !== undefined) check("copied", object, context);
    }),
    when.methods(PROCESS_QUEUES, ["put", "put_nowait"], (call, _, context) => {
      const object = call.argument(0, "obj");
      if (object !== undefined) check("sent", object, context);
    }),
    when.nodes("assignment", { anyOf: [["shelve"]] }, (assignment, context) => {
      const target = assignment.field("left");
      const shelf = target?.kind === "subscript" ? target.field("value") : null;
      const value = assignment.field("right");
      if (value === null || shelf === null || databaseOf(shelf, context.model)?.isShelf !== true) return;
      check("stored", value, context);
    }),
  ],
});

function check(message: keyof typeof MESSAGES, object: SyntaxNode, { model, report }: Context): void {
  const refusal = refusalOf(object, model);
  if (refusal === null || isExpectedToFail(object, model, REFUSALS) || isInTest(object, model)) return;
  if (message === "copied" && refusal.byName) return;
  // Of locks, and of objects that hold one, `lock-copied` speaks.
  const isDirect = message === "copied" || message === "pickled";
  if (isDirect && refusal.isLock && refusal.at === unparenthesized(object)) return;
  const { what, at, because, error } = refusal;
  report(message, {
    at,
    data: {
      what: what.charAt(0).toUpperCase() + what.slice(1),
      error: error === "PicklingError" ? "pickle.PicklingError" : error,
      advice: adviceFor(message, what, refusal.byName),
    },
    related: because === null ? [] : [{ span: because, message: "decided here" }],
  });
}

function adviceFor(message: keyof typeof MESSAGES, what: string, byName: boolean): string {
  if (what.includes("named tuple")) return "give both the same name";
  if (what.includes(" holds ")) return "leave it out in a `__getstate__` method, and make it anew in `__setstate__`";
  if (byName) return "define it at the top of the module";
  if (what === "a generator" || what.startsWith("a view")) return "make a list of it";
  return message === "copied" ? "make a new one instead" : "keep what it is made from instead";
}
