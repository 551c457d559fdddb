import type { Call } from "./call.js";
import { callsOfNames } from "./candidates.js";
import type { Model } from "./model.js";
import { assertionOf } from "./test-cases.js";

/** The assertions that wait for an exception, warning or log, with the position of the function that they call. */
const METHODS: Readonly<Record<string, number>> = {
  assertRaises: 1,
  assertRaisesRegex: 2,
  assertRaisesRegexp: 2,
  assertWarns: 1,
  assertWarnsRegex: 2,
};
const FUNCTIONS: Readonly<Record<string, number>> = {
  "nose.tools.assert_raises": 1,
  "pytest.raises": 1,
  "pytest.warns": 1,
};

const isFunction = callsOfNames(Object.keys(FUNCTIONS));

/** The words that a text cannot do without if it has one of them. */
export const RAISES_WORDS: readonly (readonly string[])[] = [
  ...Object.keys(METHODS).map((name) => [name]),
  ...Object.keys(FUNCTIONS).map((name) => name.split(".")),
];

/** One of the assertions that wait for an exception. */
export interface RaisesAssertion {
  /** As the user calls it: `assertRaises`, `pytest.raises`. */
  readonly name: string;
  /** The position of the function that is to raise; without it the assertion is a context manager. */
  readonly functionAt: number;
}

/** The assertion that a call is, or null. */
export function raisesAssertionOf(call: Call, model: Model): RaisesAssertion | null {
  const { method } = call;
  if (method !== null && Object.hasOwn(METHODS, method) && assertionOf(call, model) !== null) {
    return { name: method, functionAt: METHODS[method] as number };
  }
  if (!isFunction(call, model) || call.name === null) return null;
  return { name: call.callee.text.replace(/\s+/g, ""), functionAt: FUNCTIONS[call.name] as number };
}
