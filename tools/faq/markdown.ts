import { lexer, type Token, type Tokens } from "marked";
import type { Block, Prose, Span } from "../../faq/document.js";

/**
 * Takes Markdown apart.
 *
 * @throws Error for anything that {@link Block} has no place for: an answer is prose, code, lists and tables.
 */
export function blocksOfMarkdown(markdown: string): Block[] {
  return blocksOf(lexer(markdown));
}

/**
 * Markdown with each paragraph on one line, and fences that name only their language.
 *
 * @throws Error when that would change what the Markdown says.
 */
export function unwrapMarkdown(markdown: string): string {
  const result: string[] = [];
  let fence = false;
  for (const line of markdown.split("\n")) {
    const isFence = /^\s*```/.test(line);
    if (isFence && !fence) result.push(line.replace(/^(\s*```\w*).*/, "$1"));
    else if (fence || isFence || !continues(line, result.at(-1))) result.push(line);
    else result.push(`${result.pop()} ${line.trim()}`);
    if (isFence) fence = !fence;
  }
  const unwrapped = `${result.join("\n").trim()}\n`;
  if (JSON.stringify(blocksOfMarkdown(unwrapped)) !== JSON.stringify(blocksOfMarkdown(markdown))) {
    throw new Error("a paragraph cannot be put on one line");
  }
  return unwrapped;
}

/** Whether a line belongs to the paragraph or list item of the line before. */
function continues(line: string, before: string | undefined): boolean {
  const standsAlone = /^\s*(?:#{1,6} |\||[-*+] |\d+\. |```|$)/;
  return before !== undefined && !standsAlone.test(line) && !/^\s*(?:#{1,6} |\||```|$)/.test(before);
}

function blocksOf(tokens: readonly Token[]): Block[] {
  return tokens.filter(({ type }) => type !== "space").map(blockOf);
}

function blockOf(token: Token): Block {
  switch (token.type) {
    case "heading":
      return { kind: "heading", prose: proseOf(token.tokens ?? []) };
    case "paragraph":
    case "text":
      return { kind: "paragraph", prose: proseOf(token.tokens ?? []) };
    case "code": {
      const { lang, text, codeBlockStyle } = token as Tokens.Code;
      if (codeBlockStyle === "indented") throw new Error(`code without a fence: ${text.split("\n")[0]}`);
      return { kind: "code", language: (lang ?? "").split(/\s/)[0] ?? "", text };
    }
    case "list": {
      const { ordered, items } = token as Tokens.List;
      return { kind: "list", ordered, items: items.map((item) => blocksOf(item.tokens)) };
    }
    case "table": {
      const { header, rows } = token as Tokens.Table;
      const cells = (row: readonly Tokens.TableCell[]): Prose[] => row.map((cell) => proseOf(cell.tokens));
      return { kind: "table", head: cells(header), rows: rows.map(cells) };
    }
    default:
      throw new Error(`an answer has no place for this: ${token.raw.trim().slice(0, 60)}`);
  }
}

type Style = Omit<Span, "text">;

function proseOf(tokens: readonly Token[], style: Style = {}): Prose {
  const spans = tokens.flatMap((token) => spansOf(token, style));
  const joined: Span[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (last !== undefined && sameStyle(last, span))
      joined[joined.length - 1] = { ...last, text: last.text + span.text };
    else joined.push(span);
  }
  return joined;
}

function spansOf(token: Token, style: Style): readonly Span[] {
  switch (token.type) {
    case "text":
    case "escape":
      if (/&#?\w+;/.test(token.text)) throw new Error(`write the character itself: ${token.text}`);
      return token.type === "text" && token.tokens ? proseOf(token.tokens, style) : [plain(token.text, style)];
    case "codespan":
      return [{ ...plain(token.text, style), code: true }];
    case "strong":
      return proseOf(token.tokens ?? [], { ...style, strong: true });
    case "em":
      return proseOf(token.tokens ?? [], { ...style, emphasis: true });
    case "link":
      return proseOf(token.tokens ?? [], { ...style, url: (token as Tokens.Link).href });
    default:
      throw new Error(`a paragraph has no place for this: ${token.raw}`);
  }
}

function plain(text: string, style: Style): Span {
  return { text: text.replace(/\s+/g, " "), ...style };
}

function sameStyle(a: Span, b: Span): boolean {
  return a.code === b.code && a.strong === b.strong && a.emphasis === b.emphasis && a.url === b.url;
}
