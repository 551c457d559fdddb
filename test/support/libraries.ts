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

/** Files of the libraries found, every so many of them. */
export function libraryFiles(step: number): string[] {
  const files = libraryFolders().flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".py"))
      .sort()
      .filter((_, index) => index % step === 0)
      .map((name) => join(folder, name)),
  );
  if (files.length === 0) console.warn("NOT CHECKED: no library of a Python was found.");
  return files;
}
