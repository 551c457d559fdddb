import { afterEach, describe, expect, it } from "vitest";
import type { CodeAction, DocumentDiagnosticReport, Hover } from "vscode-languageserver/node";
import { faqlint } from "../cli/program.js";
import { temporaryFolder } from "../support/folder.js";
import { code, notebook, prose } from "../support/notebooks.js";
import { Client, endServers } from "./client.js";

afterEach(endServers);

const NOTEBOOK = "file:///home/x/analysis.ipynb";
const cell = (name: string): string => `vscode-notebook-cell:/home/x/analysis.ipynb#${name}`;
const TEXTS = {
  one: "%load_ext x\nimport signal\ndef on_term():\n    raise SystemExit\n",
  two: "!date\nsignal.signal(signal.SIGTERM, on_term)\n",
  three: "%%bash\nimport Queue\n",
};
const CAPABILITIES = { notebookDocument: { synchronization: {} } };
const ACTIONS = { codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } } };

/** What the terminal's JSON says of a finding, as far as it is compared. */
interface Reported {
  readonly rule: string;
  readonly cell: number;
  readonly range: { readonly start: { readonly line: number } };
}

function open(client: Client, texts: Readonly<Record<string, string>> = TEXTS): void {
  client.notify("notebookDocument/didOpen", {
    notebookDocument: {
      uri: NOTEBOOK,
      notebookType: "jupyter-notebook",
      version: 0,
      cells: [
        { kind: 1, document: cell("text") },
        ...Object.keys(texts).map((name) => ({ kind: 2, document: cell(name) })),
      ],
    },
    cellTextDocuments: Object.entries(texts).map(([name, text]) => ({
      uri: cell(name),
      languageId: "python",
      version: 1,
      text,
    })),
  });
}

function changeText(client: Client, name: string, version: number, text: string): void {
  client.notify("notebookDocument/didChange", {
    notebookDocument: { uri: NOTEBOOK, version },
    change: { cells: { textContent: [{ document: { uri: cell(name), version }, changes: [{ text }] }] } },
  });
}

describe("a notebook", () => {
  it("has cells that share their names, and magics that are no errors", async () => {
    const client = await Client.start(CAPABILITIES);
    expect(client.server.capabilities.notebookDocumentSync).toBeDefined();
    open(client);
    expect(await client.published(cell("two"), 1)).toMatchObject([
      { code: "signal-handler-arity", range: { start: { line: 1, character: 30 }, end: { line: 1, character: 37 } } },
    ]);
    expect(await client.published(cell("one"), 1)).toEqual([]);
    expect(await client.published(cell("three"), 1)).toEqual([]);
    changeText(client, "one", 2, TEXTS.one.replace("()", "(signum, frame)"));
    await client.until("the repair", () => {
      const last = client.notifications("textDocument/publishDiagnostics") as { uri: string; diagnostics: object[] }[];
      return last.findLast(({ uri }) => uri === cell("two"))?.diagnostics.length === 0 ? true : undefined;
    });
  });

  it("is repaired in whatever cell the repair belongs to", async () => {
    const client = await Client.start({
      ...CAPABILITIES,
      workspace: { workspaceEdit: { documentChanges: true } },
      textDocument: ACTIONS,
    });
    open(client);
    const range = { start: { line: 1, character: 32 }, end: { line: 1, character: 32 } };
    const ask = async (only?: string[]): Promise<CodeAction[]> =>
      (await client.request("textDocument/codeAction", {
        textDocument: { uri: cell("two") },
        range,
        context: { diagnostics: [], ...(only && { only }) },
      })) as CodeAction[];
    const [fix, , ignore] = await ask();
    const at = { line: 2, character: 12 };
    expect(fix?.edit).toEqual({
      documentChanges: [
        {
          textDocument: { uri: cell("one"), version: 1 },
          edits: [{ range: { start: at, end: at }, newText: "signum, frame" }],
        },
      ],
    });
    expect(ignore?.edit?.documentChanges).toMatchObject([{ textDocument: { uri: cell("two") } }]);
    // What is done to all of a cell changes no other.
    expect(await ask(["source.fixAll.faqlint"])).toEqual([]);
    const hover = (await client.request("textDocument/hover", {
      textDocument: { uri: cell("two") },
      position: range.start,
    })) as Hover;
    expect(hover.range).toEqual({ start: { line: 1, character: 30 }, end: { line: 1, character: 37 } });
  });

  it("shows what the terminal shows", async () => {
    const texts = {
      ...{ first: "%%time\nimport signal, threading\n", bash: "%%bash\nimport Queue\n", shell: "!ls\npip install x\n" },
      ...{ second: "def stop():\n    raise SystemExit\n%time signal.signal(signal.SIGTERM, stop)" },
      last: 't = "é😀"; signal.signal(15, stop)\nthreading.Thread(target=print, args=("x")).start()\n',
    };
    const cells = [prose("text"), ...Object.values(texts).map((text) => code(text))];
    const args = ["check", "-", "--stdin-filename", "a.ipynb", "--format", "json"];
    const { stdout } = faqlint(args, { cwd: temporaryFolder(), input: notebook(cells) });
    const found = (JSON.parse(stdout) as { diagnostics: readonly Reported[] }).diagnostics;
    expect(found.map(({ cell: number }) => number)).toEqual([5, 6, 6]);
    const client = await Client.start({ ...CAPABILITIES, general: { positionEncodings: ["utf-16"] } });
    open(client, texts);
    await client.published(cell("last"), 1);
    for (const [index, name] of Object.keys(texts).entries()) {
      const inEditor = (await client.published(cell(name), 1)).map(({ code: rule, range: { start } }) => [
        rule,
        start.line,
      ]);
      const own = found.filter(({ cell: number }) => number === index + 2);
      expect(inEditor, name).toEqual(own.map(({ rule, range: { start } }) => [rule, start.line - 1]));
    }
  });

  it("is pulled cell by cell", async () => {
    const client = await Client.start({ ...CAPABILITIES, textDocument: { diagnostic: {} } });
    open(client);
    const pull = async (name: string): Promise<DocumentDiagnosticReport> =>
      (await client.request("textDocument/diagnostic", {
        textDocument: { uri: cell(name) },
      })) as DocumentDiagnosticReport;
    expect(await pull("two")).toMatchObject({ kind: "full", items: [{ code: "signal-handler-arity" }] });
    expect(await pull("one")).toMatchObject({ kind: "full", items: [] });
  });

  it("is forgotten when it is closed", async () => {
    const client = await Client.start(CAPABILITIES);
    open(client);
    await client.published(cell("two"), 1);
    client.notify("notebookDocument/didClose", {
      notebookDocument: { uri: NOTEBOOK },
      cellTextDocuments: Object.keys(TEXTS).map((name) => ({ uri: cell(name) })),
    });
    await client.stop();
    const last = client.notifications("textDocument/publishDiagnostics") as { uri: string; diagnostics: object[] }[];
    expect(last.findLast(({ uri }) => uri === cell("two"))?.diagnostics).toEqual([]);
  });
});
