import { isInRange, type PythonVersion } from "../versions.js";

/** The functions that pickle, each with the place of the protocol among its arguments, which is called `protocol`. */
export const PROTOCOL_PLACES: Readonly<Record<string, number>> = {
  "pickle.Pickler": 1,
  "pickle.dump": 2,
  "pickle.dumps": 1,
  "shelve.open": 2,
};

/** The newest protocol of all. */
export const NEWEST_PROTOCOL = 5;

/** Since which version there is each of the protocols from 3 on. Source: the documentation of `pickle`. */
const SINCE: Readonly<Record<number, string>> = { 3: "3.0", 4: "3.4", 5: "3.8" };

/** The version of Python that a protocol came with; null for those that always were, or are not yet. */
export function protocolSince(protocol: number): string | null {
  return SINCE[protocol] ?? null;
}

/** The newest protocol that a version of Python has. */
export function newestProtocol(version: PythonVersion): number {
  const newer = Object.keys(SINCE)
    .map(Number)
    .filter((protocol) => isInRange(version, { since: SINCE[protocol] ?? "3.0" }));
  return Math.max(2, ...newer);
}
