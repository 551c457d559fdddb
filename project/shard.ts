import { builtin } from "./builtin.js";

/** One of the parts of equal rank into which a run is split. */
export interface Shard {
  /** Counted from 1. */
  readonly index: number;
  /** How many parts there are. */
  readonly count: number;
}

/** More machines than anybody has. */
const MOST_SHARDS = 1_000_000;

/**
 * Reads what a user wrote: `2/4` is the second of four parts.
 *
 * @returns a message that says what is wrong when it is none.
 */
export function parseShard(text: string): Shard | string {
  const [, index = "", count = ""] = /^(\d{1,15})\/(\d{1,15})$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (count === "" || shard.count === 0) return "write I/N: 2/4 is the second of four parts";
  if (shard.count > MOST_SHARDS) return `there can be at most ${MOST_SHARDS} parts`;
  if (shard.index === 0) return `parts are counted from 1: the first is 1/${shard.count}`;
  if (shard.index <= shard.count) return shard;
  return shard.count === 1
    ? "there is only one part, 1/1"
    : `the last of ${shard.count} parts is ${shard.count}/${shard.count}`;
}

/**
 * Whether a file belongs to a part. Every file belongs to exactly one of them, and its name alone decides which: it stays
 * there when other files come and go.
 *
 * @param name the file's path from a folder that all who take a part agree on, with forward slashes.
 */
export function isInShard(name: string, { index, count }: Shard): boolean {
  // macOS spells some letters otherwise than the other systems do.
  const hash = builtin("node:crypto").createHash("sha256").update(name.normalize("NFC")).digest();
  return hash.readUIntBE(0, 6) % count === index - 1;
}
