import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { RULES } from "../../rules/index.js";
import { compare, type Place, placesIn } from "../../tools/compare/count.js";
import { writePrograms } from "../../tools/compare/programs.js";
import { faqlintCommand } from "../support/built.js";
import { temporaryFolder } from "../support/folder.js";

beforeAll(() => void faqlintCommand());

describe("the comparison with other linters", () => {
  it("has a program for nearly every rule, in which the rule finds something", () => {
    const folder = temporaryFolder();
    const rules = writePrograms(folder);
    expect(rules.size).toBeGreaterThan(RULES.length * 0.9);
    const places = placesIn(folder, faqlintCommand(), rules);
    expect(existsSync(join(folder, "examples/log_daemon.py"))).toBe(true);
    expect(places.filter(({ path }) => path === "examples/log_daemon.py")).toHaveLength(3);
    const found = new Set(places.map(({ path }) => path));
    expect([...rules.keys()].filter((path) => !found.has(path))).toEqual([]);
  });

  it("counts places, not messages, with those that belong to a finding", () => {
    const place = (path: string, question: string, ...lines: number[]): Place => ({
      path,
      question,
      lines: new Set(lines),
    });
    const places = [
      place("examples/a.py", "testing", 3, 9),
      place("examples/a.py", "testing", 5),
      place("specifications/b.py", "curses", 1),
    ];
    const messages = [
      [9, 9, 7].map((line) => ({ path: "examples/a.py", line })),
      [{ path: "specifications/b.py", line: 1 }],
    ];
    const { questions, sets, others } = compare(places, messages);
    expect(questions.map(({ question, row }) => [question.slug, row])).toEqual([
      ["curses", { places: 1, said: [0, 1] }],
      ["testing", { places: 2, said: [1, 0] }],
    ]);
    expect([...sets]).toEqual([
      ["examples", { places: 2, said: [1, 0] }],
      ["specifications", { places: 1, said: [0, 1] }],
    ]);
    expect(others).toEqual([
      { messages: 3, elsewhere: 1 },
      { messages: 1, elsewhere: 0 },
    ]);
  });

  it("says the same in the README and on its page", () => {
    const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");
    const measured = (text: string) => /<!-- measured: comparison[^>]*-->([\s\S]*?)<!-- end -->/.exec(text)?.[1] ?? "";
    const figures = (line: string) => line.replaceAll("*", "").split(" | ").slice(1);
    const rows = (text: string) =>
      text
        .split("\n")
        .filter((line) => / %\)/.test(line))
        .map(figures);
    const short = rows(measured(read("README.md")));
    expect(short).toHaveLength(2);
    expect(rows(measured(read("docs/comparison.md")))).toEqual(short);
  });
});
