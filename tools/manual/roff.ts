import type { Manual, ManualCommand, ManualOption } from "../../cli/manual/manual.js";

/**
 * The manual as a page for the program `man`, in section 1. The macros are those of man(7), which every system has.
 */
export function manPage({ name, version, description, commands }: Manual): string {
  const lines = [
    `.TH ${name.toUpperCase()} 1 "" "${escaped(`${name} ${version}`)}" "User Commands"`,
    // Words are not torn, lines not stretched: options and paths are hard to read otherwise.
    ".nh",
    ".ad l",
    ".SH NAME",
    `${name} \\- ${escaped(lower(description).replace(/\.$/, ""))}`,
    ".SH SYNOPSIS",
    ...commands.flatMap(({ usage }, index) => [...(index === 0 ? [] : [".br"]), synopsis(usage)]),
    ".br",
    synopsis(`${name} --version`),
    ".SH DESCRIPTION",
    prose(description),
    ...commands.flatMap(({ name: command, summary }) => [".TP", bold(command), prose(`${capital(summary)}.`)]),
    ...commands.flatMap(commandLines),
    ...commands
      .flatMap(({ lists }) => lists)
      .flatMap(({ title, entries }) => [
        `.SH ${title.toUpperCase()}`,
        ...entries.flatMap(({ term, text }) => [".TP", bold(term), prose(text)]),
      ]),
    ".SH EXAMPLES",
    ...commands.flatMap(({ examples }) => examples).flatMap(({ command, does }) => [".TP", bold(command), prose(does)]),
  ];
  return `${lines.join("\n")}\n`;
}

function commandLines({ name, usage, text, groups }: ManualCommand): string[] {
  return [
    `.SH ${name.toUpperCase()}`,
    synopsis(usage),
    ...text.flatMap((paragraph) => [".PP", prose(paragraph)]),
    ...groups.flatMap(({ title, options }) => [`.SS ${escaped(title)}`, ...options.flatMap(optionLines)]),
  ];
}

function optionLines({ flags, text, facts, example }: ManualOption): string[] {
  const [, names = flags, argument = ""] = /^([^<]+?)(?: (<.+>))?$/.exec(flags) ?? [];
  const head = argument === "" ? bold(names) : `.BI ${quoted(`${names} `)} ${quoted(argument.replace(/[<>]/g, ""))}`;
  const lines = [".TP", head, prose([text, ...facts].join(" "))];
  return example === undefined ? lines : [...lines, ".RS", ".PP", ".nf", plain(example), ".fi", ".RE"];
}

function synopsis(usage: string): string {
  const [, command = usage, rest = ""] = /^(\S+ \S+)(.*)$/.exec(usage) ?? [];
  return `\\fB${escaped(command)}\\fR${escaped(rest)}`;
}

function bold(text: string): string {
  return `.B ${quoted(text)}`;
}

function quoted(text: string): string {
  return `"${escaped(text).replaceAll('"', "\\(dq")}"`;
}

/** Text in which code stands between backticks. */
function prose(text: string): string {
  return guarded(
    text
      .split("`")
      .map((part, index) => (index % 2 === 0 ? escaped(part) : `\\fB${escaped(part)}\\fR`))
      .join(""),
  );
}

function plain(text: string): string {
  return guarded(escaped(text));
}

/** A line that begins so would be taken for a request. */
function guarded(line: string): string {
  return /^[.']/.test(line) ? `\\&${line}` : line;
}

/** A bare hyphen or quote is shown as one of typography, which cannot be copied into a shell. */
function escaped(text: string): string {
  return text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll("'", "\\(aq")
    .replaceAll("`", "\\(ga")
    .replaceAll("^", "\\(ha")
    .replaceAll("~", "\\(ti");
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
