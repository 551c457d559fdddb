import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DocumentDiagnosticReport, LogMessageParams, RegistrationParams } from "vscode-languageserver/node";
import { Client, endServers } from "./client.js";

/** Python 2 as it stands; a defect where the target is Python 3. */
const PRINT_TEXT = 'print "x"\n';

let folder: string;
let uri: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "faqlint configuration-"));
  uri = pathToFileURL(join(folder, "x.py")).href;
});

afterEach(() => {
  endServers();
  rmSync(folder, { recursive: true, force: true });
});

function writeTarget(version: string): void {
  writeFileSync(join(folder, "pyproject.toml"), `[tool.faqlint]\ntarget-version = "${version}"\n`);
}

/** Waits until diagnostics were pushed a given number of times, and tells how many each time had. */
async function counts(client: Client, times: number): Promise<number[]> {
  return client.until(`${times} publications`, () => {
    const all = client.notifications("textDocument/publishDiagnostics") as { diagnostics: unknown[] }[];
    return all.length >= times ? all.map(({ diagnostics }) => diagnostics.length) : undefined;
  });
}

describe("the editor's settings", () => {
  it("come with initialize", async () => {
    const client = await Client.start({}, { initializationOptions: { targetVersion: "3.12" } });
    client.open(uri, PRINT_TEXT);
    expect(await client.published(uri, 1)).toHaveLength(1);
  });

  it("come with a notification, and act at once", async () => {
    const client = await Client.start({}, { initializationOptions: null });
    client.open(uri, PRINT_TEXT);
    expect(await client.published(uri, 1)).toEqual([]);
    client.notify("workspace/didChangeConfiguration", { settings: { faqlint: { targetVersion: "3.8" } } });
    expect(await counts(client, 2)).toEqual([0, 1]);
    client.notify("workspace/didChangeConfiguration", { settings: null });
    expect(await counts(client, 3)).toEqual([0, 1, 0]);
  });

  it("are asked for where the client can be asked", async () => {
    let targetVersion = "2.7";
    const answers = {
      "workspace/configuration": (params: unknown) => {
        expect(params).toEqual({ items: [{ section: "faqlint" }] });
        return [{ targetVersion }];
      },
      "client/registerCapability": () => null,
    };
    const workspace = { configuration: true, didChangeConfiguration: { dynamicRegistration: true } };
    const client = await Client.start({ workspace }, { answers, initializationOptions: { targetVersion: "3.12" } });
    const isRegistered = ({ registrations }: RegistrationParams): boolean =>
      registrations.some(({ method }) => method === "workspace/didChangeConfiguration");
    await client.until("a registration", () =>
      (client.notifications("client/registerCapability") as RegistrationParams[]).find(isRegistered),
    );
    await client.until("a question", () => client.notifications("workspace/configuration")[0]);
    client.open(uri, PRINT_TEXT);
    expect(await client.published(uri, 1)).toEqual([]);
    targetVersion = "3.11";
    client.notify("workspace/didChangeConfiguration", { settings: null });
    expect(await counts(client, 2)).toEqual([0, 1]);
  });

  it("that are wrong are named in the log, once, and ignored", async () => {
    const client = await Client.start({}, { initializationOptions: { faqlint: { targetVersion: "three" } } });
    client.open(uri, PRINT_TEXT);
    expect(await client.published(uri, 1)).toEqual([]);
    client.notify("workspace/didChangeConfiguration", { settings: { faqlint: { targetVersion: "three" } } });
    await client.stop();
    const messages = (client.notifications("window/logMessage") as LogMessageParams[]).map(({ message }) => message);
    expect(messages).toEqual([expect.stringContaining('faqlint.targetVersion: "three" is no Python version')]);
  });

  it("do not matter where a client refuses to tell them", async () => {
    const workspace = { configuration: true, didChangeConfiguration: { dynamicRegistration: true } };
    const client = await Client.start({ workspace });
    client.open(uri, "import signal\nsignal.signal(signal.SIGTERM, lambda: None)\n");
    expect(await client.published(uri, 1)).toHaveLength(1);
    expect(await client.stop()).toEqual({ status: 0, stderr: "" });
  });
});

describe("the project's files", () => {
  it("win over the editor's settings, in folders whose names need escapes", async () => {
    writeTarget("2.7");
    const client = await Client.start({}, { initializationOptions: { targetVersion: "3.12" } });
    client.open(uri, PRINT_TEXT);
    expect(await client.published(uri, 1)).toEqual([]);
    client.open("untitled:1", PRINT_TEXT);
    expect(await client.published("untitled:1", 1)).toHaveLength(1);
  });

  it("do not hold for a text that was never saved, wherever the server was started", async () => {
    writeTarget("3.12");
    const client = await Client.start({}, { cwd: folder });
    client.open("untitled:1", PRINT_TEXT);
    expect(await client.published("untitled:1", 1)).toEqual([]);
    client.open(uri, PRINT_TEXT);
    expect(await client.published(uri, 1)).toHaveLength(1);
  });

  it("are watched by clients that can, and act on all open documents", async () => {
    const answers = { "client/registerCapability": () => null };
    const client = await Client.start(
      { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } },
      { answers },
    );
    const [{ registrations }] = (await client.until("a registration", () => {
      const all = client.notifications("client/registerCapability");
      return all.length > 0 ? all : undefined;
    })) as [RegistrationParams];
    expect(registrations).toEqual([
      {
        id: expect.any(String),
        method: "workspace/didChangeWatchedFiles",
        registerOptions: {
          watchers: expect.arrayContaining([
            { globPattern: "**/pyproject.toml" },
            { globPattern: "**/{faqlint,.faqlint}.toml" },
          ]),
        },
      },
    ]);
    client.open(uri, PRINT_TEXT);
    expect(await client.published(uri, 1)).toEqual([]);
    writeTarget("3.13");
    client.notify("workspace/didChangeWatchedFiles", { changes: [] });
    expect(await counts(client, 2)).toEqual([0, 1]);
  });

  it("say which rules are on, whichever file has them", async () => {
    const client = await Client.start({}, { initializationOptions: { targetVersion: "3.12" } });
    writeFileSync(join(folder, "faqlint.toml"), 'ignore = ["print-statement"]\n');
    client.open(uri, PRINT_TEXT);
    expect(await client.published(uri, 1)).toEqual([]);
    writeFileSync(join(folder, "faqlint.toml"), 'severity.print-statement = "warning"\n');
    client.notify("workspace/didChangeWatchedFiles", { changes: [] });
    expect(await counts(client, 2)).toEqual([0, 1]);
  });

  it("are read again when a document is saved", async () => {
    const client = await Client.start({});
    client.open(uri, PRINT_TEXT);
    expect(await client.published(uri, 1)).toEqual([]);
    writeTarget("3.13");
    client.notify("textDocument/didSave", { textDocument: { uri } });
    expect(await counts(client, 2)).toEqual([0, 1]);
  });

  it("make a client that pulls ask again", async () => {
    const answers = { "workspace/diagnostic/refresh": () => null };
    const client = await Client.start(
      { textDocument: { diagnostic: {} }, workspace: { diagnostics: { refreshSupport: true } } },
      { answers },
    );
    client.open(uri, PRINT_TEXT);
    const pull = (previousResultId?: string): Promise<unknown> =>
      client.request("textDocument/diagnostic", { textDocument: { uri }, previousResultId });
    const { resultId } = (await pull()) as DocumentDiagnosticReport;
    writeTarget("3.13");
    client.notify("workspace/didChangeWatchedFiles", { changes: [] });
    await client.until("a refresh", () =>
      client.received.find(({ method }) => method === "workspace/diagnostic/refresh"),
    );
    expect(await pull(resultId)).toMatchObject({ kind: "full", items: [{ code: "print-statement" }] });
  });
});
