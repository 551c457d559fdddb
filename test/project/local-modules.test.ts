import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { LocalModules } from "../../project/local-modules.js";
import { temporaryFolder } from "../support/folder.js";

function names(folder: string, root?: string): string[] {
  return [...new LocalModules().namesIn(folder, root)].sort();
}

describe("local modules", () => {
  it("are the modules and packages beside a script", () => {
    const folder = temporaryFolder({
      "script.py": "",
      "queue.py": "",
      "window.pyw": "",
      "fast.cpython-313-x86_64-linux-gnu.so": "",
      "old.pyd": "",
      "notes.txt": "",
      "not-a-module.py": "",
      "package/__init__.py": "",
      "namespace/part.py": "",
      "data/file.txt": "",
    });
    expect(names(folder)).toEqual(["fast", "namespace", "old", "package", "queue", "script", "window"]);
  });

  it("are not folders that the standard library hides", () => {
    const folder = temporaryFolder({ "threading/lesson.py": "", "popen2/lesson.py": "", "signal/__init__.py": "" });
    expect(names(folder)).toEqual(["popen2", "signal"]);
  });

  it("lie beside the outermost package for a file inside one", () => {
    const folder = temporaryFolder({
      "top.py": "",
      "package/__init__.py": "",
      "package/queue.py": "",
      "package/inner/__init__.py": "",
      "package/inner/a.py": "",
    });
    expect(names(join(folder, "package", "inner"))).toEqual(["package", "top"]);
    const local = new LocalModules();
    expect([...local.implicitlyRelativeNamesIn(join(folder, "package"))].sort()).toEqual(["inner", "queue"]);
    expect([...local.implicitlyRelativeNamesIn(folder)]).toEqual([]);
  });

  it("also lie in the project's root and its src folder", () => {
    const folder = temporaryFolder({
      "setup.py": "",
      "src/imp/__init__.py": "",
      "tests/test_imp.py": "",
      "parser.py": "",
    });
    expect(names(join(folder, "tests"), folder)).toEqual(["imp", "parser", "setup", "test_imp", "tests"]);
  });

  it("may be links", () => {
    const folder = temporaryFolder({ "real/one/__init__.py": "", "real/two.py": "", "work/a.py": "" });
    symlinkSync(join("..", "real", "one"), join(folder, "work", "one"));
    symlinkSync(join("..", "real", "two.py"), join(folder, "work", "two.py"));
    expect(names(join(folder, "work"))).toEqual(["a", "one", "two"]);
  });

  it("are none in a folder that cannot be read", () => {
    expect(names(join(temporaryFolder(), "missing"))).toEqual([]);
  });
});
