import { describe, expect, test } from "vitest";
import { parseAttributes } from "./attributes.js";
import { type Block, blocksOf } from "./block.js";
import { checkClaims, witnessesOf } from "./claims.js";
import { findInterpreters } from "./interpreters.js";

function block(markdown: string): Block {
  const [first] = blocksOf("a.md", markdown);
  if (first === undefined) throw new Error("there is no block");
  return first;
}

const fenced = (text: string, attributes = ""): string => `\`\`\`python ${attributes}\n${text}\n\`\`\`\n`;

describe("blocks", () => {
  test("are found with their lines, in lists too, and other languages are left alone", () => {
    const blocks = blocksOf("a.md", "x\n```python\na\n```\n- b\n  ~~~python\n  if b:\n      c\n  ~~~\n```sh\nd\n```\n");
    expect(blocks.map(({ text, line }) => ({ text, line }))).toEqual([
      { text: "a\n", line: 3 },
      { text: "if b:\n    c\n", line: 7 },
    ]);
  });

  test("inside a longer fence are no blocks", () => {
    expect(blocksOf("a.md", "````markdown\n```python\na\n```\n````\n")).toEqual([]);
  });

  test.each([
    ["```python\na", "never closed"],
    ["```py\na\n```", "called python, not py"],
    [fenced("a", "traget=2.7"), "unknown attribute traget=2.7"],
    [fenced("a", "target=2.5"), "no Python version that faqlint knows: 2.5"],
    [fenced("a", "python>=3.15"), "no Python version that faqlint knows: 3.15"],
    [fenced("a", "python>=3.8,<3.8"), "no Python version fulfils"],
    [fenced("a", "bom bom"), "given twice"],
    [fenced("a", "fixed"), "no block before this fixed one"],
    [fenced("# flagged: a-rule"), "no line above"],
    [fenced("a  # flagged:"), "not a rule's name"],
    [fenced('a  # flagged: a-rule "x'), 'cannot read "x'],
    [fenced("a  # exits: bad"), "exits: wants a number"],
  ])("that cannot be read are refused: %j", (markdown, message) => {
    expect(() => blocksOf("a.md", markdown)).toThrow(message);
  });

  test("are written with the line ends and the mark they ask for", () => {
    expect(block(fenced("a\nb", "eol=crlf bom")).text).toBe("\uFEFFa\r\nb\r\n");
    expect(block(fenced("a␍\nb", "unterminated")).text).toBe("a\r\nb");
  });

  test("a fixed block stands for the file of the block before it", () => {
    const [, fixed] = blocksOf("a.md", fenced("a", "target=2.7 path=b.py bom") + fenced("b", "fixed=unsafe"));
    expect(fixed?.attributes).toMatchObject({ path: "b.py", target: { major: 2, minor: 7 }, bom: false });
    expect(fixed?.before?.text).toBe("\uFEFFa\n");
    expect(fixed?.text).toBe("b\n");
  });
});

describe("markers", () => {
  test("are taken out of the text, and know the line they speak of", () => {
    const { text, expectations, claims, markdownLines } = block(
      fenced(
        'a()  # own  # flagged: r-1 "m \\" x" at "a", r-2 as hint  # raises: E\n# flagged: r-3 see "s" no fix\nb # hangs',
      ),
    );
    expect(text).toBe("a()  # own\nb\n");
    expect(markdownLines).toEqual([2, 4]);
    expect(expectations).toEqual([
      expect.objectContaining({ rule: "r-1", line: 0, message: 'm " x', at: "a", markdownLine: 2 }),
      expect.objectContaining({ rule: "r-2", line: 0, severity: "hint" }),
      expect.objectContaining({ rule: "r-3", line: 0, related: "s", fixable: false, markdownLine: 3 }),
    ]);
    expect(claims).toEqual([
      { kind: "raises", error: "E", line: 0, markdownLine: 2 },
      { kind: "hangs", markdownLine: 4 },
    ]);
  });

  test("that are ordinary comments stay", () => {
    expect(block(fenced("a  # hangs for a while\n# runs in a thread\n# it prints: x")).text).toBe(
      "a  # hangs for a while\n# runs in a thread\n# it prints: x\n",
    );
  });
});

test("conditions on the version", () => {
  const choice = parseAttributes("python>=3.8,<3.10").python;
  if (choice?.kind !== "all") throw new Error("not a condition");
  expect([7, 8, 9, 10].map((minor) => choice.accepts({ major: 3, minor }))).toEqual([false, true, true, false]);
});

describe("claims", async () => {
  const interpreter = (await findInterpreters()).at(-1);
  test("there is a CPython to put them to", () => {
    expect(interpreter).toBeDefined();
  });

  const problemsOf = async (text: string, attributes?: string): Promise<string> => {
    const problems = await checkClaims(block(fenced(text, attributes)), interpreter);
    return problems.join("\n");
  };

  test.each([
    ["print(1)  # prints: 1\nprint('2 three 4')  # prints: 2 ... 4"],
    ["import sys\nsys.exit(3)  # exits: 3\n# prints nothing"],
    ["import struct\nstruct.unpack('>h', b'')  # raises: struct.error: unpack requires"],
    ["import threading\nt = threading.Thread(target=len)\nt.start()\n# thread raises: TypeError"],
    ["import os, signal\nos.kill(os.getpid(), signal.SIGTERM)  # exits: -15"],
    ["import subprocess, sys\nsubprocess.call([sys.executable, '-c', 'while True: pass'])  # hangs"],
    ["a b  # raises: SyntaxError: invalid syntax"],
    ["import sys\nsys.stderr.write('a warning\\n')  # stderr: warn  # prints nothing"],
    ["pass  # runs"],
    ["print(1)  # prints: 1\n# stderr nothing"],
  ])("that hold: %j", async (text) => {
    expect(await problemsOf(text)).toBe("");
  });

  test.each([
    ["print(1)  # prints: 2", "a.md:2: line 1 of the output is `1`"],
    ["print(1)\nprint(2)\n# prints: 1", "line 2 of the output is `2`"],
    ["print(1)  # prints: 1\n# prints: 2", "line 2 of the output is missing"],
    ["print(1)  # prints nothing", "line 1 of the output is `1`"],
    ["print(1)  # prints: 1\nraise ValueError", "it ends with status 1"],
    ["raise ValueError  # raises: TypeError", "no TypeError was raised"],
    ["raise ValueError('abc')  # raises: ValueError: abd", "no ValueError: abd was raised"],
    ["pass  # raises: TypeError", "it ends with status 0"],
    ["x = 1  # raises: ZeroDivisionError\nx / 0", "not raised in this line: x = 1"],
    ["raise TypeError  # thread raises: TypeError", "no thread ends with an exception"],
    ["pass  # hangs", "it does not hang"],
    ["pass  # exits: 1", "it ends with status 0"],
    ["pass  # stderr: warn", "standard error does not say this"],
    ["1 / 0  # runs", "it ends with status 1"],
    ["import sys\nsys.stderr.write('a')  # stderr nothing", "standard error says something"],
  ])("that do not hold: %j", async (text, message) => {
    expect(await problemsOf(text)).toContain(message);
  });

  test("are put to those who have the module that the block needs", async () => {
    const needing = block(fenced("import json  # runs", "needs=json python=all"));
    const here = await findInterpreters();
    const { found } = await witnessesOf(needing, { major: 3, minor: 13 });
    expect(found.map(({ version }) => version)).toEqual(here.map(({ version }) => version));
    const nobody = block(fenced("import json  # runs", "needs=faqlint_is_no_module python=all"));
    expect(await witnessesOf(nobody, { major: 3, minor: 13 })).toEqual({ found: [], absent: ["every version"] });
  });

  test("a file run as a command is run by what its first line names", async () => {
    const shell = block(fenced("#!/bin/sh\necho $0\n# prints: ./a.py", "path=a.py executable"));
    expect(await checkClaims(shell, undefined)).toEqual([]);
  });
});
