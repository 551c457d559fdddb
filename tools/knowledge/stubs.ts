import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { parse } from "../../engine/syntax/parser.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { SourceFile } from "../../engine/text/source.js";
import { EVERYWHERE, evaluateCondition, NOWHERE, type Worlds } from "./worlds.js";

/** One statement of a stub that binds a name, and where it is in force. */
export type Declaration = { readonly worlds: Worlds } & (
  | { readonly kind: "function"; readonly node: SyntaxNode; readonly decorators: readonly string[] }
  | { readonly kind: "class"; readonly declared: StubClass }
  | { readonly kind: "variable"; readonly annotation: SyntaxNode | null; readonly value: SyntaxNode | null }
  /** `member` is null where the module itself is bound. */
  | { readonly kind: "import"; readonly module: string; readonly member: string | null; readonly isExport: boolean }
);

/** A class with all that several conditional definitions of it say together. */
export interface StubClass {
  /** With the names of the classes around it: `Outer.Inner`. */
  readonly name: string;
  readonly module: StubModule;
  readonly bases: { readonly node: SyntaxNode; readonly worlds: Worlds }[];
  readonly decorators: Set<string>;
  readonly members: Map<string, Declaration[]>;
}

export interface StubModule {
  readonly name: string;
  readonly isPackage: boolean;
  readonly members: Map<string, Declaration[]>;
  /** The modules of `from module import *`. */
  readonly stars: { readonly module: string; readonly worlds: Worlds }[];
  /** The names in `__all__`; undefined where there is none. */
  all: Map<string, Worlds> | undefined;
}

type Body = Pick<StubModule, "members">;

/** Reads every stub below a folder. The parser must have been started. */
export function readStubs(folder: string): Map<string, StubModule> {
  const modules = new Map<string, StubModule>();
  for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
    if (!file.endsWith(".pyi")) continue;
    const path = file.slice(0, -".pyi".length).split(sep).join(".");
    const module = readStub(
      path.replace(/\.__init__$/, ""),
      readFileSync(join(folder, file), "utf8"),
      path.endsWith(".__init__"),
    );
    modules.set(module.name, module);
  }
  return modules;
}

/** Reads one stub. */
function readStub(name: string, text: string, isPackage = false): StubModule {
  const module: StubModule = { name, isPackage, members: new Map(), stars: [], all: undefined };
  const tree = parse(new SourceFile(`${name}.pyi`, text));
  if (tree.errors.length > 0) throw new Error(`${name}.pyi could not be parsed`);
  new Reader(module).read(tree.root);
  return module;
}

interface Pending {
  readonly block: SyntaxNode;
  readonly worlds: Worlds;
  readonly body: Body;
  readonly prefix: string;
}

class Reader {
  readonly #module: StubModule;
  readonly #pending: Pending[] = [];

  constructor(module: StubModule) {
    this.#module = module;
  }

  read(root: SyntaxNode): void {
    this.#pending.push({ block: root, worlds: EVERYWHERE, body: this.#module, prefix: "" });
    for (let next = this.#pending.shift(); next !== undefined; next = this.#pending.shift()) {
      for (const statement of next.block.namedChildren) this.#statement(statement, next);
    }
  }

  #statement(node: SyntaxNode, at: Pending): void {
    switch (node.kind) {
      case "if_statement":
        this.#conditional(node, at);
        break;
      case "class_definition":
        this.#class(node, [], at);
        break;
      case "function_definition":
        this.#function(node, [], at);
        break;
      case "decorated_definition": {
        const decorators = node.namedChildren
          .filter(({ kind }) => kind === "decorator")
          .map(({ text }) => text.slice(1));
        const definition = node.field("definition") as SyntaxNode;
        if (definition.kind === "class_definition") this.#class(definition, decorators, at);
        else this.#function(definition, decorators, at);
        break;
      }
      case "expression_statement":
        this.#expression(node.namedChildren[0] as SyntaxNode, at);
        break;
      case "type_alias_statement": {
        const [left, right] = [node.field("left") as SyntaxNode, node.field("right") as SyntaxNode];
        this.#declare(
          left.text.replace(/\[.*/, ""),
          { kind: "variable", annotation: null, value: right, worlds: at.worlds },
          at,
        );
        break;
      }
      case "import_statement":
        this.#import(node, at);
        break;
      case "import_from_statement":
        this.#importFrom(node, at);
        break;
    }
  }

  #declare(name: string, declaration: Declaration, { body }: Pending): void {
    if (declaration.worlds === NOWHERE) return;
    const known = body.members.get(name);
    if (known === undefined) body.members.set(name, [declaration]);
    else known.push(declaration);
  }

  #conditional(node: SyntaxNode, at: Pending): void {
    let left = at.worlds;
    const branch = (worlds: Worlds, block: SyntaxNode | null): void => {
      // Names must be declared in the order of the text, for `__all__ +=`; conditions within one are read at once.
      const inside = { ...at, worlds };
      if (block !== null && worlds !== NOWHERE)
        for (const statement of block.namedChildren) this.#statement(statement, inside);
    };
    for (const clause of [node, ...node.fieldAll("alternative")]) {
      const condition = clause.field("condition");
      if (condition === null) branch(left, clause.field("body"));
      else {
        const holds = evaluateCondition(condition);
        branch(left & holds, clause.field("consequence"));
        left &= ~holds;
      }
    }
  }

  #class(node: SyntaxNode, decorators: readonly string[], at: Pending): void {
    if (at.worlds === NOWHERE) return;
    const name = (node.field("name") as SyntaxNode).text;
    const before = at.body.members.get(name)?.find((declaration) => declaration.kind === "class");
    const declared: StubClass =
      before?.kind === "class"
        ? before.declared
        : { name: at.prefix + name, module: this.#module, bases: [], decorators: new Set(), members: new Map() };
    for (const decorator of decorators) declared.decorators.add(decorator);
    for (const base of node.field("superclasses")?.namedChildren ?? []) {
      if (base.kind !== "keyword_argument") declared.bases.push({ node: base, worlds: at.worlds });
    }
    this.#declare(name, { kind: "class", declared, worlds: at.worlds }, at);
    const block = node.field("body") as SyntaxNode;
    this.#pending.push({ block, worlds: at.worlds, body: declared, prefix: `${declared.name}.` });
  }

  #function(node: SyntaxNode, decorators: readonly string[], at: Pending): void {
    const name = (node.field("name") as SyntaxNode).text;
    if (decorators.some((decorator) => /\.(setter|deleter)$/.test(decorator))) return;
    this.#declare(name, { kind: "function", node, decorators, worlds: at.worlds }, at);
  }

  #expression(node: SyntaxNode, at: Pending): void {
    if (node.kind === "augmented_assignment" || node.kind === "assignment") {
      const left = node.field("left") as SyntaxNode;
      const value = node.field("right");
      if (left.text === "__all__" && at.body === this.#module) this.#all(value, at.worlds, node.kind === "assignment");
      else if (left.kind === "identifier" && node.kind === "assignment") {
        this.#declare(left.text, { kind: "variable", annotation: node.field("type"), value, worlds: at.worlds }, at);
      }
    }
  }

  #all(value: SyntaxNode | null, worlds: Worlds, isNew: boolean): void {
    this.#module.all ??= new Map();
    const all = this.#module.all;
    if (isNew) for (const [name, known] of all) all.set(name, known & ~worlds);
    if (value === null) return;
    for (const string of value.descendants("string")) {
      const name = string.text.slice(1, -1);
      all.set(name, (all.get(name) ?? NOWHERE) | worlds);
    }
  }

  #import(node: SyntaxNode, at: Pending): void {
    for (const clause of node.fieldAll("name")) {
      const isAliased = clause.kind === "aliased_import";
      const path = (isAliased ? (clause.field("name") as SyntaxNode) : clause).text;
      const alias = isAliased ? (clause.field("alias") as SyntaxNode).text : (path.split(".")[0] as string);
      const module = isAliased ? path : alias;
      this.#declare(
        alias,
        { kind: "import", module, member: null, isExport: isAliased && alias === path, worlds: at.worlds },
        at,
      );
    }
  }

  #importFrom(node: SyntaxNode, at: Pending): void {
    const module = this.#absolute((node.field("module_name") as SyntaxNode).text);
    if (node.namedChildren.some(({ kind }) => kind === "wildcard_import")) {
      if (at.worlds !== NOWHERE) this.#module.stars.push({ module, worlds: at.worlds });
      return;
    }
    for (const clause of node.fieldAll("name")) {
      const isAliased = clause.kind === "aliased_import";
      const member = (isAliased ? (clause.field("name") as SyntaxNode) : clause).text;
      const alias = isAliased ? (clause.field("alias") as SyntaxNode).text : member;
      this.#declare(
        alias,
        { kind: "import", module, member, isExport: isAliased && alias === member, worlds: at.worlds },
        at,
      );
    }
  }

  /** The name of a module that may be given relative to this one. */
  #absolute(path: string): string {
    const dots = /^\.*/.exec(path)?.[0].length ?? 0;
    if (dots === 0) return path;
    const parts = this.#module.name.split(".");
    const kept = parts.slice(0, parts.length - dots + (this.#module.isPackage ? 1 : 0));
    return [...kept, ...(path.length > dots ? [path.slice(dots)] : [])].join(".");
  }
}
