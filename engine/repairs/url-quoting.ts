import type { Model } from "../semantics/model.js";

/** How a file calls `quote`, `quote_plus` or `urlencode`, by the imports it has; null if it imports none of them. */
export function quotingFunction(name: "quote" | "quote_plus" | "urlencode", model: Model): string | null {
  const modules = model.target.major < 3 ? ["urllib"] : ["urllib.parse"];
  for (const { module, names, statement } of model.imports) {
    if (statement.parent?.kind !== "module") continue;
    const from = modules.includes(module) ? names.find(({ member }) => member === name) : undefined;
    if (from !== undefined) return from.local;
    const whole = names.find(
      ({ member, local }) => member === null && modules.includes(module) && /^urllib$/.test(local),
    );
    if (whole !== undefined) return `${module}.${name}`;
  }
  return null;
}
