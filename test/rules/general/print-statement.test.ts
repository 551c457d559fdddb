import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { applyFixes } from "../../../engine/fix.js";
import { Linter } from "../../../engine/lint.js";
import { SourceFile } from "../../../engine/text/source.js";
import printStatement from "../../../rules/general/print-statement.js";
import { findInterpreters, type Interpreter } from "../../harness/interpreters.js";
import { runPython } from "../../harness/run-python.js";
import { count } from "../../harness/tally.js";
import { startParser } from "../../support/parser.js";

const linter = new Linter([printStatement]);
const PROGRAMS = 400;

beforeAll(startParser);

test("what a safe fix prints in Python 3 is, byte for byte, what the statement prints in Python 2", async () => {
  const programs = fc
    .sample(program, { numRuns: PROGRAMS * 3, seed: 20 })
    .filter((text) => findings(text).every((found) => found.fix()?.safety === "safe"))
    .slice(0, PROGRAMS);
  expect(programs.length).toBe(PROGRAMS);
  const fixed = programs.map((text) => applyFixes(text, findings, "safe").text);
  for (const text of fixed) expect(findings(text)).toEqual([]);
  const interpreters = await findInterpreters();
  const two = interpreters.find(({ version }) => version.major === 2);
  const three = interpreters.findLast(({ version }) => version.major === 3);
  const ran = two !== undefined && three !== undefined;
  count({ what: "claims", version: "2.7 beside 3", done: ran ? PROGRAMS : 0, missed: ran ? 0 : PROGRAMS });
  if (!ran) return;
  const before = await outputs(programs, two);
  const after = await outputs(fixed, three);
  for (const [i, text] of programs.entries()) expect(after[i], `${text}\n----\n${fixed[i]}`).toBe(before[i]);
});

function findings(text: string) {
  const report = linter.lint(new SourceFile("example.py", text), { target: { major: 3, minor: 13 } });
  expect(report.crashes).toEqual([]);
  return report.diagnostics;
}

/** Values, and texts with every kind of end. */
const value = fc.constantFrom(
  '"a"',
  '"b\\n"',
  '"c\\t"',
  '"d "',
  '""',
  '"\\n"',
  "'e' 'f\\n'",
  "1",
  "-2",
  "+N",
  "~N",
  "None",
  "S",
  "[N]",
  "[N, S][0]",
  "(N, S)",
  "()",
  "{S: N}",
  "lambda: 0 and 1",
  "not S",
  "N == 3",
  "N <> 4",
  "N if S else S",
  "S or N",
  '"%s" % S',
  '"%d\\n" % N',
  '("%d") % N',
  '("g").upper()',
  '("h\\n")',
  "(S)[0]",
  "(N) + N",
  "(N) < 4",
  "(S) and N",
  '"{0}".format(N)',
  '"{0}\\n".format(N)',
  "len(S)",
  "S.strip()",
  "`S`",
  "`S, N`",
  "017",
  "10L",
  "[x for x in N, N]",
);

const statement = fc
  .record({
    file: fc.option(fc.constantFrom("sys.stdout", "OUT"), { freq: 3, nil: "" }),
    items: fc.array(value, { maxLength: 3 }),
    comma: fc.boolean(),
    gap: fc.constantFrom(" ", "  ", " \\\n  "),
  })
  .map(({ file, items, comma, gap }) => {
    const [first = ""] = items;
    // Values without a space before them would run into the word.
    const values = items.join(", ") + (comma && items.length > 0 ? "," : "");
    if (file !== "") return values === "" ? `print >>${file}` : `print >>${file},${gap}${values}`;
    return first === "" ? "print" : `print${gap}${values}`;
  })
  // A call in Python 3, which the rule leaves alone.
  .filter((text) => !/^print\s+(?:\\\s*)?\([^()]*\)$/.test(text));

const program = fc.array(statement, { minLength: 1, maxLength: 4 }).map((statements) => `${statements.join("\n")}\n`);

/** What each of some programs prints, all run by one interpreter. */
async function outputs(programs: readonly string[], interpreter: Interpreter): Promise<string[]> {
  const mark = "\x01";
  const parts = programs.map((text) => `${text}sys.stdout.write("\\x01")\n`);
  const text = `import sys\nOUT = sys.stdout\nN = 3\nS = "s"\nsys.stdout.write("\\x01")\n${parts.join("")}`;
  const outcome = await runPython({ path: "example.py", text, limit: 30_000 }, interpreter);
  expect(outcome.stderr, text).toBe("");
  // Writing to the file ends what a comma had begun. Where functions live differs each time.
  return outcome.stdout
    .replace(/ at 0x\w+/g, "")
    .split(mark)
    .slice(1, -1);
}
