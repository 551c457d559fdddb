import { BYTES_WRITTEN, GIVING_BYTES } from "./semantics/bytes-and-text.js";
import type { Relevance } from "./subscriptions.js";

/**
 * Texts that may match `BYTES_COME`, and match another pattern: told from words as far as can be, which are cheap to look for. A rule must
 * ask `BYTES_COME` itself, so that it finds the same without the scan.
 */
export function whereBytesCome(and: RegExp): Relevance {
  const words = [...GIVING_BYTES.map((word) => [word]), ["pickle", "dumps"], ["marshal", "dumps"]];
  return { anyOf: words, and, or: { anyOf: [[]], pattern: new RegExp(BYTES_WRITTEN), and } };
}
