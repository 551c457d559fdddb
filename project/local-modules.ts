import { type Dirent, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { existsIn } from "../engine/knowledge/modules.js";
import { NEWEST_PYTHON } from "../engine/versions.js";

/** The modules a folder offers to the programs that have it on their path. */
interface FolderContent {
  readonly isPackage: boolean;
  readonly modules: ReadonlySet<string>;
}

/** Which top-level names `import` finds among a project's own files. */
export class LocalModules {
  readonly #contents = new Map<string, FolderContent>();
  readonly #names = new Map<string, ReadonlySet<string>>();

  /**
   * The names that a file in `folder` can import from its own project: what lies beside it, or beside the outermost
   * package it is part of, and what lies in the project's root and its `src` folder.
   *
   * @param root the project's root, if the folder belongs to a project.
   */
  namesIn(folder: string, root: string | undefined): ReadonlySet<string> {
    const start = this.#outermostPackageParent(folder);
    const key = `${start}\n${root ?? ""}`;
    let names = this.#names.get(key);
    if (names === undefined) {
      const folders = root === undefined ? [start] : [start, root, join(root, "src")];
      names = new Set(folders.flatMap((each) => [...this.#contentOf(each).modules]));
      this.#names.set(key, names);
    }
    return names;
  }

  /**
   * The names that only Python 2 finds: a file in a package could import the modules beside it without a dot, and they
   * came before the standard library.
   */
  implicitlyRelativeNamesIn(folder: string): ReadonlySet<string> {
    const { isPackage, modules } = this.#contentOf(folder);
    return isPackage ? modules : new Set();
  }

  #outermostPackageParent(folder: string): string {
    let outer = folder;
    while (this.#contentOf(outer).isPackage && dirname(outer) !== outer) outer = dirname(outer);
    return outer;
  }

  #contentOf(folder: string): FolderContent {
    let content = this.#contents.get(folder);
    if (content === undefined) {
      content = readContent(folder);
      this.#contents.set(folder, content);
    }
    return content;
  }
}

function readContent(folder: string): FolderContent {
  const modules = new Set<string>();
  const entries = entriesOf(folder);
  for (const entry of entries) {
    const name = entry.isDirectory() || entry.isSymbolicLink() ? packageName(folder, entry) : moduleName(entry.name);
    if (name !== undefined && /^[^\W\d]\w*$/u.test(name)) modules.add(name);
  }
  return { isPackage: entries.some(({ name }) => name === "__init__.py"), modules };
}

/** `a.py`, `a.pyw` and compiled modules such as `a.cpython-313-x86_64-linux-gnu.so`, which may lie beside their sources. */
function moduleName(fileName: string): string | undefined {
  const name = /^([^.]+)\.(?:pyw?|pyx|(?:[\w-]+\.)*(?:so|pyd))$/.exec(fileName)?.[1];
  return name === "__init__" ? undefined : name;
}

/**
 * The name of a folder that can be imported: one that holds `__init__.py` or, if it only holds other Python files, one
 * without a namesake in the standard library, which is then found first.
 */
function packageName(folder: string, { name }: Dirent): string | undefined {
  const entries = entriesOf(join(folder, name));
  if (entries.length === 0) return moduleName(name);
  if (entries.some((entry) => entry.name === "__init__.py")) return name;
  return entries.some((entry) => /\.py$/.test(entry.name)) && !existsIn(name, NEWEST_PYTHON) ? name : undefined;
}

/** What a folder holds; nothing when it is none or cannot be read. */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
