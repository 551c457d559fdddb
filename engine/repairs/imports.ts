import type { Model } from "../semantics/model.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { TextEdit } from "../text/edits.js";

/** What it takes to use a module under its own name. */
export interface ModuleAccess {
  /** Adds `import module`, unless the file has it. */
  readonly edits: readonly TextEdit[];
}

/**
 * Makes a top-level module usable under its own name in the whole file, by an import after the first one there is.
 *
 * Null when the name means something else somewhere, or when the file imports nothing on a line of its own.
 */
export function accessToModule(module: string, model: Model): ModuleAccess | null {
  const bound = model.scopes.scopes.flatMap((scope) => scope.variables.get(module) ?? []);
  if (bound.length > 1 || bound.some((variable) => variable.scope !== model.scopes.module)) return null;
  const [variable] = bound;
  if (variable !== undefined) {
    const isIt = variable.bindings.every((binding) => binding.kind === "import" && binding.name.text === module);
    return isIt && model.importedModules(variable).every((name) => name === module) ? { edits: [] } : null;
  }
  const first = model.imports.find(({ statement }) => isOnOwnLine(statement) && !isFuture(statement))?.statement;
  if (first === undefined) return null;
  const { lineBreak } = model.source;
  return {
    edits: [{ span: { start: first.end, end: first.end }, replacement: `${lineBreak}import ${module}` }],
  };
}

function isFuture(statement: SyntaxNode): boolean {
  return statement.kind === "future_import_statement";
}

/** Whether nothing but blanks stands after a top-level statement on its line. */
function isOnOwnLine(statement: SyntaxNode): boolean {
  if (statement.parent?.kind !== "module") return false;
  const { source } = statement.tree;
  const line = source.lines.lineAt(statement.end);
  return source.text.slice(statement.end, source.lines.endOf(line)).trim() === "";
}

/** A name for a new variable that means nothing yet in the scope of a node or around it. */
export function freshName(node: SyntaxNode, model: Model, ...wishes: readonly string[]): string {
  const scope = model.scopeAt(node);
  const isFree = (name: string): boolean => scope.lookup(name) === undefined && !scope.globals.has(name);
  const wished = wishes.find(isFree);
  if (wished !== undefined) return wished;
  for (let number = 2; ; number++) {
    const name = `${wishes[0] ?? "value"}${number}`;
    if (isFree(name)) return name;
  }
}
