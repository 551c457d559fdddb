import { visible } from "../terminal/display.js";

/**
 * What Azure Pipelines and the runner of GitHub Actions take for a command wherever in a line it stands.
 *
 * See `Command.TryParse` in github.com/microsoft/azure-pipelines-agent and `ActionCommand.TryParse` in
 * github.com/actions/runner.
 */
const COMMAND_START = /##(?=\[|vso\[)/gi;

/** Control and direction-changing characters that JSON would let through: the output may go to a terminal. */
const UNSAFE = /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** A value as JSON in which nothing can act upon a terminal or a service for CI that reads the log. */
export function json(value: unknown): string {
  return JSON.stringify(value)
    .replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .replace(COMMAND_START, "#\\u0023");
}

/** What GitHub's runner takes for a command at the beginning of a line: a file may be called so. */
const COMMAND_LINE = /^([^\S\n\r]*):(?=:)/gm;

/** Text for people in which no service for CI finds a command; on other machines it need not be changed. */
export function withoutCommands(text: string): string {
  return text.replace(COMMAND_START, "# #").replace(COMMAND_LINE, "$1: ");
}

/**
 * A text as XML 1.0, for content and for attributes in double quotes. What XML does not allow, and what could act upon a
 * terminal, is made visible.
 */
export function xml(text: string): string {
  return text
    .split(/([\t\n\r])/)
    .map((part) => (/^[\t\n\r]$/.test(part) ? `&#${part.charCodeAt(0)};` : xmlLine(part)))
    .join("");
}

function xmlLine(text: string): string {
  return visible(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replace(/[\ufffe\uffff]/g, "\ufffd")
    .replace(COMMAND_START, "#&#35;");
}

/** The text of a workflow command of GitHub Actions: `::error::TEXT`. */
export function githubData(text: string): string {
  return visible(text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A"));
}

/** The value of a property of such a command: `::error file=VALUE::`. */
export function githubProperty(text: string): string {
  return githubData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** The text of a logging command of Azure Pipelines, which decodes `%AZP25`: `##vso[task.logissue]TEXT`. */
export function azureData(text: string): string {
  return visible(text.replaceAll("%", "%AZP25").replaceAll("\r", "%0D").replaceAll("\n", "%0A"));
}

/** The value of a property of such a command: `##vso[task.logissue sourcepath=VALUE;]`. */
export function azureProperty(text: string): string {
  return azureData(text).replaceAll("]", "%5D").replaceAll(";", "%3B");
}
