import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { findInterpreters } from "../../test/harness/interpreters.js";

/** What one interpreter says of itself. */
export interface InterpreterListing {
  /** Such as `3.13.0`. */
  readonly release: string;
  readonly modules: readonly string[];
}

const LISTER = fileURLToPath(new URL("list_modules.py", import.meta.url));

/** Asks every CPython found for its modules; the listings are by feature version, such as `3.13`. */
export async function listInterpreters(): Promise<Map<string, InterpreterListing>> {
  const found = new Map<string, InterpreterListing>();
  for (const { command } of await findInterpreters()) {
    const run = spawnSync(command, ["-S", "-E", LISTER], { encoding: "utf8" });
    if (run.status !== 0) throw new Error(`${command} could not list its modules:\n${run.stderr}`);
    const { release, modules } = JSON.parse(run.stdout) as InterpreterListing;
    found.set(release.split(".").slice(0, 2).join("."), { release, modules });
  }
  return found;
}
