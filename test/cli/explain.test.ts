import { stripVTControlCharacters } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { explain } from "../../cli/explain.js";
import { QUESTIONS } from "../../engine/questions.js";
import { SUPPRESSION_CHECKS } from "../../engine/suppression-rules.js";
import { RULES } from "../../rules/index.js";
import { faqlintCommand } from "../support/built.js";
import { temporaryFolder } from "../support/folder.js";
import { FakeEnvironment } from "./fake-environment.js";
import { faqlint } from "./program.js";

beforeAll(() => void faqlintCommand());

describe("faqlint explain", () => {
  it("prints an answer, and which rules watch for what it warns about", () => {
    const { status, stdout, stderr } = faqlint(["explain", "signal-handlers"], { cwd: temporaryFolder() });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/^Why don't my signal handlers work\?\nhttps:\/\/docs\.python\.org\//);
    expect(stdout).toContain("    signal.signal(");
    expect(stdout).toMatch(/\nWhat faqlint finds\n-+\n\n- signal-argument-type: /);
    expect(stdout).not.toContain("\u001b");
  });

  it("prints what a rule finds, and the answer behind it", () => {
    const { stdout } = faqlint(["explain", "signal-handler-arity", "--color", "always"], { cwd: temporaryFolder() });
    expect(stdout).toContain("\u001b[1m");
    expect(stripVTControlCharacters(stdout)).toMatch(
      /^signal-handler-arity \(error, fix\) finds a signal handler that /,
    );
    expect(stdout).toContain("Why don't my signal handlers work?");
  });

  it("suggests the right name for a wrong one", () => {
    const { status, stdout, stderr } = faqlint(["explain", "signal-handlres"], { cwd: temporaryFolder() });
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^faqlint: no question or rule is called "signal-handlres"; did you mean "signal-handlers"/);
    expect(faqlint(["explain", "quetzalcoatl\u001b"], { cwd: temporaryFolder() }).stderr).toBe(
      'faqlint: no question or rule is called "quetzalcoatl␛"; `faqlint rules` lists them\n',
    );
  });

  it("has something to say about every question and every rule, in lines that fit", () => {
    const checks = [...RULES, ...SUPPRESSION_CHECKS].map(({ name }) => name);
    for (const name of [...QUESTIONS.map(({ slug }) => slug), ...checks, "suppressions"]) {
      const environment = new FakeEnvironment({ columns: 60 });
      expect(explain(name, "never", environment, RULES), name).toBe(0);
      const prose = environment.stdout.text.split("\n").filter((line) => !/^ {4}|https?:|: |\S {2}/.test(line));
      for (const line of prose) expect(line.length, line).toBeLessThanOrEqual(60);
    }
  });
});

describe("faqlint rules", () => {
  it("lists the rules below their questions", () => {
    const { status, stdout } = faqlint(["rules"], { cwd: temporaryFolder() });
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^Why don't my signal handlers work\? \(signal-handlers\)\n {2}signal-argument-type +error +fix +/m,
    );
    for (const { name } of [...RULES, ...SUPPRESSION_CHECKS]) expect(stdout).toContain(`\n  ${name} `);
    expect(stdout).toContain("\nIgnoring what is found (suppressions)\n");
  });
});
