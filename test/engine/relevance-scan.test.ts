import { describe, expect, it } from "vitest";
import { RelevanceScan } from "../../engine/relevance-scan.js";
import { SourceFile } from "../../engine/text/source.js";
import { RELEVANCES } from "../../rules/relevances.js";
import { specifiedTexts } from "../support/specified.js";

const ALL = [...RELEVANCES.values()].flat();

describe("the scan for what a text is relevant to", () => {
  it("finds in the first text, for which nothing is prepared, what it finds in a later one", {
    timeout: 120_000,
  }, () => {
    const prepared = new RelevanceScan(ALL);
    prepared.fulfilledBy(new SourceFile("first.py", ""));
    const found = new Set<number>();
    for (const text of specifiedTexts()) {
      const first = new RelevanceScan(ALL).fulfilledBy(new SourceFile("a.py", text));
      expect(first, text).toEqual(prepared.fulfilledBy(new SourceFile("a.py", text)));
      for (const place of first) found.add(place);
    }
    expect(found.size).toBeGreaterThan(ALL.length * 0.9);
  });

  it("follows a change of the first text", () => {
    const scan = new RelevanceScan(ALL);
    const first = new SourceFile("a.py", "import signal\n");
    scan.fulfilledBy(first);
    const text = "import signal\nsignal.signal(1, print)\n";
    const next = scan.fulfilledBy(new SourceFile("a.py", text), first);
    expect(next).toEqual(new RelevanceScan(ALL).fulfilledBy(new SourceFile("a.py", text)));
    expect(next).not.toEqual([]);
  });
});
