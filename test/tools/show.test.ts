import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { discover } from "../../project/discovery.js";
import { explain, renderExplanation } from "../../tools/show/explain.js";
import { show } from "../../tools/show/run.js";
import { renderTree } from "../../tools/show/tree.js";
import { temporaryFolder } from "../support/folder.js";
import { libraryFolders } from "../support/libraries.js";
import { parseText, startParser } from "../support/parser.js";

beforeAll(startParser);

const PROGRAM = `import queue
import threading

jobs = queue.Queue()

def work(count):
    try:
        for _ in range(count):
            print(jobs.get())
    except queue.Empty:
        pass

threading.Thread(target=work(3)).start()
`;

/** The explanation of the first place where a text stands, without what all rules together say of the file. */
function explained(text: string, place: string): string {
  const request = { target: undefined, file: "a.py", path: undefined };
  const { sections, ...rest } = explain({ ...request, text, offset: text.indexOf(place) });
  const own = sections.filter(({ title }) => title !== "file");
  return renderExplanation({ ...rest, sections: own }, false);
}

describe("a place in a file", () => {
  it("is explained with all that the model knows", () => {
    expect(explained(PROGRAM, "jobs.get")).toBe(`a.py:9:19

node
  kind                  identifier
  text                  jobs
  place                 9:19-9:23
  field                 object
  inside                function: attribute < call < arguments: argument_list < call < expression_statement < body: block < for_statement < body: block < try_statement < body: block < function_definition work < module

scope
  chain                 6:1     function work
                        1:1     module

variable jobs
  belongs to            module, global
  bindings              4:1     assignment: jobs = queue.Queue()
  seen here             4:1     assignment: jobs = queue.Queue()
  references            1

expression jobs
  name                  -
  origins               4:8     call queue.Queue
  made by               queue.Queue
  callable              -
  use                   operated

expression jobs.get
  name                  -
  origins               external queue.Queue.get
  made by               -
  callable              takes at most 2 arguments, library queue.Queue.get
  use                   operated

expression jobs.get()
  name                  -
  origins               9:19    call queue.Queue.get
  made by               queue.Queue.get
  callable              -
  use                   passed to print

expression print(jobs.get())
  name                  -
  origins               9:13    call builtins.print
  made by               builtins.print
  callable              -
  use                   dropped

guards
  of imports            -
  of names              -

flow
  of                    6:1     def work(count): …
  step                  9:13    statement: print(jobs.get())
  reachable             yes
  before                8:13    target: _
  before, by exception  -
  next                  8:9     iteration: for _ in range(count): …
  next, by exception    10:12   except: queue.Empty
  always before         8:13    target: _
                        8:18    iterable: range(count)
`);
  });

  it("is told what runs when it is called, whose name it is, and what leads there", () => {
    const called = explained(PROGRAM, "work(3)");
    expect(called).toContain(
      "\n  callable              takes 1 argument\n  code                  6:1     def work(count): …\n",
    );
    expect(called).toContain("\n  use                   passed to threading.Thread\n");
    expect(called).toContain(
      "\n  always before         6:5     definition: work\n                        4:1     statement",
    );
    const parameter = explained(PROGRAM, "count)");
    expect(parameter).toContain("\n  belongs to  function work, local\n");
    const handler = explained(PROGRAM, "queue.Empty");
    expect(handler).toContain("\n  name                  queue.Empty\n");
    expect(handler).toMatch(
      /\n {2}before +-\n {2}before, by exception +8:18 +iterable: [^,]*\n +9:13 +statement: print/,
    );
    const free = explained("from m import *\ndef f(a):\n    def g():\n        return a\n", "a\n");
    expect(free).toContain("\n  belongs to            function f, of a scope around this one\n");
    expect(free).toContain("\n  import *              1:1     from m import *\n");
  });

  it("is explained where there is nothing, nothing is known, or nothing is parsed", () => {
    expect(explained("", "")).toContain("\n  kind                  module\n");
    expect(explained("x = 1  # note\n", "note")).toContain("\n  step        -\n");
    expect(explained("def f(:\n    x\n", "x")).toContain("damaged");
    const deep = `x = ${"[".repeat(20_000)}${"]".repeat(20_000)}\n`;
    expect(explained(deep, "]")).toContain('\n  kind                  "]"\n');
    const many = `${"x = 1\n".repeat(5000)}y\n`;
    expect(explained(many.replace("y", "x"), "x")).toContain("and 4980 more\n");
  });

  it("can be any in the library", { timeout: 120_000 }, () => {
    const { files } = discover(libraryFolders().slice(-2), process.cwd());
    if (files.length === 0) console.warn("NOT CHECKED: no library of a Python was found to be explained.");
    let state = 1;
    const random = (below: number): number => {
      state = (state * 48_271) % 2_147_483_647;
      return state % below;
    };
    for (let i = 0; i < 200 && files.length > 0; i++) {
      const file = files[random(files.length)] ?? "";
      const lines = readFileSync(file, "latin1").split(/\r\n|\r|\n/);
      const line = random(Math.max(1, lines.length - 1));
      // In bytes, so it may lie behind the end of a line that is not in ASCII.
      const column = random((lines[line] ?? "").length + 1);
      const place = `${file}:${line + 1}:${column + 1}`;
      const { output } = show([place], false);
      expect(output, place).toMatch(/\nfile\n|has \d+ (?:columns|lines?), there is no/);
    }
  });
});

describe("the tool", () => {
  const run = (...args: string[]) => show(args, false);

  it("tells the target and why, and what is found in the line", () => {
    const folder = temporaryFolder({
      "new.py": "import threading\n\nx = 1\nt = threading.Thread(target=print)\n",
      "old.py": "import os\nprint 1\n",
      "named.py": "#!/usr/bin/python3\n",
      "project/pyproject.toml": '[project]\nrequires-python = ">=3.8"\n',
      "project/a.py": "import queue\n",
      "project/queue.py": "",
    });
    const { output } = run(join(folder, "new.py:4:1"));
    expect(output).toContain("Python 3.14: the newest, since neither a project nor the text says more\n");
    expect(output).toMatch(/\n {2}rules awake .*thread-never-started/);
    expect(output).toMatch(/\n {2}findings +4:5 +error: .* \[thread-never-started\]\n/);
    expect(run(join(folder, "new.py:3:1")).output).toMatch(/\n {2}findings +-\n/);
    expect(run(join(folder, "old.py:1:1")).output).toContain("Python 2.7: line 2 is Python 2\n");
    expect(run(join(folder, "named.py:1:1")).output).toContain("Python 3.14: the file's first line says so\n");
    const inProject = run(join(folder, "project/a.py:1:8")).output;
    expect(inProject).toContain(`Python 3.14: the project in ${join(folder, "project")} says so\n`);
    expect(inProject).toMatch(/\n {2}name +-\n/);
    const given = run(join(folder, "new.py:1:1"), "--target-version", "2.7").output;
    expect(given).toContain("Python 2.7: --target-version says so\n");
  });

  it("explains whatever the project's settings select", () => {
    const folder = temporaryFolder({
      "a.py": "x = 1\n",
      "faqlint.toml": 'select = ["threads"]\nignore = ["general"]\n',
    });
    expect(run(join(folder, "a.py:1:1")).output).toContain("variable x");
  });

  it("speaks JSON", () => {
    const file = join(temporaryFolder({ "a.py": PROGRAM }), "a.py");
    const { sections, ...place } = JSON.parse(run(`${file}:9:19`, "--json").output);
    expect(place).toEqual({ file, line: 9, column: 19 });
    expect(sections[2]).toEqual({
      title: "variable jobs",
      facts: {
        "belongs to": "module, global",
        bindings: [{ line: 4, column: 1, text: "assignment: jobs = queue.Queue()" }],
        "seen here": [{ line: 4, column: 1, text: "assignment: jobs = queue.Queue()" }],
        references: "1",
      },
    });
  });

  it("is coloured only where that is wanted", () => {
    const place = `${join(temporaryFolder({ "a.py": "x\n" }), "a.py")}:1:1`;
    expect(show([place], false).output).not.toContain("\x1B");
    expect(show([place], true).output).toContain("\x1B[1mnode\x1B[0m\n  \x1B[2mkind");
  });

  it("prints the tree where there is no column", () => {
    const file = join(temporaryFolder({ "a.py": "a\nb\nc\n" }), "a.py");
    expect(
      run(file)
        .output.split("\n")
        .filter((line) => line.includes("identifier")),
    ).toHaveLength(3);
    expect(run(`${file}:2`).output).toMatch(/^module.*\n {2}expression_statement.*\n {4}identifier .*"b"\n$/);
    expect(run(`${file}:2-3`).output).toMatch(/"b"\n.*\n.*"c"/);
  });

  it("says what is wrong with a request", () => {
    const folder = temporaryFolder({ "a.py": "x = 1\n", "empty.py": "", "b.py": "x\0y" });
    const file = join(folder, "a.py");
    const wrong = (...args: string[]): string => {
      const { output, status } = run(...args);
      expect(status).toBe(2);
      return output;
    };
    expect(wrong(`${file}:2:1`)).toBe(`${file} has 1 line, there is no line 2\n`);
    expect(wrong(`${file}:0`)).toContain("there is no line 0");
    expect(wrong(`${file}:1-7`)).toContain("there is no line 7");
    expect(wrong(`${file}:1:7`)).toBe(`Line 1 of ${file} has 5 columns, there is no column 7\n`);
    expect(wrong(`${file}:1:0`)).toContain("there is no column 0");
    expect(wrong(join(folder, "none.py:1:1"))).toBe(`${join(folder, "none.py")}: no such file or directory\n`);
    expect(wrong(folder)).toContain("it is a folder");
    expect(wrong(join(folder, "b.py:1:1"))).toContain("NUL bytes");
    expect(wrong(`${file}:1:1`, "--target-version", "three")).toBe("three is no Python version.\n");
    expect(wrong(file, "--json")).toContain("name a column");
    expect(wrong()).toContain("Name one place.\n\nnpm run show -- FILE:LINE:COLUMN");
    expect(wrong(`${file}:1:1`, "--jsno")).toContain("--jsno");
    expect(run("--help")).toMatchObject({ status: 0, output: expect.stringContaining("--target-version X.Y  ") });
    expect(run(`${join(folder, "empty.py")}:1:1`).status).toBe(0);
  });
});

describe("the tree", () => {
  it("shows fields, kinds, places and texts", () => {
    expect(renderTree(parseText("x = f(1)\n"))).toBe(
      `module  [1:1-2:1]
  expression_statement  [1:1-1:9]
    assignment  [1:1-1:9]
      left: identifier  [1:1-1:2]  "x"
      "="  [1:3-1:4]
      right: call  [1:5-1:9]
        function: identifier  [1:5-1:6]  "f"
        arguments: argument_list  [1:6-1:9]
          "("  [1:6-1:7]
          integer  [1:7-1:8]  "1"
          ")"  [1:8-1:9]`,
    );
  });

  it("shows what touches some lines only", () => {
    const shown = renderTree(parseText("a\nb\nc\n"), 1, 1);
    expect(shown).toContain('"b"');
    expect(shown).not.toMatch(/"a"|"c"/);
  });

  it("survives deep nesting", () => {
    expect(renderTree(parseText(`x = ${"[".repeat(20_000)}${"]".repeat(20_000)}`), 5, 5)).toBe("");
  });
});
