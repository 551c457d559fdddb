import type { SyntaxNode } from "../syntax/tree.js";
import { unparenthesized } from "./literals.js";
import { UNKNOWN, type Value } from "./value.js";

/** A question that leads through more steps than this is answered with "unknown". */
export const MAX_STEPS = 200;

/** So many values are looked through for repetitions. */
const MANY = 8;

/** What an expression is wherever it is met on the way, and how many steps it takes to find that out. */
interface Found {
  readonly values: readonly Value[];
  readonly steps: number;
}

/** Answers questions for what an expression is: knows what is being followed, so that circles end, and how much may still be. */
export class Inquiry {
  readonly #evaluate: (node: SyntaxNode, inquiry: Inquiry) => readonly Value[];
  /** By row, what was found without meeting a circle or the end of the steps, and so is the same in every question. */
  readonly #found: (Found | undefined)[];
  /** What is being followed, by row, with the depth at which that was begun. */
  readonly #active = new Map<number, number>();
  /** How many times what is found now will have a part of it taken, or be called, before it is an answer. */
  #depth = 0;
  #steps = 0;
  /** How often a way was cut short, by a circle or for want of steps. */
  #cuts = 0;

  /**
   * @param rows how many the tree has
   * @param evaluate tells what an expression without parentheses is, asking the inquiry about its parts
   */
  constructor(rows: number, evaluate: (node: SyntaxNode, inquiry: Inquiry) => readonly Value[]) {
    this.#found = new Array<Found | undefined>(rows);
    this.#evaluate = evaluate;
  }

  /** What an expression may be, as a question of its own. */
  begin(expression: SyntaxNode): readonly Value[] {
    this.#steps = 0;
    return this.of(expression);
  }

  /** What an expression may be whose values are those of the expression asked about. Empty in a circle of names. */
  of(expression: SyntaxNode): readonly Value[] {
    const node = unparenthesized(expression);
    const { row } = node;
    const known = this.#found[row];
    // Steps count as if they were taken again, so that no answer depends on what was asked before.
    if (known !== undefined && this.#steps + known.steps <= MAX_STEPS) {
      this.#steps += known.steps;
      return known.values;
    }
    const begun = this.#active.get(row);
    if (begun !== undefined) {
      this.#cuts++;
      // In a circle of names there is nothing new; in one of parts, like that of `x = x.next`, there is no end of it.
      return begun === this.#depth ? [] : [UNKNOWN];
    }
    const [steps, cuts] = [this.#steps, this.#cuts];
    if (++this.#steps > MAX_STEPS) {
      this.#cuts++;
      return [UNKNOWN];
    }
    this.#active.set(row, this.#depth);
    const found = this.#evaluate(node, this);
    this.#active.delete(row);
    // At the end of the steps, each of many stores adds its own "unknown" on each level.
    const values = found.length > MANY ? [...new Set(found)] : found;
    if (this.#cuts === cuts) this.#found[row] = { values, steps: this.#steps - steps };
    return values;
  }

  /** What an expression may be of which a part is taken, or which is called. */
  inner(expression: SyntaxNode): readonly Value[] {
    this.#depth++;
    const values = this.of(expression);
    this.#depth--;
    return values;
  }
}
