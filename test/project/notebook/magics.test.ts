import { describe, expect, it } from "vitest";
import { pythonOfCell } from "../../../project/notebook/magics.js";

describe("the Python of a notebook's cell", () => {
  it.each([
    ["magics of a line", "%matplotlib inline\nx = 1\n", "0                 \nx = 1\n"],
    ["commands of the shell", "if x:\n    !ls\nfiles = !ls *.py\r\n", "if x:\n    0  \nfiles = 0       \r\n"],
    ["magics whose result is kept", "a, b = %run x\n", "a, b = 0     \n"],
    ["keys that they are kept under", "x['a'] = !ls", "x['a'] = 0  "],
    ["continued ones", "!pip install \\\n  x \\\n  y\nz = 1", "0             \n     \n   \nz = 1"],
    ["questions for help", "print?\n?a.b\n  x.y??\n%run?\n", "0     \n0   \n  0    \n0    \n"],
    ["calls without brackets", ",f a b\n;f a\n/f 1, 2\n", "0     \n0   \n0      \n"],
    ["signs of magics that are left out", "pip install -U x\n", "0               \n"],
    ["paths", "cd ..", "0    "],
  ])("has no %s", (_, cell, python) => {
    expect(pythonOfCell(cell)).toEqual({ start: 0, text: python });
    expect(python).toHaveLength(cell.length);
  });

  it.each([
    ["%time worker.start()\n", "0;    worker.start()\n"],
    ["    %timeit -n 10 -r3 f(x)\n", "    0;                f(x)\n"],
    ["x = %time f()\n", "x =       f()\n"],
    ["%prun -s cumulative f()", "0;                  f()"],
    ["%time for x in y: f()", "0                    "],
    ["%time\n", "0    \n"],
  ])("has what a magic measures: %j", (cell, python) => {
    expect(pythonOfCell(cell)?.text).toBe(python);
  });

  it.each([
    "x = a % b\ny = (a\n% b)\n",
    "y = (a\n%b)\nz = a \\\n%b\nw = [\n  1\n , 2]\n",
    'print("""\n%d items\n!\n""" % 3)\n',
    "s = '''a''' + \"#\" # '''\nx = 1 if a else b\n",
    "assert a != b\nprint('?')\n",
    "print \"x = %d\" % x\nexec 'y = !'\n",
    "ls = 1",
    "ls  = 1",
    "rm in x",
    "pip install x\nimport x",
    "",
    "  \n",
  ])("is left as it is elsewhere: %j", (cell) => {
    expect(pythonOfCell(cell)).toEqual({ start: 0, text: cell });
  });

  it.each([
    ["%timeit", " -nn"],
    ["%timeit", " -n 1"],
    ["ls", " "],
    ["a", "["],
    ["x = ", '"'],
    ["", "%"],
    ["?", "a."],
  ])("is found in time that grows with the length of a line: %j", (start, repeated) => {
    const begin = performance.now();
    for (const end of ["", "-", "=", "\n"]) pythonOfCell(start + repeated.repeat(50_000) + end);
    expect(performance.now() - begin).toBeLessThan(1000);
  });

  it("begins behind a magic that is about the whole cell", () => {
    expect(pythonOfCell("\n%%time\nimport os\n")).toEqual({ start: 8, text: "import os\n" });
    expect(pythonOfCell("%%capture out")).toEqual({ start: 13, text: "" });
  });

  it.each(["\n%%bash\nls\n", "%%writefile x.py\nimport os\n", "%sql\nselect 1\n", "%md \n# Title\n", "%%html"])(
    "is nothing where the cell is in another language: %j",
    (cell) => {
      expect(pythonOfCell(cell)).toBeUndefined();
    },
  );
});
