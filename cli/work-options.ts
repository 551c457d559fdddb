import { resolve } from "node:path";
import { InvalidArgumentError, Option } from "commander";
import { buildId } from "../project/cache/build-id.js";
import { usualCacheFolder } from "../project/cache/cache-folder.js";
import type { CheckOptions } from "./check-options.js";
import type { Environment } from "./environment.js";
import { type Format, isForPeople } from "./report/formats.js";

/** What the options came to that say how the work is done and how much is told of it, not what is found. */
export interface WorkFlags {
  readonly workers?: number;
  /** False: no results of other runs, and none for others. */
  readonly cache: boolean;
  readonly cacheDir?: string;
  readonly watch?: true;
  readonly statistics?: true;
  readonly quiet?: true;
  readonly verbose?: true;
}

/** The options of `check` that say how the work is done and how much is told of it. */
export function workOptions(): Option[] {
  return [
    // A baseline is made once, of what somebody has looked at.
    new Option("--watch", "check again whenever files change").hideHelp().conflicts(["updateBaseline", "growBaseline"]),
    new Option("--statistics", "show how often each rule found something").hideHelp().conflicts("diff"),
    new Option("-q, --quiet", "show what was found and nothing else").hideHelp().conflicts("verbose"),
    new Option("-v, --verbose", "tell what was used and what took time").hideHelp(),
    new Option("--workers <N>", "how many threads to use (default: as many as pay)").hideHelp().argParser(toCount),
    new Option("--no-cache", "neither use nor keep results of other runs").hideHelp(),
    new Option("--cache-dir <DIR>", "the folder to keep results in").hideHelp(),
  ];
}

/** How the work is to be done, as far as command line and platform say it. */
export function workAskedFor(
  { workers, cache, cacheDir, statistics, quiet, verbose }: WorkFlags,
  { cwd, variables }: Environment,
): Pick<CheckOptions, "workers" | "cache" | "statistics" | "quiet" | "verbose"> {
  const build = buildId();
  const folder = cacheDir === undefined ? undefined : resolve(cwd, cacheDir);
  return {
    workers: workers ?? "auto",
    // What runs from its sources is different every day.
    ...(cache && build !== undefined && { cache: { folder, usualFolder: usualCacheFolder(variables), build } }),
    statistics: statistics === true,
    quiet: quiet === true,
    verbose: verbose === true,
  };
}

/** Why these options do not go with a format; undefined when they do. */
export function problemOf({ watch, statistics }: WorkFlags, format: Format): string | undefined {
  if (statistics === true && !isForPeople(format) && format !== "json")
    return `--statistics can be shown as text or json, not as ${format}`;
  if (watch === true && !isForPeople(format)) return `--watch is for people: text or concise, not ${format}`;
  return undefined;
}

function toCount(text: string): number {
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (count < 1) throw new InvalidArgumentError("Write a number from 1 to 999.");
  return count;
}
