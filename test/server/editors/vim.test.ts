import { fileURLToPath } from "node:url";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startParser } from "../../support/parser.js";
import { SIGNAL_RANGE } from "../defects.js";
import { documented, type Editor, expectedIn, Workplace } from "./workplace.js";

const VIM: Editor = {
  program: "vim",
  arguments: (script) => [
    ...["-T", "dumb", "--not-a-term", "-n", "-i", "NONE"],
    ...["-u", fileURLToPath(new URL("ale-vimrc.vim", import.meta.url)), "-S", script],
  ],
  script: new URL("ale.vim", import.meta.url),
  settings: documented("Vim, ALE", "vim"),
  needs: "on Debian and Ubuntu: apt-get install vim vim-ale",
};

/** What ale.vim writes. */
interface Seen {
  readonly diagnostics: readonly object[];
  readonly hover: readonly string[];
  readonly repaired: readonly string[];
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

describe("Vim with ALE", () => {
  it("shows the defect and its answer, and repairs it", { timeout: 120_000 }, async () => {
    const { message, question, repaired } = expectedIn(place.file);
    const seen = place.run(VIM, "repair") as Seen;
    expect(seen.diagnostics).toEqual([{ ...SIGNAL_RANGE, severity: "E", message: `signal-handler-arity: ${message}` }]);

    const hover = seen.hover.join("\n");
    expect(hover).toContain(message);
    expect(hover).toContain(`FAQ: ${question.title} (${question.url})`);
    expect(hover).toContain("Python calls a handler with two positional arguments");
    expect(hover).toContain("def stop(signum, frame):");

    expect(seen.repaired).toEqual(repaired.trimEnd().split("\n"));
    expect(place.text()).toBe(repaired);
    // ALE ends its servers without a word.
    await place.expectCleanEnd("closed input");
  });

  it("makes all safe fixes on saving", { timeout: 120_000 }, async () => {
    const { repaired } = expectedIn(place.file);
    const seen = place.run(VIM, "saving") as SeenSaving;
    expect(seen.saved).toEqual(repaired.trimEnd().split("\n"));
    expect(place.text()).toBe(repaired);
    await place.expectCleanEnd("closed input");
  });
});
