import { describe, expect, it } from "vitest";
import { pathOfUri } from "../../server/uris.js";

describe("pathOfUri", () => {
  it.each([
    ["file:///home/me/x.py", "/home/me/x.py"],
    ["file:///home/me/a%20b%23%3F%25.py", "/home/me/a b#?%.py"],
    ["file:///home/%C3%A9t%C3%A9.py", "/home/été.py"],
    ["file:///home/été.py", "/home/été.py"],
    ["FILE:///x.py", "/x.py"],
    ["file:/x.py", "/x.py"],
    ["file://localhost/x.py", "/x.py"],
    ["file:///x.py#fragment", "/x.py"],
    ["file:///a\\b.py", "/a\\b.py"],
    ["file:///c%3A/x.py", "/c:/x.py"],
  ])("%s is %s where paths have slashes", (uri, path) => {
    expect(pathOfUri(uri, false)).toBe(path);
  });

  it.each([
    ["file:///c%3A/Users/x.py", "C:\\Users\\x.py"],
    ["file:///C:/Users/a%20b.py", "C:\\Users\\a b.py"],
    ["file:///c|/x.py", "C:\\x.py"],
    ["file:///c:", "C:\\"],
    ["file://server/share/x.py", "\\\\server\\share\\x.py"],
    ["file://localhost/d%3A/x.py", "D:\\x.py"],
    ["file:///dir/x.py", "\\dir\\x.py"],
  ])("%s is %s on Windows", (uri, path) => {
    expect(pathOfUri(uri, true)).toBe(path);
  });

  it.each([
    "untitled:Untitled-1",
    "vscode-notebook-cell:/x.ipynb#W0",
    "git:/home/x.py?ref",
    "http://localhost/x.py",
    "file:x.py",
    "file:///%zz.py",
    "file:///%FF.py",
    "file:///a%2Fb.py",
    "file:///a%00b.py",
    "",
  ])("%s has none", (uri) => {
    expect(pathOfUri(uri, false)).toBeUndefined();
    expect(pathOfUri(uri, true)).toBeUndefined();
  });

  it("knows no files of other hosts where paths have slashes", () => {
    expect(pathOfUri("file://server/share/x.py", false)).toBeUndefined();
  });

  it("takes no escaped backslash into a name on Windows", () => {
    expect(pathOfUri("file:///c:/a%5Cb.py", true)).toBeUndefined();
  });
});
