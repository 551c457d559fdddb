import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderRuleList, variableOf } from "../../tools/new-rule/rule-list.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const NAME = "working-folder-asked-for";
/** What the tool and the specifications' tests need. */
const NEEDED = [
  "engine",
  "rules",
  "faq",
  "tools",
  "test/harness",
  "test/support",
  "test/rules",
  "docs/suppressions.md",
  "package.json",
  "tsconfig.json",
];

let copy: string;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), "faqlint-new-rule-"));
  for (const path of [...NEEDED, "vitest.config.ts", "biome.json", ".gitignore"]) {
    cpSync(join(ROOT, path), join(copy, path), { recursive: true });
  }
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"), "dir");
  // One question is to have no answer, whatever the project has by now.
  rmSync(join(copy, "faq", "tasks", "docstrings.md"), { force: true });
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

function run(...args: readonly string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: copy,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined },
  });
  return { status, output: stdout + stderr };
}

const newRule = (...args: readonly string[]) => run("--import", "tsx", "tools/new-rule.ts", ...args);

describe("npm run new-rule", () => {
  it("refuses what will not do, says why, and writes nothing", () => {
    const before = readFileSync(join(copy, "rules", "index.ts"), "utf8");
    for (const [args, reason] of [
      [["Bad_Name", "--question", "docstrings", "--calls", "os.getcwd"], "thread-never-started"],
      [["no-getcwd", "--question", "docstrings", "--calls", "os.getcwd"], "says the pitfall"],
      [["signal-handler-arity", "--question", "docstrings", "--calls", "os.getcwd"], "There is a rule"],
      [[NAME, "--question", "nonsense", "--calls", "os.getcwd"], "signal-handlers"],
      [[NAME, "--question", "docstrings", "--calls", "getcwd"], "with its module"],
      [[NAME, "--question", "docstrings"], "npm run new-rule --"],
      [[NAME, "--quest", "docstrings"], "npm run new-rule --"],
    ] as const) {
      const { status, output } = newRule(...args);
      expect(status, output).toBe(2);
      expect(output).toContain(reason);
    }
    expect(readFileSync(join(copy, "rules", "index.ts"), "utf8")).toBe(before);
    expect(existsSync(join(copy, "rules", "tasks", `${NAME}.ts`))).toBe(false);
  }, 60_000);

  it("makes a rule whose specification passes, with its answer, well formatted and well typed", () => {
    const made = newRule(NAME, "--question", "docstrings", "--calls", "os.getcwd");
    expect(made.status, made.output).toBe(0);
    const files = [
      `rules/tasks/${NAME}.ts`,
      `test/rules/tasks/${NAME}.md`,
      "faq/tasks/docstrings.md",
      "rules/index.ts",
    ];
    for (const file of files) expect(made.output).toContain(file);
    expect(readFileSync(join(copy, "rules", "index.ts"), "utf8")).toContain("workingFolderAskedFor");

    const biome = run(
      "node_modules/@biomejs/biome/bin/biome",
      "check",
      "--vcs-enabled=false",
      ...files.slice(0, 1),
      "rules/index.ts",
    );
    expect(biome.status, biome.output).toBe(0);

    const config = { extends: "./tsconfig.json", include: [], files: ["rules/index.ts", "faq/answers.generated.ts"] };
    writeFileSync(join(copy, "tsconfig.new-rule.json"), JSON.stringify(config));
    const types = run("node_modules/typescript/bin/tsc", "-p", "tsconfig.new-rule.json");
    expect(types.status, types.output).toBe(0);

    const spec = run("node_modules/vitest/vitest.mjs", "run", "test/rules/tasks", "-t", NAME);
    expect(spec.status, spec.output).toBe(0);
    expect(spec.output).toMatch(/Tests\D+[1-9]\d* passed/);
  }, 120_000);

  it("leaves an answer alone that is there", () => {
    const answer = join(copy, "faq", "tasks", "docstrings.md");
    const before = readFileSync(answer, "utf8");
    const made = newRule("process-id-asked-for", "--question", "docstrings", "--calls", "os.getpid");
    expect(made.status, made.output).toBe(0);
    expect(made.output).not.toContain("faq/");
    expect(readFileSync(answer, "utf8")).toBe(before);
  }, 60_000);
});

describe("the list of rules", () => {
  it("is up to date (npm run generate:rules)", () => {
    expect(readFileSync(join(ROOT, "rules", "index.ts"), "utf8")).toBe(renderRuleList(ROOT));
  });

  it("names rules as variables", () => {
    expect(variableOf("popen2-result-order")).toBe("popen2ResultOrder");
  });
});
