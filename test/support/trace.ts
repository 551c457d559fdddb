import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { onTestFinished } from "vitest";

/** Whether the system calls of a program can be watched here. */
export const CAN_TRACE = spawnSync("strace", ["-f", "-o", "/dev/null", "true"]).status === 0;

/** What a program and its threads did outside of their own memory; absolute paths, each once, sorted. */
export interface Traced {
  /** Files that it opened to read them. */
  readonly opened: readonly string[];
  /** Folders that it listed. */
  readonly listed: readonly string[];
  /** What it asked about without seeing what it holds, or in vain: whether it is there, what it is, where it leads. */
  readonly asked: readonly string[];
  /** What it made, changed, renamed or removed. */
  readonly changed: readonly string[];
  /** Programs that were started after the first, and processes that were forked. */
  readonly started: readonly string[];
  readonly network: readonly string[];
}

/** Watches a command: give its command line to {@link command}, run it, then ask {@link seen}. */
export class Trace {
  readonly #folder: string;
  readonly #cwd: string;

  /** @param cwd the folder that the command is run in. */
  constructor(cwd: string) {
    this.#folder = mkdtempSync(join(tmpdir(), "faqlint-trace-"));
    this.#cwd = cwd;
    onTestFinished(() => rmSync(this.#folder, { recursive: true, force: true }));
  }

  command(program: string, ...args: readonly string[]): [string, ...string[]] {
    // A file for each thread, in which no call is torn apart by another's; paths of descriptors beside them, and texts in full.
    const options = ["-ff", "-qq", "-y", "-s", "65536", "-e", "signal=none", "-o", join(this.#folder, "t")];
    const calls = "%file,%network,clone,clone3,fork,vfork,fchmod,fchown,ftruncate,futimens,fallocate";
    return ["strace", ...options, "-e", `trace=?${calls.replaceAll(",", ",?")}`, program, ...args];
  }

  seen(): Traced {
    const found: Record<keyof Traced, string[]> = {
      ...{ opened: [], listed: [], asked: [] },
      ...{ changed: [], started: [], network: [] },
    };
    for (const name of readdirSync(this.#folder)) {
      for (const line of readFileSync(join(this.#folder, name), "utf8").split("\n")) this.#take(line, found);
    }
    // The command itself.
    found.started.splice(0, 1);
    const once = (list: readonly string[]): string[] => [...new Set(list)].sort();
    const { opened, listed, asked, changed, started, network } = found;
    return { opened: once(opened), listed: once(listed), asked: once(asked), changed: once(changed), started, network };
  }

  #take(line: string, found: Record<keyof Traced, string[]>): void {
    const [, call = "", rest = ""] = /^(\w+)\((.*)$/s.exec(line) ?? [];
    if (call === "") return;
    const paths = this.#pathsIn(rest);
    if (/^exec/.test(call)) found.started.push(...paths.slice(0, 1));
    else if (/^(?:clone3?|v?fork)$/.test(call)) {
      if (!rest.includes("CLONE_THREAD")) found.started.push(call);
    } else if (/^(?:open|openat|openat2|creat)$/.test(call)) found[openingIn(call, rest)].push(...paths);
    else if (QUESTIONS.test(call)) found.asked.push(...paths);
    else if (NETWORK.test(call)) found.network.push(line);
    else if (!/^(?:[gs]etsockopt|getsockname|getpeername|socketpair|shutdown)$/.test(call))
      found.changed.push(...paths);
  }

  /** The paths of a call: what is quoted, relative to the descriptor before it, and those of descriptors that stand alone. */
  #pathsIn(args: string): string[] {
    const paths: string[] = [];
    let folder = this.#cwd;
    for (const [, descriptor, quoted] of args
      .split(" = ")[0]
      ?.matchAll(/(?:\w+<((?:[^>\\]|\\.)*)>|"((?:[^"\\]|\\.)*)")/g) ?? []) {
      if (quoted !== undefined && quoted !== "") paths.push(resolve(folder, unescaped(quoted)));
      else if (quoted === "") paths.push(folder);
      folder = descriptor === undefined ? this.#cwd : unescaped(descriptor);
      // Other descriptors are of sockets, pipes and the like, which have no place.
      if (folder.startsWith("/") && descriptor !== undefined && !args.includes('"')) paths.push(folder);
    }
    return paths;
  }
}

const QUESTIONS =
  /^(?:access|faccessat2?|stat|lstat|statx|newfstatat|fstatat64|statfs|readlink|readlinkat|getcwd|chdir|l?getxattr)$/;
const NETWORK = /^(?:socket|connect|bind|listen|accept4?|sendto|sendm?msg|recvfrom|recvm?msg)$/;

/** What a file is opened for. */
function openingIn(call: string, rest: string): "opened" | "listed" | "asked" | "changed" {
  if (call === "creat" || /\bO_(?:WRONLY|RDWR|CREAT|TRUNC|APPEND)\b/.test(rest)) return "changed";
  if (/ = -1 E/.test(rest)) return "asked";
  return rest.includes("O_DIRECTORY") ? "listed" : "opened";
}

/** What strace writes for bytes that are no printable ASCII. */
function unescaped(text: string): string {
  const bytes = text.replace(/\\(?:([0-7]{1,3})|x([0-9a-f]{2})|(.))/g, (_, octal, hex, other) => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    return { n: "\n", t: "\t", r: "\r", v: "\v", f: "\f" }[other as string] ?? other;
  });
  return Buffer.from(bytes, "latin1").toString("utf8");
}
