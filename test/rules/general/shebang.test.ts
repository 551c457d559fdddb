import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyFixes } from "../../../engine/fix.js";
import { Linter } from "../../../engine/lint.js";
import { SourceFile } from "../../../engine/text/source.js";
import { RULES } from "../../../rules/index.js";
import { findInterpreters } from "../../harness/interpreters.js";
import { startParser } from "../../support/parser.js";

/**
 * What the kernel makes of a first line, against what the rules say of it: whatever is flagged must not start, what is
 * not must, and what the fixes make of it must. `PYTHON` stands for the path of a real `python3`.
 */
const LINES = [
  "#!/usr/bin/env python3",
  "#! \t/usr/bin/env \t python3 \t",
  "#!//usr//bin/env python3",
  "#!/usr/bin/env PYTHON",
  "#!/usr/bin/env -S python3 -u",
  "#!/usr/bin/env -Spython3 -u",
  "#!/usr/bin/env -iS PYTHON -u -B",
  "#!/usr/bin/env --split-string=python3 -u",
  "#!/usr/bin/env -S python3 -u\r",
  "#!PYTHON",
  "#! PYTHON -u ",
  "#!PYTHON -uB",
  "#!PYTHON -W ignore",
  "#!PYTHON -uX dev",
  '#!/bin/sh\n"exec" "python3" "$0" "$@"',
  "#!/bin/sh\n'''exec' python3 \"$0\" \"$@\"\n' '''",

  "#!/usr/bin/env python3\r",
  "#!PYTHON\r",
  "#!PYTHON -u\r",
  "#!PYTHON \r",
  "#!/usr/bin/env python3 -u",
  "#!/usr/bin/env python3 -u -B",
  "#!/usr/bin/env python 3",
  "#!/usr/bin/env -i PYTHON",
  "#!/usr/bin/env -u LANG python3",
  "#!/usr/bin/env LANG=C python3",
  "#!/usr/bin/env --split-string python3 -u",
  "#!/usr/bin/env python3 # comment",
  "#!/usr/bin/env python3 #comment",
  "#!/usr/bin/env python3 -*- coding: utf-8 -*-",
  "#!/usr/bin/env python3 -u # -*- coding: utf-8 -*-",
  "#!PYTHON # comment",
  "#!PYTHON -u # comment",
  "#!PYTHON -u -B",
  "#!PYTHON -E -s -u",
  "#!PYTHON -B -X dev",
  "#!/usr/bin env python3",
  "#!/usr/bin/ env python3",
  "#!/usr/bin/env/python3",
  "#!/usr/bin/env",
  "#!/usr/bin",
  "#!usr/bin/env python3",
  "#!env python3",
  "#!~/bin/python3",
  "#!venv/bin/python3",
  "#!C:\\Python312\\python.exe",
  "#!/user/bin/env python3",
  "#!/usr/bin/evn python3",
  "#!/usr/bin/en python3",
  "#!/usr/bni/env python3",
  "#!/usr/bin/env pyhton3",
  "\uFEFF#!/usr/bin/env python3",
  "\n#!/usr/bin/env python3",
  " #!/usr/bin/env python3",
  "# comment\n#!/usr/bin/env python3",
  "# !/usr/bin/env python3",
  "#/usr/bin/env python3",
  "!#/usr/bin/env python3",
  '#!/bin/sh\nexec python3 -u $0 "$@"',
  '#!/bin/sh\n"exec" "python3" \'$0\' "$@"',
];

const isLinux = process.platform === "linux";
const folder = mkdtempSync(join(tmpdir(), "shebang-"));
const programs = join(folder, "programs");
const linter = new Linter(RULES.filter(({ question }) => question === "executable-script"));

beforeAll(async () => {
  await startParser();
  const newest = (await findInterpreters()).findLast(({ version }) => version.major === 3);
  if (newest === undefined) throw new Error("these tests need a CPython 3 on PATH");
  mkdirSync(programs);
  symlinkSync(newest.command, join(programs, "python3"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function starts(text: string): boolean {
  const script = join(folder, "script.py");
  rmSync(script, { force: true });
  writeFileSync(script, text);
  chmodSync(script, 0o755);
  const env = { ...process.env, PATH: `${programs}${delimiter}${process.env.PATH ?? ""}` };
  // A shell, since it is what makes something of a file that the kernel refuses; replaced by the script, so that the
  // time limit ends the script itself.
  const options = { cwd: folder, env, timeout: 1500, killSignal: "SIGKILL", encoding: "utf8", input: "" } as const;
  return spawnSync("/bin/sh", ["-c", 'exec "./script.py"'], options).stdout === "started\n";
}

const scriptOf = (line: string): string =>
  `${line.replace("PYTHON", join(programs, "python3"))}\nimport sys\nprint("started")\n`;
const diagnosticsOf = (text: string) => linter.lint(new SourceFile("script.py", text)).diagnostics;

if (!isLinux) {
  console.warn(`NOT RUN: ${LINES.length} claims about the Linux kernel, because this is ${process.platform}`);
}

describe.runIf(isLinux)("the kernel agrees with the rules", () => {
  it("has what the claims are about", () => {
    expect(existsSync("/usr/bin/env"), "/usr/bin/env").toBe(true);
    expect(starts(scriptOf("#!PYTHON"))).toBe(true);
  });

  it.each(LINES)("about %j", (line) => {
    const text = scriptOf(line);
    const found = diagnosticsOf(text);
    expect(starts(text), found.map(({ message }) => message).join("; ") || "nothing is flagged").toBe(
      found.length === 0,
    );
    const fixed = applyFixes(text, diagnosticsOf, "unsafe");
    if (fixed.fixed.length === 0) return;
    expect(diagnosticsOf(fixed.text)).toEqual([]);
    expect(starts(fixed.text), fixed.text).toBe(true);
  });
});

describe.runIf(isLinux)("what no rule speaks of", () => {
  it.each(["#! python3", "#!python"])(
    "%j does not start either, but the launcher of Windows and installers read it",
    (line) => {
      expect(diagnosticsOf(scriptOf(line))).toEqual([]);
      expect(starts(scriptOf(line))).toBe(false);
    },
  );
});
