import { beforeAll, describe, expect, it } from "vitest";
import { defineRule } from "../../engine/rule.js";
import { asData } from "../../server/lane-messages.js";
import { Workbench } from "../../server/workbench.js";
import { startParser } from "../support/parser.js";
import { SIGNAL_TEXT } from "./defects.js";

/** Gives nodes wherever a span is asked for, as rules may. */
const NODES = defineRule({
  name: "nodes-as-spans",
  question: "signal-handlers",
  summary: "signal.signal, which is for this test only",
  severity: "warning",
  fix: "safe",
  messages: { found: "found" },
  on: (when) =>
    when.calls("signal.signal", (call, { report }) => {
      const fix = () => ({ title: "Clear", safety: "safe" as const, edits: [{ span: call.node, replacement: "" }] });
      report("found", { at: call.node, related: [{ span: call.node, message: "here" }], fix });
    }),
});

beforeAll(startParser);

describe("asData", () => {
  it("makes of a finding what another thread can be sent, without the syntax", () => {
    const workbench = new Workbench([NODES], () => undefined);
    const { diagnostics } = workbench.lint("untitled:1", SIGNAL_TEXT);
    const start = SIGNAL_TEXT.indexOf("signal.signal");
    const span = { start, end: SIGNAL_TEXT.length - 1 };
    const [found, ...others] = structuredClone(diagnostics.map(asData));
    expect(others).toEqual([]);
    expect(found).toEqual({
      rule: "nodes-as-spans",
      severity: "warning",
      message: "found",
      question: "signal-handlers",
      faqUrl: expect.stringContaining("https://"),
      span,
      related: [{ span, message: "here" }],
      tags: [],
      fixSafety: "safe",
      fix: { title: "Clear", safety: "safe", edits: [{ span, replacement: "" }] },
      ignore: { span: { start: span.end, end: span.end }, replacement: "  # faqlint: ignore[nodes-as-spans]" },
    });
    expect(Object.getPrototypeOf(diagnostics.map(asData)[0]?.related[0]?.span)).toBe(Object.prototype);
  });
});
