import type { SyntaxNode } from "../syntax/tree.js";
import { assignedValue } from "./assignments.js";
import type { Classes } from "./classes.js";
import type { Binding, Scope, ScopeTable } from "./scopes.js";

/** Longer lines of inheritance are not followed. */
const MAX_BASES = 16;

/** Everything that a file says is found under one attribute's name, whatever class or object it is about. */
export interface Member {
  readonly name: string;
  /** Where the bodies of classes bind it. */
  readonly bindings: readonly Binding[];
  /** What is assigned to it as an attribute; null where the value is not plain. */
  readonly stores: readonly Store[];
}

interface Store {
  readonly object: SyntaxNode;
  readonly value: SyntaxNode | null;
}

/** What an attribute of a class of this file, or of one of its objects, is read through. */
export interface Receiver {
  readonly definition: SyntaxNode;
  readonly isObject: boolean;
}

/** The attributes that a file's classes and objects are given, by their names. */
export class Members {
  readonly #scopes: ScopeTable;
  readonly #classes: Classes;
  #members: ReadonlyMap<string, Member> | undefined;
  readonly #bodies = new Map<SyntaxNode, Scope>();
  readonly #owners = new Map<Member, ReadonlySet<SyntaxNode>>();

  constructor(scopes: ScopeTable, classes: Classes) {
    this.#scopes = scopes;
    this.#classes = classes;
  }

  /** The member of a name, if the file gives any object or class an attribute of it. */
  named(name: string): Member | undefined {
    this.#members ??= this.#collected();
    return this.#members.get(name);
  }

  /** Whose attribute `object.x` is, for `self`, the `cls` of a class method, and the name of a class. */
  receiver(object: SyntaxNode): Receiver | null {
    const inside = this.#classes.receiverClass(object);
    if (inside !== null) return { definition: inside, isObject: !this.#classes.isClassReceiver(object) };
    const definition = this.#classes.localClass(object);
    return definition === null || definition.parent?.kind === "decorated_definition"
      ? null
      : { definition, isObject: false };
  }

  /**
   * The bases outside the file of the classes that are asked before a member is found, or null when it is not to be seen where.
   *
   * Followed are single bases only: of several, one from elsewhere may come first.
   */
  basesBefore(member: Member, { definition, isObject }: Receiver): SyntaxNode[] | null {
    const outside: SyntaxNode[] = [];
    let current = definition;
    for (let step = 0; step < MAX_BASES; step++) {
      const bases = current.field("superclasses")?.namedChildren ?? [];
      const isFound =
        this.#bodies.get(current)?.named(member.name) !== undefined || (isObject && this.#owns(current, member));
      if (isFound) return [...outside, ...bases];
      const [base, ...others] = bases;
      const next = base === undefined || others.length > 0 ? null : this.#classes.localClass(base);
      if (next === null) return null;
      current = next;
    }
    return null;
  }

  /** Whether a class's own methods store the member on their object. */
  #owns(definition: SyntaxNode, member: Member): boolean {
    let owners = this.#owners.get(member);
    if (owners === undefined) {
      owners = new Set(member.stores.flatMap(({ object }) => this.#classes.receiverClass(object) ?? []));
      this.#owners.set(member, owners);
    }
    return owners.has(definition);
  }

  #collected(): ReadonlyMap<string, Member> {
    const members = new Map<string, { name: string; bindings: Binding[]; stores: Store[] }>();
    const named = (name: string) => {
      const member = members.get(name) ?? { name, bindings: [], stores: [] };
      members.set(name, member);
      return member;
    };
    for (const scope of this.#scopes.scopes) {
      if (scope.kind !== "class") continue;
      this.#bodies.set(scope.node, scope);
      for (const { written: name, bindings } of scope.variables.values()) {
        const member = named(name);
        for (const binding of bindings) member.bindings.push(binding);
      }
    }
    for (const { target, site } of this.#scopes.attributeStores) {
      const object = target.field("object");
      const name = target.field("attribute")?.text;
      if (object === null || name === undefined) continue;
      const isPlain = site.kind === "assignment" && site.field("left") === target;
      const value = isPlain ? assignedValue(site) : null;
      // `self.x: int` declares and stores nothing.
      if (!isPlain || value !== null) named(name).stores.push({ object, value });
    }
    return members;
  }
}
