import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { Profile, timed } from "../engine/profile.js";
import { ResultCache } from "../project/cache/result-cache.js";
import type { Changes } from "../project/changes.js";
import type { FoundFile } from "../project/found.js";
import { FileLinter } from "../project/run/lint-files.js";
import type { PoolOrder } from "../project/run/pool-messages.js";
import { leadsOutOf, rewriteSource } from "../project/source-io.js";
import { Surroundings } from "../project/surroundings.js";
import { type CheckOptions, sessionOptions } from "./check-options.js";
import { ChosenFiles } from "./chosen-files.js";
import { type Environment, ExitStatus } from "./environment.js";
import { Interruption } from "./interruption.js";
import { shownPath } from "./paths.js";
import { isForPeople } from "./report/formats.js";
import { usageLines } from "./report/usage.js";
import { Repository } from "./repository.js";
import { infosOf, LazySession, type RuleSet } from "./rule-set.js";
import { Run } from "./run.js";

/** What a run has come to, and what it has looked at. */
export interface PathCheckResult {
  /** The exit status. */
  readonly status: number;
  /** Whether a signal ended it, or it could not begin: there is no reason to try again. */
  readonly isOver: boolean;
  /** The files with settings that hold for what was found, as absolute paths. */
  readonly settingsFiles: readonly string[];
}

/** Where files were looked for, and for which. */
export interface Found {
  /** Absolute paths. */
  readonly folders: readonly string[];
  /** Whether a file that lies in one of the folders is to be checked. */
  readonly isIncluded: (path: string) => boolean;
}

/** Checks files and folders, once or again and again. */
export class PathCheck {
  readonly #paths: readonly string[];
  readonly #options: CheckOptions;
  readonly #environment: Environment;
  readonly #rules: RuleSet;
  readonly #profile: Profile | undefined;
  readonly #session: LazySession;
  readonly #isRepeated: boolean;
  #cache: ResultCache | undefined;

  /** @param isRepeated whether to keep results from one {@link run} to the next, even if they are kept nowhere else. */
  constructor(
    paths: readonly string[],
    options: CheckOptions,
    environment: Environment,
    rules: RuleSet,
    isRepeated = false,
  ) {
    this.#paths = paths;
    this.#options = options;
    this.#environment = environment;
    this.#rules = rules;
    this.#profile = options.verbose === true ? new Profile(() => performance.now()) : undefined;
    const profile = this.#profile && { profile: this.#profile };
    this.#session = new LazySession(rules, { ...sessionOptions(options), ...profile });
    this.#isRepeated = isRepeated;
  }

  /**
   * Checks everything as it is now.
   *
   * @param onFound told where files are looked for, before one of them is read.
   */
  async run(onFound?: (found: Found) => void): Promise<PathCheckResult> {
    const began = performance.now();
    const { cwd, stdout } = this.#environment;
    const chosen = new ChosenFiles(this.#paths, this.#options, this.#environment);
    const changes = chosen.changes();
    if (changes === "unknown") return FAILED;
    await this.#session.forgetProjects();
    const surroundings = new Surroundings(infosOf(this.#rules), sessionOptions(this.#options));
    this.#cache ??= this.#openCache(surroundings);
    const found = timed(this.#profile, "discover", () => chosen.discover(surroundings, changes));
    onFound?.({ folders: found.folders, isIncluded: (path) => surroundings.isIncluded(path) });
    const run = await this.#begin(surroundings, changes);
    // Without it everything that it knows would be shown as new.
    if (!run.hasBaseline(this.#options.settings?.baseline?.value)) return FAILED;
    for (const problem of found.problems) run.check.unlinted(problem);
    if (found.files.length === 0 && found.problems.length === 0) run.note(chosen.nothingFound(found));
    const isWriting = this.#options.fixes.action === "write";
    const hasFiles = (this.#options.outputs ?? []).length > 0;
    // A report for a program is of no use unless it is whole.
    const interruption = new Interruption(isWriting || hasFiles || !isForPeople(this.#options.format));
    const linter = this.#linter(found.files, surroundings, run, interruption);
    try {
      for await (const outcome of linter.outcomes()) {
        const took = this.#profile?.now();
        await run.check.take(outcome, shownPath(outcome.path, cwd));
        if (took !== undefined) this.#profile?.addStage("report", took);
        await interruption.pause();
        if (interruption.exitStatus !== undefined || (stdout.isClosed() && !isWriting && !hasFiles)) break;
      }
      this.#saveCache(run);
      run.check.tally.isInterrupted = interruption.exitStatus !== undefined;
      const left = found.files.length - linter.reported;
      if (run.check.tally.isInterrupted)
        run.tell(`interrupted; ${left} of ${found.files.length} files were not checked`);
      // What was not looked at is no reason to say that something is gone.
      const isComplete = interruption.exitStatus === undefined && !stdout.isClosed();
      const status = run.end(isComplete ? this.#paths.map((path) => resolve(cwd, path)) : undefined, chosen.share);
      const { settingsFiles } = surroundings;
      this.#tellUsage(run, linter, found.files.length, settingsFiles, performance.now() - began);
      return { status: interruption.exitStatus ?? status, isOver: !isComplete, settingsFiles };
    } finally {
      interruption.release();
      run.discard();
    }
  }

  #begin(surroundings: Surroundings, changes: Changes | undefined): Promise<Run> {
    const environment = this.#environment;
    const roots = this.#paths.flatMap((path) => realPath(resolve(environment.cwd, path)));
    const write = ({ read }: FoundFile, text: string): void => {
      if (leadsOutOf(read.path, roots)) throw new Error("it is a link that leads out of the folders to check");
      rewriteSource(read, text);
    };
    const context = { surroundings, session: () => this.#session.get(), options: this.#options, environment };
    return Run.begin({ ...context, output: environment.stdout, rules: infosOf(this.#rules), changes }, write);
  }

  #linter(files: readonly string[], surroundings: Surroundings, run: Run, interruption: Interruption): FileLinter {
    const { fixes, workers = 1 } = this.#options;
    return new FileLinter(files, {
      ...{ surroundings, order: orderFor(this.#options), cache: this.#cache, workers },
      signal: interruption.signal,
      // While others work, this thread can hear a signal at any time.
      onThreads: () => interruption.listen(),
      session: async (awake) => {
        const took = this.#profile?.now();
        const session = await this.#session.get(awake);
        if (took !== undefined) this.#profile?.addStage("load", took);
        return session;
      },
      asleep: () => this.#session.asleep(surroundings),
      isRepairing: fixes.action !== "show",
      profile: this.#profile,
      onProgress: (done) => run.progress.show(done, files.length),
    });
  }

  /** What other runs have found, if that is to be used. */
  #openCache(surroundings: Surroundings): ResultCache | undefined {
    const { cache } = this.#options;
    const { cwd, variables } = this.#environment;
    if (cache === undefined) return this.#isRepeated ? ResultCache.inMemory() : undefined;
    const folder = cache.folder ?? surroundings.cacheFolderFor(cwd) ?? cache.usualFolder;
    return ResultCache.open(folder, new Repository(cwd, variables).root, cache.build);
  }

  /** Where nothing can be kept, nothing is missing but time. */
  #saveCache(run: Run): void {
    try {
      this.#cache?.save();
    } catch (error) {
      run.tellMore(`could not write the cache: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #tellUsage(
    run: Run,
    { hits, workers }: FileLinter,
    files: number,
    settingsFiles: readonly string[],
    elapsed: number,
  ): void {
    if (this.#profile === undefined) return;
    const cache = this.#cache?.path === undefined ? undefined : { path: this.#cache.path, hits };
    const settings = settingsFiles.map((path) => shownPath(path, this.#environment.cwd));
    const lines = usageLines({ settings, cache, files, workers, profile: this.#profile.take(), elapsed });
    for (const line of lines) run.tell(line);
  }
}

const FAILED: PathCheckResult = { status: ExitStatus.failed, isOver: true, settingsFiles: [] };

/** What threads need to know. */
function orderFor(options: CheckOptions): PoolOrder {
  const { fixes, changes, baseline } = options;
  const session = sessionOptions(options);
  // What is not shown is not repaired: where only a part is, that is known in the main thread alone.
  if (fixes.action === "show" || fixes.ignoreReason !== undefined || changes?.linesOnly === true) return { session };
  const safety = fixes.unsafe ? "unsafe" : "safe";
  return { session, repairs: { safety, unlessBaseline: baseline.action !== "ignore" } };
}

function realPath(path: string): string[] {
  try {
    return [realpathSync(path)];
  } catch {
    return [];
  }
}
