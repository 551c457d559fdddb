import type { Prose } from "../../faq/document.js";

/** Prose of a text in which code stands between backticks. */
export function proseOf(text: string): Prose {
  return text
    .split("`")
    .map((part, index) => (index % 2 === 0 ? { text: part } : ({ text: part, code: true } as const)))
    .filter((span) => span.text !== "");
}
