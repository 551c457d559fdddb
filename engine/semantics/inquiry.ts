import type { SyntaxNode } from "../syntax/tree.js";
import { unparenthesized } from "./literals.js";
import { UNKNOWN, type Value } from "./value.js";

/** A question that leads through more steps than this is answered with "unknown". */
export const MAX_STEPS = 200;

/** So many values are looked through for repetitions. */
const MANY = 8;

/** The work of one question for what an expression is: what is being followed, so that circles end, and how much may still be. */
export class Inquiry {
  readonly #evaluate: (node: SyntaxNode, inquiry: Inquiry) => Value[];
  /** What is being followed, with the depth at which that was begun. */
  readonly #active = new Map<SyntaxNode, number>();
  /** How many times what is found now will have a part of it taken, or be called, before it is an answer. */
  #depth = 0;
  #steps = 0;

  /** @param evaluate tells what an expression without parentheses is, asking the inquiry about its parts */
  constructor(evaluate: (node: SyntaxNode, inquiry: Inquiry) => Value[]) {
    this.#evaluate = evaluate;
  }

  /** What an expression may be whose values are those of the expression asked about. Empty in a circle of names. */
  of(expression: SyntaxNode): Value[] {
    const node = unparenthesized(expression);
    const begun = this.#active.get(node);
    // In a circle of names there is nothing new; in one of parts, like that of `x = x.next`, there is no end of it.
    if (begun !== undefined) return begun === this.#depth ? [] : [UNKNOWN];
    if (++this.#steps > MAX_STEPS) return [UNKNOWN];
    this.#active.set(node, this.#depth);
    const found = this.#evaluate(node, this);
    this.#active.delete(node);
    // At the end of the steps, each of many stores adds its own "unknown" on each level.
    return found.length > MANY ? [...new Set(found)] : found;
  }

  /** What an expression may be of which a part is taken, or which is called. */
  inner(expression: SyntaxNode): Value[] {
    this.#depth++;
    const values = this.of(expression);
    this.#depth--;
    return values;
  }
}
