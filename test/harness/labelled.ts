import type { FlowNode } from "../../engine/semantics/flow.js";
import { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode, SyntaxTree } from "../../engine/syntax/tree.js";
import { detectTarget } from "../../engine/target.js";
import { parseText } from "../support/parser.js";
import { factsOf } from "./attributes.js";
import { type Block, pathOf } from "./block.js";
import { type Fact, type Label, type Place, readComment } from "./labels.js";

/** Something that the model answers: it may be named by its words or, if it is a node with a label, by that. */
export interface Answer {
  readonly words: string;
  readonly node?: SyntaxNode | null;
}

/** A fact and the line, from 0 in the block's text, that it speaks of. */
export interface PlacedFact extends Fact {
  readonly line: number;
  readonly markdownLine: number;
}

/** A block with its labels found in the text. */
export class LabelledProgram {
  readonly model: Model;
  readonly facts: readonly PlacedFact[];
  readonly #block: Block;
  readonly #labels = new Map<string, SyntaxNode>();
  readonly #used = new Set<string>();

  /** @throws Error with file and line where a comment cannot be read or a labelled text is not there. */
  constructor(block: Block) {
    if (block.expectations.length + block.claims.length > 0) {
      throw new Error(`${block.file}:${block.line}: findings and what CPython does are no facts of the model`);
    }
    this.#block = block;
    const tree = parseText(block.text, pathOf(block));
    const target = block.attributes.target ?? detectTarget(tree.source, tree);
    this.model = new Model(tree, target, factsOf(block.attributes));
    const facts: PlacedFact[] = [];
    for (const comment of tree.nodesOfKind("comment")) {
      if (comment.text.startsWith("#!")) continue;
      const written = tree.source.lines.lineAt(comment.start);
      this.#at(written, () => {
        const line = lineSpokenOf(tree, comment);
        const read = readComment(comment.text.slice(1).trim());
        for (const label of read.labels) this.#define(label, line);
        facts.push(...read.facts.map((fact) => ({ ...fact, line, markdownLine: this.#markdownLine(written) })));
      });
    }
    this.facts = facts;
  }

  get tree(): SyntaxTree {
    return this.model.tree;
  }

  /** The labels that no fact has asked for so far. */
  get unused(): string[] {
    return [...this.#labels.keys()].filter((name) => !this.#used.has(name));
  }

  /** The node that a fact speaks of. */
  nodeOf({ place, line }: { place: Place; line: number }): SyntaxNode {
    return place.kind === "label" ? this.labelled(place.name) : this.#nodeWith(place, line);
  }

  /** @throws Error when there is no such label. */
  labelled(name: string): SyntaxNode {
    const node = this.#labels.get(name);
    if (node === undefined) throw new Error(`there is no label ${name}`);
    this.#used.add(name);
    return node;
  }

  /** Whether a word of a fact names an answer. */
  names(word: string, { words, node }: Answer): boolean {
    const label = this.#labels.get(word);
    // What is no node has no label, even where one is spelt like it.
    if (label === undefined || node === undefined || node === null) return word === words;
    this.#used.add(word);
    return stands(label, node);
  }

  /** The labels among which a step of the flow is found. */
  labelsIn(nodesOf: (node: SyntaxNode) => readonly FlowNode[], step: FlowNode): string[] {
    return [...this.#labels].filter(([, node]) => nodesOf(node).includes(step)).map(([name]) => name);
  }

  /** How a message calls an answer. */
  describe({ words, node }: Answer): string {
    if (node === undefined || node === null) return words;
    const label = [...this.#labels].find(([, each]) => stands(each, node))?.[0];
    return label ?? `${words} (line ${this.#markdownLine(this.tree.source.lines.lineAt(node.start))})`;
  }

  /** Runs something whose errors are about a line of the block. */
  #at(line: number, run: () => void): void {
    try {
      run();
    } catch (error) {
      const where = `${this.#block.file}:${this.#markdownLine(line)}`;
      throw new Error(`${where}: ${error instanceof Error ? error.message : error}`);
    }
  }

  #define({ name, place }: Label, line: number): void {
    if (this.#labels.has(name)) throw new Error(`the label ${name} is given twice`);
    this.#labels.set(name, this.nodeOf({ place, line }));
  }

  #markdownLine(line: number): number {
    return this.#block.markdownLines[line] ?? this.#block.line;
  }

  /** The innermost node that consists of a text or, if it goes on in further lines, begins with it. */
  #nodeWith({ text, nth }: Place & { kind: "text" }, line: number): SyntaxNode {
    const { lines } = this.tree.source;
    const from = lines.startOf(line);
    const code = codeOf(this.tree, line);
    const found: SyntaxNode[] = [];
    for (let at = code.indexOf(text); at !== -1 && text !== ""; at = code.indexOf(text, at + 1)) {
      const node = this.#nodeFrom(from + at, from + at + text.length, from + code.length);
      if (node !== null) found.push(node);
    }
    if (nth === undefined && found.length > 1) {
      throw new Error(`"${text}" stands in the line ${found.length} times: say which, as in 2nd "${text}"`);
    }
    const node = found[(nth ?? 1) - 1];
    if (node === undefined) {
      const several = found.length > 0 ? ` ${nth} times` : "";
      throw new Error(`no expression or statement in the line is "${text}"${several}`);
    }
    return node;
  }

  #nodeFrom(start: number, end: number, lineEnd: number): SyntaxNode | null {
    let node: SyntaxNode | null = this.tree.nodeAt({ start, end });
    if (node.start === start && node.end === end) return node;
    if (end !== lineEnd) return null;
    while (node !== null && node.start > start) node = node.parent;
    return node === null || node.start !== start || node.parent === null ? null : node;
  }
}

/** A comment on a line of its own speaks of the nearest line of code above it. */
function lineSpokenOf(tree: SyntaxTree, comment: SyntaxNode): number {
  const own = tree.source.lines.lineAt(comment.start);
  for (let line = own; line >= 0; line--) if (codeOf(tree, line) !== "") return line;
  throw new Error("there is no line above this comment that it could speak of");
}

/** A line without the comment at its end. */
function codeOf(tree: SyntaxTree, line: number): string {
  const { lines, text } = tree.source;
  const start = lines.startOf(line);
  const end = lines.endOf(line);
  const comment = tree.nodesOfKind("comment").find((each) => each.start >= start && each.start < end);
  return text.slice(start, comment?.start ?? end).trimEnd();
}

/** A definition and a parameter are labelled at their names. */
function stands(label: SyntaxNode, node: SyntaxNode): boolean {
  if (label === node) return true;
  const isName = label.fieldName === "name" || label.parent?.kind === "typed_parameter";
  return isName && label.parent === node;
}
