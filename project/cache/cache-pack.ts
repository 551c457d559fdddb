import { readFileSync, type Stats, statSync, utimesSync } from "node:fs";
import { writeAtomically } from "../atomic-write.js";
import { builtin } from "../builtin.js";
import { reasonOf } from "../failure.js";
import { prepareFolder, prune } from "./cache-folder.js";

/** The first line of a pack: what it is, in which form, and a digest of the rest. */
const HEADER = /^faqlint cache 1 ([\w-]{43})\n/;

/** A pack holds no more than this, in characters: the results of about 100,000 files. */
const MOST = 16 * 1024 * 1024;

/** Longer values are not kept, so that one of them does not take the place of all others. */
const LONGEST = MOST / 16;

const DAY_MS = 24 * 60 * 60 * 1000;

/** A value as JSON, and the day on which it was last of use. */
interface Entry {
  readonly day: number;
  readonly json: string;
}

/** By what a state of a file is told from another. */
type State = Pick<Stats, "ino" | "mtimeMs" | "size">;

/**
 * Values by keys, in one file: a run that finds all it looks for reads it once and writes nothing.
 *
 * Runs at the same time may share it. Each reads a whole state of it and replaces it in one step; what another has added meanwhile
 * is taken over. A file that is no pack, or damaged, counts as an empty one.
 */
export class CachePack {
  readonly path: string | undefined;
  readonly #today = Math.floor(Date.now() / DAY_MS);
  readonly #entries: Map<string, Entry>;
  readonly #used = new Set<string>();
  #state: State | undefined;
  #isChanged = false;

  /** @param path that of the file, which need not be there; undefined for values that are kept in memory alone. */
  constructor(path: string | undefined) {
    this.path = path;
    this.#state = path === undefined ? undefined : stateOf(path);
    this.#entries = path === undefined ? new Map() : entriesIn(path);
  }

  /** A value; undefined when there is none. */
  get(key: string): unknown {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#used.add(key);
    return JSON.parse(entry.json);
  }

  /** Keeps a value that JSON can hold. */
  set(key: string, value: unknown): void {
    const json = JSON.stringify(value);
    if (json.length > LONGEST) return;
    this.#entries.set(key, { day: this.#today, json });
    this.#isChanged = true;
  }

  /**
   * Writes what is new, and removes what is old.
   *
   * @throws Error with a reason for the user.
   */
  save(): void {
    if (this.path === undefined) return;
    try {
      if (this.#isChanged) this.#write(this.path);
      // Files that nobody needs any more are told by this.
      else if (this.#state !== undefined && Date.now() - this.#state.mtimeMs > DAY_MS) {
        utimesSync(this.path, new Date(), new Date());
      }
    } catch (error) {
      throw new Error(reasonOf(error));
    }
  }

  #write(path: string): void {
    prepareFolder(path);
    if (!isSame(stateOf(path), this.#state)) {
      for (const [key, entry] of entriesIn(path)) if (!this.#entries.has(key)) this.#entries.set(key, entry);
    }
    const text = this.#text();
    const digest = builtin("node:crypto").createHash("sha256").update(text).digest("base64url");
    writeAtomically(path, Buffer.from(`faqlint cache 1 ${digest}\n${text}`));
    this.#state = stateOf(path);
    this.#isChanged = false;
    prune(path);
  }

  /** The entries as lines, those that were last of use first; those that have no room are left out. */
  #text(): string {
    const entries = [...this.#entries].map(([key, { day, json }]) => {
      const last = this.#used.has(key) ? this.#today : day;
      return { key, last, line: `${key} ${last} ${json}\n` };
    });
    let size = 0;
    const kept = entries
      .sort((a, b) => b.last - a.last)
      .filter(({ key, line }) => {
        size += line.length;
        if (size > MOST) this.#entries.delete(key);
        return size <= MOST;
      });
    return kept.map(({ line }) => line).join("");
  }
}

/** What a pack holds; nothing if it is none, or is damaged. */
function entriesIn(path: string): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  const text = stateOf(path) === undefined ? "" : textOf(path);
  const header = HEADER.exec(text);
  const body = header === null ? "" : text.slice(header[0].length);
  if (header?.[1] !== builtin("node:crypto").createHash("sha256").update(body).digest("base64url")) return entries;
  for (const line of body.split("\n")) {
    const first = line.indexOf(" ");
    const second = line.indexOf(" ", first + 1);
    if (first <= 0) continue;
    entries.set(line.slice(0, first), { day: Number(line.slice(first + 1, second)), json: line.slice(second + 1) });
  }
  return entries;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** Undefined for what is no file, or none that was written here. */
function stateOf(path: string): State | undefined {
  try {
    const status = statSync(path);
    return status.isFile() && status.size <= 4 * MOST ? status : undefined;
  } catch {
    return undefined;
  }
}

function isSame(a: State | undefined, b: State | undefined): boolean {
  return a?.ino === b?.ino && a?.mtimeMs === b?.mtimeMs && a?.size === b?.size;
}
