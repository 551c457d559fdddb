import type { ImportedModule, ImportedName } from "../semantics/imports.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { TextEdit } from "../text/edits.js";

/**
 * The edits that let one import find a module under its new name, while the file goes on using the old one. Null where
 * that cannot be written: `import a.b` binds `a`, and a dotted module that `__import__` gives is not the module.
 *
 * @param to the new name, dotted
 */
export function renameImport(imported: ImportedModule, to: string): TextEdit[] | null {
  const { at, statement, names, module } = imported;
  if (statement.kind === "call") {
    const isWhole = /import_module$/.test(statement.field("function")?.text ?? "") || !/\./.test(module + to);
    const content = at.kind === "string" ? at.children.filter((child) => child.kind === "string_content") : [];
    const [only, ...others] = content;
    return isWhole && only !== undefined && others.length === 0 ? [replace(only, to)] : null;
  }
  if (statement.kind !== "import_statement") return [replace(at, to)];
  const [name] = names;
  if (name === undefined) return null;
  if (name.node.kind === "aliased_import") return [replace(name.local === to ? name.node : at, to)];
  return module.includes(".") ? null : [replace(at, `${to} as ${name.local}`)];
}

/**
 * The edits for `from package import member`, where the member is a submodule that is called otherwise now.
 *
 * @param to the new name of the submodule, dotted
 */
export function renameImportedSubmodule(imported: ImportedModule, name: ImportedName, to: string): TextEdit[] | null {
  const dot = to.lastIndexOf(".");
  const [parent, last] = [to.slice(0, Math.max(0, dot)), to.slice(dot + 1)];
  const isAliased = name.node.kind === "aliased_import";
  const dotted = isAliased ? name.node.field("name") : name.node;
  if (dotted === null || dot < 0) return null;
  const edits = [replace(dotted, isAliased ? last : `${last} as ${name.local}`)];
  if (parent === imported.module) return edits;
  // The other names of the statement stay where they are.
  return imported.names.length === 1 ? [replace(imported.at, parent), ...edits] : null;
}

function replace(node: SyntaxNode, replacement: string): TextEdit {
  return { span: { start: node.start, end: node.end }, replacement };
}
