import type { ProjectFacts } from "../facts.js";
import { canonicalName } from "../knowledge/names.js";
import { RowMap } from "../syntax/row-map.js";
import type { SyntaxNode, SyntaxTree } from "../syntax/tree.js";
import type { SourceFile } from "../text/source.js";
import type { PythonVersion } from "../versions.js";
import { Attributes } from "./attributes.js";
import { Call } from "./call.js";
import { type Callable, Callables } from "./callables.js";
import { allRegistrations, type Registration, registrationsOf } from "./callbacks.js";
import type { Classes } from "./classes.js";
import { contentOrigin } from "./content-origin.js";
import { buildFlow, type FlowGraph, regionOf } from "./flow.js";
import type { Handle } from "./handle.js";
import { Handles } from "./handles.js";
import { type ImportedModule, importsOf } from "./imports.js";
import { stringValue } from "./literals.js";
import { QualifiedNames } from "./names.js";
import { type Reached, Reaching } from "./reaching.js";
import { type RunContext, runContexts } from "./run-contexts.js";
import { buildScopes } from "./scope-builder.js";
import type { Scope, ScopeTable, Variable } from "./scopes.js";
import { TextOrBytes } from "./text-or-bytes.js";
import type { Value } from "./value.js";
import { Values } from "./values.js";

/** Does what builds a part of a model. */
type Build = <Part>(work: () => Part) => Part;

/**
 * What a file means: every question takes a node and has the same answer whenever it is asked.
 *
 * Each part is built when a rule first asks for it and kept.
 */
export class Model {
  readonly tree: SyntaxTree;
  /** The Python version the file is meant for. */
  readonly target: PythonVersion;
  readonly facts: ProjectFacts;
  #scopes: ScopeTable | undefined;
  #names: QualifiedNames | undefined;
  #reaching: Reaching | undefined;
  #values: Values | undefined;
  #callables: Callables | undefined;
  #calls: readonly Call[] | undefined;
  #imports: readonly ImportedModule[] | undefined;
  #attributes: Attributes | undefined;
  #handles: Handles | undefined;
  #contents: TextOrBytes | undefined;
  #callbacks: readonly Registration[] | undefined;
  #contexts: ReadonlyMap<SyntaxNode, readonly RunContext[]> | undefined;
  /** By row; an array, since the rules ask for every call many times. */
  readonly #callsByRow: RowMap<Call>;
  readonly #flows = new Map<SyntaxNode, FlowGraph>();
  readonly #build: Build;

  /** @param build is told of what is built once for all who ask, so that it can be timed. */
  constructor(tree: SyntaxTree, target: PythonVersion, facts: ProjectFacts, build: Build = (work) => work()) {
    this.tree = tree;
    this.target = target;
    this.facts = facts;
    this.#build = build;
    this.#callsByRow = new RowMap(tree.columns.count);
  }

  get source(): SourceFile {
    return this.tree.source;
  }

  /** The scopes of the file and the variables in them. */
  get scopes(): ScopeTable {
    this.#scopes ??= this.#build(() => buildScopes(this.tree, this.target));
    return this.#scopes;
  }

  /** The classes of the file and what is stored on their objects. */
  get classes(): Classes {
    return this.#qualifiedNames.classes;
  }

  /** The attributes of the file by their names. */
  get attributes(): Attributes {
    this.#attributes ??= this.#build(() => new Attributes(this.scopes, (each) => this.qualifiedName(each)));
    return this.#attributes;
  }

  /** Every import statement's modules, in the order of the text. */
  get imports(): readonly ImportedModule[] {
    this.#imports ??= this.#build(() => importsOf(this.tree));
    return this.#imports;
  }

  /** `__import__("m")` and `importlib.import_module("m")` with a literal name, in the order of the text. */
  get dynamicImports(): ImportedModule[] {
    // Most files have none, and need not have their calls looked at.
    if (!/\b(?:__import__|import_module)\b/.test(this.source.text)) return [];
    return this.calls.flatMap((call): ImportedModule[] => {
      if (call.name !== "builtins.__import__" && call.name !== "importlib.import_module") return [];
      const at = call.argument(0, "name");
      const module = at === undefined ? null : stringValue(at);
      // A name put together from pieces or escapes says that it is not to be found.
      return at === undefined || module === null || !at.text.includes(module)
        ? []
        : [{ module, at, statement: call.node, names: [], isStar: false }];
    });
  }

  /** The qualified name of a member that `from module import member` brings in, or null for the project's own. */
  importedName(module: string, member: string): string | null {
    if (module.startsWith(".") || this.facts.localModules.has(module.split(".", 1)[0] as string)) return null;
    return canonicalName(`${module}.${member}`);
  }

  /** The qualified names that the imports among a variable's bindings give it. */
  importedModules(variable: Variable): (string | null)[] {
    return variable.bindings.flatMap((binding) =>
      binding.kind === "import" ? [this.#qualifiedNames.ofImport(binding)] : [],
    );
  }

  /** Every call, in the order of the text. */
  get calls(): readonly Call[] {
    this.#calls ??= this.#build(() => this.#allCalls());
    return this.#calls;
  }

  #allCalls(): Call[] {
    const calls: Call[] = [];
    for (const node of this.tree.nodesOfKind("call")) {
      const call = this.callAt(node);
      if (call !== null) calls.push(call);
    }
    return calls;
  }

  /** The call that a node of kind `call` is; null for other nodes. */
  callAt(node: SyntaxNode): Call | null {
    const known = this.#callsByRow.get(node.row);
    if (known !== undefined) return known;
    const callee = node.kind === "call" ? node.field("function") : null;
    if (callee === null) return null;
    const call = new Call(node, callee, this);
    this.#callsByRow.set(node.row, call);
    return call;
  }

  /** The scope whose names the code at a node sees. */
  scopeAt(node: SyntaxNode): Scope {
    return this.scopes.scopeAt(node);
  }

  /** The variable an identifier binds or reads; undefined for builtins and unknown names. */
  variableOf(identifier: SyntaxNode): Variable | undefined {
    return this.scopes.variableOf(identifier);
  }

  /** The bindings whose value a name may have where it is read; undefined for builtins and unknown names. */
  reachingBindings(identifier: SyntaxNode): Reached | undefined {
    const variable = this.variableOf(identifier);
    return variable === undefined ? undefined : this.#reachingBindings.at(identifier, variable);
  }

  /** What an expression is called from the outside, in Python 3's spelling, or null. */
  qualifiedName(expression: SyntaxNode): string | null {
    return this.#qualifiedNames.of(expression);
  }

  /** Everything an expression may stand for; contains `unknown` where the file does not tell all. */
  valuesOf(expression: SyntaxNode): readonly Value[] {
    return this.#allValues.of(expression);
  }

  /** The only thing an expression can stand for, or null. */
  onlyValueOf(expression: SyntaxNode): Value | null {
    return this.#allValues.only(expression);
  }

  /** The qualified name of the class (or making function) that an expression is certainly an object of, or null. */
  madeBy(expression: SyntaxNode): string | null {
    let agreed: string | null = null;
    for (const value of this.valuesOf(expression)) {
      // `self.proc = None` before the object exists: on None no method is called that works.
      if (value.kind === "literal" && value.node.kind === "none") continue;
      const name = value.kind === "call" || value.kind === "annotated" ? value.name : null;
      if (name === null || (agreed !== null && agreed !== name)) return null;
      agreed = name;
    }
    return agreed;
  }

  /** The file-like object that an expression certainly is, or None, with how it is open; null for anything else. */
  handleOf(expression: SyntaxNode): Handle | null {
    this.#handles ??= new Handles(this);
    return this.#handles.of(expression);
  }

  /** Whether an expression is certainly bytes or certainly text (or else None) in Python 3; null where that is not known. */
  contentOf(expression: SyntaxNode): "bytes" | "str" | null {
    if (this.target.major < 3) return null;
    this.#contents ??= new TextOrBytes(this);
    const name = this.#contents.of(expression)?.name;
    return name === "bytes" || name === "str" ? name : null;
  }

  /** Where it was decided that an expression is bytes or text: what to show beside a finding. */
  contentOrigin(expression: SyntaxNode): SyntaxNode {
    return contentOrigin(expression, this);
  }

  /** What is called when an expression is called, or null when that is not certain. */
  callableOf(expression: SyntaxNode): Callable | null {
    return this.#allCallables.of(expression);
  }

  /** What is called when the function of a def is called as it stands there, or null when that is not certain. */
  callableDefinedBy(definition: SyntaxNode): Callable | null {
    return this.#allCallables.definedBy(definition);
  }

  /** What a call hands over to be called by the library. */
  callbacksOf(call: Call): readonly Registration[] {
    return registrationsOf(call, this);
  }

  /** Everything the file hands over to be called by the library. */
  get callbacks(): readonly Registration[] {
    this.#callbacks ??= this.#build(() => allRegistrations(this));
    return this.#callbacks;
  }

  /**
   * Where a function of the file runs, as far as the file tells: what hands it over, calls it, or calls what calls it.
   *
   * Empty when nothing of that is known. It may always run elsewhere too.
   */
  contextsOf(definition: SyntaxNode): readonly RunContext[] {
    this.#contexts ??= this.#build(() => runContexts(this));
    return this.#contexts.get(definition) ?? [];
  }

  /** The control flow that a node is evaluated in: that of the innermost function or lambda around it, or the module's. */
  flowOf(node: SyntaxNode): FlowGraph {
    return this.#flowIn(regionOf(node));
  }

  #flowIn(region: SyntaxNode): FlowGraph {
    let flow = this.#flows.get(region);
    if (flow === undefined) {
      flow = this.#build(() => buildFlow(region));
      this.#flows.set(region, flow);
    }
    return flow;
  }

  /** The parts that somebody has asked for, or that what was asked for needs. */
  get built(): ReadonlySet<ModelPart> {
    const parts: Record<ModelPart, unknown> = {
      scopes: this.#scopes,
      names: this.#names,
      reaching: this.#reaching,
      values: this.#values,
      callables: this.#callables,
      calls: this.#calls,
      imports: this.#imports,
      attributes: this.#attributes,
      handles: this.#handles,
      contents: this.#contents,
      callbacks: this.#callbacks,
      contexts: this.#contexts,
      flows: this.#flows.size > 0 ? this.#flows : undefined,
    };
    const names = Object.keys(parts) as ModelPart[];
    return new Set(names.filter((name) => parts[name] !== undefined));
  }

  get #qualifiedNames(): QualifiedNames {
    this.#names ??= this.#build(() => new QualifiedNames(this.scopes, this.facts, this.target));
    return this.#names;
  }

  get #reachingBindings(): Reaching {
    this.#reaching ??= new Reaching(this.scopes, this.target, (region) => this.#flowIn(region));
    return this.#reaching;
  }

  get #allValues(): Values {
    this.#values ??= new Values(this.scopes, this.#qualifiedNames, this.classes, this.#reachingBindings);
    return this.#values;
  }

  get #allCallables(): Callables {
    this.#callables ??= new Callables(this.scopes, this.#qualifiedNames, this.#allValues, this.classes, this.target);
    return this.#callables;
  }
}

/** A part of a model that is built for itself. Classes come with names. */
export type ModelPart =
  | "scopes"
  | "names"
  | "reaching"
  | "values"
  | "callables"
  | "calls"
  | "imports"
  | "attributes"
  | "handles"
  | "contents"
  | "callbacks"
  | "contexts"
  | "flows";
