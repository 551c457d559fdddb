import { describe, expect, it } from "vitest";
import type { DiagnosticTag } from "vscode-languageserver/node";
import type { Diagnostic } from "../../engine/diagnostics.js";
import { SourceFile } from "../../engine/text/source.js";
import { supportOf } from "../../server/capabilities.js";
import { toLspDiagnostic } from "../../server/convert.js";
import { placesIn } from "../../server/places.js";

const SOURCE = new SourceFile("x.py", 'a = "😀"; b\r\nc\rd\n');
const URI = "file:///x.py";
const FOUND: Diagnostic = {
  rule: "some-rule",
  severity: "warning",
  message: "something",
  question: "signal-handlers",
  faqUrl: "https://example.org/",
  span: { start: 10, end: 11 },
  related: [{ span: { start: 15, end: 16 }, message: "and here" }],
  tags: ["unnecessary", "deprecated"],
  fix: () => null,
  fixSafety: "none",
};

const convert = (diagnostic: Diagnostic, publishDiagnostics: object) =>
  toLspDiagnostic(diagnostic, placesIn(SOURCE, URI), supportOf({ textDocument: { publishDiagnostics } }));

describe("toLspDiagnostic", () => {
  it("gives a client that takes everything everything", () => {
    const all = {
      relatedInformation: true,
      codeDescriptionSupport: true,
      dataSupport: true,
      tagSupport: { valueSet: [1, 2] as DiagnosticTag[] },
    };
    const expected = {
      range: { start: { line: 0, character: 10 }, end: { line: 0, character: 11 } },
      severity: 2,
      code: "some-rule",
      source: "faqlint",
      message: "something",
      codeDescription: { href: "https://example.org/" },
      relatedInformation: [
        {
          location: { uri: URI, range: { start: { line: 2, character: 0 }, end: { line: 2, character: 1 } } },
          message: "and here",
        },
      ],
      tags: [1, 2],
      data: { question: "signal-handlers" },
    };
    expect(convert(FOUND, all)).toEqual(expected);
    // Since 3.18 a client may say so of the diagnostics it pulls.
    expect(toLspDiagnostic(FOUND, placesIn(SOURCE, URI), supportOf({ textDocument: { diagnostic: all } }))).toEqual(
      expected,
    );
  });

  it("gives a client that takes nothing the finding all the same", () => {
    expect(convert(FOUND, { codeDescriptionSupport: false })).toEqual({
      range: { start: { line: 0, character: 10 }, end: { line: 0, character: 11 } },
      severity: 2,
      code: "some-rule",
      source: "faqlint",
      message: "something",
    });
  });

  it("leaves out the tags a client does not know", () => {
    expect(convert(FOUND, { tagSupport: { valueSet: [2] } }).tags).toEqual([2]);
    expect(convert(FOUND, { tagSupport: true }).tags).toBeUndefined();
    expect(convert({ ...FOUND, tags: ["unnecessary"] }, { tagSupport: { valueSet: [2] } }).tags).toBeUndefined();
  });

  it("knows all severities", () => {
    const severities = ["error", "warning", "information", "hint"] as const;
    expect(severities.map((severity) => convert({ ...FOUND, severity }, {}).severity)).toEqual([1, 2, 3, 4]);
  });
});

describe("supportOf", () => {
  it("takes null and plain booleans for a member as a client's way of saying no", () => {
    const odd: object = {
      textDocument: {
        diagnostic: null,
        publishDiagnostics: null,
        codeAction: { codeActionLiteralSupport: true },
        hover: { contentFormat: "markdown" },
      },
      workspace: { workspaceEdit: null, diagnostics: false, configuration: "yes" },
    };
    expect(supportOf(odd)).toEqual(supportOf({}));
    expect(supportOf({ textDocument: null, workspace: null } as object)).toEqual(supportOf({}));
  });
});
