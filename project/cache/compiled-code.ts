import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import module from "node:module";
import { dirname, join } from "node:path";
import { buildId } from "./build-id.js";
import { prepareFolder, usualCacheFolder } from "./cache-folder.js";

/** What Node has for this since version 22.1. */
interface CompileCache {
  readonly enableCompileCache?: (folder: string) => unknown;
}

/** A folder with the code of one build. Node would leave what it has of files that are gone. */
const CODE = /^code-[0-9a-f]{16}$/;

/** Folders of other builds in which nothing new has come for so long are removed. */
const OLD_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * Has Node keep faqlint's own code as V8 has compiled it, in the user's folder for caches, and load what is kept of it: from now on,
 * where Node can do so and the environment does not say otherwise (`NODE_COMPILE_CACHE`, `NODE_DISABLE_COMPILE_CACHE`). Where nothing
 * can be written, nothing is kept.
 */
export function keepCompiledCode(variables: Readonly<Record<string, string | undefined>>): void {
  const { enableCompileCache } = module as CompileCache;
  const build = buildId();
  if (enableCompileCache === undefined || build === undefined) return;
  const { NODE_COMPILE_CACHE, NODE_DISABLE_COMPILE_CACHE } = variables;
  if (NODE_COMPILE_CACHE !== undefined || NODE_DISABLE_COMPILE_CACHE !== undefined) return;
  try {
    const folder = join(usualCacheFolder(variables), `code-${build.slice(0, 16)}`);
    if (!existsSync(folder)) {
      prepareFolder(folder);
      mkdirSync(folder, { mode: 0o700 });
      removeOld(dirname(folder));
    }
    enableCompileCache(folder);
  } catch {
    // It takes longer then, and nothing else.
  }
}

function removeOld(caches: string): void {
  for (const name of readdirSync(caches).filter((each) => CODE.test(each))) {
    const folder = join(caches, name);
    if (Date.now() - statSync(folder).mtimeMs > OLD_MS) rmSync(folder, { recursive: true, force: true });
  }
}
