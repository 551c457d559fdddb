import { readFileSync } from "node:fs";

/** The name of the file, among those that were built, that tells builds apart. */
export const BUILD_ID = "build-id";

/** What tells this build of faqlint from others, which may find something else; undefined where it was not built. */
export function buildId(): string | undefined {
  try {
    return readFileSync(new URL(BUILD_ID, import.meta.url), "utf8").trim();
  } catch {
    return undefined;
  }
}
