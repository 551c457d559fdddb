import type { SyntaxNode } from "../syntax/tree.js";
import { integerValue } from "./literals.js";
import type { Model } from "./model.js";

const STREAMS: ReadonlySet<string> = new Set([
  "pty.STDIN_FILENO",
  "sys.__stdin__",
  "sys.stdin",
  "sys.stdin.buffer",
  "sys.stdin.buffer.raw",
]);

/** Whether an expression certainly is standard input, as an object or as the number of its descriptor. */
export function isStandardInput(expression: SyntaxNode, model: Model): boolean {
  const values = model.valuesOf(expression);
  return values.every((value) => {
    switch (value.kind) {
      case "literal":
        return value.node.kind === "integer" && integerValue(value.node) === 0n;
      case "external":
        return STREAMS.has(value.name);
      case "call":
        return value.name?.endsWith(".fileno") === true && STREAMS.has(value.name.slice(0, -".fileno".length));
      default:
        return false;
    }
  });
}
