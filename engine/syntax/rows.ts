import type { NodeColumns } from "./arena.js";

/** More than the grammar has symbols; ERROR, the highest number there is, shares the last slot with nothing visible. */
const SLOTS = 1024;

/** The rows of a tree by their symbol, so that asking for one kind of node does not mean looking at all. */
export class RowsBySymbol {
  /** All rows, those of one symbol side by side, in the order of the text. */
  readonly #rows: Uint32Array;
  /** Where the rows of a slot begin; those of the next end them. */
  readonly #begins = new Uint32Array(SLOTS + 1);

  constructor({ symbol, count }: NodeColumns) {
    const begins = this.#begins;
    for (let row = 0; row < count; row++) (begins[slotOf(symbol[row] as number) + 1] as number)++;
    for (let slot = 0; slot < SLOTS; slot++) (begins[slot + 1] as number) += begins[slot] as number;
    const next = begins.slice();
    this.#rows = new Uint32Array(count);
    for (let row = 0; row < count; row++) this.#rows[(next[slotOf(symbol[row] as number)] as number)++] = row;
  }

  /** The rows with a symbol from one row on and before another. */
  between(symbol: number, from: number, to: number): Uint32Array {
    const slot = slotOf(symbol);
    const begin = this.#begins[slot] as number;
    const end = this.#begins[slot + 1] as number;
    return this.#rows.subarray(this.#firstFrom(from, begin, end), this.#firstFrom(to, begin, end));
  }

  /** The first place in a stretch of the rows that holds at least some row. */
  #firstFrom(row: number, begin: number, end: number): number {
    let low = begin;
    let high = end;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#rows[middle] as number) < row) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function slotOf(symbol: number): number {
  return symbol < SLOTS ? symbol : SLOTS - 1;
}
