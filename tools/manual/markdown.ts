import type { Manual, ManualCommand, ManualOption } from "../../cli/manual/manual.js";

/** The manual as a part of a page in Markdown. */
export function manualMarkdown({ commands }: Manual): string {
  return commands.map(commandPart).join("\n\n");
}

function commandPart({ name, usage, text, groups, lists, examples }: ManualCommand): string {
  const parts = [
    `## faqlint ${name}`,
    listing(usage, "text"),
    ...text.map(inline),
    ...groups.flatMap(({ title, options }) => [`### ${title}`, ...options.map(optionPart)]),
    ...lists.flatMap(({ title, entries }) => [
      `### ${title}`,
      entries.map((entry) => `- ${terms(entry.term)}: ${inline(entry.text)}`).join("\n"),
    ]),
    ...(examples.length > 0 ? ["### Examples"] : []),
    ...examples.map(({ command, does }) => `${inline(does)}\n\n${listing(command)}`),
  ];
  return parts.join("\n\n");
}

function optionPart({ flags, text, facts, example }: ManualOption): string {
  const parts = [`#### \`${flags}\``, inline([text, ...facts].join(" "))];
  if (example !== undefined) parts.push(listing(example));
  return parts.join("\n\n");
}

function listing(command: string, language = "sh"): string {
  return `\`\`\`${language}\n${command}\n\`\`\``;
}

/** Several names that mean the same, each as code. */
function terms(text: string): string {
  return text
    .split(", ")
    .map((term) => `\`${term}\``)
    .join(", ");
}

/** Outside of code, what looks like a tag or an emphasis is neither. */
function inline(text: string): string {
  return text
    .split("`")
    .map((part, index) => (index % 2 === 0 ? part.replace(/[*_<]/g, "\\$&") : `\`${part}\``))
    .join("");
}
