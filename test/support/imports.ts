import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's folder. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** One import of a file: a statement, a re-export, a type or a call of `import()`. */
export interface Import {
  /** As it is written: `./tree.js`, `node:path`, `web-tree-sitter`. */
  readonly specifier: string;
  /** For imports of the repository's own files: the path from its root, with the real ending. */
  readonly target: string | undefined;
  /** The names imported by a statement; empty for `* as` and for calls. */
  readonly names: readonly string[];
}

/** A TypeScript file. Paths are from the root of the repository, with `/`. */
export interface TypeScriptFile {
  readonly path: string;
  readonly text: string;
  /** The text with comments, and what is inside string literals, blanked out. */
  readonly code: string;
  readonly imports: readonly Import[];
}

/** Every TypeScript file in some folders of the repository, by path. */
export function readTypeScript(folders: readonly string[], root = ROOT): TypeScriptFile[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) => join(root, folder, name)),
    )
    .filter((path) => path.endsWith(".ts"))
    .map((path) => fileOf(relative(root, path).split(sep).join("/"), readFileSync(path, "utf8")))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** A file with what it imports. */
export function fileOf(path: string, text: string): TypeScriptFile {
  const code = blankOut(text, false);
  return { path, text, code, imports: importsOf(path, blankOut(text, true), code) };
}

const STATEMENT = /(?:^|[;}\n])\s*(?:import|export)\s+(?:type\s+)?(?:([\w*{][^;"'`]*?)\s*from\s*)?["']([^"'\n]+)["']/g;
const CALL = /\bimport\s*\(\s*["'`]([^"'`\n]+)["'`]/g;

/** @param code the same text without what is in strings: an import that stands there is none. */
function importsOf(path: string, bare: string, code: string): Import[] {
  const isCode = (match: RegExpMatchArray): boolean =>
    /import|export/.test(code.slice(match.index, (match.index ?? 0) + 40));
  const found: Import[] = [];
  for (const match of [...bare.matchAll(STATEMENT)].filter(isCode)) {
    const [, clause, specifier] = match;
    if (specifier !== undefined) found.push(importOf(path, specifier, namesIn(clause ?? "")));
  }
  for (const match of [...bare.matchAll(CALL)].filter(isCode)) {
    if (match[1] !== undefined) found.push(importOf(path, match[1], []));
  }
  return found;
}

/** The original names in `{ a, type b, c as d }`, and the local name of a default import as `default`. */
function namesIn(clause: string): string[] {
  const braces = /\{([^}]*)\}/.exec(clause)?.[1] ?? "";
  const named = braces.split(",").map((part) =>
    part
      .trim()
      .replace(/^type\s+/, "")
      .replace(/\s+as\s.*$/, ""),
  );
  const standsAlone = /^\w+\s*(?:,|$)/.test(clause);
  return [...(standsAlone ? ["default"] : []), ...named.filter((name) => name !== "")];
}

function importOf(path: string, specifier: string, names: readonly string[]): Import {
  const isOwn = specifier.startsWith(".");
  const target = isOwn ? posix.join(dirname(path), specifier).replace(/\.js$/, ".ts") : undefined;
  return { specifier, target, names };
}

/**
 * Replaces comments, and if asked the contents of strings, by blanks of the same length.
 *
 * Regular expressions are told from divisions by what stands in front; that is right for formatted code.
 */
function blankOut(text: string, keepStrings: boolean): string {
  const token =
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[\s\S])*`|(?<=[(,=:[!&|?{};+\n]\s*)\/(?![*/])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/g;
  return text.replace(token, (found) => {
    const isComment = found.startsWith("//") || found.startsWith("/*");
    const isString = /^["'`]/.test(found);
    if (isString && keepStrings) return found;
    if (isString && found.startsWith("`")) return `\`${keepInterpolations(found.slice(1, -1))}\``;
    if (isString) return `${found[0]}${" ".repeat(found.length - 2)}${found[0]}`;
    return isComment ? found.replace(/[^\n]/g, " ") : " ".repeat(found.length);
  });
}

/** The code inside `${...}` stays: it can use what it must not. */
function keepInterpolations(template: string): string {
  return template.replace(/\$\{[^}]*\}|[^\n]/g, (part) => (part.startsWith("${") ? part : " "));
}
