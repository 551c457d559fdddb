import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { buildScopes } from "../../../engine/semantics/scope-builder.js";
import type { Scope, ScopeTable } from "../../../engine/semantics/scopes.js";
import { formatPythonVersion, NEWEST_PYTHON, OLDEST_PYTHON } from "../../../engine/versions.js";
import { checkConformance, libraryFiles } from "../../../tools/conformance/run.js";
import { findInterpreters } from "../../harness/interpreters.js";
import { parseText, startParser } from "../../support/parser.js";

beforeAll(startParser);

/** So many files, evenly spread over each library: enough to meet most constructs, quick enough for each run. */
const FILES = 25;
const PROGRAMS = fileURLToPath(new URL("scope-programs", import.meta.url));
const interpreters = await findInterpreters();

describe.each(interpreters.map((each) => [formatPythonVersion(each.version), each] as const))(
  "scopes as Python %s",
  (_, interpreter) => {
    it("have the names that its symtable says, over its own library", () => {
      const paths = libraryFiles(interpreter);
      const some = paths.filter((_path, index) => index % Math.ceil(paths.length / FILES) === 0);
      const { differences, names } = checkConformance(interpreter, some);
      expect([...differences]).toEqual([]);
      expect(names).toBeGreaterThan(500);
    });

    it("have the names that its symtable says, over odd programs", () => {
      const paths = readdirSync(PROGRAMS).map((name) => join(PROGRAMS, name));
      const { differences, files, names } = checkConformance(interpreter, paths);
      expect([...differences]).toEqual([]);
      expect(files).toBeGreaterThan(0);
      expect(names).toBeGreaterThan(50);
    });
  },
);

describe("a scope", () => {
  const PROGRAM = `
import os
def outer(a, b):
    c = 1
    def inner():
        global d
        d = a
        return c, len, os
    class C:
        e = a
        __f = e
        def m(self): return __class__, self.__f, e
    return inner
`;
  const scopeOf = ({ scopes }: ScopeTable, name: string): Scope => {
    const found = scopes.find(({ node }) => node.field("name")?.text === name);
    if (found === undefined) throw new Error(`no scope ${name}`);
    return found;
  };

  it("tells where names are kept", () => {
    const table = buildScopes(parseText(PROGRAM), NEWEST_PYTHON);
    const storages = (name: string, names: readonly string[]): string[] =>
      names.map((each) => `${each}: ${scopeOf(table, name).storageOf(each)}`);
    expect(storages("outer", ["a", "b", "c", "os"])).toEqual(["a: cell", "b: local", "c: cell", "os: implicit-global"]);
    expect(storages("inner", ["a", "d", "len"])).toEqual(["a: free", "d: global", "len: implicit-global"]);
    expect(storages("C", ["e", "__f", "a"])).toEqual(["e: local", "__f: local", "a: free"]);
    expect(storages("m", ["e", "__class__", "self"])).toEqual(["e: implicit-global", "__class__: free", "self: local"]);
    expect(table.module.storageOf("d")).toBe("global");
    expect(table.module.storageOf("os")).toBe("local");
  });

  it("keeps private names under the name of the class", () => {
    const table = buildScopes(parseText(PROGRAM), NEWEST_PYTHON);
    expect([...scopeOf(table, "C").variables.keys()]).toEqual(["e", "_C__f", "m"]);
    expect(scopeOf(table, "C").lookup("__f")?.name).toBe("_C__f");
    expect(scopeOf(table, "outer").lookup("__f")).toBeUndefined();
  });

  it("of Python 2 keeps the names of list comprehensions, and may get any name by exec", () => {
    const text = "def f(code, d):\n    [x for x in d]\n    exec code\ndef g(code, d):\n    exec code in d\n";
    const table = buildScopes(parseText(text), OLDEST_PYTHON);
    expect([...scopeOf(table, "f").variables.keys()]).toEqual(["code", "d", "x"]);
    expect([scopeOf(table, "f").isDynamic, scopeOf(table, "g").isDynamic]).toEqual([true, false]);
  });

  it("knows the variables that Python 2 reads between backquotes", () => {
    const text = "import os\nprint `os.name`\n";
    const [only] = buildScopes(parseText(text), OLDEST_PYTHON).module.lookup("os")?.references ?? [];
    expect(only?.text).toBe("`os.name`");
  });
});
