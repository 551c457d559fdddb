import { lastWordsOf } from "../knowledge/names.js";
import { Kept } from "../syntax/kept.js";
import type { SyntaxNode } from "../syntax/tree.js";
import { attributesNamed } from "./attribute-rows.js";
import type { Call } from "./call.js";
import type { Model } from "./model.js";
import type { ScopeTable } from "./scopes.js";

/** Tells quickly which expressions cannot have one of some qualified names, which most of a file's cannot. */
export class Candidates {
  readonly #scopes: ScopeTable;
  readonly #words: ReadonlySet<string>;
  readonly #aliases: Aliases;

  constructor(model: Model, names: Iterable<string>) {
    this.#scopes = model.scopes;
    this.#words = new Set([...names].flatMap(lastWordsOf));
    let known = aliases.get(model);
    if (known === undefined) {
      known = new Aliases(model.scopes);
      aliases.set(model, known);
    }
    this.#aliases = known;
  }

  /** All identifiers and attributes of the file that may have one of the names, in the order of the text. */
  all(): readonly SyntaxNode[] {
    const found: SyntaxNode[] = [];
    const add = (nodes: readonly SyntaxNode[] | undefined): void => {
      for (const node of nodes ?? []) if (node.kind === "identifier" || node.kind === "attribute") found.push(node);
    };
    for (const word of this.#words) add(this.#scopes.unbound.get(word));
    for (const { variables } of this.#scopes.scopes) {
      for (const variable of variables.values()) {
        if (this.#words.has(variable.name) || variable.isAlias) add(variable.references);
      }
    }
    const { tree } = this.#scopes.module.node;
    for (const name of new Set([...this.#words, ...this.#aliases.members])) add(attributesNamed(tree, name));
    return found.sort(byRow);
  }

  has(node: SyntaxNode): boolean {
    if (node.kind === "attribute") {
      const name = node.field("attribute")?.text ?? "";
      return this.#words.has(name) || this.#aliases.members.has(name);
    }
    if (node.kind !== "identifier") return true;
    if (!this.#scopes.isName(node)) return false;
    const variable = this.#scopes.variableOf(node);
    if (variable === undefined) return this.#words.has(node.text);
    return this.#words.has(variable.name) || variable.isAlias;
  }
}

/** What may be another name for what it is given. */
class Aliases {
  /** Attributes of the file's classes and objects. */
  readonly members = new Set<string>();

  constructor(scopes: ScopeTable) {
    for (const scope of scopes.scopes) {
      if (scope.kind !== "class") continue;
      for (const variable of scope.variables.values()) if (variable.isAlias) this.members.add(variable.written);
    }
    for (const { target } of scopes.attributeStores) this.members.add(target.field("attribute")?.text ?? "");
  }
}

const aliases = new Kept<Model, Aliases>(({ tree }) => tree);

/**
 * Makes a quick question of some names that a rule asks of every call: whether it may be a call of one of them. Of most it
 * cannot, and then its name need not be looked up.
 */
export function callsOfNames(names: Iterable<string>): (call: Call, model: Model) => boolean {
  const known = new Kept<Model, Candidates>(({ tree }) => tree);
  const all = new Set(names);
  return (call, model) => {
    let candidates = known.get(model);
    if (candidates === undefined) {
      candidates = new Candidates(model, all);
      known.set(model, candidates);
    }
    return candidates.has(call.callee) && call.name !== null && all.has(call.name);
  };
}

function byRow(one: SyntaxNode, other: SyntaxNode): number {
  return one.row - other.row;
}
