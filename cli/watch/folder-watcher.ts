import { type FSWatcher, statSync, watch } from "node:fs";
import { basename, join } from "node:path";
import { reasonOf } from "../../project/failure.js";

/** Programs save a file in several steps: so long nothing must have happened before it counts as done, in milliseconds. */
const QUIET = 100;
/** And so long a stream of changes is waited for at most. */
const PATIENCE = 2000;

interface Watched {
  readonly watcher: FSWatcher;
  /** What is at the path of the folder: another one can come into its place. */
  readonly inode: number;
}

/**
 * Notices when something changes in folders, each watched for itself: what lies in those that nobody searches, such as installed
 * packages, costs nothing. (Where `fs.watch` can watch all that is below a folder, on Linux, it watches each file there is.)
 */
export class FolderWatcher {
  readonly #isOfInterest: (path: string) => boolean;
  readonly #onFailure: (folder: string, reason: string) => void;
  readonly #watched = new Map<string, Watched>();
  readonly #changed = new Set<string>();
  #first = 0;
  #timer: NodeJS.Timeout | undefined;
  #resume: (() => void) | undefined;

  /**
   * @param isOfInterest whether it matters that something has changed, come or gone under a path.
   * @param onFailure told of a folder that cannot be watched.
   */
  constructor(isOfInterest: (path: string) => boolean, onFailure: (folder: string, reason: string) => void) {
    this.#isOfInterest = isOfInterest;
    this.#onFailure = onFailure;
  }

  /**
   * Watches these folders, and no others.
   *
   * @param since when it was found out which they are; what was changed in one of them after that counts. A time as `Date.now()` gives it.
   */
  watch(folders: Iterable<string>, since: number): void {
    const wanted = new Set(folders);
    for (const folder of [...this.#watched.keys()]) if (!wanted.has(folder)) this.#forget(folder);
    for (const folder of wanted) this.#add(folder, since);
  }

  /** Whether a folder is watched. */
  has(folder: string): boolean {
    return this.#watched.has(folder);
  }

  /** Waits until something has changed since the last time that this was asked; the paths, as far as they are known. */
  async changes(): Promise<string[]> {
    if (this.#changed.size === 0 || this.#timer !== undefined) {
      await new Promise<void>((resume) => {
        this.#resume = resume;
      });
    }
    const changed = [...this.#changed].sort();
    this.#changed.clear();
    return changed;
  }

  /** Watches nothing any more. */
  close(): void {
    clearTimeout(this.#timer);
    for (const folder of [...this.#watched.keys()]) this.#forget(folder);
  }

  #add(folder: string, since: number): void {
    const status = statSync(folder, { throwIfNoEntry: false });
    const known = this.#watched.get(folder);
    if (known !== undefined && known.inode === status?.ino) return;
    this.#forget(folder);
    // What is gone is missed in the folder around it.
    if (status === undefined) return;
    try {
      const watcher = watch(folder, (_, name) => this.#noticed(folder, name));
      watcher.on("error", () => this.#forget(folder));
      this.#watched.set(folder, { watcher, inode: status.ino });
    } catch (error) {
      this.#onFailure(folder, reasonOf(error));
      return;
    }
    if (status.mtimeMs >= since) this.#note(folder);
  }

  #forget(folder: string): void {
    this.#watched.get(folder)?.watcher.close();
    this.#watched.delete(folder);
  }

  #noticed(folder: string, name: string | null): void {
    // A folder that goes away, or comes into the place of another, is told of under its own name.
    const path = name === null || name === basename(folder) ? folder : join(folder, name);
    if (path === folder || this.#isOfInterest(path)) this.#note(path);
  }

  #note(path: string): void {
    const now = Date.now();
    if (this.#timer === undefined) this.#first = now;
    this.#changed.add(path);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#resume?.();
        this.#resume = undefined;
      },
      Math.min(QUIET, Math.max(0, this.#first + PATIENCE - now)),
    );
  }
}
