import { afterEach, describe, expect, it } from "vitest";
import type { ClientCapabilities, CodeAction, Hover } from "vscode-languageserver/node";
import { Client, endServers } from "./client.js";

afterEach(endServers);

const NOTEBOOK = "file:///home/x/analysis.ipynb";
const cell = (name: string): string => `vscode-notebook-cell:/home/x/analysis.ipynb#${name}`;
const CAPABILITIES: ClientCapabilities = {
  notebookDocument: { synchronization: {} },
  textDocument: {
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } },
    publishDiagnostics: { codeDescriptionSupport: true, dataSupport: true, tagSupport: { valueSet: [1, 2] } },
    hover: { contentFormat: ["markdown"] },
  },
};
const URI = "untitled:1";
const TEXT = `import Queue  # faqlint: ignore[removed-modul]
x = 1  # faqlint: ignore[assert-tuple] why
y = 2  # faqlint: noqa
`;

async function actions(client: Client, line: number, only?: string[], uri = URI): Promise<CodeAction[]> {
  const range = { start: { line, character: 34 }, end: { line, character: 34 } };
  const context = { diagnostics: [], ...(only && { only }) };
  return (await client.request("textDocument/codeAction", { textDocument: { uri }, range, context })) as CodeAction[];
}

describe("what is wrong with comments that ignore something", () => {
  it("is shown, explained and repaired one by one", async () => {
    const client = await Client.start(CAPABILITIES);
    client.open(URI, TEXT);
    const found = await client.published(URI, 1);
    expect(found).toMatchObject([
      { code: "removed-module" },
      { code: "suppression-unknown-rule", severity: 2, data: { question: null } },
      { code: "suppression-useless", severity: 3, tags: [1] },
      { code: "suppression-malformed", severity: 2 },
    ]);
    expect(found.map((each) => each.codeDescription !== undefined)).toEqual([true, false, false, false]);
    // No comment ignores what is wrong with comments, and the FAQ says nothing of it.
    expect((await actions(client, 1)).map(({ title }) => title)).toEqual(["Remove this comment"]);
    expect((await actions(client, 0)).map(({ title }) => title)).toEqual(["Write `removed-module`"]);
    expect((await actions(client, 2)).map(({ title }) => title)).toEqual(["Remove it (unsafe)"]);
    const hoverAt = async (line: number): Promise<string> => {
      const position = { line, character: 34 };
      const hover = (await client.request("textDocument/hover", { textDocument: { uri: URI }, position })) as Hover;
      return (hover.contents as { value: string }).value;
    };
    expect(await hoverAt(0)).toMatch(
      /^there is no rule `removed-modul`: did you mean [^\n]* \(faqlint: suppression-unknown-rule\)\n\nWhere something is found/,
    );
    expect(await hoverAt(1)).toMatch(/^`assert-tuple` finds nothing here[^\n]*\n\n---\n\nfaqlint: assert-tuple: /);
    await client.stop();
  });

  it("is put right with all else, but nothing is taken away that may just be being typed", async () => {
    const client = await Client.start(CAPABILITIES);
    client.open(URI, TEXT);
    const [all] = await actions(client, 0, ["source.fixAll.faqlint"]);
    // The import is not repaired, since the comment is to ignore it.
    expect(all?.edit?.changes).toEqual({
      [URI]: [
        { range: { start: { line: 0, character: 32 }, end: { line: 0, character: 45 } }, newText: "removed-module" },
      ],
    });
    await client.stop();
  });

  it("is found in the cell it stands in", async () => {
    const texts = {
      one: "%load_ext x\nx = 1\n# faqlint: ignore[assert-tuple]",
      two: "y = 2  # faqlint: ignore[assert-tuple]",
    };
    const client = await Client.start(CAPABILITIES);
    client.notify("notebookDocument/didOpen", {
      notebookDocument: {
        ...{ uri: NOTEBOOK, notebookType: "jupyter-notebook", version: 0 },
        cells: Object.keys(texts).map((name) => ({ kind: 2, document: cell(name) })),
      },
      cellTextDocuments: Object.entries(texts).map(([name, text]) => {
        return { uri: cell(name), languageId: "python", version: 1, text };
      }),
    });
    for (const name of ["one", "two"]) {
      expect(await client.published(cell(name), 1)).toMatchObject([{ code: "suppression-useless" }]);
    }
    const [first] = await actions(client, 2, undefined, cell("one"));
    expect(first?.edit?.changes).toEqual({
      [cell("one")]: [{ range: { start: { line: 2, character: 0 }, end: { line: 2, character: 31 } }, newText: "" }],
    });
    const [second] = await actions(client, 0, undefined, cell("two"));
    expect(second?.edit?.changes).toEqual({
      [cell("two")]: [{ range: { start: { line: 0, character: 5 }, end: { line: 0, character: 38 } }, newText: "" }],
    });
    await client.stop();
  });
});
