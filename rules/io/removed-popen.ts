import { POPEN_FUNCTIONS } from "../../engine/knowledge/popen.js";
import { accessToModule } from "../../engine/repairs/imports.js";
import { subprocessEdits, subprocessRepair } from "../../engine/repairs/popen.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import { guardOf, IMPORT_ERRORS, NAME_ERRORS } from "../../engine/semantics/guards.js";
import type { ImportedModule } from "../../engine/semantics/imports.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import type { TextEdit } from "../../engine/text/edits.js";

/** What `commands` had; a project's own module of that name has something else. */
const COMMANDS = new Set(["getoutput", "getstatus", "getstatusoutput", "mk2arg", "mkarg"]);
/** The functions of `commands` that `subprocess` has too. */
const IN_SUBPROCESS = new Set(["getoutput", "getstatusoutput"]);
const OS_FUNCTIONS = Object.keys(POPEN_FUNCTIONS).filter((name) => name.startsWith("os."));

/**
 * Python 3 has no popen2, os.popen2(), os.popen3(), os.popen4() and commands: `subprocess` does what they did.
 *
 * Found at imports of the modules and at uses of the functions of `os`, unless something guards them.
 */
export default defineRule({
  name: "removed-popen",
  question: "subprocess-pipes",
  summary: "popen2, os.popen2() and its kin, and commands, which Python 3 does not have",
  severity: "error",
  fix: "unsafe",
  pythons: { since: "3.0" },
  messages: {
    module: "`{module}` was removed in Python 3.0: start the command with `subprocess.{use}`",
    function: "`{name}` was removed in Python 3.0: start the command with `subprocess.Popen`",
  },
  on: (when) => [
    when.imports(["popen2", "commands"], (imported, { model, facts, report }) => {
      const { module, at } = imported;
      if (facts.localModules.has(module) || guardOf(at, model, IMPORT_ERRORS) !== null) return;
      if (module === "commands" && !usesAreOfLibrary(imported, model)) return;
      const use = module === "commands" ? "run" : "Popen";
      report("module", { at, data: { module, use }, fix: () => repairModule(imported, model) });
    }),
    when.references(OS_FUNCTIONS, (node, name, { model, report }) => {
      // `from os import popen2` fails before any of its uses can.
      if (node.kind === "identifier" || guardOf(node, model, [...NAME_ERRORS, ...IMPORT_ERRORS]) !== null) return;
      const call = node.parent?.kind === "call" ? model.callAt(node.parent) : null;
      const fix = (): Fix | null => {
        const edits = call?.callee === node ? subprocessRepair(call, model) : null;
        return edits && { title: "Use subprocess.Popen", safety: "unsafe", edits };
      };
      report("function", { at: node, data: { name }, fix });
    }),
  ],
});

/** The members of an imported module that the file mentions, with the nodes that mention them; null if it does more. */
function uses(imported: ImportedModule, model: Model): { member: string; node: SyntaxNode }[] | null {
  const found: { member: string; node: SyntaxNode }[] = [];
  for (const { member, node } of imported.names) {
    const local = node.kind === "aliased_import" ? node.field("alias") : (node.namedChildren[0] ?? null);
    const variable = local === null ? undefined : model.variableOf(local);
    if (variable === undefined || variable.bindings.length > 1) return null;
    if (member !== null) found.push({ member, node });
    else {
      for (const reference of variable.references) {
        const attribute = reference.parent;
        const name = attribute?.kind === "attribute" ? attribute.field("attribute") : null;
        if (attribute === null || name === null) return null;
        found.push({ member: name.text, node: attribute });
      }
    }
  }
  return found;
}

function usesAreOfLibrary(imported: ImportedModule, model: Model): boolean {
  const found = uses(imported, model) ?? [];
  return found.length > 0 && found.every(({ member }) => COMMANDS.has(member));
}

/** Rewrites everything the file does with the module, or nothing. */
function repairModule(imported: ImportedModule, model: Model): Fix | null {
  const found = uses(imported, model);
  if (found === null || found.length === 0 || imported.statement.kind === "call") return null;
  const edits = imported.module === "commands" ? commandsEdits(imported, found) : popen2Edits(imported, found, model);
  return edits && { title: "Use subprocess", safety: "unsafe", edits };
}

function commandsEdits(
  { at, names }: ImportedModule,
  found: readonly { member: string; node: SyntaxNode }[],
): TextEdit[] | null {
  if (!found.every(({ member }) => IN_SUBPROCESS.has(member))) return null;
  const renames = found.flatMap(({ node }) => {
    const object = node.kind === "attribute" ? node.field("object") : null;
    return object === null || names[0]?.node.kind === "aliased_import"
      ? []
      : [{ span: object, replacement: "subprocess" }];
  });
  return [{ span: at, replacement: "subprocess" }, ...renames];
}

function popen2Edits(
  { statement, names, at }: ImportedModule,
  found: readonly { node: SyntaxNode }[],
  model: Model,
): TextEdit[] | null {
  // The import becomes that of subprocess; of other forms too much would have to stay.
  if (statement.kind !== "import_statement" || names[0]?.node.kind !== "dotted_name") return null;
  const rewritten: TextEdit[] = [];
  for (const { node } of found) {
    const call = node.parent === null ? null : model.callAt(node.parent);
    const edits = call?.callee === node ? subprocessEdits(call, model) : null;
    if (edits === null) return null;
    rewritten.push(...edits);
  }
  const access = accessToModule("subprocess", model);
  if (access === null) return null;
  return [{ span: at, replacement: "subprocess" }, ...rewritten];
}
