import { rootOf } from "../knowledge/names.js";
import { lastWord } from "../knowledge/string-words.js";
import type { SyntaxNode, SyntaxTree } from "../syntax/tree.js";
import { grouped } from "./grouped.js";
import { unparenthesized } from "./literals.js";
import type { Meaning } from "./meaning.js";
import { isBareParameter } from "./name-sources.js";
import type { AttributeStore, Binding, Variable } from "./scopes.js";
import { GIVING_ANYTHING, isToldOf } from "./string-roles.js";

/** All that a file stores under the name of an attribute. */
export interface NamedAttribute {
  readonly stores: readonly AttributeStore[];
  /** Names that classes bind in their bodies. */
  readonly variables: readonly Variable[];
}

/** Longer ways are not looked along. */
const MAX_STEPS = 20;

/** What a file gives a name to, by names alone: whatever may be meant by an attribute or function of that name is among it. */
export class GivenNames {
  readonly #model: Meaning;
  readonly #tree: SyntaxTree;
  readonly hasStars: boolean;
  #attributes: ReadonlyMap<string, NamedAttribute> | undefined;
  #functions: ReadonlyMap<string, readonly SyntaxNode[]> | undefined;

  constructor(model: Meaning, tree: SyntaxTree) {
    this.#model = model;
    this.#tree = tree;
    this.hasStars = model.scopes.scopes.some(({ starImports }) => starImports.length > 0);
  }

  /** What is stored as `x.name`, whatever x is, and what classes call so. */
  attribute(name: string): NamedAttribute | undefined {
    this.#attributes ??= attributesByName(this.#model);
    return this.#attributes.get(name);
  }

  /** The functions that are defined by a name, methods among them. */
  functions(name: string): readonly SyntaxNode[] {
    this.#functions ??= grouped(
      this.#tree.nodesOfKind("function_definition"),
      (definition) => definition.field("name")?.text,
    );
    return this.#functions.get(name) ?? NOTHING;
  }

  /**
   * Whether anything may be known of an object, so that its methods and attributes are: nothing is of a parameter of which nothing is said,
   * nor of its attributes, unless the file stores some under their names.
   */
  mayBeKnown(object: SyntaxNode): boolean {
    const node = this.#rootOf(object);
    if (node === null) return true;
    return node.kind !== "identifier" || this.#model.variableOf(node)?.bindings.every(isBareParameter) !== true;
  }

  /** Whether an object may be a module. */
  mayBeModule(object: SyntaxNode): boolean {
    const node = this.#rootOf(object);
    if (node === null) return true;
    if (node.kind !== "identifier") return node.kind !== "string";
    const variable = this.#model.variableOf(node);
    return (
      variable === undefined || this.hasStars || variable.scope.kind === "class" || variable.bindings.some(mayName)
    );
  }

  /** Whether what a call gives may be a function of which something is known: one of the file, or one that is asked for by its name. */
  mayGiveFunctions(call: SyntaxNode): boolean {
    const callee = call.field("function");
    const word = (callee?.kind === "attribute" ? callee.field("attribute") : callee)?.text ?? "";
    if (GIVING_ANYTHING.has(word)) return true;
    if (callee?.kind === "attribute") return this.#isGiven(word);
    const variable = callee?.kind === "identifier" ? this.#model.variableOf(callee) : null;
    if (variable === null) return true;
    return variable?.bindings.every(({ kind }) => kind === "class" || kind === "parameter") === false;
  }

  /** What the attributes in `a.b.c` are asked of, `a`; null where the file itself gives one of their names something. */
  #rootOf(object: SyntaxNode): SyntaxNode | null {
    let node = unparenthesized(object);
    for (let steps = 0; steps < MAX_STEPS && node.kind === "attribute"; steps++) {
      const [inner, name] = [node.field("object"), node.field("attribute")?.text ?? ""];
      if (inner === null || this.#isGiven(name)) return null;
      node = unparenthesized(inner);
    }
    return node;
  }

  #isGiven(name: string): boolean {
    return this.attribute(name) !== undefined || this.functions(name).length > 0;
  }
}

const NOTHING: readonly SyntaxNode[] = [];

/** Whether what binds a name may make it another name of a module. */
function mayName({ kind, site }: Binding): boolean {
  if (kind === "import") return true;
  if (kind !== "assignment" && kind !== "walrus") return false;
  const value = site.field(kind === "walrus" ? "value" : "right");
  return value?.kind !== "string" && value?.kind !== "binary_operator";
}

function attributesByName({ scopes: { scopes, attributeStores } }: Meaning): Map<string, NamedAttribute> {
  const attributes = new Map<string, { stores: AttributeStore[]; variables: Variable[] }>();
  const named = (name: string): { stores: AttributeStore[]; variables: Variable[] } => {
    let attribute = attributes.get(name);
    if (attribute === undefined) {
      attribute = { stores: [], variables: [] };
      attributes.set(name, attribute);
    }
    return attribute;
  };
  for (const store of attributeStores) named(store.target.field("attribute")?.text ?? "").stores.push(store);
  for (const { kind, variables } of scopes) {
    if (kind !== "class") continue;
    for (const variable of variables.values()) {
      named(variable.name).variables.push(variable);
      if (variable.written !== variable.name) named(variable.written).variables.push(variable);
    }
  }
  return attributes;
}

/** What an import's name is called where it comes from, if that is not the project's own: the last word of that; else nothing. */
export function importedWord(site: SyntaxNode): string {
  const statement = site.parent;
  const module = statement?.kind === "import_from_statement" ? statement.field("module_name") : null;
  if (module === null || !isToldOf(rootOf(module.text))) return "";
  const dotted = site.kind === "aliased_import" ? site.field("name") : site;
  return lastWord(dotted?.text ?? "");
}
