import { existsSync } from "node:fs";
import { join } from "node:path";
import { readSmallFile } from "./small-file.js";

/** Folders that hold no code of the project they lie in: version control, caches, installed packages, build metadata. */
const EXCLUDED_NAMES = new Set([
  ".git",
  ".hg",
  ".svn",
  ".bzr",
  ".jj",
  ".tox",
  ".nox",
  ".eggs",
  ".direnv",
  ".ipynb_checkpoints",
  ".faqlint-cache",
  ".mypy_cache",
  ".pytest_cache",
  ".pytype",
  ".pyre",
  ".ruff_cache",
  ".hypothesis",
  "__pycache__",
  "__pypackages__",
  "node_modules",
  "site-packages",
  "dist-packages",
]);

const EXCLUDED_NAME = /\.(?:egg|egg-info|dist-info)$/;

/** The line every folder that calls itself a cache by the Cache Directory Tagging Specification begins its tag with. */
const CACHE_SIGNATURE = "Signature: 8a477f597d28d172789f06886806bc55";

/** Whether a folder is left out for its name alone. */
export function isExcludedName(name: string): boolean {
  return EXCLUDED_NAMES.has(name) || EXCLUDED_NAME.test(name);
}

/** Whether a folder is left out for what it holds: a virtual environment, old or new, or a cache. */
export function isExcludedForContent(folder: string, names: ReadonlySet<string>): boolean {
  if (names.has("pyvenv.cfg") || names.has("conda-meta")) return true;
  if (names.has("CACHEDIR.TAG") && isCacheTag(join(folder, "CACHEDIR.TAG"))) return true;
  // virtualenv wrote no pyvenv.cfg before version 20, but always this script.
  return ["bin", "Scripts"].some((bin) => names.has(bin) && existsSync(join(folder, bin, "activate_this.py")));
}

function isCacheTag(path: string): boolean {
  try {
    return readSmallFile(path).startsWith(CACHE_SIGNATURE);
  } catch {
    return false;
  }
}
