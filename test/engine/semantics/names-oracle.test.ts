import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { NO_FACTS } from "../../../engine/facts.js";
import { Model } from "../../../engine/semantics/model.js";
import type { PythonVersion } from "../../../engine/versions.js";
import { findInterpreters, type Interpreter } from "../../harness/interpreters.js";
import { parseText, startParser } from "../../support/parser.js";
import { NAME_CASES } from "./names-cases.js";
import { NameProgramWriter } from "./names-programs.js";

beforeAll(startParser);

const ORACLE = fileURLToPath(new URL("name_objects.py", import.meta.url));
const PROGRAMS = 150;
/** Programs ask for chance where they branch. */
const RUNS = 4;

type Answers = Readonly<Record<string, string | null>>;
type Verdicts = readonly (readonly [line: number, verdict: string])[];

/** What we call each expression that is a statement of its own, by lines. */
function answersTo(text: string, target: PythonVersion): Answers {
  const tree = parseText(text);
  if (tree.errors.length > 0) throw new Error(`not parsed:\n${text}`);
  const model = new Model(tree, target, NO_FACTS);
  const answers: Record<string, string | null> = {};
  for (const statement of tree.nodesOfKind("expression_statement")) {
    const [expression] = statement.namedChildren;
    if (expression === undefined || expression.kind === "assignment") continue;
    answers[tree.source.lines.lineAt(statement.start) + 1] = model.qualifiedName(expression);
  }
  return answers;
}

/** What CPython says of our answers when it runs the programs; null for those that it does not compile. */
function judged(
  programs: readonly { text: string; answers: Answers; seed: number }[],
  { command }: Interpreter,
): (Verdicts | null)[] {
  const { stdout, stderr } = spawnSync(command, [ORACLE], {
    input: JSON.stringify(programs),
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  expect(stderr).toBe("");
  return JSON.parse(stdout) as (Verdicts | null)[];
}

describe.each([2, 3])("names in Python %i", (major) => {
  async function interpreterFound(): Promise<Interpreter | undefined> {
    const interpreter = (await findInterpreters()).filter(({ version }) => version.major === major).at(-1);
    if (interpreter === undefined)
      console.warn(`NOT CHECKED: names against the objects of CPython ${major}: there is none`);
    return interpreter;
  }

  it("are never those of another object than CPython finds there", async () => {
    const interpreter = await interpreterFound();
    if (interpreter === undefined) return;
    const runs = Array.from({ length: PROGRAMS }, (_, seed) => {
      const text = new NameProgramWriter(seed, major === 2).write();
      const answers = answersTo(text, interpreter.version);
      return Array.from({ length: RUNS }, (_each, run) => ({ text, answers, seed: run }));
    }).flat();
    const wrong = new Map<string, string>();
    let named = 0;
    judged(runs, interpreter).forEach((verdicts, index) => {
      const { text, answers } = runs[index] as (typeof runs)[number];
      for (const [line, verdict] of verdicts ?? []) {
        if (verdict !== "same") wrong.set(text, `line ${line}: ${verdict}`);
        else if (answers[line]) named++;
      }
    });
    expect([...wrong].map(([text, verdict]) => `${verdict}\n${text}`)).toEqual([]);
    expect(named).toBeGreaterThan(PROGRAMS * 10);
  }, 120_000);

  it("are in every example those of the objects that CPython finds there", async () => {
    const interpreter = await interpreterFound();
    if (interpreter === undefined) return;
    const cases = NAME_CASES.filter(({ pythons }) => pythons.includes(major as 2 | 3));
    const runs = cases.map(({ text }) => ({ text, answers: answersTo(text, interpreter.version), seed: 0 }));
    judged(runs, interpreter).forEach((verdicts, index) => {
      const { text, answers } = runs[index] as (typeof runs)[number];
      const wrong = verdicts?.filter(([, verdict]) => verdict !== "same");
      expect(wrong, text).toEqual([]);
      const reached = new Set(verdicts?.map(([line]) => line));
      const missed = Object.keys(answers).filter((line) => answers[line] !== null && !reached.has(Number(line)));
      expect(missed, text).toEqual([]);
    });
  });
});
