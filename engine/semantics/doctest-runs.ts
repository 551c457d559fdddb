import type { Model } from "./model.js";

const RUNNERS: ReadonlySet<string> = new Set([
  "doctest.DocTestFinder",
  "doctest.DocTestSuite",
  "doctest.run_docstring_examples",
  "doctest.testmod",
]);
const RUNNER = /\b(?:DocTestFinder|DocTestSuite|run_docstring_examples|testmod)\b/;
const DIRECTIVE = /#[ \t]*doctest:[ \t]*[+-][A-Z]/;

/**
 * What tells that the examples in a file's docstrings are run: the file itself calls `doctest`, or it holds options
 * for it. Null where nothing tells, so that they may be mere pictures.
 */
export function doctestEvidence(model: Model): "runs" | "options" | null {
  const { text } = model.source;
  if (RUNNER.test(text) && model.calls.some(({ name }) => name !== null && RUNNERS.has(name))) return "runs";
  return DIRECTIVE.test(text) ? "options" : null;
}
