import { renderLines } from "../../faq/render.js";
import { type Paint, PLAIN } from "../terminal/colour.js";
import type { ManualCommand, ManualOption } from "./manual.js";
import { proseOf } from "./prose.js";

/** The steps by which what belongs to something stands to the right of it. */
const INDENT = 4;

/**
 * All there is to say of a command, for a terminal.
 *
 * @param width that of a line, in characters.
 */
export function manualText(command: ManualCommand, width: number, paint: Paint): string {
  const show = (text: string, depth: number): string => indented(text, depth, width, paint);
  const options = ({ flags, text, facts, example }: ManualOption): string => {
    const lines = [show([text, ...facts].join(" "), 2)];
    if (example !== undefined) lines.push("", listing(example, 2, paint));
    return [" ".repeat(INDENT) + paint(flags, "bold"), ...lines].join("\n");
  };
  const { usage, text, groups, lists, examples } = command;
  const parts = [
    `${paint("Usage:", "bold")} ${usage}`,
    ...text.map((paragraph) => show(paragraph, 0)),
    ...groups.flatMap((group) => [paint(`${group.title}:`, "bold"), ...group.options.map(options)]),
    ...lists.flatMap(({ title, entries }) => [
      paint(`${title}:`, "bold"),
      ...entries.map((entry) => `${" ".repeat(INDENT)}${paint(entry.term, "bold")}\n${show(entry.text, 2)}`),
    ]),
    ...(examples.length > 0 ? [paint("Examples:", "bold")] : []),
    ...examples.map((each) => `${show(each.does, 1)}\n\n${listing(each.command, 1, paint)}`),
  ];
  return `${parts.join("\n\n")}\n`;
}

function listing(command: string, depth: number, paint: Paint): string {
  return `${" ".repeat(INDENT * (depth + 1))}${paint(command, "cyan")}`;
}

function indented(text: string, depth: number, width: number, paint: Paint): string {
  const margin = " ".repeat(INDENT * depth);
  return renderLines([{ kind: "paragraph", prose: proseOf(text) }], {
    width: width - margin.length,
    marks: paint === PLAIN,
  })
    .map(
      (line) =>
        margin + line.map((part) => paint(part.text, ...(part.role === "code" ? (["cyan"] as const) : []))).join(""),
    )
    .join("\n");
}
