import { existsIn } from "../../engine/knowledge/modules.js";
import { bringsSubmodules, packagesWithSubmodules, submodulesToImport } from "../../engine/knowledge/submodules.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import { guardOf, IMPORT_ERRORS, NAME_ERRORS } from "../../engine/semantics/guards.js";
import type { Model } from "../../engine/semantics/model.js";
import { Kept } from "../../engine/syntax/kept.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";

const PACKAGES = packagesWithSubmodules();
const SPACED_DOT = String.raw`[\s\\]*\.[\s\\]*`;
const dotted = (name: string): string => name.replace(".", SPACED_DOT);
const USES = PACKAGES.map((name) => `${dotted(name)}${SPACED_DOT}(?:${submodulesToImport(name).join("|")})`);

/**
 * `import xml` gives the package and not `xml.etree`: a submodule is there once somebody has imported it. Often somebody has, another
 * module or the interpreter at its start, and then the program works until that one no longer does.
 *
 * Found at attributes of an imported package that are submodules which the package does not import, if nothing in the file imports
 * them, or imports something of the library that does.
 */
export default defineRule({
  name: "submodule-not-imported",
  question: "find-a-module",
  summary: "the use of a submodule that nothing in the file imports",
  severity: "warning",
  fix: "safe",
  pythons: { since: "3.0" },
  messages: {
    missing: "`import {package}` does not import `{module}`: it is there only if something else has imported it",
  },
  on: (when) =>
    when.nodes(
      "attribute",
      {
        anyOf: PACKAGES.flatMap((name) => submodulesToImport(name).map((submodule) => [...name.split("."), submodule])),
        pattern: new RegExp(String.raw`(?<!\b(?:from|import)[ \t]|\.)\b(?:${USES.join("|")})\b`),
        importOf: [...new Set(PACKAGES.map((name) => name.replace(/\..*/, "")))],
        and: new RegExp(String.raw`(?:\bimport|,)[\s\\]*(?:${PACKAGES.map(dotted).join("|")})\b(?!\s*\.)`),
      },
      (node, { model, report }) => {
        const object = node.field("object");
        const name = object?.text ?? "";
        const submodule = node.field("attribute")?.text ?? "";
        if (object === null || !submodulesToImport(name).includes(submodule)) return;
        const module = `${name}.${submodule}`;
        if (model.qualifiedName(object) !== name || !existsIn(module, model.target)) return;
        if (firstUse(module, model) !== node) return;
        // Of `xml.etree.ElementTree` the first part that is missing is enough.
        if (!model.imports.some((each) => each.module === name && each.statement.kind === "import_statement")) return;
        if (isImported(module, name, model) || isProvided(node, submodule, model)) return;
        if (guardOf(node, model, [...NAME_ERRORS, ...IMPORT_ERRORS]) !== null) return;
        const whole = wholeModule(node, module);
        report("missing", { at: node, data: { package: name, module }, fix: () => repair(whole, model) });
      },
    ),
});

/** Whether an import of the file brings the submodule in. */
function isImported(module: string, name: string, model: Model): boolean {
  return [...model.imports, ...model.dynamicImports].some((imported) => {
    const given = [
      imported.module,
      ...imported.names.flatMap(({ member }) => (member === null ? [] : `${imported.module}.${member}`)),
    ];
    if (imported.isStar && imported.module === name) return true;
    return given.some((each) => each === module || each.startsWith(`${module}.`) || bringsSubmodules(each, name));
  });
}

/** Whether the name is not read here, or given to the package by the file itself. */
function isProvided(node: SyntaxNode, submodule: string, { scopes }: Model): boolean {
  return (
    node.enclosing("type", "delete_statement") !== null ||
    scopes.attributeStores.some(({ target }) => target.field("attribute")?.text === submodule)
  );
}

const known = new Kept<Model, Map<string, SyntaxNode | undefined>>(({ tree }) => tree);

function firstUse(module: string, model: Model): SyntaxNode | undefined {
  let uses = known.get(model);
  if (uses === undefined) {
    uses = new Map();
    known.set(model, uses);
  }
  if (!uses.has(module)) uses.set(module, findFirstUse(module, model));
  return uses.get(module);
}

function findFirstUse(module: string, model: Model): SyntaxNode | undefined {
  return model.tree
    .nodesOfKind("attribute")
    .find((each) => each.text === module && model.qualifiedName(each) === module);
}

/** `xml.etree.ElementTree` for `xml.etree` in it: the longest module that is used. */
function wholeModule(node: SyntaxNode, module: string): string {
  const attribute =
    node.parent?.kind === "attribute" && node.fieldName === "object" ? node.parent.field("attribute")?.text : undefined;
  return attribute !== undefined && submodulesToImport(module).includes(attribute) ? `${module}.${attribute}` : module;
}

/** Adds an import beside that of the package, which stays. */
function repair(module: string, model: Model): Fix | null {
  const root = module.split(".", 1)[0] as string;
  const imported = model.imports.find(
    ({ statement, names }) => statement.kind === "import_statement" && names.some(({ local }) => local === root),
  );
  const node = imported?.names[0]?.node;
  if (node?.kind !== "dotted_name") return null;
  const edits = [{ span: { start: node.end, end: node.end }, replacement: `, ${module}` }];
  return { title: `Import \`${module}\``, safety: "safe", edits };
}
