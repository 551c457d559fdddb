import { InvalidArgumentError, Option } from "commander";
import { FORMATS, type Format } from "./report/formats.js";
import type { ReportOptions } from "./reports.js";

/** What `--output` came to: a format and a file, `-` being standard output. */
export interface OutputFlag {
  readonly format: Format;
  readonly path: string;
}

/** The option that asks for a report beside, or with `-` instead of, that on standard output. */
export function outputOption(): Option {
  return new Option("--output <FORMAT=FILE>", "write a report to a file, too; repeatable").argParser(
    (text: string, before: readonly OutputFlag[] | undefined) => [...(before ?? []), toOutput(text)],
  );
}

function toOutput(text: string): OutputFlag {
  const [, name, path] = /^([^=]*)=(.+)$/s.exec(text) ?? [];
  if (name === undefined || path === undefined) throw new InvalidArgumentError("Write FORMAT=FILE.");
  const format = FORMATS.find((each) => each === name);
  if (format === undefined) throw new InvalidArgumentError(`Formats are ${FORMATS.join(", ")}.`);
  return { format, path };
}

/**
 * Which reports `--format` and `--output` ask for together.
 *
 * @param isFormatChosen whether `--format` was given.
 * @returns a message when they contradict each other.
 */
export function reportsAskedFor(
  format: Format,
  isFormatChosen: boolean,
  outputs: readonly OutputFlag[],
): Pick<ReportOptions, "format" | "isFormatChosen" | "outputs"> | string {
  const [toStdout, another] = outputs.filter(({ path }) => path === "-");
  if (another !== undefined) return "only one --output can be -, standard output";
  if (toStdout !== undefined && isFormatChosen && toStdout.format !== format)
    return `--format ${format} and --output ${toStdout.format}=- both go to standard output`;
  const files = outputs.filter((each) => each !== toStdout);
  const twice = files.find(({ path }, index) => files.findIndex((each) => each.path === path) !== index);
  if (twice !== undefined) return `two --output go to ${twice.path}`;
  return {
    format: toStdout?.format ?? format,
    isFormatChosen: isFormatChosen || outputs.length > 0,
    outputs: files,
  };
}
