import type { Rule } from "../engine/rule.js";
import { type CheckOptions, filesToCheck, nothingFound, sessionFor } from "./check.js";
import { type Environment, ExitStatus } from "./environment.js";
import { shownPath } from "./paths.js";
import { shownInLog } from "./reports.js";

/**
 * Shows the files that would be checked, one a line.
 *
 * @returns the exit status.
 */
export function showFiles(
  paths: readonly string[],
  options: CheckOptions,
  environment: Environment,
  rules: readonly Rule[],
): number {
  const { cwd, stdout, stderr, variables } = environment;
  const session = sessionFor(options, rules);
  const chosen = filesToCheck(paths, session, options, environment);
  if (typeof chosen === "number") return chosen;
  const { files, problems, excluded } = chosen;
  const tell = (sentence: string): void => stderr.write(`faqlint: ${shownInLog(sentence, variables)}\n`);
  stdout.write(files.map((path) => `${shownInLog(shownPath(path, cwd), variables)}\n`).join(""));
  for (const { path, reason } of problems) tell(`could not read ${shownPath(path, cwd)}: ${reason}`);
  const wrong = new Set(files.flatMap((path) => session.configurationProblems(path)));
  for (const { path, line, message } of wrong)
    tell(`${shownPath(path, cwd)}${line === undefined ? "" : `:${line}`}: ${message}`);
  if (files.length === 0 && problems.length === 0) tell(nothingFound(paths, excluded, options));
  return problems.length + wrong.size === 0 ? ExitStatus.clean : ExitStatus.failed;
}
