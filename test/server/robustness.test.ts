import { afterEach, describe, expect, it } from "vitest";
import { Client, endServers } from "./client.js";
import { SIGNAL_TEXT } from "./defects.js";

const URI = "untitled:defect.py";
const HOVER = { textDocument: { uri: URI }, position: { line: 3, character: 33 } };

afterEach(endServers);

describe("the stream", () => {
  it.each([
    ["without Content-Length", "Content-Type: x\r\n\r\n{}", "no Content-Length"],
    ["with a negative Content-Length", "Content-Length: -2\r\n\r\n{}", 'not a number of bytes: "-2"'],
    ["with a huge Content-Length", "Content-Length: 99999999999\r\n\r\n{}", "99999999999, more than"],
    ["with lines that end in LF only", "Content-Length: 2\n\n{}", "\\n without \\r"],
    ["with no header at all", "hello\n", '"hello"'],
  ])("ends the process at a frame %s", async (_, bytes, message) => {
    const client = await Client.start({});
    client.write(bytes);
    const { status, stderr } = await client.ending;
    expect(status).toBe(1);
    expect(stderr).toMatch(/^faqlint server: standard input is not the Language Server Protocol: /);
    expect(stderr).toContain(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });

  it("may hold what is no message", async () => {
    const client = await Client.start({});
    client.open(URI, SIGNAL_TEXT);
    for (const body of ["", "{", "[]", "null", "5", '{"jsonrpc":"2.0"}', '{"jsonrpc":"2.0","method":5}', '"\u0000"']) {
      client.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    }
    const deep = "[".repeat(200_000);
    client.write(`Content-Length: ${deep.length}\r\n\r\n${deep}`);
    expect(await client.request("textDocument/hover", HOVER)).not.toBeNull();
    expect(await client.stop()).toEqual({ status: 0, stderr: "" });
  });
});

describe("the end", () => {
  it("comes with status 0 after shutdown and exit", async () => {
    const client = await Client.start({});
    expect(await client.stop()).toEqual({ status: 0, stderr: "" });
  });

  it("comes with status 1 when the input ends before", async () => {
    const client = await Client.start({});
    client.endInput();
    expect(await client.ending).toEqual({ status: 1, stderr: "" });
  });

  it("comes with status 1 when exit comes without shutdown", async () => {
    const client = await Client.start({});
    client.notify("exit");
    expect((await client.ending).status).toBe(1);
  });

  it("comes after all that was asked has been answered", async () => {
    const client = new Client();
    const initialized = client.request("initialize", { processId: null, rootUri: null, capabilities: {} });
    client.open(URI, SIGNAL_TEXT);
    const hover = client.request("textDocument/hover", HOVER);
    const shutdown = client.request("shutdown");
    client.endInput();
    expect(await initialized).toBeTruthy();
    expect(await hover).toBeTruthy();
    expect(await shutdown).toBeNull();
    expect((await client.ending).status).toBe(0);
    expect(client.notifications("textDocument/publishDiagnostics")).toHaveLength(1);
  });

  it("leaves nothing to ask for after shutdown", async () => {
    const client = await Client.start({});
    await client.request("shutdown");
    await expect(client.request("textDocument/hover", HOVER)).rejects.toMatchObject({ code: -32600 });
    await expect(client.request("shutdown")).rejects.toMatchObject({ code: -32600 });
    client.notify("exit");
    expect(await client.ending).toEqual({ status: 0, stderr: "" });
  });
});

describe("requests", () => {
  it("that are cancelled by the thousand are answered with the protocol's error, or in full", async () => {
    const client = await Client.start({ textDocument: { diagnostic: {} } });
    client.open(URI, SIGNAL_TEXT);
    const begun = performance.now();
    const asked = Array.from({ length: 1000 }, () => client.requestWithId("textDocument/diagnostic", HOVER));
    for (const { id } of asked) client.notify("$/cancelRequest", { id });
    const outcomes = await Promise.allSettled(asked.map(({ answer }) => answer));
    expect(performance.now() - begun).toBeLessThan(5000);
    const cancelled = outcomes.filter(({ status }) => status === "rejected");
    expect(cancelled.length).toBeGreaterThan(0);
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: -32800 });
      else expect(outcome.value).toMatchObject({ items: [{ code: "signal-handler-arity" }] });
    }
    for (const { id } of asked) client.notify("$/cancelRequest", { id });
    expect(await client.request("textDocument/hover", HOVER)).not.toBeNull();
    expect(await client.stop()).toEqual({ status: 0, stderr: "" });
  });

  it("that nobody knows, or that lack what they need, get an error, and the next one an answer", async () => {
    const client = await Client.start({});
    client.open(URI, SIGNAL_TEXT);
    await expect(client.request("textDocument/unknown", {})).rejects.toMatchObject({ code: -32601 });
    await expect(client.request("textDocument/hover", {})).rejects.toMatchObject({ code: -32603 });
    await expect(client.request("textDocument/hover")).rejects.toMatchObject({ code: -32602 });
    expect(await client.request("textDocument/hover", HOVER)).not.toBeNull();
  });
});

describe("notifications", () => {
  it("that make no sense are passed over", async () => {
    const client = await Client.start({});
    client.change(URI, 1, { text: "x" });
    client.notify("textDocument/didOpen", {});
    client.notify("textDocument/didChange", { textDocument: { uri: URI, version: 2 } });
    client.notify("textDocument/didClose", { textDocument: { uri: URI } });
    client.notify("textDocument/didSave", { textDocument: { uri: URI } });
    client.notify("workspace/didChangeConfiguration", {});
    client.notify("$/unknown", {});
    client.open(URI, SIGNAL_TEXT, 3);
    expect(await client.published(URI, 3)).toHaveLength(1);
    client.change(URI, 4, { range: { start: { line: 999, character: 9 }, end: { line: 0, character: 0 } }, text: "#" });
    await client.published(URI, 4);
  });

  it("of documents that lack what is kept of them are passed over", async () => {
    const client = await Client.start({ notebookDocument: { synchronization: {} } });
    client.open(URI, SIGNAL_TEXT, 1);
    const documents = [5, [], { uri: 5, text: "x", version: 1 }, { uri: "untitled:a.py" }, { uri: URI, version: 2 }];
    for (const textDocument of documents) {
      for (const method of ["didOpen", "didChange", "didClose", "didSave"])
        client.notify(`textDocument/${method}`, { textDocument: method === "didClose" ? 5 : textDocument });
      client.notify("notebookDocument/didOpen", {
        notebookDocument: { uri: "untitled:n.ipynb", notebookType: "jupyter-notebook", version: 1, cells: [] },
        cellTextDocuments: [textDocument],
      });
    }
    client.notify("textDocument/didChange", { textDocument: { uri: URI, version: 3 }, contentChanges: [{ text: 5 }] });
    client.change(URI, 4, { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: "\n" });
    expect((await client.published(URI, 4))[0]?.range.start.line).toBe(4);
    expect(await client.stop()).toEqual({ status: 0, stderr: "" });
  });

  it("of deeply nested texts are linted", async () => {
    const client = await Client.start({});
    client.open(URI, `${"(".repeat(200_000)}\n`);
    await client.published(URI, 1);
    client.change(URI, 2, { text: SIGNAL_TEXT });
    expect(await client.published(URI, 2)).toHaveLength(1);
  });
});
