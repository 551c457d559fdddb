import { resolve } from "node:path";
import { type Changes, changesSince } from "../project/changes.js";
import { type Discovery, discover } from "../project/discovery.js";
import type { Surroundings } from "../project/surroundings.js";
import type { CheckOptions } from "./check-options.js";
import type { Environment } from "./environment.js";
import { shownInLog } from "./reports.js";
import { Share } from "./shard-option.js";

/** Which files are to be checked: what a user has said about that, and where. */
export class ChosenFiles {
  readonly share: Share;
  readonly #paths: readonly string[];
  readonly #options: CheckOptions;
  readonly #environment: Environment;

  constructor(paths: readonly string[], options: CheckOptions, environment: Environment) {
    this.#paths = paths;
    this.#options = options;
    this.#environment = environment;
    this.share = new Share(options.shard, environment);
  }

  /** What was changed, if that was asked for; `unknown` when git cannot tell it, of which the user is told. */
  changes(): Changes | undefined | "unknown" {
    const { changes } = this.#options;
    if (changes === undefined) return undefined;
    const { cwd, stderr, variables } = this.#environment;
    try {
      const full = this.#paths.map((path) => resolve(cwd, path));
      return changesSince(changes.since, full, changes.linesOnly);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      stderr.write(`faqlint: --changed-since: ${shownInLog(reason, variables)}\n`);
      return "unknown";
    }
  }

  /** The files there are. */
  discover(surroundings: Surroundings, changes: Changes | undefined): Discovery {
    const { excludes } = this.#options;
    // A folder in which nothing was changed is not even looked at.
    const isExcluded = (path: string, isFolder: boolean): boolean =>
      changes?.has(path, isFolder) === false || (excludes !== false && surroundings.isExcluded(path, isFolder));
    const isIncluded = (path: string): boolean => surroundings.isIncluded(path);
    return this.share.of(discover(this.#paths, this.#environment.cwd, { isExcluded, isIncluded }));
  }

  /** Why there are none. */
  nothingFound({ excluded }: Discovery): string {
    const { changes, shard } = this.#options;
    const paths = this.#paths.join(", ");
    if (shard !== undefined && (changes !== undefined || excluded.length === 0)) {
      return `no file to check in ${paths} belongs to part ${shard.index} of ${shard.count}`;
    }
    if (changes !== undefined) return `no Python files were changed since ${changes.since} in ${paths}`;
    if (excluded.length === 0) return `no Python files in ${paths}`;
    return `nothing to check: the settings exclude ${excluded.join(", ")}; --no-exclude checks it all the same`;
  }
}
