import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startParser } from "../../support/parser.js";
import { SIGNAL_RANGE } from "../defects.js";
import { documented, type Editor, expectedIn, Workplace } from "./workplace.js";

const EMACS: Editor = {
  program: "emacs",
  arguments: (script) => ["--batch", "-Q", "-l", script],
  script: new URL("emacs.el", import.meta.url),
  settings: documented("Emacs, Eglot", "elisp"),
  needs: "on Debian and Ubuntu: apt-get install emacs-nox elpa-eglot",
};

/** What emacs.el writes. */
interface Seen {
  readonly diagnostics: readonly object[];
  readonly answer: string;
  readonly actions: readonly string[];
  readonly repaired: string;
}

interface SeenSaving {
  readonly saved: string;
}

let place: Workplace;

beforeAll(startParser);

beforeEach(() => {
  place = new Workplace();
});

afterEach(() => place.remove());

describe("Emacs with Eglot", () => {
  it("shows the defect and its answer, and repairs it", { timeout: 120_000 }, async () => {
    const { message, question, title, repaired } = expectedIn(place.file);
    const seen = place.run(EMACS, "repair") as Seen;
    expect(seen.diagnostics).toEqual([{ ...SIGNAL_RANGE, severity: "eglot-error", message: expect.any(String) }]);
    expect(JSON.stringify(seen.diagnostics)).toContain(message);

    expect(seen.answer).toContain(message);
    expect(seen.answer).toContain(`FAQ: ${question.title} (${question.url})`);
    expect(seen.answer).toContain("Python calls a handler with two positional arguments");
    expect(seen.answer).toContain("def stop(signum, frame):");

    expect(seen.actions[0]).toBe(title);
    expect(seen.repaired).toBe(repaired);
    expect(place.text()).toBe(repaired);
    await place.expectCleanEnd();
  });

  it("makes all safe fixes on saving", { timeout: 120_000 }, async () => {
    const { repaired } = expectedIn(place.file);
    const seen = place.run(EMACS, "saving") as SeenSaving;
    expect(seen.saved).toEqual(repaired);
    expect(place.text()).toBe(`${repaired}print()\n`);
    await place.expectCleanEnd();
  });
});
