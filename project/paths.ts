import * as nodePath from "node:path";
import { pathToFileURL } from "node:url";

/** How paths are written on a machine: `node:path`, or for tests one of its two halves. */
export type PathRules = Pick<typeof nodePath, "dirname" | "isAbsolute" | "relative" | "resolve" | "sep">;

/** A path with forward slashes, as all files and reports have it that are read on other machines. */
export function slashed(path: string, { sep }: Pick<PathRules, "sep"> = nodePath): string {
  return sep === "/" ? path : path.replaceAll(sep, "/");
}

/**
 * The way from a folder down to a path, with forward slashes; empty for the folder itself, undefined for a path that
 * does not lie in it.
 */
export function insideOf(folder: string, path: string, paths: PathRules = nodePath): string | undefined {
  const inside = paths.relative(folder, path);
  // On another drive nothing is relative to the folder.
  const isOutside = inside === ".." || inside.startsWith(`..${paths.sep}`) || paths.isAbsolute(inside);
  return isOutside ? undefined : slashed(inside, paths);
}

/**
 * A path as part of a URI: relative, or with `file:` in front of it for an absolute one.
 *
 * @param path with forward slashes.
 * @param windows whether a letter and a colon are the name of a drive.
 */
export function uriOf(
  path: string,
  windows = nodePath.sep === "\\",
): { readonly uri: string; readonly isAbsolute: boolean } {
  const isAbsolute = windows ? nodePath.win32.isAbsolute(path) : path.startsWith("/");
  // Halves of surrogate pairs cannot be in a URI; in a file name they stand for what is no UTF-16.
  const valid = path.replace(/\p{Cs}/gu, "\ufffd");
  if (isAbsolute) {
    // With forward slashes a server would be taken for a folder.
    const native = windows ? valid.replaceAll("/", "\\") : valid;
    return { uri: pathToFileURL(native, { windows }).href, isAbsolute };
  }
  return { uri: valid.split("/").map(encodeURIComponent).join("/"), isAbsolute };
}
