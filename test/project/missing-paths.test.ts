import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { missingReason } from "../../project/missing-paths.js";
import { temporaryFolder } from "../support/folder.js";

describe("a path that leads to nothing", () => {
  it.each([
    ["worker.pi", 'no such file or directory; did you mean "worker.py"?'],
    ["wroker.py", 'no such file or directory; did you mean "worker.py"?'],
    ["sources/app.py", 'no such file or directory; did you mean "source"?'],
    ["source/apps.py", 'no such file or directory; did you mean "app.py"?'],
    ["b.py", "no such file or directory"],
    ["quite-different.py", "no such file or directory"],
    ["*.py", "no such file or directory; patterns are the shell's to understand: name the folder"],
  ])("%s", (name, reason) => {
    const folder = temporaryFolder({ "worker.py": "", "a.py": "", "source/app.py": "" });
    expect(missingReason(join(folder, name))).toBe(reason);
  });
});
