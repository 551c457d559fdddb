import { posix, win32 } from "node:path";
import { describe, expect, it } from "vitest";
import { shownPath } from "../../cli/paths.js";
import { Repository } from "../../cli/repository.js";
import { nameIn } from "../../project/baseline/baseline.js";
import { insideOf, slashed, uriOf } from "../../project/paths.js";
import { Globs } from "../../project/settings/globs.js";

describe("paths of Windows", () => {
  it.each([
    ["C:\\project\\app\\src\\a.py", "src/a.py"],
    ["c:\\PROJECT\\app\\a.py", "a.py"],
    ["C:\\project\\app", "."],
    ["C:\\project\\other\\a.py", "C:/project/other/a.py"],
    ["D:\\a.py", "D:/a.py"],
    ["\\\\server\\share\\a.py", "//server/share/a.py"],
    ["C:\\project\\app\\..app\\a.py", "..app/a.py"],
  ])("%s is shown as %s", (path, shown) => {
    expect(shownPath(path, "C:\\project\\app", win32)).toBe(shown);
  });

  it("start at the root of the repository in reports", () => {
    const repository = new Repository("C:\\agent\\repo\\src", { BUILD_SOURCESDIRECTORY: "C:\\agent\\repo" }, win32);
    expect(repository.pathOf("in/a.py")).toBe("src/in/a.py");
    expect(repository.pathOf("..\\a.py")).toBe("a.py");
    expect(repository.pathOf("D:/a.py")).toBe("D:/a.py");
    expect(new Repository("C:\\agent\\repo-too", { GITHUB_WORKSPACE: "C:\\agent\\repo" }, win32).pathOf("a.py")).toBe(
      "a.py",
    );
  });

  it("are matched by globs, which have forward slashes", () => {
    const globs = new Globs("C:\\project\\app", ["build/", "/src/*_pb2.py", "!/src/keep_pb2.py"], win32);
    const matches = (path: string, isFolder = false): boolean => globs.match(path, isFolder);
    expect(matches("C:\\project\\app\\build", true)).toBe(true);
    expect(matches("C:\\project\\app\\in\\build\\a.py")).toBe(true);
    expect(matches("C:\\project\\app\\src\\a_pb2.py")).toBe(true);
    expect(matches("C:\\project\\app\\src\\keep_pb2.py")).toBe(false);
    expect(matches("C:\\project\\app\\in\\src\\a_pb2.py")).toBe(false);
    expect(matches("D:\\build\\a.py")).toBe(false);
    expect(matches("C:\\project\\app")).toBe(false);
  });

  it("are in baselines as everywhere", () => {
    expect(nameIn("C:\\project\\app", "C:\\project\\app\\src\\a.py", win32)).toBe("src/a.py");
    expect(nameIn("C:\\project\\app\\ci", "C:\\project\\app\\src\\a.py", win32)).toBe("../src/a.py");
  });

  it("become URIs", () => {
    expect(uriOf("C:/project/a b#.py", true)).toEqual({ uri: "file:///C:/project/a%20b%23.py", isAbsolute: true });
    expect(uriOf("//server/share/a.py", true)).toEqual({ uri: "file://server/share/a.py", isAbsolute: true });
    expect(uriOf("src/é.py", true)).toEqual({ uri: "src/%C3%A9.py", isAbsolute: false });
  });
});

describe("paths of other systems", () => {
  it("may have names that look like drives or have backslashes", () => {
    expect(uriOf("C:/a.py", false)).toEqual({ uri: "C%3A/a.py", isAbsolute: false });
    expect(uriOf("/in/a?\ud800.py", false)).toEqual({ uri: "file:///in/a%3F%EF%BF%BD.py", isAbsolute: true });
    expect(shownPath("/project/a\\b.py", "/project", posix)).toBe("a\\b.py");
    expect(slashed("a\\b", posix)).toBe("a\\b");
    expect(new Globs("/project", ["a/"], posix).match("/project/a\\b.py")).toBe(false);
  });

  it("are inside of a folder or not", () => {
    expect(insideOf("/project", "/project/a/b", posix)).toBe("a/b");
    expect(insideOf("/project", "/project", posix)).toBe("");
    expect(insideOf("/project", "/works", posix)).toBeUndefined();
    expect(insideOf("/", "/a", posix)).toBe("a");
  });
});
