import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** The folders of the standard libraries of the Pythons on this machine; empty where there is none. */
export function libraryFolders(): string[] {
  const pyenv = join(process.env.PYENV_ROOT ?? join(homedir(), ".pyenv"), "versions");
  const prefixes = [
    ...(existsSync(pyenv) ? readdirSync(pyenv).map((name) => join(pyenv, name)) : []),
    "/usr",
    "/usr/local",
  ];
  return prefixes
    .map((prefix) => join(prefix, "lib"))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .filter((folder) => /[\\/]python\d\.\d+$/.test(folder) && existsSync(join(folder, "os.py")));
}
