import { beforeAll, describe, expect, it } from "vitest";
import { NO_FACTS } from "../../../engine/facts.js";
import { guardOf, IMPORT_ERRORS, NAME_ERRORS } from "../../../engine/semantics/guards.js";
import { Model } from "../../../engine/semantics/model.js";
import { NEWEST_PYTHON, parsePythonVersion } from "../../../engine/versions.js";
import { parseText, startParser } from "../../support/parser.js";

beforeAll(startParser);

/** Compares the guard of every line with a comment `# guard: WORD` (`-` for none) with that word. */
function check(text: string, version?: string, errors: readonly string[] = IMPORT_ERRORS): void {
  const tree = parseText(text);
  const target = version === undefined ? NEWEST_PYTHON : parsePythonVersion(version);
  if (target === undefined) throw new Error(`no version: ${version}`);
  const model = new Model(tree, target, NO_FACTS);
  const given: string[] = [];
  const expected: string[] = [];
  for (const comment of tree.nodesOfKind("comment")) {
    const word = /^# guard: (\S+)$/.exec(comment.text)?.[1];
    if (word === undefined) continue;
    const line = tree.source.lines.lineAt(comment.start);
    const start = tree.source.lines.startOf(line) + (/^\s*/.exec(tree.source.lines.textOf(line))?.[0].length ?? 0);
    const node = tree.nodeAt({ start, end: start + 1 });
    given.push(`${line + 1}: ${guardOf(node, model, errors) ?? "-"}`);
    expected.push(`${line + 1}: ${word}`);
  }
  expect(expected.length).toBeGreaterThan(0);
  expect(given).toEqual(expected);
}

describe("guards by exceptions", () => {
  it("know what an except clause catches", () => {
    check(`
import contextlib
from contextlib import suppress
import plain  # guard: -
try:
    import a  # guard: caught
except ImportError:
    import b  # guard: fallback
    c = None
else:
    import d  # guard: fallback
finally:
    import e  # guard: -
try:
    import a  # guard: caught
except (KeyError, ModuleNotFoundError) as error:
    pass
try:
    import a  # guard: caught
except Exception:
    import b  # guard: fallback
class Own(Exception):
    pass
try:
    import a  # guard: -
except Own:
    pass
try:
    import a  # guard: caught
except:
    pass
try:
    import a  # guard: caught
except ImportError, error:
    pass
try:
    import a  # guard: caught
except IMPORT_FAILURES:
    pass
try:
    import a  # guard: -
except ValueError:
    import b  # guard: -
try:
    import a  # guard: -
finally:
    pass
with suppress(ImportError):
    import a  # guard: caught
with open("x") as f, contextlib.suppress(ValueError, ImportError):
    import a  # guard: caught
with open("x"):
    import a  # guard: -
class Test:
    def test(self):
        with self.assertRaises(ImportError):
            import a  # guard: caught
`);
  });

  it("know that a function's body runs later", () => {
    check(`
try:
    def f():
        import a  # guard: -
    class C:
        import a  # guard: caught
    g = lambda: __import__("a")  # guard: caught
except ImportError:
    def f():
        import b  # guard: fallback
def g():
    try:
        import a  # guard: caught
    except ImportError:
        return
`);
  });

  it("know a test of a feature from the handling of a failure", () => {
    check(`
try:
    unicode
except NameError:
    import a  # guard: fallback
try:
    long
    import a  # guard: asked
except NameError:
    import b  # guard: fallback
try:
    run()
except Exception:
    import traceback  # guard: -
try:
    run()
except OSError:
    import traceback  # guard: -
`);
  });

  it("ask about the exceptions of the use in question", () => {
    check(
      `
try:
    os.getcwdu()  # guard: caught
except AttributeError:
    pass
try:
    os.getcwdu()  # guard: -
except ImportError:
    pass
`,
      undefined,
      NAME_ERRORS,
    );
  });
});

describe("guards by conditions", () => {
  const VERSIONS = `
import sys, six
from sys import version_info as v
if sys.version_info >= (3, 12):
    import a  # guard: GE312
else:
    import b  # guard: LT312
if sys.version_info < (3,):
    import a  # guard: LT3
elif v[:2] < (3, 8):
    import b  # guard: LT38
elif six.PY3:
    import c  # guard: GE38
else:
    import d  # guard: NEVER
if sys.version_info[0] == 2 and sys.platform == "win32":
    import a  # guard: LT3WIN
if sys.version_info.major == 2 or unrelated():
    import a  # guard: -
if not sys.hexversion < 0x03000000:
    import a  # guard: GE3
if (3,) <= sys.version_info < (3, 12):
    import a  # guard: BETWEEN
if sys.version < "3":
    import a  # guard: LT3
if sys.version[0] == "2" or sys.version.startswith("2."):
    import a  # guard: LT3
if sys.version_info > (3, 13):
    import a  # guard: GE313
if 3 == sys.version_info[0]:
    import a  # guard: GE3
if (2, 7) > sys.version_info:
    import a  # guard: unreachable
NEW = sys.version_info >= (3, 12)
if NEW:
    import a  # guard: GE312
import a if NEW else b
value = __import__("x") if six.PY2 else None
`;
  const words: Record<string, Record<string, string>> = {
    "2.7": { GE312: "no", LT312: "yes", LT3: "yes", LT38: "no", GE38: "no", GE3: "no", BETWEEN: "no", GE313: "no" },
    "3.6": { GE312: "no", LT312: "yes", LT3: "no", LT38: "yes", GE38: "no", GE3: "yes", BETWEEN: "yes", GE313: "no" },
    "3.11": { GE312: "no", LT312: "yes", LT3: "no", LT38: "no", GE38: "yes", GE3: "yes", BETWEEN: "yes", GE313: "no" },
    "3.12": { GE312: "yes", LT312: "no", LT3: "no", LT38: "no", GE38: "yes", GE3: "yes", BETWEEN: "no", GE313: "no" },
    "3.13": { GE312: "yes", LT312: "no", LT3: "no", LT38: "no", GE38: "yes", GE3: "yes", BETWEEN: "no", GE313: "yes" },
  };

  it.each(Object.keys(words))("decide comparisons with the version for %s", (version) => {
    const text = VERSIONS.replace(/# guard: ([A-Z]\w+)/g, (_, word: string) => {
      if (word === "NEVER") return "# guard: unreachable";
      if (word === "LT3WIN") return `# guard: ${version === "2.7" ? "asked" : "unreachable"}`;
      return `# guard: ${words[version]?.[word] === "yes" ? "-" : "unreachable"}`;
    });
    check(text.replace("import a if NEW else b\n", ""), version);
  });

  it("know the order of Python's own tuples, where a patch release follows", () => {
    check(
      `
import sys
if sys.version_info == (3, 13):
    import a  # guard: unreachable
if sys.version_info <= (3, 13):
    import a  # guard: unreachable
if sys.version_info[:2] <= (3, 13):
    import a  # guard: -
if sys.version_info >= (3, 13, 1):
    import a  # guard: asked
if sys.version_info >= (3, 12, 5):
    import a  # guard: -
if sys.version_info[1] > 12:
    import a  # guard: -
if sys.version_info >= minimum:
    import a  # guard: asked
if sys.version[:3] == "2.7":
    import a  # guard: unreachable
`,
      "3.13",
    );
  });

  it("know what is asked about the place where the code runs", () => {
    check(`
import os, sys, typing, platform, importlib.util
from typing import TYPE_CHECKING
from compat import PY2, is_windows
if TYPE_CHECKING:
    import a  # guard: unreachable
else:
    import a  # guard: -
if typing.TYPE_CHECKING and more:
    import a  # guard: unreachable
if PY2:
    import a  # guard: asked
if not compat.PY3:
    import a  # guard: asked
if is_windows or os.name == "nt":
    import a  # guard: asked
if sys.platform.startswith("java"):
    import a  # guard: asked
if platform.python_implementation() == "PyPy":
    import a  # guard: asked
if importlib.util.find_spec("a"):
    import a  # guard: asked
if hasattr(os, "getcwdu"):
    import a  # guard: asked
def f(self):
    if hasattr(self, "name"):
        import a  # guard: -
if HAVE_CRYPT or _USE_CRYPT:
    import a  # guard: asked
if has_crypt(x):
    import a  # guard: -
if "a" in sys.modules:
    import a  # guard: asked
if options.verbose:
    import a  # guard: -
if win:
    import a  # guard: -
if bytes is str:
    import a  # guard: unreachable
if str != bytes:
    import a  # guard: -
if str is not bytes and x:
    import a  # guard: -
if 0:
    import a  # guard: unreachable
if False:
    import a  # guard: unreachable
DEBUG = False
if DEBUG:
    import a  # guard: -
for x in y:
    import a  # guard: -
else:
    import a  # guard: -
`);
  });

  it("follow decorators and early exits", () => {
    check(`
import sys, unittest
@unittest.skipIf(sys.version_info >= (3, 12), "gone")
def test():
    import a  # guard: asked
@unittest.skip("broken")
def test():
    import a  # guard: -
def f():
    if sys.version_info >= (3,):
        return None
    import a  # guard: unreachable
def f():
    if sys.platform == "win32":
        raise OSError
    import a  # guard: asked
def f():
    if sys.version_info < (3,):
        import b  # guard: unreachable
    else:
        sys.exit("Python 2 only")
    import a  # guard: unreachable
def f(x):
    if x:
        return None
    if sys.version_info < (3,):
        return None
    import a  # guard: -
def f():
    assert sys.version_info < (3,)
    import a  # guard: unreachable
import a  # guard: -
if sys.version_info[0] > 2:
    raise SystemExit("Python 2 only")
import a  # guard: unreachable
def f():
    import a  # guard: unreachable
`);
  });

  it("survive nesting that would exhaust the stack", () => {
    const text = `if ${"not ".repeat(5000)}x${" and y".repeat(5000)}:\n    import a  # guard: -\n`;
    check(text);
  });
});

describe("guards at the callers", () => {
  it("count for a function that is only mentioned behind them", () => {
    check(`
import sys
def old():
    import a  # guard: unreachable
def both():
    import b  # guard: -
def tried():
    import c  # guard: caught
def unused():
    import d  # guard: -
def recursive():
    recursive()
    import e  # guard: -
if sys.version_info < (3, 8):
    old()
    both()
both()
try:
    tried()
except ImportError:
    pass
class C:
    def method(self):
        import f  # guard: -
`);
  });
});
