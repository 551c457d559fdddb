import * as nodePath from "node:path";
import { insideOf, type PathRules, slashed } from "../project/paths.js";

/** A path as users see it: relative to the folder they are in when it lies inside, with forward slashes. */
export function shownPath(path: string, cwd: string, paths: PathRules = nodePath): string {
  const inside = insideOf(cwd, path, paths);
  return inside === "" ? "." : (inside ?? slashed(path, paths));
}
