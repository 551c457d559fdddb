import { existsSync, realpathSync, statSync } from "node:fs";
import nodePath, { dirname, resolve, sep } from "node:path";
import { writeAtomically } from "../atomic-write.js";
import { reasonOf } from "../failure.js";
import type { FoundText } from "../found.js";
import { type PathRules, slashed } from "../paths.js";
import { formatFileSize } from "../settings/file-size.js";
import { readSmallFile } from "../small-file.js";
import { type BaselineEntries, type BaselineEntry, formatBaseline, parseBaseline } from "./format.js";
import { keyOf, keyText } from "./key.js";

/** The most bytes of a baseline, some 300,000 findings. */
const LARGEST = 32_000_000;

/** Findings that a baseline names and that are no longer there. */
export interface SpentEntry extends BaselineEntry {
  /** The file's absolute path. */
  readonly path: string;
}

/** What is left of one file's entries after a run, and what was found in it. */
interface Settled {
  readonly left: readonly BaselineEntry[];
  readonly found: readonly BaselineEntry[];
  readonly spent: readonly BaselineEntry[];
}

/** The findings that were there before somebody began to look, so that only new ones are shown. */
export class Baseline {
  readonly path: string;
  /** False for one that is still to be written. */
  readonly exists: boolean;
  readonly #entries: BaselineEntries;
  readonly #settled = new Map<string, Settled>();

  private constructor(path: string, exists: boolean, entries: BaselineEntries) {
    this.path = path;
    this.exists = exists;
    this.#entries = entries;
  }

  /**
   * Reads a baseline; one that is not there yet knows nothing.
   *
   * @param path an absolute path.
   * @throws Error with a reason for the user when the file cannot be read or understood.
   */
  static open(path: string): Baseline {
    let text: string;
    try {
      text = readSmallFile(path, LARGEST);
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT")
        return new Baseline(path, false, new Map());
      throw new Error(reasonOf(error));
    }
    return new Baseline(path, true, parseBaseline(text));
  }

  /** A text's findings without those that are known; of several that are alike, the first ones are the known ones. */
  withoutKnown(linted: FoundText): FoundText {
    const entries = this.#entries.get(this.#nameOf(linted.path));
    if (entries === undefined) return linted;
    const left = new Map(entries.map((entry) => [keyText(entry), entry.count]));
    const { source, report } = linted;
    const diagnostics = report.diagnostics.filter((found) => {
      const key = keyText(keyOf(found, source, report));
      const count = left.get(key) ?? 0;
      if (count > 0) left.set(key, count - 1);
      return count === 0;
    });
    return { ...linted, report: { ...report, diagnostics } };
  }

  /**
   * Notes what a file has come to, so that spent entries can be told.
   *
   * @param couldSpeak whether a rule would have found what it finds: an entry of another one is not spent.
   */
  settle(linted: FoundText, couldSpeak: (rule: string) => boolean): void {
    const { path, report, withheld } = linted;
    const name = this.#nameOf(path);
    const found = counted(linted, report.diagnostics);
    const present = new Map(counted(linted, [...report.diagnostics, ...withheld]).map((each) => [keyText(each), each]));
    // In text that cannot be parsed rules are silent: whatever is not found there may come back.
    const isWhole = report.syntaxErrors.length === 0;
    const left: BaselineEntry[] = [];
    const spent: BaselineEntry[] = [];
    for (const entry of this.#entries.get(name) ?? []) {
      const now = present.get(keyText(entry))?.count ?? 0;
      const count = isWhole && couldSpeak(entry.rule) ? Math.min(entry.count, now) : entry.count;
      if (count > 0) left.push({ ...entry, count });
      if (count < entry.count) spent.push({ ...entry, count: entry.count - count });
    }
    this.#settled.set(name, { left, found, spent });
  }

  /**
   * The entries that nothing was found for: in files that were settled, and in files that are gone.
   *
   * @param roots the absolute paths that were looked at; of a file that is gone from elsewhere nothing is said.
   */
  spent(roots: readonly string[]): SpentEntry[] {
    return [...this.#entries].flatMap(([name, entries]) => {
      const path = this.#pathOf(name);
      const spent = this.#settled.get(name)?.spent ?? (isGone(path, roots) ? entries : []);
      return spent.map((entry) => ({ ...entry, path }));
    });
  }

  /**
   * Writes the file without what is spent.
   *
   * @param grow whether to add what was found and is not known; a file that is not there yet is made in any case.
   * @returns whether anything was to be written.
   * @throws Error with a reason for the user.
   */
  write(grow: boolean, roots: readonly string[]): boolean {
    const entries = new Map(
      [...this.#entries].filter(([name]) => this.#settled.has(name) || !isGone(this.#pathOf(name), roots)),
    );
    for (const [name, { left, found }] of this.#settled)
      entries.set(name, grow || !this.exists ? joined(left, found) : left);
    const text = formatBaseline(entries);
    if (this.exists && text === formatBaseline(this.#entries)) return false;
    try {
      const bytes = Buffer.from(text);
      if (bytes.length > LARGEST) {
        throw new Error(`it would have ${formatFileSize(bytes.length)}, and the limit is ${formatFileSize(LARGEST)}`);
      }
      if (!this.exists) writeAtomically(this.path, bytes);
      else {
        const real = realpathSync(this.path);
        writeAtomically(real, bytes, statSync(real));
      }
      return true;
    } catch (error) {
      throw new Error(reasonOf(error));
    }
  }

  #nameOf(path: string): string {
    return nameIn(dirname(this.path), path);
  }

  #pathOf(name: string): string {
    return resolve(dirname(this.path), name);
  }
}

/** By what a baseline in a folder knows a file. */
export function nameIn(folder: string, path: string, paths: PathRules = nodePath): string {
  return slashed(paths.relative(folder, path), paths);
}

function isGone(path: string, roots: readonly string[]): boolean {
  const isBelow = roots.some((root) => path === root || path.startsWith(root.endsWith(sep) ? root : root + sep));
  return isBelow && !existsSync(path);
}

function counted(linted: FoundText, found: FoundText["withheld"]): BaselineEntry[] {
  const entries = new Map<string, BaselineEntry>();
  for (const place of found) {
    const key = keyOf(place, linted.source, linted.report);
    const name = keyText(key);
    entries.set(name, { ...key, count: (entries.get(name)?.count ?? 0) + 1 });
  }
  return [...entries.values()];
}

/** Both lists; of what is in both, the greater count. */
function joined(left: readonly BaselineEntry[], found: readonly BaselineEntry[]): BaselineEntry[] {
  const all = new Map(left.map((entry) => [keyText(entry), entry]));
  for (const entry of found) {
    const name = keyText(entry);
    if (entry.count > (all.get(name)?.count ?? 0)) all.set(name, entry);
  }
  return [...all.values()];
}
