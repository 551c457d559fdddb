import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type {
  CodeAction,
  Diagnostic,
  DocumentDiagnosticReport,
  LogMessageParams,
  PublishDiagnosticsParams,
} from "vscode-languageserver/node";
import { Client, endServers } from "./client.js";
import { SIGNAL_TEXT } from "./defects.js";
import { inEditor, inTerminal } from "./findings.js";
import { LONG_TEXT_FINDINGS, longText } from "./long-text.js";

const TEXT = longText();
const SHORT = "untitled:short.py";
const START = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
const LITERALS = { codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } } };

let folder: string;
let file: string;
let uri: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "faqlint-long-"));
  file = join(folder, "long.py");
  uri = pathToFileURL(file).href;
});

afterEach(() => {
  endServers();
  rmSync(folder, { recursive: true, force: true });
});

/** What was pushed for the long document, in order. */
function pushed(client: Client): PublishDiagnosticsParams[] {
  const all = client.notifications("textDocument/publishDiagnostics") as PublishDiagnosticsParams[];
  return all.filter((params) => params.uri === uri);
}

/** Waits until so much has been pushed for the long document, and returns the last. */
async function pushedTimes(client: Client, count: number): Promise<readonly Diagnostic[]> {
  await client.until(`push number ${count}`, () => pushed(client)[count - 1]);
  return pushed(client)[count - 1]?.diagnostics ?? [];
}

describe("a long text", { timeout: 180_000 }, () => {
  it("keeps no other document waiting, and its thread ends with it", async () => {
    const client = await Client.start({});
    client.open(SHORT, SIGNAL_TEXT);
    await client.published(SHORT, 1);
    client.open(uri, TEXT, 7);
    const waits: number[] = [];
    for (let version = 2; version <= 12; version++) {
      const from = performance.now();
      client.change(SHORT, version, { range: START, text: "\n" });
      expect(await client.published(SHORT, version)).toHaveLength(1);
      waits.push(performance.now() - from);
    }
    expect(pushed(client)).toEqual([]);
    // The median: other programs may take a turn of the processor meanwhile.
    expect(waits.sort((a, b) => a - b)[5]).toBeLessThan(300);
    expect(await client.published(uri, 7)).toHaveLength(LONG_TEXT_FINDINGS);

    if (process.platform !== "linux") console.warn("threads can only be counted on Linux");
    const threads = process.platform === "linux" ? client.threads : 0;
    client.notify("textDocument/didClose", { textDocument: { uri } });
    expect(await pushedTimes(client, 2)).toEqual([]);
    if (threads > 0) await vi.waitFor(() => expect(client.threads).toBe(threads - 1), 10_000);
    client.open(uri, TEXT, 8);
    expect(await client.published(uri, 8)).toHaveLength(LONG_TEXT_FINDINGS);
    expect(await client.stop()).toEqual({ status: 0, stderr: "" });
  });

  it("is shown, repaired and ignored as the terminal and the server's own thread do it", async () => {
    writeFileSync(file, TEXT);
    const terminal = inTerminal([file]);
    expect(terminal.get(file)).toHaveLength(LONG_TEXT_FINDINGS);
    expect(await inEditor([file])).toEqual(terminal);
  });

  it("that is changed while it is linted is linted as it is in the end, and what was asked of it is told so", async () => {
    const client = await Client.start({});
    client.open(uri, TEXT);
    const hover = client.request("textDocument/hover", { textDocument: { uri }, position: START.start });
    const isRefused = expect(hover).rejects.toMatchObject({ code: -32801 });
    client.open(SHORT, SIGNAL_TEXT);
    await client.published(SHORT, 1);
    for (let version = 2; version <= 5; version++) {
      client.change(uri, version, { range: START, text: "\n" });
      client.change(SHORT, version, { range: START, text: "\n" });
      await client.published(SHORT, version);
    }
    await isRefused;
    const found = await client.published(uri, 5);
    expect(found).toHaveLength(LONG_TEXT_FINDINGS);
    expect(pushed(client).map(({ version }) => version)).toEqual([5]);
    const [first] = found;
    expect(first?.range.start.line).toBe(TEXT.slice(0, TEXT.indexOf("signal.signal")).split("\n").length - 1 + 4);

    const at = { textDocument: { uri }, position: first?.range.start };
    expect(JSON.stringify(await client.request("textDocument/hover", at))).toContain("signal handler");
    expect(await client.request("textDocument/hover", { ...at, position: START.start })).toBeNull();
    client.change(uri, 6, { text: SIGNAL_TEXT });
    expect(await client.published(uri, 6)).toHaveLength(1);
  });

  it("is waited for by those who ask, unless they cancel", async () => {
    const client = await Client.start({ textDocument: { diagnostic: {}, ...LITERALS } });
    client.open(uri, TEXT);
    const params = { textDocument: { uri } };
    const given = client.request("textDocument/diagnostic", params);
    const { id, answer } = client.requestWithId("textDocument/diagnostic", params);
    client.notify("$/cancelRequest", { id });
    const outcome = await Promise.race([
      given,
      answer.catch((error: unknown) => error), // the one that was cancelled is first
    ]);
    expect(outcome).toMatchObject({ code: -32800 });
    client.change(uri, 2, { range: START, text: "\n\n" });
    const report = (await given) as DocumentDiagnosticReport;
    if (report.kind !== "full") throw new Error("no full report");
    const [first] = report.items;
    expect(report.items).toHaveLength(LONG_TEXT_FINDINGS);
    expect(first?.range.start.line).toBe(TEXT.slice(0, TEXT.indexOf("signal.signal")).split("\n").length - 1 + 2);
    expect(await client.request("textDocument/diagnostic", { ...params, previousResultId: report.resultId })).toEqual({
      kind: "unchanged",
      resultId: report.resultId,
    });
    const actions = (await client.request("textDocument/codeAction", {
      ...params,
      range: first?.range,
      context: { diagnostics: [] },
    })) as CodeAction[];
    expect(actions.map(({ title }) => title)).toEqual([
      "Add the parameters signum and frame",
      `Fix all ${LONG_TEXT_FINDINGS} problems "signal-handler-arity" in this file`,
      expect.stringMatching(/^Why\? /),
      'Ignore "signal-handler-arity" here',
    ]);
    expect(actions.at(-1)?.edit?.changes?.[uri]).toEqual([
      expect.objectContaining({ newText: "  # faqlint: ignore[signal-handler-arity]" }),
    ]);
    expect(client.notifications("textDocument/publishDiagnostics")).toEqual([]);
  });

  it("is linted as settings and files say, and what is wrong in them is logged", async () => {
    writeFileSync(join(folder, "faqlint.toml"), "nonsense = 1\n");
    const client = await Client.start({ textDocument: LITERALS }, { initializationOptions: { maxDiagnostics: 10 } });
    client.open(uri, TEXT);
    const found = await pushedTimes(client, 1);
    expect(found.map(({ message }) => message)).toHaveLength(11);
    expect(found[0]?.message).toMatch(/^15 more problems are not shown/);
    const logged = client.notifications("window/logMessage") as LogMessageParams[];
    expect(logged.map(({ message }) => message)).toEqual([expect.stringMatching(/faqlint\.toml:1: .*nonsense/)]);
    const actions = (await client.request("textDocument/codeAction", {
      textDocument: { uri },
      range: found[1]?.range,
      context: { diagnostics: [], only: ["quickfix"] },
    })) as CodeAction[];
    expect(actions[1]?.title).toBe('Fix the 10 gravest problems "signal-handler-arity" in this file');

    client.notify("workspace/didChangeConfiguration", { settings: { faqlint: { maxDiagnostics: 1000 } } });
    expect(await pushedTimes(client, 2)).toHaveLength(LONG_TEXT_FINDINGS);
    writeFileSync(join(folder, "faqlint.toml"), 'ignore = ["signal-handlers"]\n');
    client.notify("textDocument/didSave", { textDocument: { uri } });
    expect(await pushedTimes(client, 3)).toEqual([]);
    expect((await client.stop()).stderr).toBe("");
  });

  it("of a file that is not open keeps no document waiting either", async () => {
    writeFileSync(file, TEXT);
    const client = await Client.start(
      {},
      { initializationOptions: { workspace: true }, folders: [pathToFileURL(folder).href] },
    );
    for (let version = 1; version <= 5; version++) {
      if (version === 1) client.open(SHORT, SIGNAL_TEXT);
      else client.change(SHORT, version, { range: START, text: "\n" });
      await client.published(SHORT, version);
    }
    expect(pushed(client)).toEqual([]);
    expect(await pushedTimes(client, 1)).toHaveLength(LONG_TEXT_FINDINGS);
    expect((await client.stop()).stderr).toBe("");
  });

  it("for which the memory is not enough is named in the log, and the others are linted as before", async () => {
    const client = await Client.start({});
    client.open(uri, `${SIGNAL_TEXT}${"x=y\n".repeat(1_500_000)}`);
    expect(await client.published(uri, 1)).toEqual([]);
    client.change(uri, 2, { range: START, text: "\n" });
    expect(await client.published(uri, 2)).toEqual([]);
    const logged = client.notifications("window/logMessage") as LogMessageParams[];
    expect(logged.map(({ message }) => message)).toEqual([expect.stringContaining(`${uri} is too long`)]);
    const other = "untitled:other.py";
    client.open(other, `${SIGNAL_TEXT}TABLE = {\n${'    "a key": ["a value", 1, 2],\n'.repeat(15_000)}}\n`);
    expect(await client.published(other, 1)).toHaveLength(1);
    expect(client.notifications("window/logMessage")).toHaveLength(1);
    expect(await client.stop()).toEqual({ status: 0, stderr: "" });
  });
});
