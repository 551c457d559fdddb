import { describe, expect, it } from "vitest";
import { removedModules } from "../../engine/knowledge/modules.js";
import { defineRule } from "../../engine/rule.js";
import { SourceFile } from "../../engine/text/source.js";
import { Scanner } from "../../engine/wake.js";

function scannerFor(modules: readonly string[]): Scanner {
  const rule = defineRule({
    name: "imported",
    question: "find-a-module",
    summary: "an import",
    severity: "hint",
    fix: "none",
    messages: {},
    on: (when) => when.imports(modules, () => undefined),
  });
  return new Scanner([rule]);
}

describe("the scan for imports", () => {
  const scanner = scannerFor(["imp", "email.MIMEText"]);

  it.each([
    "import imp",
    "\uFEFFimport imp",
    "import os, imp",
    "import os as o, imp",
    "import os.path, \\\n  imp",
    "import os . path , imp",
    "import caf\u00e9, imp",
    "x = 1; import imp",
    "if x: from imp import y",
    "from \\\r\n imp import x",
    "def f():\n\timport imp",
    "\u00a0import imp",
    "import\\\nimp",
    "import imp.x",
    "a = 1\rimport imp",
    "from imp import (\n  x)",
    "from email import (\n  MIMEText)",
    "import email.MIMEText",
    "m = __import__('imp')",
    'from importlib import import_module as load\nload("imp")',
    '__import__("email.MIMEText")',
  ])("wakes for %j", (text) => {
    expect(scanner.awake(new SourceFile("a.py", text))).toHaveLength(1);
  });

  it.each([
    "import important",
    "from x import imp",
    "import os.imp",
    "import x as imp",
    "# import imp",
    "from .imp import y",
    "names = ['imp']",
    "import email, imp_x",
    "from email import mime  # not MIMEtext",
  ])("sleeps through %j", (text) => {
    expect(scanner.awake(new SourceFile("a.py", text))).toEqual([]);
  });

  it("takes linear time, whatever the text", () => {
    const all = scannerFor(removedModules());
    const units = [
      ..."\n \t\r;:,.\"'a\u00a0\u200b\ufeff\u00e9",
      ...["import ", "import a,", "import a, ", "import a,\\\n", "import\\\n", "import as\\\n", "import x as\\\n"],
      ...["import x as y,\\\n", "import a.", "import a.\\\n", "import a;", ": import ", "from ", "from\\\n", "from a "],
      ...[
        "\n   ",
        "\n   \n   ",
        ";:",
        "\\\n",
        "\\\r\n",
        "a.",
        "a,",
        "\u00e9,",
        "x as y,",
        "as as,",
        ". ",
        "a . ,",
        '"q',
      ],
    ];
    const starts = ["", "import ", "import a", "from ", "\nimport a,", "import a as ", "import a."];
    // All words are there, so that every pattern is tried.
    const words = `${removedModules().join(" ")} __import__ import_module\n`;
    const slow: string[] = [];
    for (const unit of units) {
      for (const start of starts) {
        const text = words + start + unit.repeat(Math.ceil(100_000 / unit.length));
        const before = performance.now();
        all.awake(new SourceFile("a.py", text));
        // Linear needs a few milliseconds; quadratic would need many seconds.
        if (performance.now() - before > 500) slow.push(JSON.stringify(start + unit));
      }
    }
    expect(slow).toEqual([]);
  });
});

describe("the scan for names", () => {
  const rule = defineRule({
    name: "named",
    question: "find-a-module",
    summary: "a name",
    severity: "hint",
    fix: "none",
    messages: {},
    on: (when) => when.references(["time.clock", "asyncio.Task.all_tasks", "queue.Queue"], () => undefined),
  });
  const scanner = new Scanner([rule]);

  it.each([
    "import time\ntime.clock()",
    "import time\ntime . clock",
    "import time\ntime.\\\nclock",
    "import time\n(time  # c\n.clock)",
    "import time\n(time.  # c\nclock)",
    "import time as t\nt.clock",
    "import os, time \\\n as t\nt.clock",
    "import time\nt = time\nt.clock",
    "import time\nt = (\n  time\n)\nt.clock",
    "import time\nif t := time: t.clock",
    "import time\nt = x or time\nt.clock",
    "import time\nt = time if x else y\nt.clock",
    "import time\ngetattr(time, 'clock')",
    "import time\n(time).clock",
    "from time import clock",
    "from time import *\nclock()",
    "from time import sleep, \\\n clock",
    "from time import (sleep,  # a\n clock)",
    `from time import (sleep,${" ".repeat(900)}clock)`,
    "__import__('time').clock",
    "from importlib import import_module as i\ni('time').clock",
    "import sys\nsys.modules['time'].clock",
    "import asyncio\nasyncio.Task.all_tasks",
    "import asyncio as a\na.Task.all_tasks",
    "from asyncio import Task\nTask.all_tasks",
    "from asyncio import Task as T\nT.all_tasks",
    "import asyncio\nT = asyncio.Task\nT.all_tasks",
    "import Queue\nQueue.Queue",
    "from six.moves import queue\nqueue.Queue",
    "from six.moves.queue import Queue",
    "from six import moves as m\nm.queue.Queue",
  ])("wakes for %j", (text) => {
    expect(scanner.awake(new SourceFile("a.py", text))).toHaveLength(1);
  });

  it.each([
    "import time\ntime.sleep(1)  # by the clock",
    "from time import sleep\nclock = 1",
    "time.clock()",
    "import clock\n# what time.clock was",
    'import time, os\n"""The time of the clock."""',
    "import asyncio\nfrom x import Task\nall_tasks = [asyncio.create_task()]",
  ])("sleeps through %j", (text) => {
    expect(scanner.awake(new SourceFile("a.py", text))).toEqual([]);
  });

  it("takes linear time, whatever the text", () => {
    const units = [
      " ",
      "time ",
      "time.",
      "time\n",
      "time import ",
      "time import (",
      "time as ",
      "time,",
      "\\\n",
      "= time .",
    ];
    for (const unit of units) {
      const text = `import time\nclock\n${unit.repeat(200_000)}`;
      const start = performance.now();
      scanner.awake(new SourceFile("a.py", text));
      expect(performance.now() - start, JSON.stringify(unit)).toBeLessThan(5000);
    }
  });
});
