import type { Diagnostic, Range } from "vscode-languageserver/node";
import { Client } from "../../test/server/client.js";
import { SIGNAL_TEXT } from "../../test/server/defects.js";

/** Something a client does that the protocol does not allow. */
export interface Fault {
  readonly name: string;
  /** Whether the server ends, as it must or may; else it goes on serving. */
  readonly ends: boolean;
  /**
   * Does it to a server that serves.
   *
   * @param uri that of a document that is not open.
   * @throws when the server does something else than it should.
   */
  commit(client: Client, uri: string): Promise<void>;
}

const IMPORT = "import signal\n";
const HANDLER = "signal.signal(signal.SIGTERM, lambda: None)\n";
const CANCELLED = -32800;

/** Opens a document in which there is something to find, and closes it again: whether the server serves. */
export async function probe(client: Client, uri: string): Promise<void> {
  client.open(uri, SIGNAL_TEXT, 77);
  await shows(client, uri, 77, 1);
  close(client, uri);
}

/** All kinds of faults; those that end the server last. */
export const FAULTS: readonly Fault[] = [
  goesOn("JSON that is broken", async (client) => {
    for (const body of ["", "{", '{"jsonrpc":"2.0","id":1,"method":', "\u0000", "nul"]) client.write(frame(body));
  }),
  goesOn("JSON that is nested 200,000 deep", async (client) => {
    client.write(frame("[".repeat(200_000)));
    client.write(frame(`{"jsonrpc":"2.0","id":1,"params":${"[".repeat(200_000)}${"]".repeat(200_000)}}`));
  }),
  goesOn("what is no message, and batches", async (client) => {
    const hover = { jsonrpc: "2.0", id: "batch", method: "textDocument/hover", params: {} };
    for (const body of [[], null, 5, { jsonrpc: "2.0" }, { method: 5 }, [hover, hover], [[]]])
      client.write(frame(JSON.stringify(body)));
  }),
  goesOn("requests before initialize", async () => {
    const other = new Client();
    await refused(other.request("textDocument/hover", {}), [-32002]);
    other.open("untitled:early.py", SIGNAL_TEXT);
    other.notify("initialized", {});
    await other.request("initialize", { processId: null, rootUri: null, capabilities: {} });
    await ends(other, () => other.stop(), 0, /^$/);
  }),
  goesOn("initialize twice", async (client) => {
    await refused(client.request("initialize", { processId: null, rootUri: null, capabilities: {} }), [-32600]);
  }),
  goesOn("a document that is opened twice", async (client, uri) => {
    client.open(uri, SIGNAL_TEXT, 3);
    await shows(client, uri, 3, 1);
    client.open(uri, "", 0);
    await shows(client, uri, 0, 0);
    close(client, uri);
  }),
  goesOn("a change before the document is open", async (client, uri) => {
    client.change(uri, 1, { text: "x = 1\n" });
    client.change(uri, 2, { range: range(0, 0, 5, 0), text: "" });
    client.open(uri, SIGNAL_TEXT, 3);
    await shows(client, uri, 3, 1);
    close(client, uri);
  }),
  goesOn("versions that jump and go back", async (client, uri) => {
    client.open(uri, IMPORT, 1);
    client.change(uri, 2_000_000_000, { range: range(1, 0, 1, 0), text: HANDLER });
    await shows(client, uri, 2_000_000_000, 1);
    client.change(uri, -7, { range: range(0, 0, 0, 0), text: "\n" });
    const [found] = await shows(client, uri, -7, 1);
    if (found?.range.start.line !== 2) throw new Error("a change with an earlier version was not made");
    close(client, uri);
  }),
  goesOn("a document that is closed while it is linted", async (client, uri) => {
    for (const length of [30_000, 50_000]) {
      client.open(uri, SIGNAL_TEXT + "x = 1234\n".repeat(length), 1);
      close(client, uri);
      client.open(uri, SIGNAL_TEXT, length);
      await shows(client, uri, length, 1);
      close(client, uri);
    }
  }),
  goesOn("1,000 requests that are cancelled", async (client, uri) => {
    client.open(uri, SIGNAL_TEXT, 1);
    const params = { textDocument: { uri }, position: { line: 3, character: 33 } };
    const asked = Array.from({ length: 1000 }, () => client.requestWithId("textDocument/hover", params));
    for (const { id } of asked) client.notify("$/cancelRequest", { id });
    for (const { id } of asked) client.notify("$/cancelRequest", { id: id + 1_000_000 });
    for (const outcome of await Promise.allSettled(asked.map(({ answer }) => answer))) {
      if (outcome.status === "fulfilled" && outcome.value === null) throw new Error("one was answered with nothing");
      if (outcome.status === "rejected" && codeOf(outcome.reason) !== CANCELLED) throw outcome.reason;
    }
    close(client, uri);
  }),
  goesOn("methods that nobody knows", async (client) => {
    await refused(client.request("textDocument/unknown", {}), [-32601]);
    await refused(client.request("", {}), [-32601]);
    client.notify("$/unknown", {});
    client.notify("textDocument/unknown", { uri: 5 });
  }),
  goesOn("parameters of the wrong types", async (client, uri) => {
    for (const params of [{}, { textDocument: 5, position: "x" }, { textDocument: { uri: {} }, position: [] }])
      await answered(client.request("textDocument/hover", params));
    await answered(client.request("textDocument/codeAction", { textDocument: { uri: 1 }, range: 5, context: null }));
    await answered(client.request("workspace/executeCommand", { command: 5, arguments: "x" }));
    for (const method of ["didOpen", "didChange", "didClose", "didSave"]) {
      for (const textDocument of [undefined, 5, [], { uri: 5 }, { uri: null, version: "x", text: 5 }])
        client.notify(`textDocument/${method}`, { textDocument, contentChanges: 5 });
    }
    client.open(uri, SIGNAL_TEXT, 1);
    client.notify("textDocument/didChange", { textDocument: { uri, version: 2 } });
    client.notify("textDocument/didChange", {
      textDocument: { uri, version: 2 },
      contentChanges: [{ range: 5 }, null],
    });
    client.change(uri, 3, { text: IMPORT });
    await shows(client, uri, 3, 0);
    close(client, uri);
  }),
  goesOn("parameters that are null or left out", async (client) => {
    for (const method of ["textDocument/hover", "textDocument/codeAction", "workspace/executeCommand"]) {
      await refused(client.request(method, null), [-32602, -32603]);
      await refused(client.request(method), [-32602, -32603]);
    }
    for (const method of ["didOpen", "didChange", "didClose", "didSave"]) {
      client.notify(`textDocument/${method}`, null);
      client.notify(`textDocument/${method}`);
    }
    client.notify("workspace/didChangeConfiguration", null);
    client.notify("$/cancelRequest", null);
  }),
  goesOn("ranges outside of the text", (client, uri) => edited(client, uri, IMPORT, range(999, 9, 1000, 5), HANDLER)),
  goesOn("negative positions", (client, uri) => edited(client, uri, HANDLER, range(-5, -5, -1, -1), IMPORT)),
  goesOn("ranges that end before they start", (client, uri) =>
    edited(client, uri, `${IMPORT}x = 1\n${HANDLER}`, range(2, 0, 1, 0), ""),
  ),
  goesOn("URIs that are none", async (client, uri) => {
    for (const odd of [
      "",
      "not a uri",
      "file:///%",
      "file:///%E0%A4%A.py",
      "http://[",
      "file:",
      "\u0000",
      `${uri}?#%`,
    ]) {
      client.open(odd, SIGNAL_TEXT, 1);
      await shows(client, odd, 1, 1);
      close(client, odd);
    }
  }),
  goesOn("a document that is closed twice, or was never open", async (client, uri) => {
    close(client, uri);
    client.open(uri, SIGNAL_TEXT, 1);
    close(client, uri);
    close(client, uri);
    client.notify("textDocument/didSave", { textDocument: { uri } });
  }),
  goesOn("responses to what was never asked", async (client) => {
    for (const id of [99_999, "x", null, undefined]) {
      client.write(frame(JSON.stringify({ jsonrpc: "2.0", id, result: null })));
      client.write(frame(JSON.stringify({ jsonrpc: "2.0", id, error: { code: 5, message: "x" } })));
    }
  }),
  malformed("a header without a length", "Content-Type: x\r\n\r\n{}", /no Content-Length/),
  malformed("a negative length", "Content-Length: -2\r\n\r\n{}", /not a number of bytes: "-2"/),
  malformed("a huge length", "Content-Length: 99999999999\r\n\r\n{}", /99999999999, more than/),
  malformed("a header whose lines end in LF only", "Content-Length: 2\n\n{}", /\\n without \\r/),
  endsIt("shutdown twice", async (client) => {
    await client.request("shutdown");
    await refused(client.request("shutdown"), [-32600]);
    await ends(client, () => client.notify("exit"), 0, /^$/);
  }),
  endsIt("exit without shutdown", (client) => ends(client, () => client.notify("exit"), 1, /^$/)),
  endsIt("requests and notifications after shutdown", async (client, uri) => {
    await client.request("shutdown");
    client.open(uri, SIGNAL_TEXT);
    client.change(uri, 2, { text: IMPORT });
    close(client, uri);
    await refused(client.request("textDocument/hover", { textDocument: { uri } }), [-32600]);
    await ends(client, () => client.notify("exit"), 0, /^$/);
  }),
];

function goesOn(name: string, commit: Fault["commit"]): Fault {
  return { name, ends: false, commit };
}

function endsIt(name: string, commit: Fault["commit"]): Fault {
  return { name, ends: true, commit };
}

function malformed(name: string, bytes: string, reason: RegExp): Fault {
  return endsIt(name, (client) => ends(client, () => client.write(bytes), 1, reason));
}

/** A change that makes two lines of a text, the second of which has a mistake in it. */
async function edited(client: Client, uri: string, before: string, at: Range, text: string): Promise<void> {
  client.open(uri, before, 1);
  client.change(uri, 2, { range: at, text });
  const [found] = await shows(client, uri, 2, 1);
  if (found?.range.start.line !== 1) throw new Error(`the change came to stand in line ${found?.range.start.line}`);
  close(client, uri);
}

function close(client: Client, uri: string): void {
  client.notify("textDocument/didClose", { textDocument: { uri } });
}

function range(line: number, character: number, endLine: number, endCharacter: number): Range {
  return { start: { line, character }, end: { line: endLine, character: endCharacter } };
}

function frame(body: string): string {
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

async function shows(client: Client, uri: string, version: number, count: number): Promise<Diagnostic[]> {
  const found = await client.published(uri, version);
  if (found.length === count) return found;
  throw new Error(`${found.length} problems were shown in ${uri} instead of ${count}`);
}

async function refused(answer: Promise<unknown>, codes: readonly number[]): Promise<void> {
  const outcome = await answer.then(
    (result) => `was answered with ${JSON.stringify(result)}`,
    (error: unknown) => (codes.includes(codeOf(error) ?? 0) ? undefined : `was refused: ${String(error)}`),
  );
  if (outcome !== undefined) throw new Error(`what should have been refused with ${codes.join(" or ")} ${outcome}`);
}

/** Waits until something has been answered, whatever the answer is. */
async function answered(answer: Promise<unknown>): Promise<void> {
  await answer.catch((error: unknown) => {
    if (codeOf(error) === undefined) throw error;
  });
}

function codeOf(error: unknown): number | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "number" ? error.code : undefined;
}

async function ends(client: Client, act: () => unknown, status: number, stderr: RegExp): Promise<void> {
  await act();
  const ending = await client.ending;
  if (ending.status !== status || !stderr.test(ending.stderr))
    throw new Error(
      `ended with status ${ending.status} instead of ${status}, and said ${JSON.stringify(ending.stderr)}`,
    );
}
