import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** A Markdown file, under the name people know it by. */
export interface MarkdownFile {
  readonly name: string;
  readonly markdown: string;
}

/** The Markdown files of a folder, given relative to the project, and of the folders in it. */
export function markdownFilesIn(folder: string): MarkdownFile[] {
  const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => name.endsWith(".md"))
    .sort()
    .map((name) => markdownFile(`${folder}/${name.replaceAll(sep, "/")}`));
}

/** A Markdown file, given relative to the project. */
export function markdownFile(name: string): MarkdownFile {
  return { name, markdown: readFileSync(join(ROOT, name), "utf8") };
}

/** A fenced block of a Markdown file. */
export interface Fence {
  /** What stands behind the opening fence, without surrounding white space. */
  readonly info: string;
  /** The line, from 1, of the block's first line of content. */
  readonly line: number;
  readonly lines: readonly string[];
}

/**
 * The fenced blocks of a Markdown file, in order; indented ones, as in lists, lose the indentation of their fence.
 *
 * @throws Error when a block is never closed: the rest of the file would silently be a part of it.
 */
export function fencesOf(markdown: string): Fence[] {
  const fences: Fence[] = [];
  const lines = markdown.split(/\r?\n/);
  for (let i = 0; i < lines.length; i++) {
    const [, indentation = "", fence = "", info = ""] = /^( *)(`{3,}|~{3,})(.*)$/.exec(lines[i] ?? "") ?? [];
    if (fence === "" || (fence.startsWith("`") && info.includes("`"))) continue;
    const end = lines.findIndex((line, at) => at > i && closes(line, fence));
    if (end === -1) throw new Error(`the block that begins in line ${i + 1} is never closed`);
    const content = lines.slice(i + 1, end).map((line) => dedent(line, indentation.length));
    fences.push({ info: info.trim(), line: i + 2, lines: content });
    i = end;
  }
  return fences;
}

function closes(line: string, fence: string): boolean {
  const text = line.trim();
  return text.length >= fence.length && text === (fence[0] ?? "").repeat(text.length);
}

function dedent(line: string, width: number): string {
  const own = /^ */.exec(line)?.[0].length ?? 0;
  return line.slice(Math.min(own, width));
}
