import { Baseline, type SpentEntry } from "../project/baseline/baseline.js";
import type { FoundText } from "../project/found.js";
import type { Surroundings } from "../project/surroundings.js";
import { shownPath } from "./paths.js";
import type { Tally } from "./report/tally.js";
import type { Share } from "./shard-option.js";

/** What is to be done with the findings that a baseline names. */
export interface BaselineMode {
  /** `ignore` shows them, too; `shrink` takes away what is spent, `grow` adds what was found as well. */
  readonly action: "ignore" | "use" | "shrink" | "grow";
}

/** The baselines that a run comes across: the settings may name several, each for other folders. */
export class Baselines {
  readonly #surroundings: Surroundings;
  readonly #mode: BaselineMode;
  readonly #cwd: string;
  readonly #tally: Tally;
  readonly #tell: (sentence: string) => void;
  /** By path; undefined for one that cannot be used, of which the user was told. */
  readonly #opened = new Map<string, Baseline | undefined>();

  constructor(
    surroundings: Surroundings,
    mode: BaselineMode,
    cwd: string,
    tally: Tally,
    tell: (sentence: string) => void,
  ) {
    this.#surroundings = surroundings;
    this.#mode = mode;
    this.#cwd = cwd;
    this.#tally = tally;
    this.#tell = tell;
  }

  /** A text's findings without those that its baseline names, or will name when the run is over. */
  shown(linted: FoundText): FoundText {
    const baseline = linted.report.diagnostics.length === 0 ? undefined : this.#of(linted);
    if (baseline === undefined) return linted;
    const takesAll = this.#mode.action === "grow" || !baseline.exists;
    return takesAll ? { ...linted, report: { ...linted.report, diagnostics: [] } } : baseline.withoutKnown(linted);
  }

  /** Notes what a file has come to. */
  settle(linted: FoundText): void {
    this.#tally.known += linted.report.diagnostics.length - this.shown(linted).report.diagnostics.length;
    const { path } = linted;
    const couldSpeak = (rule: string): boolean => this.#surroundings.couldSpeak(rule, path, linted.report);
    this.#of(linted)?.settle(linted, couldSpeak);
  }

  /** Reads a baseline before anything is linted; false when it cannot be used, of which the user was told. */
  prepare(path: string): boolean {
    return this.#mode.action === "ignore" || this.#opening(path) !== undefined;
  }

  /**
   * Counts what is spent and, where that was asked for, writes what is left.
   *
   * @param roots the absolute paths that were looked at.
   * @param share the part of the files in them that was looked at; undefined for all.
   */
  end(roots: readonly string[], share?: Share): void {
    const isUpdating = this.#mode.action === "shrink" || this.#mode.action === "grow";
    if (isUpdating && this.#opened.size === 0 && this.#tally.files > 0) {
      const reason = "no baseline is named: add --baseline FILE, or the setting baseline";
      this.#fail("faqlint", reason, reason);
    }
    for (const [path, baseline] of this.#opened) {
      if (baseline === undefined) continue;
      const shown = shownPath(path, this.#cwd);
      if (isUpdating) this.#update(baseline, shown, roots);
      else {
        const spent = baseline.spent(roots).filter(({ path }) => share?.has(path) ?? true);
        for (const entry of spent) this.#tally.spent.push(this.#spentEntry(entry, shown));
      }
    }
  }

  #update(baseline: Baseline, shown: string, roots: readonly string[]): void {
    try {
      if (baseline.write(this.#mode.action === "grow", roots)) this.#tally.baselinesWritten.push(shown);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#fail(shown, reason, `could not write the baseline ${shown}: ${reason}`);
    }
  }

  #spentEntry({ path, rule, definition, text, count }: SpentEntry, baseline: string): Tally["spent"][number] {
    return { baseline, path: shownPath(path, this.#cwd), rule, definition, text, count };
  }

  #of({ path }: FoundText): Baseline | undefined {
    if (this.#mode.action === "ignore") return undefined;
    const file = this.#surroundings.baselineOf(path);
    return file === undefined ? undefined : this.#opening(file);
  }

  #opening(file: string): Baseline | undefined {
    if (!this.#opened.has(file)) this.#opened.set(file, this.#open(file));
    return this.#opened.get(file);
  }

  #open(path: string): Baseline | undefined {
    const shown = shownPath(path, this.#cwd);
    try {
      const baseline = Baseline.open(path);
      if (baseline.exists || this.#mode.action !== "use") return baseline;
      this.#fail(shown, "there is no such file", `there is no baseline ${shown}; --update-baseline writes it`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#fail(shown, reason, `could not use the baseline ${shown}: ${reason}`);
    }
    return undefined;
  }

  #fail(path: string, reason: string, sentence: string): void {
    this.#tally.configuration.push({ path, line: null, reason });
    this.#tell(sentence);
  }
}
