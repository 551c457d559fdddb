import { resolve } from "node:path";
import { renderSettings } from "../project/settings/render.js";
import { Surroundings } from "../project/surroundings.js";
import { type CheckOptions, sessionOptions } from "./check-options.js";
import { type Environment, ExitStatus } from "./environment.js";
import { shownPath } from "./paths.js";
import { infosOf, type RuleSet } from "./rule-set.js";
import { visible, visibleLines } from "./terminal/display.js";

/**
 * Shows all settings that hold for a file, and where each was said.
 *
 * @returns the exit status.
 */
export function showSettings(
  file: string,
  options: CheckOptions,
  { cwd, stdout, stderr }: Environment,
  rules: RuleSet,
): number {
  const surroundings = new Surroundings(infosOf(rules), sessionOptions(options));
  const path = resolve(cwd, file);
  const text = renderSettings(surroundings.describeSettings(path, (each) => shownPath(each, cwd)));
  stdout.write(visibleLines(text));
  const problems = surroundings.configurationProblems(path);
  for (const { path: wrong, line, message } of problems) {
    const place = `${shownPath(wrong, cwd)}${line === undefined ? "" : `:${line}`}`;
    stderr.write(`faqlint: ${visible(`${place}: ${message}`)}\n`);
  }
  return problems.length === 0 ? ExitStatus.clean : ExitStatus.failed;
}
