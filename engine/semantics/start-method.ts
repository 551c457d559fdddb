import { isInRange } from "../versions.js";
import { stringValue } from "./literals.js";
import type { Model } from "./model.js";

/**
 * Where new processes are not forked but begin with importing the main file: `everywhere`, on `some` platforms, or `nowhere`.
 *
 * By what the file asks of `multiprocessing`; otherwise Windows always, macOS since 3.8, and all others since 3.14.
 */
export function importsMainAnew(model: Model): "everywhere" | "some" | "nowhere" {
  const methods = model.calls.flatMap((call) => {
    if (call.name !== "multiprocessing.set_start_method" && call.name !== "multiprocessing.get_context") return [];
    const given = call.argument(0, "method");
    return given === undefined ? [] : [stringValue(given) ?? "fork"];
  });
  // Where one of several is `fork`, it may be for the process in question.
  if (methods.includes("fork")) return "nowhere";
  return methods.length > 0 || isInRange(model.target, { since: "3.14" }) ? "everywhere" : "some";
}
