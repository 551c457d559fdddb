import { dirname } from "node:path";
import { InvalidArgumentError, Option } from "commander";
import type { Discovery } from "../project/discovery.js";
import { isInShard, parseShard, type Shard } from "../project/shard.js";
import type { Environment } from "./environment.js";
import { shownPath } from "./paths.js";
import { repositoryAround } from "./repository.js";

/** The option that splits a run among several machines. */
export function shardOption(): Option {
  return (
    new Option("--shard <I/N>", "check the Ith of N parts of the files")
      .argParser(toShard)
      // A baseline that is made of a part of the files would be missing the others.
      .conflicts(["updateBaseline", "growBaseline", "showSettings"])
  );
}

function toShard(text: string): Shard {
  const shard = parseShard(text);
  if (typeof shard === "string") throw new InvalidArgumentError(`${shard.charAt(0).toUpperCase()}${shard.slice(1)}.`);
  return shard;
}

/** Which of the files that a run could be about it is about. */
export class Share {
  readonly #shard: Shard | undefined;
  readonly #environment: Pick<Environment, "cwd" | "variables">;
  /** The folders from which the names of files start that decide, by the folder a file is in. */
  readonly #roots = new Map<string, string>();

  /** @param shard the part that is wanted; undefined for everything. */
  constructor(shard: Shard | undefined, environment: Pick<Environment, "cwd" | "variables">) {
    this.#shard = shard;
    this.#environment = environment;
  }

  /** Whether an absolute path is part of it. */
  has(path: string): boolean {
    return this.#shard === undefined || isInShard(shownPath(path, this.#rootOf(dirname(path))), this.#shard);
  }

  /** What was discovered, without what other parts take care of. */
  of({ files, problems, ...others }: Discovery): Discovery {
    return {
      ...others,
      files: files.filter((path) => this.has(path)),
      problems: problems.filter(({ path }) => this.has(path)),
    };
  }

  /** That of the file's repository, since its clones may lie in different places. */
  #rootOf(folder: string): string {
    const { cwd, variables } = this.#environment;
    const root = this.#roots.get(folder) ?? repositoryAround(folder, variables) ?? cwd;
    this.#roots.set(folder, root);
    return root;
  }
}
