import { resolve } from "node:path";
import { type Answer, answerTo, outcomeOf } from "../project/run/answer.js";
import type { Look } from "../project/run/asleep.js";
import { fitForFewFiles } from "../project/run/tuning.js";
import { encodeLike } from "../project/source-io.js";
import { Surroundings } from "../project/surroundings.js";
import { type CheckOptions, sessionOptions } from "./check-options.js";
import type { Environment } from "./environment.js";
import { PathCheck } from "./path-check.js";
import { shownPath } from "./paths.js";
import { STDIN } from "./repository.js";
import { infosOf, LazySession, type RuleSet } from "./rule-set.js";
import { Run } from "./run.js";

export type { CheckOptions } from "./check-options.js";

/**
 * Lints files and folders and shows what was found.
 *
 * @returns the exit status.
 */
export async function checkFiles(
  paths: readonly string[],
  options: CheckOptions,
  environment: Environment,
  rules: RuleSet,
): Promise<number> {
  return (await new PathCheck(paths, options, environment, rules).run()).status;
}

/**
 * Lints standard input. With `--fix` the repaired text goes to standard output and the report to standard error.
 *
 * @returns the exit status.
 */
export async function checkStdin(options: CheckOptions, environment: Environment, rules: RuleSet): Promise<number> {
  const { cwd, stdout, stderr } = environment;
  const lazy = new LazySession(rules, sessionOptions(options));
  const surroundings = new Surroundings(infosOf(rules), sessionOptions(options));
  const [bytes, asleep] = await Promise.all([environment.readStdin(), lazy.asleep(surroundings)]);
  const isFilter = options.fixes.action === "write";
  let output = bytes;
  const shownOn = isFilter ? stderr : stdout;
  const context = { surroundings, session: () => lazy.get(), options, environment };
  const run = await Run.begin({ ...context, output: shownOn, rules: infosOf(rules) }, ({ read }, text) => {
    output = encodeLike(read, text);
  });
  const path = resolve(cwd, options.stdinFilename ?? "stdin.py");
  const answerAfter = async (look: Look | undefined): Promise<Answer> => {
    if (look !== undefined && "answer" in look) return look.answer;
    fitForFewFiles();
    // What repairs make of the text may wake other rules.
    const awake = options.fixes.action === "show" ? look?.awake : undefined;
    return answerTo(await lazy.get(awake), path, bytes);
  };
  const shown = options.stdinFilename === undefined ? STDIN : shownPath(path, cwd);
  if (options.excludes === false || !surroundings.isExcluded(path)) {
    const look = asleep?.look(path, bytes);
    await run.check.take(outcomeOf(path, bytes, await answerAfter(look)), shown);
  }
  if (isFilter) stdout.write(output);
  return run.end();
}
