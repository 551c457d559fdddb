import type { SourceFile } from "../text/source.js";
import type { Span } from "../text/span.js";
import { type NodeColumns, NodeFlag } from "./arena.js";
import type { FieldName, NodeKind } from "./kinds.js";
import type { Piece } from "./pieces.js";
import { RowMap } from "./row-map.js";
import { RowsBySymbol } from "./rows.js";

/** The flags that tell named nodes that are no comments. */
const SOLID = NodeFlag.named | NodeFlag.extra;

/** The numbers a grammar gives to its kinds and fields, and back. */
export interface Vocabulary {
  readonly kinds: readonly (NodeKind | undefined)[];
  /** All numbers of a kind: a token and a named node may share the same text. */
  symbolsOf(kind: NodeKind): readonly number[];
  readonly fields: readonly (FieldName | undefined)[];
  fieldNumber(field: FieldName): number;
}

/**
 * A whole file's syntax, independent of the parser that made it: nothing here needs to be freed.
 *
 * Nodes are made when asked for and are the same object each time, so they can be compared with `===` and be map keys.
 */
export class SyntaxTree {
  readonly source: SourceFile;
  readonly columns: NodeColumns;
  readonly pieces: readonly Piece[];
  readonly #vocabulary: Vocabulary;
  readonly #nodes: RowMap<SyntaxNode>;
  #errors: readonly Span[] | undefined;
  #rows: RowsBySymbol | undefined;
  /** For {@link Kept} alone. */
  readonly kept = new Map<object, unknown>();
  /** Every node of some kinds, by what they are called: many rules ask for the same. */
  readonly #byKinds = new Map<string, readonly SyntaxNode[]>();

  /** @param pieces what the columns were put together from. */
  constructor(source: SourceFile, columns: NodeColumns, pieces: readonly Piece[], vocabulary: Vocabulary) {
    this.source = source;
    this.columns = columns;
    this.pieces = pieces;
    this.#vocabulary = vocabulary;
    this.#nodes = new RowMap(columns.count);
  }

  get root(): SyntaxNode {
    return this.node(0);
  }

  /** The node of a row. */
  node(row: number): SyntaxNode {
    let node = this.#nodes.get(row);
    if (node === undefined) {
      node = new SyntaxNode(this, row);
      this.#nodes.set(row, node);
    }
    return node;
  }

  /** The text of a row's node. */
  textOf(row: number): string {
    return this.source.text.slice(this.columns.start[row], this.columns.end[row]);
  }

  kindOf(row: number): NodeKind {
    const symbol = this.columns.symbol[row] as number;
    return this.#vocabulary.kinds[symbol] ?? "ERROR";
  }

  fieldOf(row: number): FieldName | undefined {
    return this.#vocabulary.fields[this.columns.field[row] as number];
  }

  fieldNumber(field: FieldName): number {
    return this.#vocabulary.fieldNumber(field);
  }

  /** The row of the first child in a field of a row's node; -1 if there is none. For passes over all rows, which make no nodes. */
  rowInField(row: number, fieldNumber: number): number {
    const { last, field } = this.columns;
    const end = last[row] as number;
    for (let child = row + 1; child < end; child = last[child] as number)
      if (field[child] === fieldNumber) return child;
    return -1;
  }

  /** The numbers under which a kind stands in `columns.symbol`. */
  symbolsOf(kind: NodeKind): readonly number[] {
    return this.#vocabulary.symbolsOf(kind);
  }

  /** Every node of a kind, in the order of the text. */
  nodesOfKind(...kinds: NodeKind[]): readonly SyntaxNode[] {
    const key = kinds.length === 1 ? (kinds[0] as string) : kinds.join("|");
    let nodes = this.#byKinds.get(key);
    if (nodes === undefined) {
      nodes = this.#ofKind(kinds, 0, this.columns.count);
      this.#byKinds.set(key, nodes);
    }
    return nodes;
  }

  /** The rows of every node of a kind, in the order of the text: for passes that make no nodes. */
  rowsOfKind(kind: NodeKind): Uint32Array {
    return this.#rowsOf([kind], 0, this.columns.count) ?? new Uint32Array(0);
  }

  /** Every node of a kind inside the subtree of `node`, itself left out, in the order of the text. */
  descendantsOf(node: SyntaxNode, ...kinds: NodeKind[]): SyntaxNode[] {
    return this.#ofKind(kinds, node.row + 1, this.columns.last[node.row] as number);
  }

  /** The stretches the parser could not make sense of, nested ones left out. */
  get errors(): readonly Span[] {
    if (this.#errors === undefined) {
      const { symbol, flags, start, end, last, count } = this.columns;
      const error = this.symbolsOf("ERROR")[0];
      const found: Span[] = [];
      for (let row = 0; row < count; ) {
        if (symbol[row] === error || ((flags[row] as number) & NodeFlag.missing) !== 0) {
          found.push({ start: start[row] as number, end: end[row] as number });
          row = last[row] as number;
        } else row++;
      }
      this.#errors = found;
    }
    return this.#errors;
  }

  /** The smallest node that covers a span. */
  nodeAt(span: Span): SyntaxNode {
    const { start, end, last, count } = this.columns;
    let found = 0;
    let row = 1;
    while (row < count && row < (last[found] as number)) {
      if ((start[row] as number) <= span.start && span.end <= (end[row] as number)) {
        found = row;
        row++;
      } else row = last[row] as number;
    }
    return this.node(found);
  }

  #rowsOf(kinds: readonly NodeKind[], from: number, to: number): Uint32Array | undefined {
    this.#rows ??= new RowsBySymbol(this.columns);
    const rows = this.#rows;
    let all: Uint32Array | undefined;
    for (const kind of kinds) {
      for (const symbol of this.symbolsOf(kind)) {
        const some = rows.between(symbol, from, to);
        if (some.length > 0) all = all === undefined ? some : merged(all, some);
      }
    }
    return all;
  }

  #ofKind(kinds: readonly NodeKind[], from: number, to: number): SyntaxNode[] {
    const all = this.#rowsOf(kinds, from, to);
    if (all === undefined) return [];
    const nodes = new Array<SyntaxNode>(all.length);
    for (let index = 0; index < all.length; index++) nodes[index] = this.node(all[index] as number);
    return nodes;
  }
}

/** The rows of two lists, each in the order of the text, in that order. */
function merged(one: Uint32Array, other: Uint32Array): Uint32Array {
  const all = new Uint32Array(one.length + other.length);
  let at = 0;
  let second = 0;
  for (let first = 0; first < one.length; first++) {
    const row = one[first] as number;
    while (second < other.length && (other[second] as number) < row) all[at++] = other[second++] as number;
    all[at++] = row;
  }
  while (second < other.length) all[at++] = other[second++] as number;
  return all;
}

/** One node of a {@link SyntaxTree}. */
export class SyntaxNode implements Span {
  readonly tree: SyntaxTree;
  readonly row: number;
  readonly kind: NodeKind;
  #children: readonly SyntaxNode[] | undefined;

  constructor(tree: SyntaxTree, row: number) {
    this.tree = tree;
    this.row = row;
    this.kind = tree.kindOf(row);
  }

  get start(): number {
    return this.tree.columns.start[this.row] as number;
  }

  get end(): number {
    return this.tree.columns.end[this.row] as number;
  }

  get text(): string {
    return this.tree.source.text.slice(this.start, this.end);
  }

  /** False for keywords, operators and punctuation. */
  get isNamed(): boolean {
    return ((this.tree.columns.flags[this.row] as number) & NodeFlag.named) !== 0;
  }

  /** Comments and line continuations, which may stand between any two nodes. */
  get isExtra(): boolean {
    return ((this.tree.columns.flags[this.row] as number) & NodeFlag.extra) !== 0;
  }

  /** The field this node fills in its parent. */
  get fieldName(): FieldName | undefined {
    return this.tree.fieldOf(this.row);
  }

  get parent(): SyntaxNode | null {
    const parent = this.tree.columns.parent[this.row] as number;
    return parent < 0 ? null : this.tree.node(parent);
  }

  /** All direct children: named nodes, tokens and comments. */
  get children(): readonly SyntaxNode[] {
    if (this.#children === undefined) {
      const { last } = this.tree.columns;
      const end = last[this.row] as number;
      const children: SyntaxNode[] = [];
      for (let row = this.row + 1; row < end; row = last[row] as number) children.push(this.tree.node(row));
      this.#children = children;
    }
    return this.#children;
  }

  /** The direct children that have a name, comments and line continuations left out. */
  get namedChildren(): readonly SyntaxNode[] {
    // Tokens are many, and most are never asked for: no node is made of them.
    const { last, flags } = this.tree.columns;
    const end = last[this.row] as number;
    const found: SyntaxNode[] = [];
    for (let row = this.row + 1; row < end; row = last[row] as number) {
      if (((flags[row] as number) & SOLID) === NodeFlag.named) found.push(this.tree.node(row));
    }
    return found;
  }

  /** The first of {@link namedChildren}; null where there is none. */
  get firstNamedChild(): SyntaxNode | null {
    const { last, flags } = this.tree.columns;
    const end = last[this.row] as number;
    for (let row = this.row + 1; row < end; row = last[row] as number) {
      if (((flags[row] as number) & SOLID) === NodeFlag.named) return this.tree.node(row);
    }
    return null;
  }

  /** The first child in a field. */
  field(name: FieldName): SyntaxNode | null {
    // Of statements, of which there may be thousands, only the clauses of a `match` are in a field.
    if ((this.kind === "block" || this.kind === "module") && name !== "alternative") return null;
    const wanted = this.tree.fieldNumber(name);
    const { last, field } = this.tree.columns;
    const end = last[this.row] as number;
    for (let row = this.row + 1; row < end; row = last[row] as number) {
      if (field[row] === wanted) return this.tree.node(row);
    }
    return null;
  }

  /** Every child in a field; separating tokens that the grammar puts in the field too are left out. */
  fieldAll(name: FieldName): SyntaxNode[] {
    const wanted = this.tree.fieldNumber(name);
    return this.namedChildren.filter((child) => this.tree.columns.field[child.row] === wanted);
  }

  /** The direct token child with this text, if any. */
  token(text: NodeKind): SyntaxNode | null {
    const { last, flags } = this.tree.columns;
    const end = last[this.row] as number;
    for (let row = this.row + 1; row < end; row = last[row] as number) {
      if (((flags[row] as number) & NodeFlag.named) === 0 && this.tree.kindOf(row) === text) return this.tree.node(row);
    }
    return null;
  }

  get nextSibling(): SyntaxNode | null {
    const { last, parent } = this.tree.columns;
    const up = parent[this.row] as number;
    if (up < 0) return null;
    const next = last[this.row] as number;
    return next < (last[up] as number) ? this.tree.node(next) : null;
  }

  /** The next of the parent's {@link namedChildren}, found without a look at all of them: a module may have thousands. */
  get nextNamedSibling(): SyntaxNode | null {
    let next = this.nextSibling;
    while (next !== null && !next.#isSolid) next = next.nextSibling;
    return next;
  }

  get previousSibling(): SyntaxNode | null {
    const siblings = this.parent?.children ?? [];
    return siblings[this.#placeAmong(siblings) - 1] ?? null;
  }

  /** The one before of the parent's {@link namedChildren}. */
  get previousNamedSibling(): SyntaxNode | null {
    const siblings = this.parent?.children ?? [];
    for (let at = this.#placeAmong(siblings) - 1; at >= 0; at--) {
      const before = siblings[at] as SyntaxNode;
      if (before.#isSolid) return before;
    }
    return null;
  }

  get #isSolid(): boolean {
    return ((this.tree.columns.flags[this.row] as number) & SOLID) === NodeFlag.named;
  }

  /** Where this node stands in a list of siblings, which is in the order of the rows. */
  #placeAmong(siblings: readonly SyntaxNode[]): number {
    let [low, high] = [0, siblings.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((siblings[middle] as SyntaxNode).row < this.row) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Whether `other` is this node or lies inside it. */
  covers(other: SyntaxNode): boolean {
    return other.row >= this.row && other.row < (this.tree.columns.last[this.row] as number);
  }

  /** The nearest enclosing node of one of the kinds, itself left out. */
  enclosing(...kinds: NodeKind[]): SyntaxNode | null {
    for (let node = this.parent; node !== null; node = node.parent) if (kinds.includes(node.kind)) return node;
    return null;
  }

  /** Every node of the kinds inside this one, itself left out, in the order of the text. */
  descendants(...kinds: NodeKind[]): SyntaxNode[] {
    return this.tree.descendantsOf(this, ...kinds);
  }

  /** Whether text that could not be parsed lies inside this node or right around it. */
  get isDamaged(): boolean {
    return this.tree.errors.some((error) => error.start <= this.end && this.start <= error.end);
  }
}
