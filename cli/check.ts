import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { ResultCache } from "../project/cache/result-cache.js";
import { type Changes, changesSince } from "../project/changes.js";
import { discover } from "../project/discovery.js";
import { answerTo, outcomeOf } from "../project/run/answer.js";
import { FileLinter } from "../project/run/lint-files.js";
import type { PoolOrder } from "../project/run/pool-messages.js";
import { encodeLike, leadsOutOf, rewriteSource } from "../project/source-io.js";
import { Surroundings } from "../project/surroundings.js";
import { type CheckOptions, sessionOptions } from "./check-options.js";
import { type Environment, ExitStatus } from "./environment.js";
import { Interruption } from "./interruption.js";
import { shownPath } from "./paths.js";
import { isForPeople } from "./report/formats.js";
import { Repository, STDIN } from "./repository.js";
import { infosOf, type RuleSet, sessionMaker } from "./rule-set.js";
import { Run } from "./run.js";
import { visible } from "./terminal/display.js";

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
  const { cwd, stdout } = environment;
  const surroundings = new Surroundings(infosOf(rules), sessionOptions(options));
  const session = sessionMaker(rules, sessionOptions(options));
  const changes = changesFor(paths, options, environment);
  if (typeof changes === "number") return changes;
  // A folder in which nothing was changed is not even looked at.
  const isExcluded = (path: string, isFolder: boolean): boolean =>
    changes?.has(path, isFolder) === false || (options.excludes !== false && surroundings.isExcluded(path, isFolder));
  const isIncluded = (path: string): boolean => surroundings.isIncluded(path);
  const { files, problems, excluded } = discover(paths, cwd, { isExcluded, isIncluded });
  const roots = paths.flatMap((path) => realPath(resolve(cwd, path)));
  const context = { surroundings, session, options, environment, output: stdout, rules: infosOf(rules), changes };
  const run = await Run.begin(context, ({ read }, text) => {
    if (leadsOutOf(read.path, roots)) throw new Error("it is a link that leads out of the folders to check");
    rewriteSource(read, text);
  });
  // Without it everything that it knows would be shown as new.
  if (!run.hasBaseline(options.settings?.baseline?.value)) return ExitStatus.failed;
  for (const problem of problems) run.check.unlinted(problem);
  if (files.length === 0 && problems.length === 0) run.tell(nothingFound(paths, excluded, options));
  const isWriting = options.fixes.action === "write";
  const hasFiles = (options.outputs ?? []).length > 0;
  // A report for a program is of no use unless it is whole.
  const interruption = new Interruption(isWriting || hasFiles || !isForPeople(options.format));
  const cache = cacheFor(options, environment);
  const linter = new FileLinter(files, {
    ...{ surroundings, session, order: orderFor(options), isRepairing: options.fixes.action !== "show" },
    ...{ cache, workers: options.workers ?? 1, signal: interruption.signal },
    onProgress: (done) => run.progress.show(done, files.length),
  });
  try {
    for await (const outcome of linter.outcomes()) {
      // While others work, this thread can hear a signal at any time.
      if (linter.workers > 0) interruption.listen();
      await run.check.take(outcome, shownPath(outcome.path, cwd));
      await interruption.pause();
      if (interruption.exitStatus !== undefined || (stdout.isClosed() && !isWriting && !hasFiles)) break;
    }
    saveCache(cache, run);
    run.check.tally.isInterrupted = interruption.exitStatus !== undefined;
    // What was not looked at is no reason to say that something is gone.
    const isComplete = interruption.exitStatus === undefined && !stdout.isClosed();
    const status = run.end(isComplete ? paths.map((path) => resolve(cwd, path)) : undefined);
    return interruption.exitStatus ?? status;
  } finally {
    interruption.release();
    run.discard();
  }
}

/**
 * Lints standard input. With `--fix` the repaired text goes to standard output and the report to standard error.
 *
 * @returns the exit status.
 */
export async function checkStdin(options: CheckOptions, environment: Environment, rules: RuleSet): Promise<number> {
  const { cwd, stdout, stderr } = environment;
  const session = sessionMaker(rules, sessionOptions(options));
  const [bytes, linting] = await Promise.all([environment.readStdin(), session()]);
  const isFilter = options.fixes.action === "write";
  let output = bytes;
  const shownOn = isFilter ? stderr : stdout;
  const context = { surroundings: linting, session, options, environment, output: shownOn, rules: infosOf(rules) };
  const run = await Run.begin(context, ({ read }, text) => {
    output = encodeLike(read, text);
  });
  const path = resolve(cwd, options.stdinFilename ?? "stdin.py");
  const shown = options.stdinFilename === undefined ? STDIN : shownPath(path, cwd);
  const isExcluded = options.excludes !== false && linting.isExcluded(path);
  if (!isExcluded) await run.check.take(outcomeOf(path, bytes, answerTo(linting, path, bytes)), shown);
  if (isFilter) stdout.write(output);
  return run.end();
}

/** What other runs have found, if that is to be used. */
function cacheFor({ cache }: CheckOptions, { cwd, variables }: Environment): ResultCache | undefined {
  return cache && new ResultCache(cache.folder, new Repository(cwd, variables).root, cache.build);
}

/** Where nothing can be kept, nothing is missing but time. */
function saveCache(cache: ResultCache | undefined, run: Run): void {
  try {
    cache?.save();
  } catch (error) {
    run.tellMore(`could not write the cache: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** What threads need to know. */
function orderFor(options: CheckOptions): PoolOrder {
  const { fixes, changes, baseline } = options;
  const session = sessionOptions(options);
  // What is not shown is not repaired: where only a part is, that is known in the main thread alone.
  if (fixes.action === "show" || changes?.linesOnly === true) return { session };
  const safety = fixes.unsafe ? "unsafe" : "safe";
  return { session, repairs: { safety, unlessBaseline: baseline.action !== "ignore" } };
}

/** What was changed, if that was asked for; the exit status when git cannot tell it. */
function changesFor(
  paths: readonly string[],
  { changes }: CheckOptions,
  { cwd, stderr }: Environment,
): Changes | number | undefined {
  if (changes === undefined) return undefined;
  try {
    const full = paths.map((path) => resolve(cwd, path));
    return changesSince(changes.since, full, changes.linesOnly);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    stderr.write(`faqlint: --changed-since: ${visible(reason)}\n`);
    return ExitStatus.failed;
  }
}

function nothingFound(paths: readonly string[], excluded: readonly string[], { changes }: CheckOptions): string {
  if (changes !== undefined) return `no Python files were changed since ${changes.since} in ${paths.join(", ")}`;
  if (excluded.length === 0) return `no Python files in ${paths.join(", ")}`;
  return `nothing to check: the settings exclude ${excluded.join(", ")}; --no-exclude checks it all the same`;
}

function realPath(path: string): string[] {
  try {
    return [realpathSync(path)];
  } catch {
    return [];
  }
}
