import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const RULE = "-".repeat(79);

/**
 * The licences of the packages that files come from, as one text.
 *
 * @param files paths from `root`, with `/`; those that are in no package do not count.
 * @param other a file that already holds licences and comes first.
 * @throws Error when a package has no file with its licence.
 */
export function licencesOf(files: readonly string[], root: string, other: string): string {
  const folders = new Set(files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file) ?? []));
  const others = readFileSync(other, "utf8").trim();
  const parts = [...folders].sort().map((folder) => licenceIn(join(root, folder)));
  // A package that is used by both bundles may lie in two places.
  const further = [...new Set(parts)].filter((part) => !others.includes(part));
  return `${[others, ...further].join(`\n\n${RULE}\n\n`)}\n`;
}

/**
 * The licence of the package in a folder, below its name and version.
 *
 * @throws Error for a package without one.
 */
export function licenceIn(folder: string): string {
  const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Record<string, string>;
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${folder} has no file with its licence`);
  return `${name} ${version}\n\n${readFileSync(join(folder, file), "utf8").trim()}`;
}
