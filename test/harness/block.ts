import { formatPythonVersion } from "../../engine/versions.js";
import { type Attributes, inheritAttributes, parseAttributes } from "./attributes.js";
import { fencesOf } from "./markdown.js";
import { type Claim, type Expectation, readMarkers } from "./markers.js";

/** One ```` ```python ```` block of a Markdown file, its markers taken out. */
export interface Block {
  /** The Markdown file, as people know it. */
  readonly file: string;
  /** The line in it, from 1, of the block's first line. */
  readonly line: number;
  readonly attributes: Attributes;
  /** What is linted and run. */
  readonly text: string;
  /** The number in the Markdown file of each line of the text. */
  readonly markdownLines: readonly number[];
  readonly expectations: readonly Expectation[];
  readonly claims: readonly Claim[];
  /** The block that this one is the repaired form of. */
  readonly before: Block | undefined;
}

/** Names of Python that a block would carry by mistake; such a block would silently not be checked. */
const MISNAMED = /^(?:py|py2|py3|python2|python3|pycon|Python)\b/;

/**
 * The Python blocks of a Markdown file.
 *
 * @throws Error with file and line when a block cannot be read.
 */
export function blocksOf(file: string, markdown: string): Block[] {
  const blocks: Block[] = [];
  let original: Block | undefined;
  for (const fence of fencesOf(markdown)) {
    const [language = "", ...rest] = fence.info.split(/\s+/);
    const fail = (message: string): never => {
      throw new Error(`${file}:${fence.line - 1}: ${message}`);
    };
    if (MISNAMED.test(language)) fail(`a Python block is called python, not ${language}, or nothing checks it`);
    if (language !== "python") continue;
    try {
      const own = parseAttributes(rest.join(" "));
      if (own.fixed !== undefined && original === undefined) fail("there is no block before this fixed one");
      const attributes = original && own.fixed !== undefined ? inheritAttributes(own, original.attributes) : own;
      const { lines, markdownLines, expectations, claims } = readMarkers(fence.lines, fence.line);
      const text = textOf(lines, attributes);
      const before = own.fixed === undefined ? undefined : original;
      const block = { file, line: fence.line, attributes, text, markdownLines, expectations, claims, before };
      blocks.push(block);
      if (own.fixed === undefined) original = block;
    } catch (error) {
      if (error instanceof Error && !error.message.startsWith(file)) fail(error.message);
      throw error;
    }
  }
  return blocks;
}

/** The name by which a block's test is known: where it stands, and its first line that says something. */
export function titleOf(block: Block): string {
  const first = block.text.split(/\r\n|\r|\n/).find((line) => line.trim() !== "") ?? "(empty)";
  const { target, fixed } = block.attributes;
  const notes = [fixed === undefined ? "" : `${fixed} fixes`, target && `target ${formatPythonVersion(target)}`];
  const note = notes.filter(Boolean).join(", ");
  return `line ${block.line}${note === "" ? "" : ` (${note})`}: ${first.trim().slice(0, 60)}`;
}

/** The path a block's text is linted under. */
export function pathOf(block: Block): string {
  return block.attributes.path ?? "example.py";
}

/** The block as its author wrote it, line by line with numbers, for messages. */
export function showText(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line, index) => `${String(index + 1).padStart(4)} | ${line}`)
    .join("\n");
}

/** `␍` at the end of a line stands for a carriage return, `␌` for a form feed, so that they can be seen. */
function textOf(lines: readonly string[], { eol = "\n", bom, unterminated }: Attributes): string {
  const written = lines.map((line) => line.replace(/␌/g, "\f"));
  const ends = written.map((line) => (line.endsWith("␍") ? `${line.slice(0, -1)}\r\n` : line + eol));
  const text = (bom ? "\uFEFF" : "") + ends.join("");
  return unterminated ? text.replace(/(?:\r\n|\r|\n)$/, "") : text;
}
