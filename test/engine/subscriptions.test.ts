import { describe, expect, it } from "vitest";
import { removedModules } from "../../engine/knowledge/modules.js";
import { defineRule } from "../../engine/rule.js";
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
    expect(scanner.awake(text)).toHaveLength(1);
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
    expect(scanner.awake(text)).toEqual([]);
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
        all.awake(text);
        // Linear needs a few milliseconds; quadratic would need many seconds.
        if (performance.now() - before > 500) slow.push(JSON.stringify(start + unit));
      }
    }
    expect(slow).toEqual([]);
  });
});
