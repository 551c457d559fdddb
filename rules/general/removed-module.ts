import type { ProjectFacts } from "../../engine/facts.js";
import { distinctiveMembers } from "../../engine/knowledge/module-members.js";
import { moduleHistory, removedModules } from "../../engine/knowledge/modules.js";
import { type Rename, type Replacement, renamedModules, replacementOf } from "../../engine/knowledge/replacements.js";
import { emailUtilsEdits, renameDotted } from "../../engine/repairs/dotted-imports.js";
import { renameImport, renameImportedSubmodule } from "../../engine/repairs/renamed-imports.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { guardOf, IMPORT_ERRORS } from "../../engine/semantics/guards.js";
import type { ImportedModule, ImportedName } from "../../engine/semantics/imports.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { comparePythonVersions, formatPythonVersion, type PythonVersion } from "../../engine/versions.js";

/** Python 2's ways to run programs with pipes have an answer, and a rule, of their own. */
const OTHER_RULES = new Set(["popen2", "commands"]);
/** `curses.wrapper` was a module and still is a function, which `from curses import wrapper` gives. */
const STILL_MEMBERS = new Set(["curses.wrapper"]);
/** Packages of whose submodules the data names only some. */
const OPAQUE_PACKAGES = new Set(["distutils", "lib2to3"]);

const REMOVED = removedModules().filter((name) => !OTHER_RULES.has(name.split(".", 1)[0] as string));
/** Where programs that run on both keep what is for Python 2 only: a file, or a folder near it. */
const PYTHON2_PATH = /(?:^|[\\/])(?:(?:py(?:thon)?_?2|py27|lib2)(?:[\\/][^\\/]+){1,2}|[^\\/]*_py(?:thon)?_?2\.pyw?)$/i;
const isGoneWhole = (name: string): boolean => REMOVED.includes(name.split(".", 1)[0] as string);

const MESSAGES = {
  called: "`{module}` is called `{to}` in Python 3",
  partOf: "`{module}` is part of `{to}` in Python 3",
  removed: "`{module}` was removed in Python {version}: {advice}",
  removedForGood: "`{module}` was removed in Python {version}, and nothing replaces it",
} as const;

/**
 * The library is pruned: Python 3.0 renamed or dropped a hundred modules, 3.12 and 3.13 another twenty-five, and a
 * program that imports one of them ends there with ModuleNotFoundError.
 *
 * Found at imports of modules that the target version no longer has, unless a handler, a condition, a local module or a
 * dependency shows that the author knows, or unless the module's name is an everyday word and its use does not show
 * that the standard one is meant.
 */
export default defineRule({
  name: "removed-module",
  question: "find-a-module",
  summary: "an import of a standard module that is gone from the Python version in use",
  severity: "error",
  fix: "safe",
  pythons: { since: "3.0" },
  messages: MESSAGES,
  // Two subscriptions, so that `import email` alone wakes nobody.
  on: (when) => [
    when.imports([...new Set(REMOVED.filter(isGoneWhole).map((name) => name.split(".", 1)[0] as string))], check),
    when.imports(
      REMOVED.filter((name) => !isGoneWhole(name)),
      check,
    ),
  ],
});

type Context = RuleContext<typeof MESSAGES>;

function check(imported: ImportedModule, context: Context): void {
  const { model, target } = context;
  const whole = goneIn(imported.module, target);
  if (whole !== null) {
    if (isMeant(imported, whole, model) && !isExcused(imported, whole, context)) report(imported, whole, null, context);
    return;
  }
  for (const name of imported.names) {
    const submodule = `${imported.module}.${name.member}`;
    if (name.member === null || STILL_MEMBERS.has(submodule) || goneIn(submodule, target) !== submodule) continue;
    if (!isExcused(imported, submodule, context)) report(imported, submodule, name, context);
  }
}

/** The outermost part of a dotted name that is a standard module and gone in a version: `imp`, `email.MIMEText`. */
function goneIn(module: string, version: PythonVersion): string | null {
  const parts = module.split(".");
  for (let length = 1; length <= parts.length; length++) {
    const name = parts.slice(0, length).join(".");
    const until = moduleHistory(name)?.until;
    if (until !== undefined && comparePythonVersions(version, until) >= 0) return OTHER_RULES.has(name) ? null : name;
  }
  return null;
}

/** Whether it is the standard module that is imported, and not somebody's own of the same name. */
function isMeant({ module, at, names, isStar }: ImportedModule, gone: string, model: Model): boolean {
  if (module !== gone && moduleHistory(module) === undefined && !OPAQUE_PACKAGES.has(gone)) return false;
  const members = distinctiveMembers(gone);
  if (members === undefined || module !== gone) return true;
  if (isStar || at.kind === "string" || at.kind === "concatenated_string") return false;
  const used = names.flatMap((name) => (name.member === null ? usedMembers(name, model) : [name.member]));
  return used.length > 0 && used.every((member) => member !== null && members.has(member));
}

/** The members that the file takes from an imported module; null for uses of the module itself. */
function usedMembers(name: ImportedName, model: Model): (string | null)[] {
  const identifiers = name.node.kind === "aliased_import" ? name.node.field("alias") : name.node.namedChildren[0];
  const references = identifiers ? (model.variableOf(identifiers)?.references ?? []) : [];
  return references.map((reference) => {
    const attribute = reference.parent?.kind === "attribute" ? reference.parent : null;
    return attribute?.field("object") === reference ? (attribute.field("attribute")?.text ?? null) : null;
  });
}

function isExcused(imported: ImportedModule, gone: string, { model, facts }: Context): boolean {
  const root = gone.split(".", 1)[0] as string;
  if (facts.localModules.has(root) || PYTHON2_PATH.test(model.source.path)) return true;
  if (replacementOf(gone)?.backports.some((project) => facts.dependencies.has(project))) return true;
  if (root === "distutils" && hasSetuptools(model, facts)) return true;
  return guardOf(imported.statement, model, IMPORT_ERRORS) !== null;
}

/** Whether setuptools is known to be there, which puts its own copy of distutils in place. */
function hasSetuptools({ imports, source }: Model, { localModules }: ProjectFacts): boolean {
  const isIt = (name: string): boolean => /^(?:setuptools|pkg_resources|_distutils_hack)\b/.test(name);
  const isPart = /[\\/](?:setuptools|_distutils)[\\/]/.test(source.path) || source.text.includes("_distutils_hack");
  return isPart || imports.some(({ module }) => isIt(module)) || [...localModules].some(isIt);
}

function report(imported: ImportedModule, gone: string, name: ImportedName | null, context: Context): void {
  const until = moduleHistory(gone)?.until;
  if (until === undefined) return;
  const replacement = replacementOf(gone);
  const at = name === null ? imported.at : nameOf(name);
  const finding = {
    at,
    // Whoever builds a package with pip has setuptools, and with it distutils; whoever runs the file may not.
    ...(gone === "distutils" && /(?:^|[\\/])setup\.py$/.test(context.source.path)
      ? { severity: "warning" as const }
      : {}),
    fix: () => repair(imported, name, gone, replacement, context.model),
  };
  const { rename, advice } = replacement ?? {};
  const version = formatPythonVersion(until);
  if (rename?.sameBehaviour && until.minor === 0) {
    context.report(isWholeOf(rename, gone) ? "called" : "partOf", {
      ...finding,
      data: { module: gone, to: rename.to },
    });
  } else if (advice !== undefined) {
    context.report("removed", { ...finding, data: { module: gone, version, advice } });
  } else context.report("removedForGood", { ...finding, data: { module: gone, version } });
}

function nameOf({ node }: ImportedName): SyntaxNode {
  return node.kind === "aliased_import" ? (node.field("name") ?? node) : node;
}

/** Whether the new module is the old one alone: `http.server` took in three. */
function isWholeOf({ to }: Rename, gone: string): boolean {
  const alike = renamedModules()
    .flatMap((other) => replacementOf(other)?.rename ?? [])
    .filter((rename) => rename.sameBehaviour && rename.to === to);
  return alike.length === 1 || gone === "__builtin__";
}

function repair(
  imported: ImportedModule,
  name: ImportedName | null,
  gone: string,
  replacement: Replacement | undefined,
  model: Model,
): Fix | null {
  const rename = replacement?.rename;
  if (gone === "rfc822" && name === null) {
    const edits = emailUtilsEdits(imported, model);
    return edits && { title: "Use `email.utils`", safety: "unsafe", edits };
  }
  if (rename === undefined || (name === null && imported.module !== gone)) return null;
  if (usesAny(imported, name, rename.lacks, model)) return null;
  const edits =
    name === null
      ? (renameImport(imported, rename.to) ?? renameDotted(imported, rename.to, model))
      : renameImportedSubmodule(imported, name, rename.to);
  // What `*` brings in is not all to be seen.
  const safety = rename.sameBehaviour && !imported.isStar ? "safe" : "unsafe";
  return edits && { title: `Import \`${rename.to}\``, safety, edits };
}

/** Whether the file uses something of the old module that the new one lacks. */
function usesAny(imported: ImportedModule, name: ImportedName | null, lacks: readonly string[], model: Model): boolean {
  if (lacks.length === 0) return false;
  if (imported.isStar) return model.tree.nodesOfKind("identifier").some(({ text }) => lacks.includes(text));
  if (imported.names.length === 0) return true;
  const names = name === null ? imported.names : [{ ...name, member: null }];
  return names
    .flatMap((each) => (each.member === null ? usedMembers(each, model) : [each.member]))
    .some((member) => member !== null && lacks.includes(member));
}
