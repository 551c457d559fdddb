import type { Callable } from "../semantics/callables.js";
import { classOf } from "../semantics/classes.js";
import type { Model } from "../semantics/model.js";
import type { TextEdit } from "../text/edits.js";
import { addParameters, mentionsElsewhere, unusedNames } from "./parameters.js";

/** The edit that gives a function without any parameter one for the window of `curses.wrapper`; null for other functions. */
export function takeWindow(callable: Callable, model: Model): TextEdit | null {
  const { definition, reference, signature } = callable;
  const isFunction = definition?.kind === "function_definition" || definition?.kind === "lambda";
  if (!isFunction || callable.isPartial || signature.positional.length > 0) return null;
  if (signature.keywordOnly.some(({ hasDefault }) => !hasDefault)) return null;
  const [name = "stdscr"] = unusedNames(definition, ["stdscr"]);
  // Whoever else calls the function must still be able to.
  const isOptional = classOf(definition) !== null || mentionsElsewhere(definition, reference, model);
  const parameters = [isOptional ? `${name}=None` : name];
  return addParameters(definition, callable.lacksReceiver ? ["self", ...parameters] : parameters);
}
