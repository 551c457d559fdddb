import type { Model } from "../semantics/model.js";
import { Kept } from "../syntax/kept.js";
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
  let accesses = known.get(model);
  if (accesses === undefined) {
    accesses = new Map();
    known.set(model, accesses);
  }
  let access = accesses.get(module);
  if (access === undefined) {
    access = findAccess(module, model);
    accesses.set(module, access);
  }
  return access;
}

/** By model and module: each of many repairs of a file asks. */
const known = new Kept<Model, Map<string, ModuleAccess | null>>(({ tree }) => tree);

function findAccess(module: string, model: Model): ModuleAccess | null {
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

/** An expression for a member of a module, with the edits that make it mean that. */
interface MemberAccess extends ModuleAccess {
  readonly text: string;
}

/**
 * Makes a member of a top-level module usable: as `module.member`, or, in a file that already imports other members from the
 * module, by one more of them. Null when neither can be written.
 *
 * @param module its name in the version the file is meant for
 */
export function accessToMember(module: string, member: string, model: Model): MemberAccess | null {
  let accesses = knownMembers.get(model);
  if (accesses === undefined) {
    accesses = new Map();
    knownMembers.set(model, accesses);
  }
  const key = `${module}.${member}`;
  let access = accesses.get(key);
  if (access === undefined) {
    access = findMemberAccess(module, member, model);
    accesses.set(key, access);
  }
  return access;
}

/** By model and member: each of many repairs of a file asks. */
const knownMembers = new Kept<Model, Map<string, MemberAccess | null>>(({ tree }) => tree);

function findMemberAccess(module: string, member: string, model: Model): MemberAccess | null {
  const imports = model.imports.filter(({ module: each, isStar }) => each === module && !isStar);
  const whole = imports.flatMap(({ names }) => names).find((name) => name.member === null);
  const isPlain = whole === undefined || isOnlyImport(whole.local, model);
  if (whole !== undefined && isPlain) return { text: `${whole.local}.${member}`, edits: [] };
  const named = imports.flatMap(({ names }) => names).find((name) => name.member === member);
  if (named !== undefined && isOnlyImport(named.local, model)) return { text: named.local, edits: [] };
  const imported = imports.find(
    ({ names, statement }) => names.length > 0 && statement.kind === "import_from_statement",
  );
  const last = imported?.names.at(-1)?.node;
  const isFree = model.scopes.scopes.every((scope) => scope.variables.get(member) === undefined);
  if (last !== undefined && imported?.statement.parent?.kind === "module" && isFree) {
    return { text: member, edits: [{ span: { start: last.end, end: last.end }, replacement: `, ${member}` }] };
  }
  const access = accessToModule(module, model);
  return access && { text: `${module}.${member}`, ...access };
}

/** Whether a name of the module is bound by one import, and by nothing else in the file. */
function isOnlyImport(name: string, model: Model): boolean {
  const bound = model.scopes.scopes.flatMap((scope) => scope.variables.get(name) ?? []);
  return bound.length === 1 && bound.every(({ bindings, scope }) => scope.kind === "module" && bindings.length === 1);
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
