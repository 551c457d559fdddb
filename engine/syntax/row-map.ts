/**
 * What is known of some rows of a tree, by their numbers.
 *
 * An array with a place for every row would mostly hold nothing, and V8 would look through all of it whenever it collects garbage. So
 * the places are numbers, outside of what it looks through, and tell where in a shorter array the values are.
 */
export class RowMap<T> {
  /** For each row, where its value is, counted from 1; 0 where there is none. */
  readonly #places: Uint32Array;
  readonly #values: T[] = [];

  /** @param rows how many the tree has. */
  constructor(rows: number) {
    this.#places = new Uint32Array(rows);
  }

  get(row: number): T | undefined {
    const place = this.#places[row] as number;
    return place === 0 ? undefined : this.#values[place - 1];
  }

  set(row: number, value: T): void {
    const place = this.#places[row] as number;
    if (place === 0) this.#places[row] = this.#values.push(value);
    else this.#values[place - 1] = value;
  }
}
