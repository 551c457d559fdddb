import { builtin } from "../builtin.js";
import type { Answer, LintAnswer } from "../run/answer.js";
import type { UnlintedFile } from "../source-io.js";
import type { Surroundings } from "../surroundings.js";
import { packPath } from "./cache-folder.js";
import { CachePack } from "./cache-pack.js";

/** What is kept of an answer: what became of the file, whatever was asked of it beside that. */
export type KnownAnswer = Pick<LintAnswer, "kind" | "found" | "asked"> | UnlintedFile;

/**
 * What was found in files, by all that it depends on: the file's bytes and path, the settings and facts that hold for it, and the
 * build of faqlint. A result is a function of these, so that nothing ever needs to be thrown away for being out of date.
 */
export class ResultCache {
  readonly #pack: CachePack;
  readonly #salt: string;

  private constructor(pack: CachePack, build: string) {
    this.#pack = pack;
    // Classes of characters, by which words are told, come with Node.
    this.#salt = `${build} ${process.version}`;
  }

  /**
   * What runs have found in the files of one project, and what is to be kept for others.
   *
   * @param folder where caches are kept, an absolute path.
   * @param root the folder of the project.
   * @param build differs wherever faqlint may find something else.
   */
  static open(folder: string, root: string, build: string): ResultCache {
    return new ResultCache(new CachePack(packPath(folder, root, build)), build);
  }

  /** Results that are kept as long as this process is there. */
  static inMemory(): ResultCache {
    return new ResultCache(new CachePack(undefined), "");
  }

  /** The path of the file that results are kept in, if they are. */
  get path(): string | undefined {
    return this.#pack.path;
  }

  /** What was found in a file that is as this one, in surroundings that are as these. */
  find(path: string, bytes: Uint8Array, surroundings: Surroundings): KnownAnswer | undefined {
    const key = this.#keyOf(path, bytes, surroundings.keyOf(path));
    const answer = this.#pack.get(key) as KnownAnswer | undefined;
    return answer?.kind === "linted" && !surroundings.answersAsBefore(path, answer.asked) ? undefined : answer;
  }

  /**
   * Keeps what was found in a file. Failures are not kept: they may be no more than bad luck.
   *
   * @param surroundings those that were asked in {@link find}. What was found under others, since somebody has changed a setting
   * meanwhile, is not kept.
   */
  add(path: string, bytes: Uint8Array, answer: Answer, surroundings: Surroundings): void {
    const key = surroundings.keyOf(path);
    if (answer.kind === "linted") {
      if (answer.key !== key || answer.found.crashes !== undefined) return;
      const { kind, found, asked } = answer;
      this.#keep(this.#keyOf(path, bytes, key), { kind, found, asked });
    } else if (answer.kind === "skipped") this.#keep(this.#keyOf(path, bytes, key), answer);
  }

  /**
   * Writes what is new.
   *
   * @throws Error with a reason for the user.
   */
  save(): void {
    this.#pack.save();
  }

  #keep(key: string, answer: KnownAnswer): void {
    this.#pack.set(key, answer);
  }

  #keyOf(path: string, bytes: Uint8Array, surroundings: string): string {
    const hash = builtin("node:crypto")
      .createHash("sha256")
      .update(JSON.stringify([this.#salt, path, surroundings]));
    return hash.update(bytes).digest("base64url");
  }
}
