import { describe, expect, it } from "vitest";
import { pythonOfCell } from "../../project/notebook-cells.js";

describe("the Python of a notebook's cell", () => {
  it.each([
    ["magics of a line", "%matplotlib inline\nx = 1\n", "0                 \nx = 1\n"],
    ["commands of the shell", "if x:\n    !ls\nfiles = !ls *.py\r\n", "if x:\n    0  \nfiles = 0       \r\n"],
    ["magics whose result is kept", "a, b = %run x\n", "a, b = 0     \n"],
    ["continued ones", "!pip install \\\n  x \\\n  y\nz = 1", "0             \n     \n   \nz = 1"],
    ["questions for help", "print?\n?a.b\n  x.y??\n%run?\n", "0     \n0   \n  0    \n0    \n"],
    ["cells that are not Python", "\n%%bash\nimport Queue\n", "\n      \n            \n"],
    ["the first line of those that are", "%%time\nimport os\n", "      \nimport os\n"],
  ])("has no %s", (_, cell, python) => {
    expect(pythonOfCell(cell)).toBe(python);
    expect(python).toHaveLength(cell.length);
  });

  it.each([
    "x = a % b\ny = (a\n% b)\n",
    'print("""\n%d items\n!\n""" % 3)\n',
    "s = '''a''' + \"#\" # '''\nx = 1 if a else b\n",
    "assert a != b\nprint('?')\n",
  ])("is left as it is elsewhere: %j", (cell) => {
    expect(pythonOfCell(cell)).toBe(cell);
  });
});
