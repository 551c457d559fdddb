import { givesItselfWhenEntered } from "../knowledge/contexts.js";
import { attributeType } from "../knowledge/library.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { Call } from "./call.js";
import { coded, type Evaluator, givenBy, HELD, ofMethod, readFrom } from "./content-calls.js";
import {
  BYTES,
  type Content,
  elementOf,
  INT,
  isString,
  itemOf,
  joinedOf,
  NONE,
  ofLibrary,
  ofName,
  operated,
  PENDING,
  STR,
  sliceOf,
  tupleOf,
} from "./contents.js";
import { integerValue, isBytesLiteral, stringPrefix, unparenthesized } from "./literals.js";
import type { Meaning } from "./meaning.js";
import { declaredType, isBareParameter, type NameSource, type Step, sourcesOf } from "./name-sources.js";
import type { Variable } from "./scopes.js";
import { isUnchanged } from "./unchanged-containers.js";

/** A question that leads through more steps than this, or deeper, has no answer. */
const MAX_STEPS = 400;
const MAX_DEPTH = 60;

/** Tells which expressions are bytes and which are text, in Python 3. */
export class TextOrBytes implements Evaluator {
  readonly model: Meaning;
  readonly #known = new Map<SyntaxNode, Content | null>();
  readonly #unchanged = new Map<Variable, boolean>();
  readonly #declaredByVariable = new Map<Variable, Content | null>();
  /** Expressions whose type is being found, the outermost first. */
  readonly #active = new Set<SyntaxNode>();
  #steps = 0;
  /** How often a question came back to where it began, so that its answer is not to be kept on the way. */
  #cuts = 0;

  /** Short, since V8 compiles it anew for each file. */
  readonly #each = (expression: SyntaxNode): Content | null => this.of(expression);

  constructor(model: Meaning) {
    this.model = model;
  }

  /** The type of an expression, or null. */
  of(expression: SyntaxNode): Content | null {
    const node = unparenthesized(expression);
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    if (this.#active.has(node)) {
      this.#cuts++;
      return PENDING;
    }
    if (this.#active.size === 0) this.#steps = 0;
    if (++this.#steps > MAX_STEPS || this.#active.size > MAX_DEPTH) {
      this.#cuts++;
      return null;
    }
    const before = this.#cuts;
    this.#active.add(node);
    const found = this.#find(node);
    this.#active.delete(node);
    const isWhole = this.#active.size === 0;
    const answer = isWhole && found === PENDING ? null : found;
    if (isWhole || this.#cuts === before) this.#known.set(node, answer);
    return answer;
  }

  itemOf(expression: SyntaxNode): Content | null {
    const handle = this.model.handleOf(expression);
    return handle === null ? this.#taken(expression, itemOf) : ofName(handle.gives);
  }

  resultOf(callee: SyntaxNode): Content | null {
    const node = unparenthesized(callee);
    if (node.kind === "lambda") return this.#ofField(node, "body");
    const name = this.model.qualifiedName(node);
    if (/^builtins\.(?:str|bytes|repr|chr|hex|ascii|int)$/.test(name ?? "")) {
      return name === "builtins.bytes" ? BYTES : name === "builtins.int" ? INT : STR;
    }
    const [object, method] = [node.field("object"), node.field("attribute")?.text];
    if (node.kind !== "attribute" || object === null || method === undefined) return null;
    const handle = this.model.handleOf(object);
    return handle === null ? null : (readFrom(method, ofName(handle.gives)) ?? null);
  }

  /** Takes a part of a type: not where the type is still being found, since a part is of another type than the whole. */
  #taken(expression: SyntaxNode, take: (content: Content | null) => Content | null): Content | null {
    const before = this.#cuts;
    const whole = this.of(expression);
    return this.#cuts !== before && !this.#known.has(unparenthesized(expression)) ? null : take(whole);
  }

  #find(node: SyntaxNode): Content | null {
    switch (node.kind) {
      case "string":
      case "concatenated_string": {
        const first = node.kind === "string" ? node : node.namedChildren[0];
        const isTemplate = first === undefined || /t/.test(stringPrefix(first)) || first.text.startsWith("`");
        return isTemplate ? null : isBytesLiteral(node) ? BYTES : STR;
      }
      case "integer":
        return INT;
      case "none":
        return NONE;
      case "identifier":
        return this.#identifier(node);
      case "attribute":
        return this.#attribute(node);
      case "call":
        return this.#call(node);
      case "subscript":
        return this.#subscript(node);
      case "binary_operator":
        return this.#binary(node);
      case "conditional_expression":
        return joinedOf(
          node.namedChildren.filter((_, index) => index !== 1),
          this.#each,
        );
      case "boolean_operator":
        return joinedOf(["left", "right"] as const, (side) => this.#ofField(node, side));
      case "named_expression":
        return this.#ofField(node, "value");
      case "await": {
        const awaited = node.namedChildren[0];
        return awaited?.kind === "call" ? this.of(awaited) : null;
      }
      default:
        return this.#display(node);
    }
  }

  #ofField(node: SyntaxNode, field: "body" | "key" | "left" | "right" | "value"): Content | null {
    const part = node.field(field);
    return part === null ? null : this.of(part);
  }

  #display(node: SyntaxNode): Content | null {
    const elements = node.namedChildren;
    const isSpread = elements.some(({ kind }) => /splat/.test(kind)) || elements.length > MAX_STEPS;
    switch (node.kind) {
      case "list":
      case "set":
        return { name: node.kind, item: isSpread || elements.length === 0 ? null : joinedOf(elements, this.#each) };
      case "tuple":
      case "expression_list":
        return isSpread ? { name: "tuple" } : tupleOf(elements.map(this.#each));
      case "dictionary": {
        const side = (field: "key" | "value") =>
          isSpread || elements.length === 0 ? null : joinedOf(elements, (pair) => this.#ofField(pair, field));
        return { name: "dict", item: side("key"), value: side("value") };
      }
      case "list_comprehension":
      case "set_comprehension":
      case "generator_expression":
        return { name: node.kind === "list_comprehension" ? "list" : node.kind, item: this.#ofField(node, "body") };
      default:
        return null;
    }
  }

  /** A sum may have any number of terms, the first of which says the type. */
  #binary(node: SyntaxNode): Content | null {
    const sums: SyntaxNode[] = [];
    let left: SyntaxNode = node;
    while (left.kind === "binary_operator" && (left === node || !this.#known.has(left))) {
      sums.push(left);
      const first = left.field("left");
      if (first === null) return null;
      left = unparenthesized(first);
    }
    const before = this.#cuts;
    let content = this.of(left);
    for (const sum of sums.reverse()) {
      const [operator, right] = [sum.field("operator")?.text ?? "", sum.field("right")];
      const isTold = content === null || content === PENDING || isString(content);
      content = operated(content, operator, isTold || right === null ? null : this.of(right));
      if (this.#cuts === before) this.#known.set(sum, content);
    }
    return content;
  }

  #subscript(node: SyntaxNode): Content | null {
    const [index, ...others] = node.fieldAll("subscript");
    const value = node.field("value");
    if (index === undefined || others.length > 0 || value === null) return null;
    if (index.kind === "slice") return sliceOf(this.of(value));
    const position = integerValue(index);
    return this.#taken(value, (content) => elementOf(content, position === null ? null : Number(position)));
  }

  #identifier(node: SyntaxNode): Content | null {
    const name = this.model.qualifiedName(node);
    if (name !== null) return named(name);
    const variable = this.model.variableOf(node);
    // Most names are parameters of which nothing is said, and need not be asked what reaches them.
    if (variable === undefined || variable.bindings.every(isBareParameter)) return null;
    const reached = this.model.reachingBindings(node);
    if (reached === undefined || reached.isElsewhere) return null;
    if (reached.bindings.length === 0 || reached.bindings.length > MAX_STEPS) return null;
    const declared = this.#declaredFor(variable);
    // What the annotation of a parameter says is true of what is passed, not of what the name is given later.
    const isOfParameter = /parameter/.test(declaredType(variable)?.parent?.kind ?? "");
    const sources: { source: NameSource; told: Content | null }[] = [];
    for (const binding of reached.bindings) {
      const told = isOfParameter && binding.kind !== "parameter" ? null : declared;
      for (const source of sourcesOf([binding])) sources.push({ source, told });
    }
    const content = joinedOf(sources, ({ source, told }) => this.#source(source) ?? told);
    if (content === null) return this.#fromValues(node);
    return isContainer(content) && !this.#isUnchanged(variable) ? { name: content.name } : content;
  }

  #declaredFor(variable: Variable): Content | null {
    let declared = this.#declaredByVariable.get(variable);
    if (declared === undefined) {
      const type = declaredType(variable);
      declared = type === null ? null : this.#declared(type);
      this.#declaredByVariable.set(variable, declared);
    }
    return declared;
  }

  /** `bytes`, `str`, `Optional[bytes]` and `str | None`, also quoted. */
  #declared(type: SyntaxNode): Content | null {
    const pattern = /^(["']?)(?:(?:\w+\.)?Optional\[)?\s*(bytes|str|int)\s*\]?(?:\s*\|\s*None)?\1$/;
    const name = pattern.exec(type.text)?.[2];
    return name === undefined || this.model.scopeAt(type).lookup(name) !== undefined ? null : { name };
  }

  #source(source: NameSource): Content | null {
    switch (source.kind) {
      case "value":
        return this.#after(source.node, source.steps);
      case "augmented": {
        const [left, right] = [source.node.field("left"), source.node.field("right")];
        const operator = source.node.field("operator")?.text.slice(0, -1);
        if (left === null || right === null || operator === undefined) return null;
        return operated(this.of(left), operator, this.of(right));
      }
      case "unknown":
        return null;
    }
  }

  #after(node: SyntaxNode, [first, ...others]: readonly Step[]): Content | null {
    if (first === undefined) return this.of(node);
    const taken =
      first === "item"
        ? this.itemOf(node)
        : this.#taken(node, (content) => (first === "entered" ? entered(content) : elementOf(content, first)));
    return others.reduce<Content | null>(
      (content, step) => (typeof step === "number" ? elementOf(content, step) : null),
      taken,
    );
  }

  #isUnchanged(variable: Variable): boolean {
    const unchanged = this.#unchanged.get(variable) ?? isUnchanged(variable, this.model);
    this.#unchanged.set(variable, unchanged);
    return unchanged;
  }

  #attribute(node: SyntaxNode): Content | null {
    const name = this.model.qualifiedName(node);
    if (name !== null) return named(name);
    const [object, attribute] = [node.field("object"), node.field("attribute")?.text];
    if (object === null || attribute === undefined) return null;
    const owner = this.of(object);
    if (owner === null || owner === PENDING) return this.#fromValues(node);
    if (owner.name === "subprocess.CompletedProcess" && /^std(?:out|err)$/.test(attribute)) {
      return ofName(owner.exchanged ?? null);
    }
    return ofLibrary(attributeType(`${owner.name}.${attribute}`));
  }

  /** What the values of an expression have in common; the elements of what is kept elsewhere are anybody's. */
  #fromValues(node: SyntaxNode): Content | null {
    const content = joinedOf(this.model.valuesOf(node), (value): Content | null => {
      switch (value.kind) {
        case "literal":
          return this.of(value.node);
        case "call":
          return value.node === node ? null : this.of(value.node);
        case "element":
          return value.of.kind === "call"
            ? this.#taken(value.of.node, (content) => elementOf(content, value.index))
            : null;
        case "parameter": {
          const type = value.node.namedChildren[0]?.kind === "identifier" ? value.node.field("type") : null;
          return type === null ? null : this.#declared(type);
        }
        case "annotated":
          return { name: value.name };
        case "nothing":
          return NONE;
        case "external":
          return named(value.name);
        default:
          return null;
      }
    });
    return content !== null && isContainer(content) ? { name: content.name } : content;
  }

  #call(node: SyntaxNode): Content | null {
    const call = this.model.callAt(node);
    if (call === null) return null;
    const { receiver, method } = call;
    if (receiver !== null && method !== null) {
      const handle = this.model.handleOf(receiver);
      const read = handle === null ? undefined : readFrom(method, ofName(handle.gives));
      if (read !== undefined) return read;
    }
    const owned = receiver === null || method === null ? null : this.#ofMethod(call, receiver, method);
    if (owned !== null) return owned;
    const name = this.#calledName(call);
    const given = name === null ? null : givenBy(name, call, this);
    if (given !== null || call.name !== null) return given;
    return (
      this.#fromValues(node) ??
      this.#returned(call) ??
      this.resultOf(call.callee) ??
      (this.#mayBeString(receiver) ? coded(call) : null)
    );
  }

  #ofMethod(call: Call, receiver: SyntaxNode, method: string): Content | null {
    const before = this.#cuts;
    const owner = this.of(receiver);
    if (owner === null) return null;
    if (owner.value !== undefined && method === "get") {
      const { value } = owner;
      return joinedOf([null, ...call.positional.slice(1)], (other) => (other === null ? value : this.of(other)));
    }
    const given = ofMethod(owner, method, this.model.target);
    // As with parts: what a string's method gives may be of another type, but not what makes a string of a string.
    return this.#cuts !== before && !isString(given) && given !== PENDING ? null : given;
  }

  #calledName(call: Call): string | null {
    if (call.name !== null) return call.name;
    const value = this.model.onlyValueOf(call.node);
    return value?.kind === "call" && value.node === call.node ? value.name : null;
  }

  /** What the annotation of a function of this file says that it returns. */
  #returned(call: Call): Content | null {
    const value = this.model.onlyValueOf(call.callee);
    const type = value?.kind === "function" ? value.node.field("return_type") : null;
    const isPlain = type !== null && value?.kind === "function" && value.node.token("async") === null;
    return isPlain ? this.#declared(type) : null;
  }

  /** Whether an expression of unknown type is not known to be something else than text or bytes. */
  #mayBeString(expression: SyntaxNode | null): boolean {
    if (expression === null || this.model.classes.receiverClass(expression) !== null) return false;
    // `from project import encoding`: a module, most likely, whose functions are called so.
    const variable = expression.kind === "identifier" ? this.model.variableOf(expression) : undefined;
    if (variable?.bindings.some(({ kind }) => kind === "import") === true) return false;
    return this.model
      .valuesOf(expression)
      .every(({ kind }) => kind === "unknown" || kind === "parameter" || kind === "element");
  }
}

/** What a name of the library holds. */
function named(name: string): Content | null {
  return Object.hasOwn(HELD, name) ? (HELD[name] ?? null) : ofLibrary(attributeType(name));
}

function entered(content: Content | null): Content | null {
  if (content?.name === "tempfile.TemporaryDirectory") return null;
  return content !== null && givesItselfWhenEntered(content.name) ? content : null;
}

/** Whether what it holds may be changed later. */
function isContainer({ name, item, value }: Content): boolean {
  return (item !== undefined || value !== undefined) && name !== "tuple";
}
