import { formatPythonVersion, type PythonVersion } from "../../engine/versions.js";
import { blocksOf, pathOf } from "../../test/harness/block.js";
import { markdownFilesIn } from "../../test/harness/markdown.js";

/** Programs in which a rule finds something, all of which are linted as one kind of file. */
export interface Programs {
  readonly rule: string;
  readonly path: string;
  readonly target: PythonVersion | undefined;
  readonly texts: readonly string[];
}

/** A way to make a long text of short programs. */
export interface Shape {
  readonly name: string;
  /** The text, of so many characters and some more. */
  readonly text: (programs: readonly string[], size: number) => string;
}

/** What rules find in the programs of all specifications, by rule. */
export function flaggedPrograms(): Map<string, Programs[]> {
  const groups = new Map<string, Programs & { texts: string[] }>();
  for (const { name, markdown } of markdownFilesIn("test/rules")) {
    for (const block of blocksOf(name, markdown)) {
      const { target } = block.attributes;
      const path = pathOf(block);
      for (const rule of new Set(block.expectations.map((expected) => expected.rule))) {
        const key = `${rule} ${path} ${target === undefined ? "" : formatPythonVersion(target)}`;
        const group = groups.get(key) ?? { rule, path, target, texts: [] };
        groups.set(key, group);
        const text = block.text.replace(/\r\n?/g, "\n");
        group.texts.push(text.endsWith("\n") ? text : `${text}\n`);
      }
    }
  }
  const byRule = new Map<string, Programs[]>();
  for (const group of groups.values()) byRule.set(group.rule, [...(byRule.get(group.rule) ?? []), group]);
  return byRule;
}

/** Python admits no deeper indentation than 100. */
const DEPTH = 90;

/**
 * How a text can grow. A rule, or what it asks of the model, may look through all uses of a name, all of a function, all that is
 * around a place or before it; each shape has one of these grow with the text.
 */
export const SHAPES: readonly Shape[] = [
  { name: "one below another", text: (programs, size) => filled(programs, size, (program) => program) },
  {
    name: "with names of their own",
    text: (programs, size) => filled(programs, size, (program, turn) => renamed(program, turn)),
  },
  {
    name: "in functions of one name",
    text: (programs, size) => filled(programs, size, (program) => `def f():\n${indented(program, 1)}`),
  },
  {
    name: "in functions with names of their own",
    text: (programs, size) => filled(programs, size, (program, turn) => `def f${turn}():\n${indented(program, 1)}`),
  },
  {
    name: "in one function",
    text: (programs, size) => `def f():\n${filled(programs, size, (program) => indented(program, 1))}`,
  },
  {
    name: "in the methods of one class",
    text: (programs, size) =>
      `class C:\n${filled(programs, size, (program, turn) => ` def m${turn}(self):\n${indented(program, 2)}`)}`,
  },
  {
    name: "in one loop, each in a try",
    text: (programs, size) =>
      `while True:\n${filled(programs, size, (program) => ` try:\n${indented(program, 2)} except OSError:\n  continue\n`)}`,
  },
  {
    name: "in functions, each in the one before",
    text: (programs, size) =>
      filled(programs, size, (program, turn) => {
        const depth = turn % DEPTH;
        return `${" ".repeat(depth)}def f${depth}():\n${indented(program, depth + 1)}`;
      }),
  },
  {
    name: "in branches, each in the one before",
    text: (programs, size) =>
      filled(programs, size, (program, turn) => {
        const depth = turn % DEPTH;
        return `${" ".repeat(depth)}if x:\n${indented(program, depth + 1)}`;
      }),
  },
];

/** Programs in turn until they come to so many characters. */
function filled(programs: readonly string[], size: number, part: (program: string, turn: number) => string): string {
  const parts: string[] = [];
  for (let [turn, length] = [0, 0]; length < size; turn++) {
    const made = part(programs[turn % programs.length] as string, turn);
    if (made === "") throw new RangeError("a program is empty");
    parts.push(made);
    length += made.length;
  }
  return parts.join("");
}

function indented(program: string, depth: number): string {
  const lines = program.split("\n").filter((line) => line.trim() !== "");
  // What holds nothing but comments is no block.
  return `${[...lines, "pass"].map((line) => " ".repeat(depth) + line).join("\n")}\n`;
}

const BINDS = /^[ \t]*(?:(?:async[ \t]+)?def|class)[ \t]+(\w+)|^[ \t]*(\w+)[ \t]*=(?!=)|\bas[ \t]+(\w+)[ \t]*:/gm;

/** A program in which what it defines and assigns has other names, so that no two copies share any. */
function renamed(program: string, turn: number): string {
  const names = new Set([...program.matchAll(BINDS)].map(([, ...groups]) => groups.find((name) => name !== undefined)));
  if (names.size === 0) return program;
  return program.replace(new RegExp(`\\b(?:${[...names].join("|")})\\b`, "g"), (name) => `${name}_${turn}`);
}
