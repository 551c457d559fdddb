import { Language, Parser, type Tree } from "web-tree-sitter";
import type { SourceFile } from "../text/source.js";
import { ColumnWriter, type NodeColumns } from "./arena.js";
import { parseCommentRows } from "./comment-rows.js";
import { parseInner } from "./inner-definitions.js";
import type { FieldName, NodeKind } from "./kinds.js";
import { lowerWithCursor } from "./lower-cursor.js";
import { MemoryReader, type WasmViews } from "./lower-memory.js";
import { parseByMember } from "./members.js";
import { joined, ownText, type Parsed, piecesOf } from "./pieces.js";
import { segmentStarts } from "./segments.js";
import { SyntaxTree, type Vocabulary } from "./tree.js";
import type { PieceSymbols } from "./wrapped.js";

/** The two WebAssembly files the parser consists of. The engine reads no disk, so it is handed their bytes. */
export interface ParserBinaries {
  /** `web-tree-sitter.wasm` */
  readonly runtime: Uint8Array;
  /** `tree-sitter-python.wasm` */
  readonly grammar: Uint8Array;
}

/** Fields, tokens without names, an alias and an error: enough to see that the memory is laid out as expected, and read in no time. */
const PROBE = "@d\ndef f(a=1): return a.b\nx = (";

class Session {
  readonly parser: Parser;
  readonly vocabulary: Vocabulary;
  readonly #memory: MemoryReader | undefined;
  readonly #writer = new ColumnWriter();
  readonly #symbols: PieceSymbols;

  constructor(language: Language, views: WasmViews) {
    this.parser = new Parser();
    this.parser.setLanguage(language);
    this.vocabulary = vocabularyOf(language);
    const symbolOf = (kind: NodeKind): number => this.vocabulary.symbolsOf(kind)[0] ?? -1;
    this.#symbols = {
      module: symbolOf("module"),
      classDefinition: symbolOf("class_definition"),
      decorated: symbolOf("decorated_definition"),
      blocks: this.vocabulary.symbolsOf("block"),
      comment: symbolOf("comment"),
      pass: symbolOf("pass_statement"),
      error: symbolOf("ERROR"),
    };
    this.#memory = trustedReader(this.parser, language, views);
  }

  get readsMemory(): boolean {
    return this.#memory !== undefined;
  }

  tree(source: SourceFile, { last, reader = "fastest", cuts = true }: ParseOptions): SyntaxTree {
    const { text } = source;
    // CPython ends a line at a lone carriage return, the grammar does not; both are one unit long.
    const unified = text.includes("\r") ? text.replace(/\r(?!\n)/g, "\n") : text;
    const starts = cuts ? segmentStarts(unified) : [0];
    const atOnce = (piece: string): NodeColumns => this.#columns(piece, reader);
    const parse = (piece: string): NodeColumns => parseCommentRows(piece, this.#symbols.comment, atOnce);
    const pieces = piecesOf(unified, starts, last?.pieces ?? [], (cut, before) => {
      const piece = ownText(cut);
      if (!cuts) return { text: piece, columns: atOnce(piece) };
      return parseByMember(piece, before, this.#symbols, parse) ?? parseInner(piece, before, this.#symbols, parse);
    });
    return new SyntaxTree(source, joined(pieces, this.#symbols.module), pieces, this.vocabulary);
  }

  #columns(text: string, reader: "fastest" | "cursor"): NodeColumns {
    const tree = this.parser.parse(text);
    if (tree === null) throw new Error("the parser was interrupted");
    try {
      this.#writer.reset(0);
      if (reader === "fastest" && this.#memory !== undefined) this.#memory.lower(tree, this.#writer);
      else lowerWithCursor(tree, this.#writer);
      return this.#writer.take();
    } finally {
      tree.delete();
    }
  }
}

let session: Session | undefined;
let beginning: Promise<void> | undefined;

/** Starts the parser. Must be awaited once before the first {@link parse}; later calls wait for the same start. */
export function initializeParser(binaries: () => ParserBinaries): Promise<void> {
  beginning ??= begin(binaries());
  return beginning;
}

async function begin(binaries: ParserBinaries): Promise<void> {
  const options = { wasmBinary: binaries.runtime } as Partial<WasmViews>;
  await Parser.init(options);
  session = new Session(await Language.load(binaries.grammar), options as WasmViews);
}

/** How {@link parse} may work; the tree is the same. */
export interface ParseOptions {
  /** The parse of an earlier state of the text: what did not change since is not parsed again. */
  readonly last?: Parsed | undefined;
  /** How the parser's tree is copied; only the test that compares the two asks for the slow one. */
  readonly reader?: "fastest" | "cursor";
  /** False parses the text at once; only the test that this gives the same asks for it. */
  readonly cuts?: boolean;
}

/**
 * Parses a file. Never fails: what is no Python becomes ERROR nodes.
 *
 * @throws Error when {@link initializeParser} has not finished.
 */
export function parse(source: SourceFile, options: ParseOptions = {}): SyntaxTree {
  if (session === undefined) throw new Error("initializeParser() has not finished");
  return session.tree(source, options);
}

/** Whether trees are read from memory (fast) or, after an unexpected change of its layout, with the cursor. */
export function readsMemory(): boolean {
  return session?.readsMemory ?? false;
}

function vocabularyOf(language: Language): Vocabulary {
  // Made at its full length: an array with a gap before its last number would be kept as a hash table.
  const kinds = new Array<NodeKind | undefined>(0x10000);
  const symbols = new Map<NodeKind, number[]>();
  for (let symbol = 0; symbol < language.nodeTypeCount; symbol++) {
    const kind = language.nodeTypeForId(symbol) as NodeKind | null;
    if (kind === null) continue;
    kinds[symbol] = kind;
    symbols.set(kind, [...(symbols.get(kind) ?? []), symbol]);
  }
  kinds[0xffff] = "ERROR";
  symbols.set("ERROR", [0xffff]);
  // Number 0 means "no field"; the library has null there.
  const fields = language.fields.map((field) => (field as FieldName | null) ?? undefined);
  const numbers = new Map(fields.map((field, number) => [field, number]));
  const none: readonly number[] = [];
  return {
    kinds,
    fields,
    symbolsOf: (kind) => symbols.get(kind) ?? none,
    fieldNumber: (field) => numbers.get(field) ?? -1,
  };
}

/** A reader of the parser's memory, if it sees in the probe what the public interface sees. */
function trustedReader(parser: Parser, language: Language, views: WasmViews): MemoryReader | undefined {
  let tree: Tree | null = null;
  try {
    tree = parser.parse(PROBE);
    if (tree === null) return undefined;
    const reader = new MemoryReader(views, language);
    const fast = new ColumnWriter();
    const slow = new ColumnWriter();
    reader.lower(tree, fast);
    lowerWithCursor(tree, slow);
    return sameColumns(fast.take(), slow.take()) ? reader : undefined;
  } catch {
    return undefined;
  } finally {
    tree?.delete();
  }
}

/** Whether two lowered trees are equal, row by row. */
export function sameColumns(a: NodeColumns, b: NodeColumns): boolean {
  if (a.count !== b.count) return false;
  for (const column of ["symbol", "flags", "field", "start", "end", "parent", "last"] as const) {
    for (let row = 0; row < a.count; row++) if (a[column][row] !== b[column][row]) return false;
  }
  return true;
}
