import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../../engine/diagnostics.js";
import type { TextEdit } from "../../../engine/text/edits.js";
import { JoinedCells } from "../../../project/notebook/joined-cells.js";

const CELLS = [
  "%load_ext x\nimport os\n",
  "%%bash\nls\n",
  "%%time\nimport re\n%time os.getcwd()",
  "files = !ls\nlast = 1",
];
const joined = new JoinedCells(CELLS);

/** An edit of the place where some text stands. */
function edit(text: string, replacement: string): TextEdit {
  const start = joined.python.indexOf(text);
  expect(start).toBeGreaterThanOrEqual(0);
  return { span: { start, end: start + text.length }, replacement };
}

const insertion = (offset: number, replacement: string): TextEdit => {
  return { span: { start: offset, end: offset }, replacement };
};

/** The cells after a repair; undefined where it is not possible. */
function repaired(...edits: readonly TextEdit[]): readonly string[] | undefined {
  const finding: Diagnostic = {
    rule: "rule",
    severity: "error",
    message: "",
    question: "signal-handlers",
    faqUrl: "",
    span: { start: 0, end: 0 },
    related: [],
    tags: [],
    fix: () => ({ title: "", safety: "safe", edits }),
    fixSafety: "safe",
  };
  const fix = joined.withPossibleFix(finding).fix();
  return fix === null ? undefined : joined.edited(fix.edits);
}

describe("the cells of a notebook as one text", () => {
  it("are Python, those in other languages left out, each with a line feed behind it", () => {
    expect(joined.python).toBe("0          \nimport os\n\nimport re\n0;    os.getcwd()\nfiles = 0  \nlast = 1\n");
    expect(joined.written).toBe("%load_ext x\nimport os\n\nimport re\n%time os.getcwd()\nfiles = !ls\nlast = 1\n");
    expect(joined.places.map(({ cell }) => cell)).toEqual([0, 2, 3]);
  });

  it("take edits, each in its cell", () => {
    expect(
      repaired(edit("os", "sys"), edit("import re", "import json"), edit("last", "end"), edit("files", "names")),
    ).toEqual([
      "%load_ext x\nimport sys\n",
      "%%bash\nls\n",
      "%%time\nimport json\n%time os.getcwd()",
      "names = !ls\nend = 1",
    ]);
  });

  it("lose the line feed of the line that has become the last", () => {
    expect(repaired(edit("last = 1\n", ""))?.[3]).toBe("files = !ls");
    expect(repaired(edit("import os\n", ""))?.[0]).toBe("%load_ext x\n");
  });

  it("have what is inserted in front of a cell behind its magic, and what is behind all on a line of its own", () => {
    const start = joined.python.indexOf("import re");
    expect(repaired(insertion(start, "import json\n"))?.[2]).toBe("%%time\nimport json\nimport re\n%time os.getcwd()");
    expect(repaired(insertion(joined.python.length, "end = 2\n"))?.[3]).toBe("files = !ls\nlast = 1\nend = 2");
  });

  it("take no edit of what only IPython understands, nor one over several cells", () => {
    const command = joined.python.indexOf("0  \nlast");
    expect(repaired(edit("0          \n", ""))).toBeUndefined();
    expect(repaired(edit("files = 0", ""))).toBeUndefined();
    expect(repaired(edit("os\n\nimport re", ""))).toBeUndefined();
    expect(repaired(insertion(command + 1, "\n"))).toBeUndefined();
    expect(repaired(insertion(command + 3, " + 1"))).toBeUndefined();
    expect(repaired(insertion(0, "x = "))).toBeUndefined();
    expect(repaired(edit("os.getcwd()", "with x:\n    y"))).toBeUndefined();
    expect(repaired(edit("os.getcwd()", "os.getcwdb()"))?.[2]).toBe("%%time\nimport re\n%time os.getcwdb()");
    expect(repaired(insertion(command + 3, "\nx = 1"))?.[3]).toBe("files = !ls\nx = 1\nlast = 1");
    expect(repaired(insertion(command, "\n"))).toBeUndefined();
    expect(repaired(insertion(0, "import json\n"))?.[0]).toBe("import json\n%load_ext x\nimport os\n");
  });
});
