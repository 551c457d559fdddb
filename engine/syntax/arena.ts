/**
 * A syntax tree as columns of numbers, one row a node, in the order of the text (parents before children).
 *
 * A node is its row number. The subtree of row `n` is the rows `n` to `last[n] - 1`, so "every call in this function"
 * is a scan over one typed array, and no node object exists before somebody asks for it.
 */
export interface NodeColumns {
  readonly count: number;
  /** The grammar's public number for the kind of node. */
  readonly symbol: Uint16Array;
  /** Bits of {@link NodeFlag}. */
  readonly flags: Uint8Array;
  /** The grammar's number for the field the node fills in its parent, or 0. */
  readonly field: Uint8Array;
  readonly start: Uint32Array;
  readonly end: Uint32Array;
  /** Row of the parent; the root has -1. */
  readonly parent: Int32Array;
  /** First row after the node's subtree. */
  readonly last: Uint32Array;
}

/** Rows to be filled. */
export function emptyColumns(count: number): NodeColumns {
  return {
    count,
    symbol: new Uint16Array(count),
    flags: new Uint8Array(count),
    field: new Uint8Array(count),
    start: new Uint32Array(count),
    end: new Uint32Array(count),
    parent: new Int32Array(count),
    last: new Uint32Array(count),
  };
}

export const NodeFlag = { named: 1, extra: 2, missing: 4 } as const;

/** Collects rows; grows as needed and is used again for the next tree, since growing is what costs. */
export class ColumnWriter {
  #capacity = 0;
  count = 0;
  symbol = new Uint16Array(0);
  flags = new Uint8Array(0);
  field = new Uint8Array(0);
  start = new Uint32Array(0);
  end = new Uint32Array(0);
  parent = new Int32Array(0);
  last = new Uint32Array(0);

  reset(expected: number): void {
    this.count = 0;
    if (expected > this.#capacity) this.#grow(expected);
  }

  /** Adds a row and returns its number; `last` is set by {@link close}. */
  open(symbol: number, flags: number, field: number, start: number, end: number, parent: number): number {
    if (this.count === this.#capacity) this.#grow(Math.max(1024, this.#capacity * 2));
    const row = this.count++;
    this.symbol[row] = symbol;
    this.flags[row] = flags;
    this.field[row] = field;
    this.start[row] = start;
    this.end[row] = end;
    this.parent[row] = parent;
    return row;
  }

  /** Ends the subtree of a row: what has been added since lies inside it. */
  close(row: number): void {
    this.last[row] = this.count;
  }

  /** The rows so far, copied out. */
  take(): NodeColumns {
    const count = this.count;
    return {
      count,
      symbol: this.symbol.slice(0, count),
      flags: this.flags.slice(0, count),
      field: this.field.slice(0, count),
      start: this.start.slice(0, count),
      end: this.end.slice(0, count),
      parent: this.parent.slice(0, count),
      last: this.last.slice(0, count),
    };
  }

  #grow(capacity: number): void {
    const grown = <T extends Uint8Array | Uint16Array | Uint32Array | Int32Array>(make: T, old: T): T => {
      make.set(old);
      return make;
    };
    this.symbol = grown(new Uint16Array(capacity), this.symbol);
    this.flags = grown(new Uint8Array(capacity), this.flags);
    this.field = grown(new Uint8Array(capacity), this.field);
    this.start = grown(new Uint32Array(capacity), this.start);
    this.end = grown(new Uint32Array(capacity), this.end);
    this.parent = grown(new Int32Array(capacity), this.parent);
    this.last = grown(new Uint32Array(capacity), this.last);
    this.#capacity = capacity;
  }
}
