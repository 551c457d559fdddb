import { Surroundings } from "../project/surroundings.js";
import { type CheckOptions, sessionOptions } from "./check-options.js";
import { ChosenFiles } from "./chosen-files.js";
import { type Environment, ExitStatus } from "./environment.js";
import { shownPath } from "./paths.js";
import { shownInLog } from "./reports.js";
import { infosOf, type RuleSet } from "./rule-set.js";

/**
 * Shows the files that would be checked, one a line.
 *
 * @returns the exit status.
 */
export function showFiles(
  paths: readonly string[],
  options: CheckOptions,
  environment: Environment,
  rules: RuleSet,
): number {
  const { cwd, stdout, stderr, variables } = environment;
  const surroundings = new Surroundings(infosOf(rules), sessionOptions(options));
  const chosen = new ChosenFiles(paths, options, environment);
  const changes = chosen.changes();
  if (changes === "unknown") return ExitStatus.failed;
  const found = chosen.discover(surroundings, changes);
  const { files, problems } = found;
  const tell = (sentence: string): void => stderr.write(`faqlint: ${shownInLog(sentence, variables)}\n`);
  stdout.write(files.map((path) => `${shownInLog(shownPath(path, cwd), variables)}\n`).join(""));
  for (const { path, reason } of problems) tell(`could not read ${shownPath(path, cwd)}: ${reason}`);
  const wrong = new Set(files.flatMap((path) => surroundings.configurationProblems(path)));
  for (const { path, line, message } of wrong)
    tell(`${shownPath(path, cwd)}${line === undefined ? "" : `:${line}`}: ${message}`);
  if (files.length === 0 && problems.length === 0) tell(chosen.nothingFound(found));
  return problems.length + wrong.size === 0 ? ExitStatus.clean : ExitStatus.failed;
}
