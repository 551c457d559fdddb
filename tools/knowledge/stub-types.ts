import type { SyntaxNode } from "../../engine/syntax/tree.js";
import type { CanonicalNames } from "./canonical.js";
import { keyOf, type Referent, type StubNames, type StubScope } from "./stub-names.js";
import type { StubClass } from "./stubs.js";

/** What a stub says of a value, as far as it is told by classes. */
export interface StubType {
  /** Canonical names, those of builtins bare; `Self` is the class that the method is asked of. */
  readonly names: readonly string[];
  /** Whether it can be nothing else. */
  readonly isComplete: boolean;
  /** What a file, pipe or match of either kind holds. */
  readonly content?: "str" | "bytes";
}

export const UNKNOWN_TYPE: StubType = { names: [], isComplete: false };
const known = (...names: string[]): StubType => ({ names, isComplete: true });

const MAX_DEPTH = 12;

/** What special forms of `typing` come to; null where the argument counts. */
const FORMS: Readonly<Record<string, StubType | null>> = {
  "typing.Self": known("Self"),
  "typing.NoReturn": known(),
  "typing.Never": known(),
  "typing.LiteralString": known("str"),
  "typing.TypeGuard": known("bool"),
  "typing.TypeIs": known("bool"),
  "typing.Any": UNKNOWN_TYPE,
  "typing.Callable": UNKNOWN_TYPE,
  "typing.Annotated": null,
  "typing.ClassVar": null,
  "typing.Final": null,
  "typing.Required": null,
  "typing.NotRequired": null,
  "typing.ReadOnly": null,
};

/** Reads annotations. */
export class StubTypes {
  readonly #names: StubNames;
  readonly #canonical: CanonicalNames;
  /** The classes that were named so far, as they are written. */
  readonly mentioned = new Set<string>();
  readonly #holders = new Map<StubClass, boolean>();

  constructor(names: StubNames, canonical: CanonicalNames) {
    this.#names = names;
    this.#canonical = canonical;
  }

  /** The name that a class goes by. */
  className(declared: StubClass): string {
    const name = this.#canonical.of(`${declared.module.name}:${declared.name}`);
    this.mentioned.add(name);
    return name.startsWith("builtins.") ? name.slice("builtins.".length) : name;
  }

  read(node: SyntaxNode | null, scope: StubScope, depth = 0): StubType {
    if (node === null || depth > MAX_DEPTH) return UNKNOWN_TYPE;
    const again = (inner: SyntaxNode): StubType => this.read(inner, scope, depth + 1);
    switch (node.kind) {
      case "type":
      case "parenthesized_expression":
        return again(node.namedChildren[0] as SyntaxNode);
      case "none":
        return known("None");
      case "union_type":
        return union(node.namedChildren.map(again));
      case "binary_operator":
        return union([node.field("left"), node.field("right")].map((side) => this.read(side, scope, depth + 1)));
      case "identifier":
      case "attribute":
      case "member_type":
        return this.#named(node, scope, depth);
      case "generic_type":
      case "subscript":
        return this.#generic(node, scope, depth);
      default:
        return UNKNOWN_TYPE;
    }
  }

  /** The type of a variable, by its annotation or by what it is given. */
  ofVariable(annotation: SyntaxNode | null, value: SyntaxNode | null, scope: StubScope): StubType {
    if (annotation === null && scope.owner !== null && this.#isEnum(scope.owner)) return this.#class(scope.owner);
    if (annotation !== null && !/^(?:typing\.)?Final$/.test(annotation.text)) return this.read(annotation, scope);
    return value === null ? UNKNOWN_TYPE : ofLiteral(value);
  }

  #isEnum(declared: StubClass): boolean {
    return this.#names.lineOf(declared).some(({ name, module }) => name === "Enum" && module.name === "enum");
  }

  #named(node: SyntaxNode, scope: StubScope, depth: number): StubType {
    const found = this.#names.resolve(node, scope);
    if (found?.kind !== "member") return UNKNOWN_TYPE;
    const { declaration } = found;
    const form = FORMS[formName(found)];
    if (form != null) return form;
    if (declaration.kind === "class") return this.#class(declaration.declared);
    if (declaration.kind !== "variable") return UNKNOWN_TYPE;
    if (keyOf(found) === "_typeshed:Self") return known("Self");
    // By typeshed's convention, None in cases that are not worth a check.
    if (keyOf(found) === "_typeshed:MaybeNone") return known("None");
    if (declaration.value === null) return UNKNOWN_TYPE;
    const variable = /^(?:typing\.|typing_extensions\.)?(TypeVar|NewType)$/.exec(
      declaration.value.field("function")?.text ?? "",
    );
    if (variable === null)
      return isTypeAlias(declaration.annotation, declaration.value)
        ? this.read(declaration.value, found.scope, depth + 1)
        : UNKNOWN_TYPE;
    // One that is bound to a class stands for any class below it; `AnyStr` for either of two.
    const rest = (declaration.value.field("arguments")?.namedChildren ?? []).slice(1);
    const choices = rest.filter(({ kind }) => kind !== "keyword_argument");
    if (choices.length > 0) return union(choices.map((choice) => this.read(choice, found.scope, depth + 1)));
    const bound = rest.find((one) => one.field("name")?.text === "bound")?.field("value") ?? null;
    return this.read(bound, found.scope, depth + 1);
  }

  #class(declared: StubClass): StubType {
    if (declared.name === "object" && declared.module.name === "builtins") return UNKNOWN_TYPE;
    return this.isReal(declared) ? known(this.className(declared)) : UNKNOWN_TYPE;
  }

  /** Whether a class exists when a program runs, and says what its instances are rather than what they can do. */
  isReal(declared: StubClass): boolean {
    if (declared.module.name.split(".")[0] === "_typeshed") return false;
    if ([...declared.decorators].some((decorator) => /^(?:\w+\.)?type_check_only$/.test(decorator))) return false;
    if (
      ["typing", "collections.abc", "_collections_abc", "contextlib", "os", "io", "_io"].includes(declared.module.name)
    )
      return true;
    return !declared.bases.some(({ node }) => /^(?:typing\.)?(?:Protocol|TypedDict)\b/.test(node.text));
  }

  #generic(node: SyntaxNode, scope: StubScope, depth: number): StubType {
    const isGeneric = node.kind === "generic_type";
    const value = isGeneric ? (node.namedChildren[0] as SyntaxNode) : (node.field("value") as SyntaxNode);
    const args = isGeneric ? ((node.namedChildren[1] as SyntaxNode).namedChildren ?? []) : node.fieldAll("subscript");
    const found = this.#names.resolve(value, scope);
    if (found?.kind !== "member") return UNKNOWN_TYPE;
    const read = (arg: SyntaxNode): StubType => this.read(arg, scope, depth + 1);
    if (found.declaration.kind === "class") {
      const type = this.#class(found.declaration.declared);
      if (type.names.length === 0 || !this.#holdsText(found.declaration.declared)) return type;
      const [content] = args.map(read);
      const name = content?.isComplete && content.names.length === 1 ? content.names[0] : undefined;
      return name === "str" || name === "bytes" ? { ...type, content: name } : type;
    }
    switch (formName(found)) {
      case "typing.Union":
        return union(args.map(read));
      case "typing.Optional":
        return union([...args.map(read), known("None")]);
      case "typing.Literal":
        return union(args.map((arg) => ofLiteral(arg)));
    }
    const form = FORMS[formName(found)];
    if (form === null) return args[0] === undefined ? UNKNOWN_TYPE : read(args[0]);
    return form ?? this.#named(value, scope, depth);
  }

  /** Whether the first parameter of a class is one of str and bytes: `IO`, `Popen`, `Match`. */
  #holdsText(declared: StubClass): boolean {
    const known = this.#holders.get(declared);
    if (known !== undefined) return known;
    const holds = declared.bases.some(
      ({ node }) => node.kind === "subscript" && node.fieldAll("subscript").some(({ text }) => /AnyStr/.test(text)),
    );
    this.#holders.set(declared, holds);
    return holds;
  }
}

/** `typing.Any` for that of `typing_extensions` too. */
function formName(found: Extract<Referent, { kind: "member" }>): string {
  return `${found.scope.module.name === "typing_extensions" ? "typing" : found.scope.module.name}.${found.name}`;
}

function isTypeAlias(annotation: SyntaxNode | null, value: SyntaxNode): boolean {
  if (annotation !== null) return /^(?:\w+\.)?TypeAlias$/.test(annotation.text);
  return ["type", "subscript", "binary_operator"].includes(value.kind);
}

export function union(types: readonly StubType[]): StubType {
  const names = [...new Set(types.flatMap((type) => type.names))].sort();
  const isComplete = types.length > 0 && types.every((type) => type.isComplete);
  const contents = new Set(
    types.filter((type) => type.names.some((name) => name !== "None")).map(({ content }) => content),
  );
  const [content] = contents;
  return contents.size === 1 && content !== undefined ? { names, isComplete, content } : { names, isComplete };
}

function ofLiteral(node: SyntaxNode): StubType {
  switch (node.kind) {
    case "type":
      return ofLiteral(node.namedChildren[0] as SyntaxNode);
    case "string":
      return known(/^[rR]?[bB]/.test(node.text) ? "bytes" : "str");
    case "concatenated_string":
      return ofLiteral(node.namedChildren[0] as SyntaxNode);
    case "integer":
      return known("int");
    case "float":
      return known("float");
    case "unary_operator":
      return ofLiteral(node.field("argument") as SyntaxNode);
    case "true":
    case "false":
      return known("bool");
    case "none":
      return known("None");
    case "tuple":
      return known("tuple");
    default:
      return UNKNOWN_TYPE;
  }
}
