import { afterEach, beforeAll, describe, expect, it } from "vitest";
import type {
  CodeAction,
  DocumentDiagnosticReport,
  Hover,
  InitializeResult,
  PublishDiagnosticsParams,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Diagnostic } from "../../engine/diagnostics.js";
import { applyFixes } from "../../engine/fix.js";
import { questionOf } from "../../engine/questions.js";
import { LintSession } from "../../project/session.js";
import { RULES } from "../../rules/index.js";
import { startParser } from "../support/parser.js";
import { Client, endServers } from "./client.js";
import { SIGNAL_RANGE, SIGNAL_TEXT } from "./defects.js";

const URI = "untitled:defect.py";
const FAQ_URL = questionOf("signal-handlers").url;
const PUSH = { textDocument: { publishDiagnostics: { relatedInformation: true } } };
const PULL = { textDocument: { diagnostic: {} } };
const ACTIONS = { codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } } };
const BARE = { code: "signal-handler-arity", range: SIGNAL_RANGE, message: "" };

afterEach(endServers);

describe("initialize", () => {
  it("announces only what the client can take", async () => {
    const bare = await Client.start({});
    expect(bare.server.capabilities).toEqual({
      positionEncoding: "utf-16",
      textDocumentSync: { openClose: true, change: 2, save: { includeText: false } },
      hoverProvider: true,
      executeCommandProvider: { commands: ["faqlint.showAnswer", "faqlint.showSettings", "faqlint.lintWorkspace"] },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    });
    const able = await Client.start({ textDocument: { ...PULL.textDocument, ...ACTIONS } });
    expect(able.server.capabilities).toMatchObject({
      codeActionProvider: { codeActionKinds: ["quickfix", "source.fixAll.faqlint"] },
      diagnosticProvider: { identifier: "faqlint", interFileDependencies: false, workspaceDiagnostics: false },
    });
  });

  it("is asked for before anything else, and once", async () => {
    const client = new Client();
    await expect(client.request("textDocument/hover", {})).rejects.toMatchObject({ code: -32002 });
    client.open(URI, SIGNAL_TEXT);
    const params = { processId: null, rootUri: null, capabilities: {} };
    const result = (await client.request("initialize", params)) as InitializeResult;
    expect(result.serverInfo?.name).toBe("faqlint");
    await expect(client.request("initialize", params)).rejects.toMatchObject({ code: -32600 });
  });
});

describe("pushed diagnostics", () => {
  it("carry all there is to a finding, and the version", async () => {
    const client = await Client.start(PUSH);
    client.open(URI, SIGNAL_TEXT, 0);
    const [diagnostic, ...others] = await client.published(URI, 0);
    expect(others).toEqual([]);
    expect(diagnostic).toEqual({
      range: SIGNAL_RANGE,
      severity: 1,
      code: "signal-handler-arity",
      source: "faqlint",
      message: expect.stringContaining("`on_term` takes no arguments"),
      codeDescription: { href: FAQ_URL },
      relatedInformation: [
        {
          location: { uri: URI, range: { start: { line: 1, character: 4 }, end: { line: 1, character: 11 } } },
          message: "handler defined here",
        },
      ],
    });
  });

  it("leave out related places for a client that shows none", async () => {
    const client = await Client.start({});
    client.open(URI, SIGNAL_TEXT);
    expect(await client.published(URI, 1)).not.toContainEqual(
      expect.objectContaining({ relatedInformation: expect.anything() }),
    );
  });

  it("follow incremental changes, with positions in UTF-16 units", async () => {
    const client = await Client.start(PUSH);
    client.open(URI, "import signal\n");
    expect(await client.published(URI, 1)).toEqual([]);
    const handler = 's = "😀"; signal.signal(signal.SIGTERM, lambda: None)\n';
    client.change(
      URI,
      5,
      { range: { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } }, text: handler },
      { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: "import os\r\n" },
    );
    expect((await client.published(URI, 5)).map(({ range }) => range)).toEqual([
      { start: { line: 2, character: 40 }, end: { line: 2, character: 52 } },
    ]);
    client.change(URI, 6, { range: { start: { line: 2, character: 4 }, end: { line: 2, character: 8 } }, text: '""' });
    expect((await client.published(URI, 6)).map(({ range }) => range.start)).toEqual([{ line: 2, character: 38 }]);
    client.change(URI, 9, { text: "" });
    expect(await client.published(URI, 9)).toEqual([]);
  });

  it("are made once for a burst of changes, for its last version", async () => {
    const client = await Client.start(PUSH);
    client.open(URI, SIGNAL_TEXT, 0);
    for (let version = 1; version <= 300; version++) {
      client.change(URI, version, {
        range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
        text: "\n",
      });
    }
    const [diagnostic] = await client.published(URI, 300);
    expect(diagnostic?.range.start.line).toBe(303);
    const versions = (client.notifications("textDocument/publishDiagnostics") as PublishDiagnosticsParams[]).map(
      ({ version }) => version ?? -1,
    );
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    // A burst may be cut by the pipe it comes through, but not into single changes.
    expect(versions.length).toBeLessThan(30);
  });

  it("are cleared when the document is closed", async () => {
    const client = await Client.start(PUSH);
    client.open(URI, SIGNAL_TEXT);
    await client.published(URI, 1);
    client.notify("textDocument/didClose", { textDocument: { uri: URI } });
    client.change(URI, 2, { text: SIGNAL_TEXT });
    await client.stop();
    expect(client.notifications("textDocument/publishDiagnostics").at(-1)).toEqual({ uri: URI, diagnostics: [] });
  });

  it("begin again with a document that is opened twice, or again after it was closed", async () => {
    const client = await Client.start(PUSH);
    client.open(URI, SIGNAL_TEXT, 3);
    expect(await client.published(URI, 3)).toHaveLength(1);
    client.open(URI, "", 0);
    expect(await client.published(URI, 0)).toEqual([]);
    client.notify("textDocument/didClose", { textDocument: { uri: URI } });
    client.open(URI, SIGNAL_TEXT, 1);
    expect(await client.published(URI, 1)).toHaveLength(1);
  });
});

describe("pulled diagnostics", () => {
  const pull = async (client: Client, previousResultId?: string): Promise<DocumentDiagnosticReport> =>
    (await client.request("textDocument/diagnostic", {
      textDocument: { uri: URI },
      previousResultId,
    })) as DocumentDiagnosticReport;

  it("are given when asked for, and never pushed", async () => {
    const client = await Client.start(PULL);
    client.open(URI, SIGNAL_TEXT);
    const report = await pull(client);
    expect(report).toMatchObject({ kind: "full", items: [{ range: SIGNAL_RANGE, code: "signal-handler-arity" }] });
    client.notify("textDocument/didClose", { textDocument: { uri: URI } });
    await client.stop();
    expect(client.notifications("textDocument/publishDiagnostics")).toEqual([]);
  });

  it("are the same as before only for the same text, whatever its version", async () => {
    const client = await Client.start(PULL);
    client.open(URI, SIGNAL_TEXT, 7);
    const first = await pull(client);
    expect(await pull(client, first.resultId)).toEqual({ kind: "unchanged", resultId: first.resultId });
    client.notify("textDocument/didClose", { textDocument: { uri: URI } });
    client.open(URI, SIGNAL_TEXT.replace("():", "(a, b):"), 7);
    expect(await pull(client, first.resultId)).toMatchObject({ kind: "full", items: [] });
    client.open(URI, SIGNAL_TEXT, 0);
    expect(await pull(client, first.resultId)).toMatchObject({ kind: "unchanged" });
    client.change(URI, 1, { text: `${SIGNAL_TEXT}# the findings are the same, the text is not\n` });
    expect(await pull(client, first.resultId)).toMatchObject({ kind: "full", items: [{}] });
  });
});

describe("quick fixes", () => {
  const ask = async (client: Client, context: object, range: object = SIGNAL_RANGE): Promise<CodeAction[]> => {
    const actions = (await client.request("textDocument/codeAction", {
      textDocument: { uri: URI },
      range,
      context: { diagnostics: [], ...context },
    })) as CodeAction[];
    // What goes with every finding is left out here.
    return actions.filter(({ title }) => !/^(?:Ignore|Why\?) /.test(title));
  };
  const start = async (workspace = {}): Promise<Client> => {
    const client = await Client.start({ workspace, textDocument: { ...PUSH.textDocument, ...ACTIONS } });
    client.open(URI, SIGNAL_TEXT, 4);
    return client;
  };

  beforeAll(startParser);

  it("make of the text what the command line makes of it", async () => {
    const client = await start();
    const [action, ...others] = await ask(client, { diagnostics: [BARE] });
    expect(others).toEqual([]);
    expect(action).toMatchObject({ title: "Add the parameters signum and frame", kind: "quickfix", isPreferred: true });
    expect(action?.diagnostics).toEqual(await client.published(URI, 4));
    const edits = action?.edit?.changes?.[URI] ?? [];
    const applied = TextDocument.applyEdits(TextDocument.create(URI, "python", 4, SIGNAL_TEXT), edits);
    const session = new LintSession(RULES);
    const lint = (text: string): readonly Diagnostic[] => session.lintText(undefined, text).report.diagnostics;
    expect(applied).toBe(applyFixes(SIGNAL_TEXT, lint, "safe").text);
    client.change(URI, 5, { text: applied });
    expect(await client.published(URI, 5)).toEqual([]);
  });

  it("say which version they are for, where the client takes that", async () => {
    const client = await start({ workspaceEdit: { documentChanges: true } });
    const [action] = await ask(client, {});
    expect(action?.edit).toEqual({
      documentChanges: [{ textDocument: { uri: URI, version: 4 }, edits: [expect.anything()] }],
    });
  });

  it("are found by place or by what the client sends back", async () => {
    const client = await start();
    const cursor = (line: number, character: number): object => ({
      start: { line, character },
      end: { line, character },
    });
    expect(await ask(client, {}, cursor(3, 33))).toHaveLength(1);
    expect(await ask(client, {}, cursor(3, 37))).toHaveLength(1);
    expect(await ask(client, {}, cursor(3, 2))).toEqual([]);
    expect(await ask(client, {}, { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } })).toHaveLength(
      1,
    );
    expect(await ask(client, { diagnostics: [BARE] }, cursor(3, 2))).toHaveLength(1);
    expect(await ask(client, { diagnostics: [{ ...BARE, code: "other" }] }, cursor(3, 2))).toEqual([]);
    expect(await ask(client, { diagnostics: [{ ...BARE, code: undefined }] })).toHaveLength(1);
  });

  it("are only offered to those who want quick fixes", async () => {
    const client = await start();
    expect(await ask(client, { only: ["quickfix"] })).toHaveLength(1);
    expect(await ask(client, { only: ["refactor", ""] })).toMatchObject([{}, { kind: "source.fixAll.faqlint" }]);
    expect(await ask(client, { only: ["source.fixAll"] })).toMatchObject([{ kind: "source.fixAll.faqlint" }]);
    expect(await ask(client, { only: ["source.organizeImports", "refactor"] })).toEqual([]);
    expect(await ask(client, { only: [] })).toEqual([]);
  });

  it("are not offered to clients that only take commands", async () => {
    const client = await Client.start({});
    client.open(URI, SIGNAL_TEXT);
    expect(await ask(client, {})).toEqual([]);
  });
});

describe("hover", () => {
  const hover = async (client: Client, line: number, character: number): Promise<Hover | null> =>
    (await client.request("textDocument/hover", {
      textDocument: { uri: URI },
      position: { line, character },
    })) as Hover | null;

  it("gives the answer in Markdown to those who render it", async () => {
    const client = await Client.start({ textDocument: { hover: { contentFormat: ["markdown", "plaintext"] } } });
    client.open(URI, SIGNAL_TEXT);
    const answer = await hover(client, 3, 33);
    expect(answer).toMatchObject({ range: SIGNAL_RANGE, contents: { kind: "markdown" } });
    const { value = "" } = (answer?.contents ?? {}) as { value?: string };
    expect(value).toMatch(/^`on_term` takes no arguments/);
    expect(value).toContain("- line 2: handler defined here");
    expect(value).toContain(`[${questionOf("signal-handlers").title}](${FAQ_URL})`);
    expect(value).toContain("```python\n");
  });

  it("gives the answer as text to the others", async () => {
    const client = await Client.start({ textDocument: { hover: { contentFormat: ["plaintext"] } } });
    client.open(URI, SIGNAL_TEXT);
    const { contents } = (await hover(client, 3, 37)) ?? {};
    expect(contents).toMatchObject({ kind: "plaintext", value: expect.stringContaining(`(${FAQ_URL})`) });
    expect((contents as { value?: string } | undefined)?.value).not.toContain("```");
  });

  it("says nothing elsewhere", async () => {
    const client = await Client.start({});
    client.open(URI, SIGNAL_TEXT);
    expect(await hover(client, 3, 2)).toBeNull();
    expect(await hover(client, 999, 999)).toBeNull();
    client.notify("textDocument/didClose", { textDocument: { uri: URI } });
    expect(await hover(client, 3, 33)).toBeNull();
  });
});
