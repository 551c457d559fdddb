import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startParser } from "../../support/parser.js";
import { SIGNAL_RANGE, SIGNAL_TEXT } from "../defects.js";
import { documented, type Editor, expectedIn, Workplace } from "./workplace.js";

const NEOVIM: Editor = {
  program: "nvim",
  arguments: (script) => [
    ...["--headless", "-n", "-i", "NONE", "-u", "NONE"],
    ...["-c", `luafile ${script.replaceAll(" ", "\\ ")}`],
  ],
  script: new URL("neovim.lua", import.meta.url),
  settings: documented("Neovim 0.7 to 0.10", "lua"),
  needs: "on Debian and Ubuntu: apt-get install neovim",
};

/** What neovim.lua writes. */
interface Seen {
  readonly diagnostics: readonly object[];
  readonly hover: readonly string[];
  readonly actions: readonly string[];
  readonly repaired: readonly string[];
}

interface SeenTyping {
  readonly diagnostics: readonly object[];
  readonly typed: readonly string[];
  readonly moved: readonly object[];
}

interface SeenSaving {
  readonly saved: readonly string[];
}

let place: Workplace;

beforeAll(startParser);

beforeEach(() => {
  place = new Workplace();
});

afterEach(() => place.remove());

describe("Neovim", () => {
  it("shows the defect and its answer, and repairs it", { timeout: 120_000 }, async () => {
    const { message, question, title, repaired } = expectedIn(place.file);
    const seen = place.run(NEOVIM, "repair") as Seen;
    expect(seen.diagnostics).toEqual([
      {
        ...SIGNAL_RANGE,
        severity: 1,
        source: "faqlint",
        message,
        lsp: expect.objectContaining({ code: "signal-handler-arity", codeDescription: { href: question.url } }),
      },
    ]);

    expect(seen.hover[0]).toMatch(/^`?on_term`? takes no arguments/);
    const hover = seen.hover.join("\n");
    expect(hover).toContain(question.title);
    // From the answer: a sentence, and a line of its code without the fence around it.
    expect(hover).toContain("Python calls a handler with two positional arguments");
    expect(seen.hover).toContain("def stop(signum, frame):");

    expect(seen.actions[0]).toBe(title);
    expect(seen.repaired).toEqual(repaired.trimEnd().split("\n"));
    expect(place.text()).toBe(repaired);
    await place.expectCleanEnd();
  });

  it("follows what the user types", { timeout: 120_000 }, async () => {
    const seen = place.run(NEOVIM, "typing") as SeenTyping;
    expect(seen.diagnostics).toHaveLength(1);
    expect(seen.typed).toContain("def on_term(signum, frame):");
    const { start, end } = SIGNAL_RANGE;
    expect(seen.moved).toEqual([
      expect.objectContaining({
        start: { ...start, line: start.line + 1 },
        end: { ...end, line: end.line + 1 },
        message: expectedIn(place.file).message,
      }),
    ]);
    expect(place.text()).toBe(SIGNAL_TEXT);
    await place.expectCleanEnd();
  });

  it("makes all safe fixes on saving", { timeout: 120_000 }, async () => {
    const { repaired } = expectedIn(place.file);
    const seen = place.run(NEOVIM, "saving") as SeenSaving;
    expect(seen.saved).toEqual(repaired.trimEnd().split("\n"));
    expect(place.text()).toBe(`${repaired}print()\n`);
    await place.expectCleanEnd();
  });
});
