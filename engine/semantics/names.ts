import type { ProjectFacts } from "../facts.js";
import { canonicalName } from "../knowledge/names.js";
import type { SyntaxNode } from "../syntax/tree.js";
import { stringValue } from "./literals.js";
import type { Binding, ScopeTable, Variable } from "./scopes.js";

/** Longer chains of aliases are not followed: `a = b; b = c; ...` of real programs ends much sooner. */
const MAX_ALIASES = 8;

/** No name of the library has more parts; generated code has chains of thousands, each of whose ends would be asked for. */
const MAX_MEMBERS = 16;

/**
 * Tells what an expression is called from the outside: `s.signal` after `import signal as s` is `signal.signal`.
 *
 * Python 2's module names are given in their Python 3 spelling, builtins as `builtins.open`. Names of the project's own
 * modules, parameters, and names that are bound to different things have no qualified name.
 */
export class QualifiedNames {
  readonly #scopes: ScopeTable;
  readonly #facts: ProjectFacts;
  readonly #known = new Map<number, string | null>();
  readonly #variables = new Map<Variable, string | null>();

  constructor(scopes: ScopeTable, facts: ProjectFacts) {
    this.#scopes = scopes;
    this.#facts = facts;
  }

  /** The qualified name of an expression, or null. */
  of(expression: SyntaxNode): string | null {
    return this.#of(expression, 0);
  }

  /** The qualified name of a dotted name that stands in a text, as in a quoted annotation, and is read at a node. */
  ofDotted(dotted: string, at: SyntaxNode): string | null {
    const [root = "", ...members] = dotted.split(".");
    const variable = this.#scopes.scopeAt(at).lookup(root);
    const base = variable === undefined ? `builtins.${root}` : this.#variable(variable, 0);
    return base === null ? null : canonicalName([base, ...members].join("."));
  }

  /** What an import brings in under the name of its binding, or null when that is the project's own. */
  ofImport(binding: Binding): string | null {
    const { site } = binding;
    const dotted = site.kind === "aliased_import" ? site.field("name") : site;
    const statement = site.parent;
    if (dotted === null || statement === null) return null;
    const parts = dotted.namedChildren.map((part) => part.text);
    if (statement.kind === "import_statement") {
      const name = site.kind === "aliased_import" ? parts.join(".") : parts[0];
      return name === undefined ? null : this.#outside(name);
    }
    const source = statement.field("module_name");
    if (source === null || source.kind === "relative_import") return null;
    return this.#outside([...source.namedChildren.map((part) => part.text), ...parts].join("."));
  }

  #of(expression: SyntaxNode, depth: number): string | null {
    const known = this.#known.get(expression.row);
    if (known !== undefined) return known;
    const members: string[] = [];
    let node: SyntaxNode | null = expression;
    while (node !== null && (node.kind === "attribute" || node.kind === "parenthesized_expression")) {
      if (node.kind === "attribute") {
        const member = node.field("attribute");
        if (member === null || members.length === MAX_MEMBERS) return null;
        members.push(member.text);
        node = node.field("object");
      } else node = node.namedChildren[0] ?? null;
    }
    const base = node === null ? null : this.#base(node, depth);
    const name = base === null ? null : canonicalName([base, ...members.reverse()].join("."));
    this.#known.set(expression.row, name);
    return name;
  }

  #base(node: SyntaxNode, depth: number): string | null {
    if (node.kind === "call") return this.#dynamicImport(node, depth);
    if (node.kind !== "identifier" || !this.#scopes.isName(node)) return null;
    const variable = this.#scopes.variableOf(node);
    if (variable === undefined) return `builtins.${node.text}`;
    if (depth > 0) return depth >= MAX_ALIASES ? null : this.#variable(variable, depth);
    const known = this.#variables.get(variable);
    if (known !== undefined) return known;
    const name = this.#variable(variable, depth);
    this.#variables.set(variable, name);
    return name;
  }

  #variable(variable: Variable, depth: number): string | null {
    let agreed: string | null = null;
    let fallbacks = 0;
    for (const binding of variable.bindings) {
      let name: string | null = null;
      if (binding.kind === "import") name = this.ofImport(binding);
      else if (binding.kind === "assignment") {
        const value = directValue(binding);
        // `except ImportError: module = None`: where it is None, nothing of it can be called.
        if (value?.kind === "none" || value?.kind === "false") {
          fallbacks++;
          continue;
        }
        if (value?.kind === "identifier" || value?.kind === "attribute" || value?.kind === "call") {
          name = this.#of(value, depth + 1);
        }
      } else if (binding.kind === "delete") continue;
      if (name === null || (agreed !== null && agreed !== name)) return null;
      agreed = name;
    }
    return fallbacks > 0 && variable.bindings.length === fallbacks ? null : agreed;
  }

  /** `__import__("m")` and `importlib.import_module("m")` stand for the module. */
  #dynamicImport(call: SyntaxNode, depth: number): string | null {
    const callee = call.field("function");
    if (callee === null || depth >= MAX_ALIASES) return null;
    const name = this.#of(callee, depth + 1);
    if (name !== "builtins.__import__" && name !== "importlib.import_module") return null;
    const [module, ...others] = call.field("arguments")?.namedChildren ?? [];
    if (module === undefined || others.length > 0) return null;
    const text = stringValue(module);
    if (text === null || !/^[A-Za-z_][\w.]*$/.test(text)) return null;
    return this.#outside(name === "builtins.__import__" ? (text.split(".")[0] as string) : text);
  }

  #outside(name: string): string | null {
    const root = name.split(".", 1)[0] as string;
    return this.#facts.localModules.has(root) ? null : canonicalName(name);
  }
}

/** The expression a plain assignment gives to its name: of `a = b = value` the value; null for unpacked targets. */
export function directValue(binding: Binding): SyntaxNode | null {
  if (binding.site.field("left") !== binding.name) return null;
  return assignedValue(binding.site);
}

/** The right-most side of an assignment, behind all of `a = b = ...`. */
export function assignedValue(assignment: SyntaxNode): SyntaxNode | null {
  let value = assignment.field("right");
  while (value?.kind === "assignment") value = value.field("right");
  return value;
}
