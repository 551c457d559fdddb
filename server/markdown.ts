/**
 * A plain sentence as Markdown that looks the same. Code between backticks stays code, as messages have it.
 */
export function escapeMarkdown(sentence: string): string {
  return sentence
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/[\\`*_{}[\]<>#|~]/g, "\\$&")))
    .join("");
}

/**
 * Markdown for clients that show text as it is: what only a renderer understands is taken away. Code blocks are
 * indented instead of fenced, links give their address.
 */
export function plainText(markdown: string): string {
  const blocks: string[] = [];
  let prose: string[] = [];
  let fence: string | undefined;
  const endProse = (): void => {
    // Marks may begin in one line and end in a later one, but not beyond an empty line.
    if (prose.length > 0)
      blocks.push(
        prose
          .join("\n")
          .split(/\n(?=\n)/)
          .map(withoutMarks)
          .join("\n"),
      );
    prose = [];
  };
  for (const line of markdown.split("\n")) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence === undefined && mark === undefined) prose.push(line);
    else if (fence === undefined) {
      endProse();
      fence = mark;
    } else if (mark?.startsWith(fence)) fence = undefined;
    else blocks.push(line === "" ? "" : `    ${line}`);
  }
  endProse();
  return blocks.join("\n");
}

function withoutMarks(paragraph: string): string {
  // Code and escaped characters are put aside, so that nothing in them is taken for a mark.
  const aside: string[] = [];
  const putAside = (text: string): string => `\uE000${aside.push(text) - 1}\uE001`;
  return paragraph
    .replace(/^#{1,6} +/gm, "")
    .replace(
      /\\([\\`*_{}[\]<>#|~])|(?<!`)(`+)(?!`) ?(.*?[^`]) ?\2(?!`)/gs,
      (_, escaped?: string, _ticks?: string, code?: string) => putAside(escaped ?? code ?? ""),
    )
    .replace(/\[([^\]]*)\]\(<?((?:[^()\s>]|\([^()\s]*\))*)>?\)/g, (_, label: string, url: string) =>
      label === url ? url : `${label} (${url})`,
    )
    .replace(/(\*\*|__)(?=\S)(.*?\S)\1/gs, "$2")
    .replace(/(?<!\w)([*_])(?=\S)([^*_]*?\S)\1(?!\w)/g, "$2")
    .replace(/\uE000(\d+)\uE001/g, (_, index: string) => aside[Number(index)] ?? "");
}
