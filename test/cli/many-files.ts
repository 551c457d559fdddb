import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FORMATS } from "../../cli/report/formats.js";
import { temporaryFolder } from "../support/folder.js";
import { faqlint } from "./program.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Every how many specifications one gives a file: all of them would take too long. */
const STEP = 16;

/**
 * The files of a project in which a great many rules find something, with everything else that a file can come to: text that cannot
 * be parsed, other encodings, a notebook in another language, Python 2, suppressions, settings of its own.
 */
export function manyFiles(): Record<string, string | Uint8Array> {
  const files: Record<string, string | Uint8Array> = {
    "pyproject.toml": '[tool.faqlint]\nhints = true\nper-file-ignores = { "examples/quiz.py" = ["all"] }\n',
    "old/faqlint.toml": 'severity = { print-statement = "information" }\n',
    "old/two.py": '#!/usr/bin/python2\nimport Queue, thread\nprint "a", `1`\n',
    "old/Queue.py": "class Queue: pass\n",
    "old/__init__.py": "",
    "old/three.py": "async def f():\n    print 'hello'\n",
    "broken.py": "import signal\ndef stop(): pass\nsignal.signal(signal.SIGTERM, stop)\nx = word)\ny = )\n",
    "latin.py": Buffer.from('# coding: latin-1\nraise "\xe9"\n', "latin1"),
    "other.ipynb": JSON.stringify({
      cells: [{ cell_type: "code", metadata: {}, outputs: [], source: "x <- 1" }],
      metadata: { kernelspec: { name: "ir", display_name: "R", language: "R" } },
      nbformat: 4,
      nbformat_minor: 5,
    }),
    "empty.py": "",
    "crlf.py": '#!/usr/bin/env python3\r\nraise "x"\r\n',
    "quiet.py": 'raise "x"  # faqlint: ignore[string-exception] a test\n',
    "clean.py": "x = 1\n",
    "imp.py": "",
    "uses_imp.py": "import imp, asyncore\n",
  };
  for (const [index, name] of readdirSync(join(ROOT, "examples")).sort().entries()) {
    if (index % 4 === 0 && name.endsWith(".py")) files[`examples/${name}`] = readFileSync(join(ROOT, "examples", name));
  }
  const folder = join(ROOT, "test", "rules");
  const specifications = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".md"),
  );
  for (const [index, name] of specifications.sort().entries()) {
    const block = /^```python[^\n]*\n([\s\S]*?)^```$/m.exec(readFileSync(join(folder, name), "utf8"))?.[1];
    if (index % STEP === 0 && block !== undefined) files[`rules/${name.replace(/\.md$/, ".py")}`] = block;
  }
  return files;
}

/** Everything that a run writes: both outputs and a report in each format. */
export function everything(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const reports = join(temporaryFolder(), "reports");
  const outputs = FORMATS.flatMap((format) => ["--output", `${format}=${join(reports, format)}`]);
  const { status, stdout, stderr } = faqlint(["check", ...args, ...outputs], { cwd, env });
  return { status, stdout, stderr, reports: FORMATS.map((format) => readFileSync(join(reports, format), "utf8")) };
}

/** The content of all files below a folder. */
export function contents(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    names.map(({ parentPath, name }) => [
      join(parentPath, name).slice(folder.length),
      readFileSync(join(parentPath, name), "latin1"),
    ]),
  );
}
