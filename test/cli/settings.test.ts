import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../support/folder.js";
import { faqlint, PRINT, SIGNAL } from "./program.js";

const FILES = { "print.py": PRINT, "signals.py": SIGNAL };

function concise(files: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const { status, stdout, stderr } = faqlint(["check", "--format", "concise", ...args], {
    cwd: temporaryFolder(files),
  });
  const found = [...stdout.matchAll(/^([^:]+):\d+:\d+: (\w+)\[([\w-]+)\]/gm)].map(([, ...parts]) => parts.join(" "));
  return { status, found, stderr };
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
  ])("%j", (args, expected) => {
    expect(concise(FILES, ...args).found).toEqual(expected);
  });

  it.each([
    [["--select", "print-statment"], 'is called "print-statment"; did you mean "print-statement"'],
    [["--severity", "print-statement=loud"], '--severity.print-statement: "loud" is no level'],
    [["--severity", "print-statement"], "write RULE=LEVEL"],
    [["--config", "ignore"], "write KEY=VALUE"],
    [["--config", "ignore=threads"], "write the value as in faqlint.toml"],
    [["--config", "ignored=[]"], 'has no setting "ignored"; did you mean "ignore"'],
    [["--config", 'hints="yes"'], "--config hints must be true or false"],
    [["--config", 'extend="x.toml"'], "only files can extend others"],
    [["--show-settings", "a.py", "b.py"], "--show-settings takes the one file"],
  ])("refuse %j", (args, message) => {
    const { status, found, stderr } = concise(FILES, ...args);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^faqlint: /);
    expect({ status, found }).toEqual({ status: 2, found: [] });
  });

  it("win over files, which --isolated leaves alone", () => {
    const files = { ...FILES, "faqlint.toml": 'select = ["signal-handlers"]\n' };
    expect(concise(files).found).toEqual([SIGNALLED]);
    expect(concise(files, "--select", "all").found).toEqual([PRINTED, SIGNALLED]);
    expect(concise(files, "--isolated").found).toEqual([PRINTED, SIGNALLED]);
  });
});

describe("a wrong setting in a file", () => {
  it("is told with its line, and what else is found is shown", () => {
    const { status, found, stderr } = concise({ ...FILES, "faqlint.toml": '\nignore = ["print-statment"]\n' });
    expect(stderr).toContain(
      'faqlint: faqlint.toml:2: ignore: no rule, question, section or severity is called "print-statment"; did you mean',
    );
    expect(stderr.match(/faqlint\.toml:2/g)).toHaveLength(1);
    expect({ status, found }).toEqual({ status: 2, found: [PRINTED, SIGNALLED] });
  });
});

describe("what settings exclude", () => {
  const files = { ...FILES, "faqlint.toml": 'exclude = ["print.py", "build/"]\n', "build/a.py": PRINT };
  it("is left out, in folders and where it is named", () => {
    expect(concise(files).found).toEqual([SIGNALLED]);
    expect(concise(files, "print.py", "signals.py").found).toEqual([SIGNALLED]);
    const nothing = concise(files, "print.py", "build");
    expect(nothing.stderr).toContain("the settings exclude print.py, build; --no-exclude checks it all the same");
    expect({ status: nothing.status, found: nothing.found }).toEqual({ status: 0, found: [] });
  });

  it("is checked when that is asked", () => {
    const all = ["build/a.py error print-statement", PRINTED, SIGNALLED];
    expect(concise(files, "--no-exclude").found).toEqual(all);
    expect(concise(files, "--no-exclude", "print.py").found).toEqual([PRINTED]);
  });

  it("is left alone on standard input, too", () => {
    const cwd = temporaryFolder(files);
    const args = ["check", "-", "--stdin-filename", "print.py"];
    expect(faqlint(args, { cwd, input: PRINT }).status).toBe(0);
    expect(faqlint([...args, "--fix"], { cwd, input: PRINT }).stdout).toBe(PRINT);
    expect(faqlint([...args, "--no-exclude"], { cwd, input: PRINT }).status).toBe(1);
  });
});

describe("what settings include", () => {
  it("is what is looked for in folders", () => {
    const files = { "faqlint.toml": 'include = ["bin/*", "src/"]\n', "bin/tool": PRINT, "src/a.py": PRINT, ...FILES };
    expect(concise(files).found).toEqual(["bin/tool error print-statement", "src/a.py error print-statement"]);
    expect(concise(files, "print.py").found).toEqual([PRINTED]);
  });
});

describe("--show-settings", () => {
  it("says for each value where it came from", () => {
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
      'include = ["*.py", "*.pyw"] # default',
      "exclude = [] # default",
      "baseline = none # default",
      "cache-dir = where the platform has such things # default",
      "",
    ]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  it("tells what is wrong in the files", () => {
    const { status, stderr } = faqlint(["check", "--show-settings", "a.py"], {
      cwd: temporaryFolder({ "faqlint.toml": "hint = true\n" }),
    });
    expect(stderr).toBe('faqlint: faqlint.toml:1: faqlint.toml has no setting "hint"; did you mean "hints"?\n');
    expect(status).toBe(2);
  });
});
