import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { startParser } from "../support/parser.js";
import { blocksOf } from "./block.js";
import { FACTS, labelProblems } from "./facts.js";

beforeAll(startParser);

function problems(text: string, attributes = ""): string {
  const [block] = blocksOf("a.md", `\`\`\`python ${attributes}\n${text}\n\`\`\`\n`);
  if (block === undefined) throw new Error("there is no block");
  return labelProblems(block).join("\n");
}

describe("labels and facts", () => {
  test.each([
    ["a label alone stands for the text it is", 'x = 1  # label: x\nx  # binding of "x": x'],
    [
      "places are told apart by number",
      'x = 1  # label: first at "x"\nx = x  # binding of 2nd "x": first, 1st\n# label: 1st at 1st "x"',
    ],
    [
      "several stand in one comment",
      'x = 1  # label: x | scope of "x": module | owner of "x": module\nx  # binding of "x": x',
    ],
    [
      "a comment of its own speaks of the code above",
      'x = 1\n# label: x\n# references of x: used\n\nx\n# label: used at "x"',
    ],
    [
      "what goes over several lines is told by its first",
      'x = f(  # label: call at "f("\n    1)\nx  # origin of "x": call',
    ],
    [
      "a function is labelled at its name or its first line",
      'def f():  # label: f, whole at "def f():"\n    pass\nf  # origin of "f": f | code of "f": whole',
    ],
    [
      "an answer with a comma stands in quotes",
      'def f(*, a, b): pass\nf  # callable of "f": "takes no arguments and requires a=, b="',
    ],
    [
      "quoted text may have quotes and bars",
      'x = a or "|"  # label: x, text at "\\"|\\""\nx  # origin of "x": external builtins.a, text | binding of "x": x',
    ],
    ["a label may be asked for, and be the answer", "x = 1  # label: x | binding of x: x"],
    [
      "a label may be spelt like an answer",
      "module = 1  # label: module | scope of module: module | binding of module: module",
    ],
    ["a shebang is no fact", '#!/usr/bin/python\nlen  # name of "len": builtins.len'],
  ])("%s", (_, text) => {
    expect(problems(text)).toBe("");
  });

  test("see the block's attributes", () => {
    expect(problems('import q\nq.a  # name of "q.a": -', "local=q")).toBe("");
    const asked = 'import sys\nif sys.version_info[0] == 2:\n    import q  # import guard of "q": unreachable';
    expect(problems(asked)).toBe("");
    expect(problems(asked, "target=2.7")).toContain("but the model says: -");
  });

  test.each([
    ['len  # name of "len": b.len', 'a.md:2: name of "len": b.len\n    but the model says: builtins.len'],
    [
      'x = 1  # label: x\nx = 2\nx  # binding of "x": x',
      'a.md:4: binding of "x": x\n    but the model says: x, assignment (line 3)',
    ],
    [
      'x = 1  # label: x\nx  # origin of "x": integer, none | binding of "x": x',
      "but the model says: integer (line 2)",
    ],
    ['x = 1\nx  # binding of "x": -', "the model says: assignment (line 2)"],
    ['x = 1  # label: x | references of x: used\ny = 1  # label: used at "y"', "but the model says: -"],
    ['return\nx  # "x" is reachable', "but it is not so"],
    ['a  # label: a\nb  # "b" reaches a', "but it is not so of: a"],
    ["a  # label: a\nb  # a reaches b | label: b\nc  # label: c | a dominates not b, c", "but it is not so of: not b"],
  ])("that do not hold: %j", (text, problem) => {
    expect(problems(text)).toContain(problem);
  });

  test.each([
    ["x", "a.md:2: the block says nothing of the model"],
    ["x = 1  # label: x", "says nothing of the model"],
    ['x  # naem of "x": x', 'nobody knows what "naem of" asks for'],
    ["x  # an ordinary comment", "a.md:2: no fact and no label: an ordinary comment"],
    ['x  # name of "x"', "no fact and no label"],
    ['x  # name of "x": builtins.x |', "no fact and no label: (nothing)"],
    ['x  # name of "y": x', 'a.md:2: no expression or statement in the line is "y"'],
    ['xs  # name of "x": x', 'no expression or statement in the line is "x"'],
    ['x  # name of 2nd "x": x', 'no expression or statement in the line is "x" 2 times'],
    ['x = x  # name of "x": -', 'a.md:2: "x" stands in the line 2 times'],
    ["x = 1  # name of x: -", "there is no label x"],
    ['a\nx  # "x" reaches a', "there is no label a"],
    ["x  # label: y", 'a.md:2: no expression or statement in the line is "y"'],
    ['x  # label: x, x | name of "x": builtins.x', "a.md:2: the label x is given twice"],
    ['x  # label: x | name of "x": builtins.x', "a.md:2: no fact names the label x"],
    ["x  # label:", "cannot read the label (nothing)"],
    ['x  # "x" reaches -', "this says nothing"],
    ['x  # "x" is dead', "reachable or unreachable"],
    ["# name of x: -\nx", "a.md:2: there is no line above"],
    ['def f():\n    a  # label: a\nb  # "b" reaches a', "does not lie in the same function"],
    ["print(1)  # prints: 1", "a.md:2: findings and what CPython does are no facts"],
  ])("that cannot be read or say nothing: %j", (text, problem) => {
    let message: string;
    try {
      message = problems(text);
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain(problem);
  });
});

test("the README tells of every fact", () => {
  const readme = readFileSync(new URL("../engine/semantics/labels/README.md", import.meta.url), "utf8");
  expect(FACTS.filter((fact) => !new RegExp(`\`(?:PLACE )?${fact}[ \`:]`).test(readme))).toEqual([]);
});
