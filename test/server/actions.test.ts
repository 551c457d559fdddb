import { describe, expect, it } from "vitest";
import type { CodeActionContext } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Diagnostic } from "../../engine/diagnostics.js";
import { IgnoreWriter } from "../../engine/ignore-comments.js";
import type { Fix } from "../../engine/rule.js";
import { SourceFile } from "../../engine/text/source.js";
import { codeActions, deferredFor, resolved } from "../../server/actions.js";
import { supportOf } from "../../server/capabilities.js";
import { toLspDiagnostic } from "../../server/convert.js";
import { FIX_ALL } from "../../server/names.js";
import { placesIn } from "../../server/places.js";
import type { Found } from "../../server/result.js";

const TEXT = "one two\nthree\n";
const URI = "untitled:1";
const SOURCE = new SourceFile("x.py", TEXT);
const WRITER = new IgnoreWriter(SOURCE, { tree: undefined, suppressions: undefined });
const DOCUMENT = TextDocument.create(URI, "python", 1, TEXT);
const LITERALS = { codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } } };
const SUPPORT = supportOf({ textDocument: LITERALS });
const PLACES = placesIn(SOURCE, URI);
const SUBJECT = {
  uri: URI,
  unit: { uri: URI, text: TEXT, documents: [DOCUMENT], places: () => PLACES },
  places: PLACES,
};
const ALL = { start: { line: 0, character: 0 }, end: { line: 2, character: 0 } };

function finding(start: number, end: number, fix: Fix | null, over: Partial<Found> = {}): Found {
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
    ignore: () => WRITER.editFor({ rule: "some-rule", span: { start, end } }),
    ...over,
  };
}

function replacing(start: number, end: number, safety: Fix["safety"]): Fix {
  return { title: `Replace ${TEXT.slice(start, end)}`, safety, edits: [{ span: { start, end }, replacement: "x" }] };
}

function offered(
  diagnostics: readonly Found[],
  context: Partial<CodeActionContext> = {},
  { range = ALL, support = SUPPORT } = {},
) {
  const result = { source: SOURCE, parsed: undefined, diagnostics, left: 0, crashes: [] };
  const params = { textDocument: { uri: URI }, range, context: { diagnostics: [], ...context } };
  return codeActions(params, { ...SUBJECT, result, support });
}

/** The repairs of single findings among what is offered. */
function fixes(diagnostics: readonly Found[], context: Partial<CodeActionContext> = {}, range = ALL) {
  return offered(diagnostics, context, { range }).filter(({ title }) => title.startsWith("Replace "));
}

describe("the repairs of findings", () => {
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
    const sent = (diagnostic: Diagnostic) => ({ ...toLspDiagnostic(diagnostic, PLACES, SUPPORT), source: "?" });
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
    const computed = new Set<string>();
    const fixOf = (name: string) => (): null => {
      computed.add(name);
      return null;
    };
    const diagnostics = [finding(0, 3, null, { fix: fixOf("first") }), finding(8, 13, null, { fix: fixOf("second") })];
    fixes(diagnostics, {}, { start: { line: 1, character: 2 }, end: { line: 1, character: 2 } });
    expect([...computed]).toEqual(["second"]);
  });
});

describe("what else is offered", () => {
  const three = [
    finding(0, 3, replacing(0, 3, "safe")),
    finding(4, 7, replacing(4, 7, "safe")),
    finding(8, 13, replacing(8, 13, "unsafe")),
  ];

  it("is to repair all that a rule found, to read why, and to ignore it", () => {
    expect(
      offered(three, {}, { range: { start: { line: 0, character: 1 }, end: { line: 0, character: 1 } } }),
    ).toMatchObject([
      { title: "Replace one", isPreferred: true },
      {
        title: 'Fix all 2 problems "some-rule" in this file',
        edit: { changes: { [URI]: [{ newText: "x" }, { newText: "x" }] } },
      },
      {
        title: expect.stringMatching(/^Why\? Read the answer to "Why don't my signal handlers work\?"$/),
        command: { command: "faqlint.showAnswer", arguments: ["signal-handlers"] },
      },
      { title: 'Ignore "some-rule" in this file' },
    ]);
    const unsafe = offered(three, {}, { range: { start: { line: 1, character: 1 }, end: { line: 1, character: 1 } } });
    expect(unsafe.map(({ title }) => title)).toContain('Fix all 3 problems "some-rule" in this file (unsafe)');
  });

  it("is to make all safe repairs, for those who ask for that", () => {
    const removing: Fix = {
      title: "Remove",
      safety: "safe",
      edits: [{ span: { start: 8, end: 13 }, replacement: "" }],
    };
    const all = [three[0], three[1], finding(8, 13, removing)].flatMap((each) => each ?? []);
    for (const only of [[FIX_ALL], ["source.fixAll"], ["source"]]) {
      expect(offered(all, { only })).toEqual([
        {
          title: "Make all safe fixes of faqlint",
          kind: "source.fixAll.faqlint",
          edit: {
            changes: { [URI]: [expect.objectContaining({ newText: "x" }), expect.objectContaining({ newText: "x" })] },
          },
        },
      ]);
    }
    expect(offered(all, { only: ["refactor"] })).toEqual([]);
    expect(offered([finding(8, 13, removing)], { only: [FIX_ALL] })).toEqual([]);
    expect(offered(all).filter(({ kind }) => kind === FIX_ALL)).toEqual([]);
  });

  it("comes without edits where the client asks for them later", () => {
    const codeAction = { ...LITERALS.codeAction, dataSupport: true, resolveSupport: { properties: ["edit"] } };
    const support = supportOf({ textDocument: { codeAction } });
    const result = { source: SOURCE, parsed: undefined, diagnostics: three, left: 0, crashes: [] };
    const [all] = offered(three, { only: [FIX_ALL] }, { support });
    expect(all).toEqual({ title: "Make all safe fixes of faqlint", kind: FIX_ALL, data: { uri: URI, fix: "all" } });
    if (all === undefined) return;
    expect(deferredFor(all)).toBe(URI);
    expect(resolved(all, { ...SUBJECT, result, support }).edit?.changes?.[URI]).toHaveLength(2);
    expect(
      [{}, { uri: URI }, { uri: 1, fix: "all" }, { uri: URI, fix: "rule" }, null, "x"].map((data) =>
        deferredFor({ title: "", data }),
      ),
    ).toEqual(Array.from({ length: 6 }, () => undefined));
  });
});
