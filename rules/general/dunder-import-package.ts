import { libraryMember } from "../../engine/knowledge/library.js";
import { accessToMember } from "../../engine/repairs/imports.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { stringValue } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";

/** A dotted name, spelt out. */
const DOTTED = /\b__import__\s*\(\s*[rRuU]?["']\w+\./;

/**
 * `__import__("a.b")` imports `a.b` and gives back `a`: without a `fromlist` that is what `import a.b` binds.
 *
 * Found where a member is read from the result that the submodule of the library has and its package has not.
 */
export default defineRule({
  name: "dunder-import-package",
  question: "find-a-module",
  summary: 'the package that `__import__("package.module")` gives, used as if it were the module',
  severity: "error",
  fix: "safe",
  messages: {
    package: "`__import__` gives back `{package}`, which has no `{member}`: call `importlib.import_module({text})`",
  },
  on: (when) =>
    when.nodes("call", { anyOf: [["__import__"]], pattern: DOTTED }, (node, { model, report, source }) => {
      const call = textMatches(source, DOTTED) ? model.callAt(node) : null;
      if (call?.name !== "builtins.__import__") return;
      const [name, ...others] = call.arguments;
      const module = name === undefined || name.keyword !== null ? null : stringValue(name.value);
      const root = module?.split(".")[0];
      if (name === undefined || module === null || root === undefined || root === module || others.length > 0) return;
      const isOwn = model.facts.localModules.has(root) || libraryMember(module)?.kind !== "module";
      if (isOwn) return;
      const wrong = membersRead(call, model).find(
        ({ member }) =>
          libraryMember(`${root}.${member}`) === undefined && libraryMember(`${module}.${member}`) !== undefined,
      );
      if (wrong === undefined) return;
      report("package", {
        at: call.node,
        data: { package: root, member: wrong.member, text: name.value.text },
        related: wrong.at === call.node.parent ? [] : [{ span: wrong.at, message: "used as the module here" }],
        fix: () => repair(call, model),
      });
    }),
});

interface Read {
  readonly member: string;
  readonly at: SyntaxNode;
}

/** What is read from the result of a call, directly or by the one name that it is given. */
function membersRead({ node }: Call, model: Model): Read[] {
  const { parent } = node;
  if (parent?.kind === "attribute" && node.fieldName === "object") return memberOf(parent);
  const target = parent?.kind === "assignment" && node.fieldName === "right" ? parent.field("left") : null;
  const variable = target?.kind === "identifier" ? model.variableOf(target) : undefined;
  if (variable === undefined || variable.bindings.length !== 1) return [];
  return variable.references.flatMap((reference) =>
    reference.parent?.kind === "attribute" && reference.fieldName === "object" ? memberOf(reference.parent) : [],
  );
}

function memberOf(attribute: SyntaxNode): Read[] {
  const member = attribute.field("attribute")?.text;
  return member === undefined ? [] : [{ member, at: attribute }];
}

function repair({ callee }: Call, model: Model): Fix | null {
  const access = accessToMember("importlib", "import_module", model);
  if (access === null) return null;
  return {
    title: "Import the module itself",
    safety: "safe",
    edits: [...access.edits, { span: callee, replacement: access.text }],
  };
}
