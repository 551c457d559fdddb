import { RowMap } from "../syntax/row-map.js";
import type { SyntaxNode } from "../syntax/tree.js";
import { unparenthesized } from "./literals.js";
import { UNKNOWN, type Value } from "./value.js";

/** A question that leads through more steps than this is answered with "unknown". */
export const MAX_STEPS = 200;

/** So many values are looked through for repetitions. */
const MANY = 8;

/** What may be more than this is as good as unknown: each part of it would be asked about for each of them. */
const MOST = 64;

/** What an expression is wherever it is met on the way, and how many steps it takes to find that out. */
interface Found {
  readonly values: readonly Value[];
  readonly steps: number;
}

/** Where a question ended for want of steps, and the rows of what was being followed. */
interface Ending {
  /** What is known to lead too far, or else the innermost of what was being followed: its parts may lead nowhere. */
  readonly node: SyntaxNode;
  readonly followed: readonly number[];
}

const UNTOLD: readonly Value[] = [UNKNOWN];

/** Answers questions for what an expression is: knows what is being followed, so that circles end, and how much may still be. */
export class Inquiry {
  readonly #evaluate: (node: SyntaxNode, inquiry: Inquiry) => readonly Value[];
  /** By row, what was found without meeting a circle or the end of the steps, and so is the same in every question. */
  readonly #found: RowMap<Found>;
  /** What is being followed, by row, with the depth at which that was begun. */
  readonly #active = new Map<number, number>();
  /** How many times what is found now will have a part of it taken, or be called, before it is an answer. */
  #depth = 0;
  #steps = 0;
  #end: Ending | null = null;
  #isCircular = false;
  /** Rows of what leads through too many steps. */
  readonly #endless = new Set<number>();
  /** How often a way was cut short, by a circle or for want of steps. */
  #cuts = 0;

  /**
   * @param rows how many the tree has
   * @param evaluate tells what an expression without parentheses is, asking the inquiry about its parts
   */
  constructor(rows: number, evaluate: (node: SyntaxNode, inquiry: Inquiry) => readonly Value[]) {
    this.#found = new RowMap(rows);
    this.#evaluate = evaluate;
  }

  /**
   * What an expression may be, as a question of its own.
   *
   * Where a question ends for want of steps is asked about next: what leads too far itself lets all that leads there do so.
   * So each of a long line of names, or of functions that call each other, is not followed anew from every one before it.
   */
  begin(expression: SyntaxNode): readonly Value[] {
    const waiting = [unparenthesized(expression)];
    const tried = new Set<SyntaxNode>();
    let answer: readonly Value[] = UNTOLD;
    for (let node = waiting.at(-1); node !== undefined; node = waiting.at(-1)) {
      this.#steps = 0;
      this.#end = null;
      this.#isCircular = false;
      const values = this.of(node);
      const end = this.#end as Ending | null;
      answer = end === null ? values : UNTOLD;
      if (end !== null) {
        const isEndless = this.#endless.has(end.node.row);
        if (!isEndless && end.node !== node && !tried.has(end.node)) {
          tried.add(end.node);
          waiting.push(end.node);
          continue;
        }
        // Around a circle, each has its own way.
        for (const row of isEndless && !this.#isCircular ? end.followed : [node.row]) this.#endless.add(row);
      }
      waiting.pop();
    }
    return answer;
  }

  /** What an expression may be whose values are those of the expression asked about. Empty in a circle of names. */
  of(expression: SyntaxNode): readonly Value[] {
    const node = unparenthesized(expression);
    const { row } = node;
    const known = this.#found.get(row);
    // Steps count as if they were taken again, so that no answer depends on what was asked before.
    if (known !== undefined && this.#steps + known.steps <= MAX_STEPS) {
      this.#steps += known.steps;
      return known.values;
    }
    const begun = this.#active.get(row);
    if (begun !== undefined) {
      this.#isCircular = true;
      this.#cuts++;
      // In a circle of names there is nothing new; in one of parts, like that of `x = x.next`, there is no end of it.
      return begun === this.#depth ? [] : UNTOLD;
    }
    const [steps, cuts] = [this.#steps, this.#cuts];
    if (++this.#steps > MAX_STEPS || this.#endless.has(row)) {
      this.#end ??= this.#endAt(node);
      this.#steps = MAX_STEPS;
      this.#cuts++;
      return UNTOLD;
    }
    this.#active.set(row, this.#depth);
    const found = this.#evaluate(node, this);
    this.#active.delete(row);
    // Many stores may each add their own "unknown" on each level.
    const different = found.length > MANY ? [...new Set(found)] : found;
    const values = different.length > MOST ? UNTOLD : different;
    if (this.#cuts === cuts) this.#found.set(row, { values, steps: this.#steps - steps });
    return values;
  }

  #endAt(node: SyntaxNode): Ending {
    const followed = [...this.#active.keys()];
    const innermost = followed.at(-1);
    const isLeaf = innermost !== undefined && !this.#endless.has(node.row);
    return { node: isLeaf ? node.tree.node(innermost) : node, followed };
  }

  /** What an expression may be of which a part is taken, or which is called. */
  inner(expression: SyntaxNode): readonly Value[] {
    this.#depth++;
    const values = this.of(expression);
    this.#depth--;
    return values;
  }
}
