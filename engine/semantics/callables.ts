import type { SyntaxNode } from "../syntax/tree.js";
import { Call } from "./call.js";
import type { Classes } from "./classes.js";
import { isAsync, isGenerator, isTransparent } from "./definitions.js";
import type { QualifiedNames } from "./names.js";
import {
  accepts,
  boundSignature,
  librarySignature,
  partialSignature,
  positionsOnly,
  type Signature,
  signatureOf,
  takes,
} from "./signature.js";
import type { Value } from "./value.js";
import type { Values } from "./values.js";

/** Something that can be called, as far as the file (and the library's facts) tell. */
export class Callable {
  constructor(
    /** The expression that stands for it where it is used. */
    readonly reference: SyntaxNode,
    /** The def or lambda that runs when it is called; null for functions of the library. */
    readonly definition: SyntaxNode | null,
    readonly signature: Signature,
    /** `self.stop`, `Handler`: the first parameter of the definition is filled by the object. */
    readonly isBound: boolean,
    /** Whether a `functools.partial` lies between the reference and the definition. */
    readonly isPartial: boolean,
    /** Of a function of the library, its qualified name. */
    readonly libraryName: string | null,
  ) {}

  /** Whether it can be called with so many positional arguments and these keywords. */
  accepts(positions: number, keywords: readonly string[] = []): boolean {
    return accepts(this.signature, positions, keywords);
  }

  /** What it takes, in words: "no arguments", "1 to 2 arguments". */
  get takes(): string {
    return takes(this.signature);
  }

  /** A call gives a coroutine and runs nothing. */
  get isAsync(): boolean {
    return this.definition !== null && isAsync(this.definition);
  }

  /** A call gives a generator and runs nothing. */
  get isGenerator(): boolean {
    return this.definition !== null && isGenerator(this.definition);
  }
}

/** Finds what is called when an expression is called. */
export class Callables {
  readonly #names: QualifiedNames;
  readonly #values: Values;
  readonly #classes: Classes;

  constructor(names: QualifiedNames, values: Values, classes: Classes) {
    this.#names = names;
    this.#values = values;
    this.#classes = classes;
  }

  /**
   * The callable an expression stands for.
   *
   * Null when it may be several things, is decorated beyond knowledge, comes from elsewhere, or is not callable at all.
   */
  of(expression: SyntaxNode): Callable | null {
    // Each `partial` around it is taken off from the outside, and its arguments applied from the inside.
    const partials: Call[] = [];
    let inner = expression;
    for (let value = this.#values.only(inner); value !== null; value = this.#values.only(inner)) {
      const wrapped = value.kind === "call" && value.name === "functools.partial" ? this.#call(value.node) : null;
      if (wrapped === null) {
        const callable = this.#plain(expression, value);
        return callable === null ? null : partials.reduceRight((each, call) => this.#applied(each, call), callable);
      }
      const [callee] = wrapped.positional;
      if (callee === undefined || wrapped.hasUnpacking || partials.length > 4) return null;
      partials.push(wrapped);
      inner = callee;
    }
    return null;
  }

  #call(node: SyntaxNode): Call {
    const callee = node.field("function") ?? node;
    return new Call(node, callee, this.#names.of(callee));
  }

  #applied(callable: Callable, partial: Call): Callable {
    const keywords = partial.arguments.flatMap((argument) => argument.keyword ?? []);
    const signature = partialSignature(callable.signature, partial.positional.length - 1, keywords);
    return new Callable(
      callable.reference,
      callable.definition,
      signature,
      callable.isBound,
      true,
      callable.libraryName,
    );
  }

  #plain(reference: SyntaxNode, value: Value): Callable | null {
    switch (value.kind) {
      case "function": {
        if (value.node.kind === "function_definition" && !isTransparent(value.node)) return null;
        const signature = signatureOf(value.node);
        return new Callable(
          reference,
          value.node,
          value.bound ? boundSignature(signature) : signature,
          value.bound,
          false,
          null,
        );
      }
      case "class":
        return this.#special(reference, value.node, "__init__");
      case "instance":
        return this.#special(reference, value.definition, "__call__");
      case "external": {
        // A method that is spelled out is reached through its class, and takes the object first: `str.upper`.
        const signature = librarySignature(value.name, this.#names.of(reference) === value.name);
        return signature === null ? null : new Callable(reference, null, signature, false, false, value.name);
      }
      default:
        return null;
    }
  }

  /** The method of a class of this file that a call of the class, or of its object, runs. */
  #special(reference: SyntaxNode, definition: SyntaxNode, name: "__init__" | "__call__"): Callable | null {
    const { outside, isComplete } = this.#classes.lineage(definition);
    const isPlain = isComplete && outside.every((base) => base === "builtins.object");
    const method = this.#classes.attribute(definition, name);
    if (method === null) {
      if (name === "__call__" || !isPlain || this.#classes.attribute(definition, "__new__") !== null) return null;
      return new Callable(reference, definition, positionsOnly(0, 0), false, false, null);
    }
    const [binding] = method.bindings;
    const isOnly = method.bindings.length === 1 && method.stores.length === 0;
    if (!isOnly || binding?.kind !== "function" || !isTransparent(binding.site)) return null;
    if (name === "__init__" && (!isComplete || this.#classes.attribute(definition, "__new__") !== null)) return null;
    return new Callable(reference, binding.site, boundSignature(signatureOf(binding.site)), true, false, null);
  }
}
