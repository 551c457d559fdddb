import { isAbsolute, relative, sep } from "node:path";

/** A path as users see it: relative to the folder they are in when it lies inside, with forward slashes. */
export function shownPath(path: string, cwd: string): string {
  const inside = relative(cwd, path);
  const isOutside = inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside);
  const shown = isOutside ? path : inside === "" ? "." : inside;
  return sep === "/" ? shown : shown.replaceAll(sep, "/");
}
