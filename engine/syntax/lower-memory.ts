import type { Language, Tree } from "web-tree-sitter";
import { type ColumnWriter, NodeFlag } from "./arena.js";

/** What emscripten adds to the options object it is started with; the views are replaced whenever the memory grows. */
export interface WasmViews {
  HEAPU8: Uint8Array;
  HEAPU16: Uint16Array;
  HEAPU32: Uint32Array;
}

// Layout of tree-sitter 0.25 to 0.27 in 32-bit wasm, from lib/src/subtree.h, lib/src/tree.h and the parser.h of ABI 15.
const SUBTREE_BYTES = 8;
const INLINE = 1;
const VISIBLE = 1 << 1;
const NAMED = 1 << 2;
const EXTRA = 1 << 3;
const INLINE_MISSING = 1 << 5;
const HEAP_VISIBLE = 1;
const HEAP_NAMED = 1 << 1;
const HEAP_EXTRA = 1 << 2;
const HEAP_MISSING = 1 << 9;
const PADDING_AT = 4;
const SIZE_AT = 16;
const CHILD_COUNT_AT = 36;
const SYMBOL_AT = 40;
const FLAGS_AT = 44;
const DESCENDANTS_AT = 56;
const PRODUCTION_AT = 66;
const LANGUAGE = {
  symbolCount: 4,
  aliasCount: 8,
  productionCount: 28,
  maxAlias: 36,
  fieldSlices: 64,
  fieldEntries: 68,
  metadata: 72,
  publicSymbols: 76,
  aliases: 84,
};
const ERROR_SYMBOL = 0xffff;
/** The parser works on UTF-16, so its byte counts are twice our offsets. */
const BYTES_PER_UNIT = 2;

const addressOf = (handle: unknown): number => (handle as Record<number, number>)[0] ?? 0;

/** One level of the walk: the children of a subtree that are still to come. */
class Frame {
  child = 0;
  left = 0;
  structural = 0;
  offset = 0;
  production = 0;
  /** Row to close when the children are done, or -1 for a subtree the grammar hides. */
  closes = -1;
  parent = -1;
  /** Field that a hidden subtree hands down to the children it stands for. */
  inherited = 0;
}

/**
 * Reads a finished tree straight from the parser's memory.
 *
 * It relies on the memory layout of the pinned web-tree-sitter version. `parser.ts` compares it with the cursor on a
 * probe at start and uses the cursor if they differ; a test compares them over real and broken files.
 */
export class MemoryReader {
  readonly #views: WasmViews;
  readonly #visible: Uint8Array;
  readonly #named: Uint8Array;
  readonly #publicSymbols: Uint16Array;
  readonly #aliases: Uint16Array;
  readonly #maxAlias: number;
  /** Per production: pairs of structural child index and field, for the fields that are not handed up from below. */
  readonly #fields: readonly (Uint16Array | undefined)[];
  readonly #frames: Frame[] = [];

  constructor(views: WasmViews, language: Language) {
    this.#views = views;
    const address = addressOf(language);
    const { HEAPU8: u8, HEAPU16: u16, HEAPU32: u32 } = views;
    const pointer = (offset: number): number => u32[(address + offset) >> 2] as number;
    const symbolCount = pointer(LANGUAGE.symbolCount) + pointer(LANGUAGE.aliasCount);
    const productionCount = pointer(LANGUAGE.productionCount);
    const metadata = pointer(LANGUAGE.metadata);
    this.#visible = Uint8Array.from({ length: symbolCount }, (_, i) => u8[metadata + i * 3] as number);
    this.#named = Uint8Array.from({ length: symbolCount }, (_, i) => u8[metadata + i * 3 + 1] as number);
    const publicSymbols = pointer(LANGUAGE.publicSymbols) >> 1;
    this.#publicSymbols = u16.slice(publicSymbols, publicSymbols + symbolCount);
    this.#maxAlias = u16[(address + LANGUAGE.maxAlias) >> 1] as number;
    const aliases = pointer(LANGUAGE.aliases) >> 1;
    this.#aliases = u16.slice(aliases, aliases + productionCount * this.#maxAlias);
    const slices = pointer(LANGUAGE.fieldSlices) >> 1;
    const entries = pointer(LANGUAGE.fieldEntries);
    this.#fields = Array.from({ length: productionCount }, (_, production) => {
      const index = u16[slices + production * 2] as number;
      const length = u16[slices + production * 2 + 1] as number;
      const own: number[] = [];
      for (let i = index; i < index + length; i++) {
        const at = entries + i * 4;
        if (!u8[at + 3]) own.push(u8[at + 2] as number, u16[at >> 1] as number);
      }
      return own.length > 0 ? Uint16Array.from(own) : undefined;
    });
  }

  /** Copies a tree into columns. */
  lower(tree: Tree, into: ColumnWriter): void {
    const { HEAPU8: u8, HEAPU16: u16, HEAPU32: u32 } = this.#views;
    const root = addressOf(tree);
    const frames = this.#frames;
    let depth = 0;
    // The root is read as the only child of an imaginary parent.
    let frame = this.#frame(0);
    frame.child = root;
    frame.left = 1;
    frame.structural = 0;
    frame.offset = 0;
    frame.production = 0;
    frame.closes = -1;
    frame.parent = -1;
    frame.inherited = 0;
    for (;;) {
      if (frame.left === 0) {
        if (frame.closes >= 0) into.close(frame.closes);
        if (depth === 0) return;
        frame = frames[--depth] as Frame;
        continue;
      }
      const at = frame.child;
      frame.child += SUBTREE_BYTES;
      frame.left--;
      let pointer = 0;
      let symbol: number;
      let visible: boolean;
      let named: boolean;
      let extra: boolean;
      let missing: boolean;
      let padding: number;
      let size: number;
      const head = u8[at] as number;
      if (head & INLINE) {
        symbol = u8[at + 1] as number;
        visible = (head & VISIBLE) !== 0;
        named = (head & NAMED) !== 0;
        extra = (head & EXTRA) !== 0;
        missing = (head & INLINE_MISSING) !== 0;
        padding = u8[at + 6] as number;
        size = u8[at + 7] as number;
      } else {
        pointer = u32[at >> 2] as number;
        const flags = u16[(pointer + FLAGS_AT) >> 1] as number;
        symbol = u16[(pointer + SYMBOL_AT) >> 1] as number;
        visible = (flags & HEAP_VISIBLE) !== 0;
        named = (flags & HEAP_NAMED) !== 0;
        extra = (flags & HEAP_EXTRA) !== 0;
        missing = (flags & HEAP_MISSING) !== 0;
        padding = u32[(pointer + PADDING_AT) >> 2] as number;
        size = u32[(pointer + SIZE_AT) >> 2] as number;
      }
      let field = 0;
      if (!extra) {
        const index = frame.structural++;
        if (frame.production !== 0) {
          const alias = this.#aliases[frame.production * this.#maxAlias + index] as number;
          if (alias !== 0) {
            symbol = alias;
            visible = this.#visible[alias] === 1;
            named = this.#named[alias] === 1;
          }
        }
        field = frame.inherited;
        const own = this.#fields[frame.production];
        if (own !== undefined) {
          for (let i = 0; i < own.length; i += 2) {
            if (own[i] === index) {
              field = own[i + 1] as number;
              break;
            }
          }
        }
      }
      const start = frame.offset + padding;
      const end = start + size;
      const before = frame.offset;
      frame.offset = end;
      const childCount = pointer === 0 ? 0 : (u32[(pointer + CHILD_COUNT_AT) >> 2] as number);
      let row = -1;
      if (visible) {
        if (depth === 0 && childCount > 0) into.reset((u32[(pointer + DESCENDANTS_AT) >> 2] as number) + 1);
        const kind = symbol >= ERROR_SYMBOL - 1 ? symbol : (this.#publicSymbols[symbol] as number);
        row = into.open(
          kind,
          (named ? NodeFlag.named : 0) | (extra ? NodeFlag.extra : 0) | (missing ? NodeFlag.missing : 0),
          field,
          start / BYTES_PER_UNIT,
          end / BYTES_PER_UNIT,
          frame.parent,
        );
        if (childCount === 0) into.close(row);
      }
      if (childCount === 0) continue;
      const parent = visible ? row : frame.parent;
      frame = this.#frame(++depth);
      frame.child = pointer - childCount * SUBTREE_BYTES;
      frame.left = childCount;
      frame.structural = 0;
      frame.offset = before;
      frame.production = u16[(pointer + PRODUCTION_AT) >> 1] as number;
      frame.closes = row;
      frame.parent = parent;
      frame.inherited = visible ? 0 : field;
    }
  }

  #frame(depth: number): Frame {
    let frame = this.#frames[depth];
    if (frame === undefined) {
      frame = new Frame();
      this.#frames[depth] = frame;
    }
    return frame;
  }
}
