import { chmodSync, existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** What npm packs whether package.json names it or not, if it is there. */
const ALWAYS = ["package.json", "README.md", "LICENSE"];

/**
 * Gives all files that are packed the same mode, whatever the umask of whoever made them: npm puts modes into the archive.
 *
 * @param root the folder of package.json.
 * @param names the files and folders that package.json names.
 * @param programs those that can be run.
 */
export function settleModes(root: string, names: readonly string[], programs: readonly string[]): void {
  const waiting = [...ALWAYS, ...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const path = join(root, name);
    if (!existsSync(path)) continue;
    if (statSync(path).isDirectory()) waiting.push(...readdirSync(path).map((each) => `${name}/${each}`));
    else chmodSync(path, programs.includes(name) ? 0o755 : 0o644);
  }
}
