import type { SyntaxNode } from "../syntax/tree.js";
import type { Call } from "./call.js";
import { constantOf } from "./constants.js";
import { integerValue } from "./literals.js";
import type { Model } from "./model.js";
import { onceAFile } from "./once.js";

/** What gives a port of pyserial. */
export const SERIAL_OPENERS: readonly string[] = ["serial.Serial", "serial.serial_for_url"];

/** How long reads of a port wait: `for ever`, no time at all, or for a while; null where that is not known. */
export type ReadTimeout = "for ever" | "not at all" | "a while";

/** The call that opens the port which an expression certainly is, or null. */
export function portOpening(expression: SyntaxNode, model: Model): Call | null {
  const values = model.valuesOf(expression).filter((value) => value.kind !== "literal" || value.node.kind !== "none");
  const [value, ...others] = values;
  if (value?.kind !== "call" || others.length > 0 || !SERIAL_OPENERS.includes(value.name ?? "")) return null;
  return model.callAt(value.node);
}

/** How long reads wait according to the call that opens a port, as long as the file sets no other timeout. */
export function readTimeout(opening: Call, model: Model): ReadTimeout | null {
  if (setsTimeout(model)) return null;
  const position = opening.name === "serial.Serial" ? 5 : null;
  const timeout = opening.argument(position, "timeout");
  if (timeout === undefined) return opening.lacks(position, "timeout") ? "for ever" : null;
  const node = constantOf(timeout, model);
  if (node.kind === "none") return "for ever";
  const number = integerValue(node);
  if (number === null) return node.kind === "float" ? "a while" : null;
  return number === 0n ? "not at all" : "a while";
}

/** Whether the file gives something another timeout after it is made. */
const setsTimeout = onceAFile(({ attributes }) => {
  const names = ["timeout", "setTimeout", "apply_settings", "applySettingsDict", "nonblocking"];
  return names.some((name) => attributes.named(name).some((each) => name !== "timeout" || attributes.isStored(each)));
});
