import { exportsOf, memberHistory } from "../../engine/knowledge/library.js";
import { RANDOM_CLASSES } from "../../engine/knowledge/none-results.js";
import { defineRule, type RuleContext } from "../../engine/rule.js";
import { guardOf, IMPORT_ERRORS, NAME_ERRORS } from "../../engine/semantics/guards.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import {
  comparePythonVersions,
  formatPythonVersion,
  NEWEST_PYTHON,
  type PythonVersion,
} from "../../engine/versions.js";

const MESSAGES = {
  attribute: "`{name}` came with Python {since}, so this raises AttributeError in {target}{advice}",
  import: "`{name}` came with Python {since}, so this raises ImportError in {target}{advice}",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/** What versions before this one had is not told apart, beyond Python 2 and 3. */
const FIRST_TOLD: PythonVersion = { major: 3, minor: 6 };

const NEWER = [...exportsOf("random", NEWEST_PYTHON)].filter((name) => {
  const since = memberHistory(`random.${name}`)?.since;
  return since !== undefined && since.major >= 3;
});

/** What the same is made of in older versions. */
const ADVICE: Readonly<Record<string, string>> = {
  choices: ": call `choice` as often as needed",
  randbytes: ": use `os.urandom`, or `getrandbits`",
  binomialvariate: ": count how often `random() < p`",
};

/**
 * Functions have been added to `random` over time, and older versions do not have them.
 *
 * Found where the version that the file is meant for is older than the function, and nothing shows that the author knows.
 */
export default defineRule({
  name: "random-function-too-new",
  question: "random-numbers",
  summary: "a function of `random` that the Python version in use does not have yet",
  severity: "error",
  fix: "none",
  messages: MESSAGES,
  on: (when) => [
    when.references(
      NEWER.map((name) => `random.${name}`),
      (node, name, context) => {
        const member = name.slice("random.".length);
        if (node.kind === "attribute") check(node, member, "attribute", context);
        // Uses of an imported name are not reached.
        else if (node.enclosing("import_from_statement") !== null) check(node, member, "import", context);
      },
    ),
    when.methods(RANDOM_CLASSES, NEWER, (call, _, context) =>
      check(call.callee, call.method ?? "", "attribute", context),
    ),
  ],
});

function check(node: SyntaxNode, member: string, key: keyof typeof MESSAGES, { model, report, target }: Context): void {
  const since = memberHistory(`random.${member}`)?.since;
  if (since === undefined || comparePythonVersions(target, since) >= 0) return;
  if (model.scopes.attributeStores.some((store) => store.target.field("attribute")?.text === member)) return;
  if (guardOf(node, model, key === "import" ? IMPORT_ERRORS : NAME_ERRORS) !== null) return;
  report(key, {
    at: node,
    data: {
      name: `random.${member}`,
      since: comparePythonVersions(since, FIRST_TOLD) < 0 ? "3" : formatPythonVersion(since),
      target: formatPythonVersion(target),
      advice: ADVICE[member] ?? "",
    },
  });
}
