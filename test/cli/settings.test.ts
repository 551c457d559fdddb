import { describe, expect, it } from "vitest";
// Loaded here, and not when a test first asks for them, since that takes longer than a test may.
import "../../rules/index.js";
import { runProgram } from "../../cli/program.js";
import { temporaryFolder } from "../support/folder.js";
import { FakeEnvironment } from "./fake-environment.js";
import { faqlint, PRINT, SIGNAL } from "./program.js";

const FILES = { "print.py": PRINT, "signals.py": SIGNAL };

/** Runs the program within this process, which is quicker, and tells what it found. */
async function concise(files: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const environment = new FakeEnvironment({ cwd: temporaryFolder(files) });
  const serve = (): Promise<void> => Promise.reject(new Error("nobody asked for a server"));
  const status = await runProgram(["check", "--format", "concise", ...args], "0", environment, serve);
  const { stdout, stderr } = environment;
  const found = [...stdout.text.matchAll(/^([^:]+):\d+:\d+: (\w+)\[([\w-]+)\]/gm)].map(([, ...parts]) =>
    parts.join(" "),
  );
  return { status, found, stderr: stderr.text };
}

const PRINTED = "print.py error print-statement";
const SIGNALLED = "signals.py error signal-handler-arity";

describe("options about settings", () => {
  it.each([
    [[], [PRINTED, SIGNALLED]],
    [["--select", "signal-handlers"], [SIGNALLED]],
    [["--select", "numerics,print-statement"], [PRINTED]],
    [["--select", "numerics", "--select", "print-statement"], [PRINTED]],
    [["--ignore", "print-statement"], [SIGNALLED]],
    [["--severity", "print-statement=off"], [SIGNALLED]],
    [
      ["--severity", "print-statement=information"],
      ["print.py information print-statement", SIGNALLED],
    ],
    [["--config", 'ignore=["print-statement"]'], [SIGNALLED]],
    [["--config", 'severity.print-statement="off"', "--config", 'severity.signal-handlers="off"'], []],
    [["--config", 'per-file-ignores={ "p*.py" = ["all"] }'], [SIGNALLED]],
    [["--config", 'exclude=["signals.py"]'], [PRINTED]],
    [["--config", "target-version=2.7"], [SIGNALLED]],
    [["--target-version", "2.7"], [SIGNALLED]],
    // By section, severity and question, of which the more exact decides.
    [
      ["--select", "general"],
      [PRINTED, SIGNALLED],
    ],
    [["--select", "warning,hint"], []],
    [["--ignore", "error", "--select", "signal-handlers"], [SIGNALLED]],
    [["--ignore", "general", "--select", "all,signal-handler-arity"], [SIGNALLED]],
    [
      ["--severity", "general=warning", "--severity", "signal-handlers=information"],
      ["print.py warning print-statement", "signals.py information signal-handler-arity"],
    ],
    [["--severity", "general=hint"], []],
    [
      ["--severity", "general=hint", "--hints"],
      ["print.py hint print-statement", "signals.py hint signal-handler-arity"],
    ],
    [["--config", 'include=["print.*"]'], [PRINTED]],
    [["--config", 'exclude=["*", "!signals.py"]'], [SIGNALLED]],
    [
      ["--config", 'exclude=["*"]', "--no-exclude"],
      [PRINTED, SIGNALLED],
    ],
    [["--config", 'per-file-ignores={ "*" = ["general"], "!print.py" = [] }'], []],
    [
      ["--ignore", ""],
      [PRINTED, SIGNALLED],
    ],
  ])("%j", async (args, expected) => {
    expect((await concise(FILES, ...args)).found).toEqual(expected);
  });

  it.each([
    [["--select", "print-statment"], 'is called "print-statment"; did you mean "print-statement"'],
    [["--severity", "print-statement=loud"], '--severity.print-statement: "loud" is no level'],
    [["--severity", "print-statement"], "write RULE=LEVEL"],
    [["--select", " , "], "Name something, such as threads."],
    [["--target-version", "4.9"], '"4.9" is no Python version that faqlint knows'],
    [["--config", "max-file-size=10"], '--config max-file-size must be a size in quotes, such as "64 MB"'],
    [["--config", "ignore"], "write KEY=VALUE"],
    [["--config", "ignore=threads"], "write the value as in faqlint.toml"],
    [["--config", "ignored=[]"], 'has no setting "ignored"; did you mean "ignore"'],
    [["--config", 'hints="yes"'], "--config hints must be true or false"],
    [["--config", 'extend="x.toml"'], "only files can extend others"],
    [["--show-settings", "a.py", "b.py"], "--show-settings takes the one file"],
  ])("refuse %j", async (args, message) => {
    const { status, found, stderr } = await concise(FILES, ...args);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^faqlint: /);
    expect({ status, found }).toEqual({ status: 2, found: [] });
  });

  it("win over files, which --isolated leaves alone", async () => {
    const files = { ...FILES, "faqlint.toml": 'select = ["signal-handlers"]\n' };
    expect((await concise(files)).found).toEqual([SIGNALLED]);
    expect((await concise(files, "--select", "all")).found).toEqual([PRINTED, SIGNALLED]);
    expect((await concise(files, "--isolated")).found).toEqual([PRINTED, SIGNALLED]);
  });
});

describe("files with settings", () => {
  it("hold for what is below them, the nearest alone, unless it extends another", async () => {
    const files = {
      ...FILES,
      "faqlint.toml": 'ignore = ["print-statement"]\nexclude = ["out/"]\n',
      "out/print.py": PRINT,
      "near/print.py": PRINT,
      "near/signals.py": SIGNAL,
      "near/pyproject.toml": '[tool.faqlint]\nseverity = { print-statement = "warning" }\n',
      "near/dotted/print.py": PRINT,
      "near/dotted/faqlint.toml": 'ignore = ["all"]\n',
      "near/dotted/.faqlint.toml": 'extend = "../pyproject.toml"\n',
      "near/other/print.py": PRINT,
      "near/other/pyproject.toml": "[tool.ruff]\n",
      "more/signals.py": SIGNAL,
      "more/print.py": PRINT,
      "more/faqlint.toml": 'extend = "../faqlint.toml"\nignore = ["signal-handlers"]\n',
    };
    const { status, found, stderr } = await concise(files);
    expect(found).toEqual([
      "near/dotted/print.py warning print-statement",
      "near/other/print.py warning print-statement",
      "near/print.py warning print-statement",
      "near/signals.py error signal-handler-arity",
      SIGNALLED,
    ]);
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(/^Found 5 problems.*\n$/) });
    expect((await concise(files, "--isolated", "more")).found).toEqual([
      "more/print.py error print-statement",
      "more/signals.py error signal-handler-arity",
    ]);
  });

  it("tell what is wrong with them, each with its line, wherever in a chain it stands", async () => {
    const { status, stderr } = await concise({
      "a/print.py": PRINT,
      "a/faqlint.toml": 'extend = "../pyproject.toml"\nextends = 1\n',
      "pyproject.toml":
        "[project]\nname = 'x'\n[tool.faqlint]\n\nseverity = { print-statment = 'off' }\nextend = 'gone.toml'\n",
      "b/print.py": PRINT,
      "b/faqlint.toml": 'select = [\n  "all",\n',
    });
    expect(stderr.split("\n").slice(0, -2).sort()).toEqual([
      'faqlint: a/faqlint.toml:2: faqlint.toml has no setting "extends"; did you mean "extend"?',
      expect.stringMatching(/^faqlint: b\/faqlint\.toml:\d: is not valid TOML: /),
      expect.stringMatching(
        /^faqlint: pyproject\.toml:5: severity: .* is called "print-statment"; did you mean "print-stat/,
      ),
      'faqlint: pyproject.toml:6: extend: there is no file "gone.toml"',
    ]);
    expect(status).toBe(2);
  });
});

describe("a wrong setting in a file", () => {
  it("is told with its line, and what else is found is shown", async () => {
    const { status, found, stderr } = await concise({ ...FILES, "faqlint.toml": '\nignore = ["print-statment"]\n' });
    expect(stderr).toContain(
      'faqlint: faqlint.toml:2: ignore: no rule, question, section or severity is called "print-statment"; did you mean',
    );
    expect(stderr.match(/faqlint\.toml:2/g)).toHaveLength(1);
    expect({ status, found }).toEqual({ status: 2, found: [PRINTED, SIGNALLED] });
  });
});

describe("what settings exclude", () => {
  const files = { ...FILES, "faqlint.toml": 'exclude = ["print.py", "build/"]\n', "build/a.py": PRINT };
  it("is left out, in folders and where it is named", async () => {
    expect((await concise(files)).found).toEqual([SIGNALLED]);
    expect((await concise(files, "print.py", "signals.py")).found).toEqual([SIGNALLED]);
    const nothing = await concise(files, "print.py", "build");
    expect(nothing.stderr).toContain("the settings exclude print.py, build; --no-exclude checks it all the same");
    expect({ status: nothing.status, found: nothing.found }).toEqual({ status: 0, found: [] });
  });

  it("is checked when that is asked", async () => {
    const all = ["build/a.py error print-statement", PRINTED, SIGNALLED];
    expect((await concise(files, "--no-exclude")).found).toEqual(all);
    expect((await concise(files, "--no-exclude", "print.py")).found).toEqual([PRINTED]);
  });

  it("is left alone on standard input, too", async () => {
    const cwd = temporaryFolder(files);
    const args = ["check", "-", "--stdin-filename", "print.py"];
    expect(faqlint(args, { cwd, input: PRINT }).status).toBe(0);
    expect(faqlint([...args, "--fix"], { cwd, input: PRINT }).stdout).toBe(PRINT);
    expect(faqlint([...args, "--no-exclude"], { cwd, input: PRINT }).status).toBe(1);
  });
});

describe("what settings include", () => {
  it("is what is looked for in folders", async () => {
    const files = { "faqlint.toml": 'include = ["bin/*", "src/"]\n', "bin/tool": PRINT, "src/a.py": PRINT, ...FILES };
    expect((await concise(files)).found).toEqual(["bin/tool error print-statement", "src/a.py error print-statement"]);
    expect((await concise(files, "print.py")).found).toEqual([PRINTED]);
  });
});

describe("--show-settings", () => {
  it("says for each value where it came from", async () => {
    const cwd = temporaryFolder({
      "pyproject.toml": '[project]\nrequires-python = "<3.9"\n',
      "src/faqlint.toml": 'ignore = ["threads"]\nhints = true\n',
    });
    const { status, stdout, stderr } = faqlint(["check", "--show-settings", "src/a.py", "--hints"], { cwd });
    expect(stdout.split("\n").map((line) => line.replace(/ +/g, " "))).toEqual([
      'target-version = "3.8" # pyproject.toml:2',
      "hints = true # command line",
      'select = ["all"] # default',
      'ignore = ["threads"] # src/faqlint.toml:1',
      "severity = {} # default",
      "per-file-ignores = {} # default",
      'include = ["*.py", "*.pyw", "*.ipynb"] # default',
      "exclude = [] # default",
      "baseline = none # default",
      "cache-dir = where the platform has such things # default",
      'max-file-size = "16 MB" # default',
      "",
    ]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  it("tells what is wrong in the files", async () => {
    const { status, stderr } = faqlint(["check", "--show-settings", "a.py"], {
      cwd: temporaryFolder({ "faqlint.toml": "hint = true\n" }),
    });
    expect(stderr).toBe('faqlint: faqlint.toml:1: faqlint.toml has no setting "hint"; did you mean "hints"?\n');
    expect(status).toBe(2);
  });
});
