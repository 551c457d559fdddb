import { describe, expect, it } from "vitest";
import type { CodeActionContext } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Diagnostic } from "../../engine/diagnostics.js";
import type { Fix } from "../../engine/rule.js";
import { SourceFile } from "../../engine/text/source.js";
import { quickFixes } from "../../server/actions.js";
import { supportOf } from "../../server/capabilities.js";
import { toLspDiagnostic } from "../../server/convert.js";

const TEXT = "one two\nthree\n";
const URI = "untitled:1";
const SOURCE = new SourceFile("x.py", TEXT);
const DOCUMENT = TextDocument.create(URI, "python", 1, TEXT);
const LITERALS = { codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } } };
const SUPPORT = supportOf({ textDocument: LITERALS });
const ALL = { start: { line: 0, character: 0 }, end: { line: 2, character: 0 } };

function finding(start: number, end: number, fix: Fix | null, over: Partial<Diagnostic> = {}): Diagnostic {
  return {
    rule: "some-rule",
    severity: "warning",
    message: "something",
    question: "signal-handlers",
    faqUrl: "https://example.org/",
    span: { start, end },
    related: [],
    tags: [],
    fix: () => fix,
    fixSafety: fix?.safety ?? "none",
    ...over,
  };
}

function replacing(start: number, end: number, safety: Fix["safety"]): Fix {
  return { title: `Replace ${TEXT.slice(start, end)}`, safety, edits: [{ span: { start, end }, replacement: "x" }] };
}

function fixes(diagnostics: readonly Diagnostic[], context: Partial<CodeActionContext> = {}, range = ALL) {
  const result = { source: SOURCE, diagnostics, crashes: [] };
  const params = { textDocument: { uri: URI }, range, context: { diagnostics: [], ...context } };
  return quickFixes(params, DOCUMENT, result, SUPPORT);
}

describe("quickFixes", () => {
  it("says of an unsafe repair that it is one, and does not prefer it", () => {
    const actions = fixes([
      finding(0, 3, replacing(0, 3, "safe")),
      finding(4, 7, replacing(4, 7, "unsafe")),
      finding(8, 13, null),
      finding(8, 13, { title: "Nothing", safety: "safe", edits: [] }),
    ]);
    expect(actions.map(({ title, isPreferred }) => ({ title, isPreferred }))).toEqual([
      { title: "Replace one", isPreferred: true },
      { title: "Replace two (unsafe)", isPreferred: undefined },
    ]);
    expect(actions[1]?.edit).toEqual({
      changes: {
        [URI]: [{ range: { start: { line: 0, character: 4 }, end: { line: 0, character: 7 } }, newText: "x" }],
      },
    });
  });

  it("takes what the client sends back for a diagnostic by rule and range", () => {
    const wide = finding(0, 7, replacing(0, 7, "safe"));
    const narrow = finding(4, 7, replacing(4, 7, "safe"));
    const other = finding(4, 7, replacing(0, 3, "safe"), { rule: "other-rule" });
    const sent = (diagnostic: Diagnostic) => ({ ...toLspDiagnostic(diagnostic, SOURCE, URI, SUPPORT), source: "?" });
    const titles = (...diagnostics: Parameters<typeof sent>[0][]) =>
      fixes([wide, narrow, other], { diagnostics: diagnostics.map(sent) }).map(({ title }) => title);
    expect(titles(narrow)).toEqual(["Replace two"]);
    expect(titles(wide, other)).toEqual(["Replace one two", "Replace one"]);
    expect(titles()).toHaveLength(3);
    // A client that does not keep ranges as they were still means what lies there.
    expect(titles({ ...narrow, span: { start: 5, end: 6 } })).toEqual(["Replace one two", "Replace two"]);
    // Other servers' diagnostics are no reason to offer less.
    expect(titles({ ...narrow, rule: "E501" })).toHaveLength(3);
  });

  it("does not compute repairs that are not asked for", () => {
    let computed = 0;
    const fix = (): null => {
      computed++;
      return null;
    };
    const diagnostics = [finding(0, 3, null, { fix }), finding(8, 13, null, { fix })];
    fixes(diagnostics, {}, { start: { line: 1, character: 2 }, end: { line: 1, character: 2 } });
    expect(computed).toBe(1);
  });
});
