import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PublishDiagnosticsParams, WorkspaceDiagnosticReport } from "vscode-languageserver/node";
import { code, notebook } from "../support/notebooks.js";
import { Client, endServers } from "./client.js";
import { SIGNAL_TEXT } from "./defects.js";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "faqlint workspace-"));
  mkdirSync(join(folder, "venv", "lib"), { recursive: true });
  writeFileSync(join(folder, "venv", "pyvenv.cfg"), "");
  for (const name of ["a.py", "b.py", "venv/lib/c.py"]) writeFileSync(join(folder, name), SIGNAL_TEXT);
  writeFileSync(join(folder, "clean.py"), "x = 1\n");
  // What an editor calls its cells only the editor knows.
  writeFileSync(join(folder, "notes.ipynb"), notebook([code(SIGNAL_TEXT)]));
});

afterEach(() => {
  endServers();
  rmSync(folder, { recursive: true, force: true });
});

const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href;

function start(capabilities: object, initializationOptions: object = { workspace: true }) {
  const answers = {
    "window/workDoneProgress/create": () => null,
    "client/registerCapability": () => null,
    "client/unregisterCapability": () => null,
  };
  return Client.start(capabilities, { initializationOptions, answers, folders: [pathToFileURL(folder).href] });
}

/** Which files there are pushed problems in, after all that was pushed. */
function withProblems(client: Client): string[] {
  const last = new Map<string, number>();
  for (const { uri, diagnostics } of client.notifications(
    "textDocument/publishDiagnostics",
  ) as PublishDiagnosticsParams[]) {
    last.set(uri, diagnostics.length);
  }
  return [...last].flatMap(([uri, count]) => (count > 0 ? [uri] : [])).sort();
}

describe("the files that are not open", () => {
  it("are linted when the settings say so, with progress, and pushed", async () => {
    const client = await start({ window: { workDoneProgress: true } });
    await client.until("the end of the work", () =>
      client.notifications("$/progress").find((each) => (each as { value: { kind: string } }).value.kind === "end"),
    );
    expect(withProblems(client)).toEqual([uriOf("a.py"), uriOf("b.py")]);
    expect(client.notifications("$/progress")[0]).toMatchObject({
      value: { kind: "begin", title: "faqlint", cancellable: true },
    });
  });

  it("are left alone unless the settings say so", async () => {
    const client = await start({}, {});
    client.open(uriOf("a.py"), SIGNAL_TEXT);
    await client.published(uriOf("a.py"), 1);
    await client.stop();
    expect(withProblems(client)).toEqual([uriOf("a.py")]);
  });

  it("are linted once on command, which says how many problems there are", async () => {
    const client = await start({}, {});
    const answer = await client.request("workspace/executeCommand", { command: "faqlint.lintWorkspace" });
    expect(answer).toEqual({ files: 3, problems: 2 });
    expect(withProblems(client)).toEqual([uriOf("a.py"), uriOf("b.py")]);
  });

  it("are linted again when they change on the disk, and forgotten when they are gone", async () => {
    const client = await start({});
    await client.until("both", () => (withProblems(client).length === 2 ? true : undefined));
    rmSync(join(folder, "a.py"));
    writeFileSync(join(folder, "b.py"), "y = 2\n");
    writeFileSync(join(folder, "clean.py"), SIGNAL_TEXT);
    const changes = ["a.py", "b.py", "clean.py"].map((name) => ({ uri: uriOf(name), type: 2 }));
    client.notify("workspace/didChangeWatchedFiles", { changes });
    await client.until("the changes", () => (withProblems(client).join() === uriOf("clean.py") ? true : undefined));
  });

  it("are taken back when the settings change", async () => {
    const client = await start({});
    await client.until("both", () => (withProblems(client).length === 2 ? true : undefined));
    client.notify("workspace/didChangeConfiguration", { settings: { faqlint: { workspace: false } } });
    await client.until("none", () => (withProblems(client).length === 0 ? true : undefined));
  });

  it("are looked for in folders that are opened later, and no more in those that are closed", async () => {
    const client = await start({ workspace: { workspaceFolders: true } });
    await client.until("both", () => (withProblems(client).length === 2 ? true : undefined));
    const event = { added: [], removed: [{ uri: pathToFileURL(folder).href, name: "" }] };
    client.notify("workspace/didChangeWorkspaceFolders", { event });
    await client.until("none", () => (withProblems(client).length === 0 ? true : undefined));
  });
});

describe("a client that asks for them", () => {
  const PULL = { textDocument: { diagnostic: {} } };
  const ask = (client: Client, previousResultIds: readonly object[], extra = {}) =>
    client.requestWithId("workspace/diagnostic", { previousResultIds, ...extra });

  it("gets them in parts where it takes parts, each with what names its state", async () => {
    for (let index = 0; index < 120; index++) writeFileSync(join(folder, `n${index}.py`), "z = 1\n");
    const client = await start(PULL);
    expect(client.server.capabilities.diagnosticProvider).toMatchObject({ workspaceDiagnostics: true });
    const report = (await ask(client, [], { partialResultToken: "parts" }).answer) as WorkspaceDiagnosticReport;
    const parts = client.notifications("$/progress") as { token: string; value: WorkspaceDiagnosticReport }[];
    const items = [
      ...parts.filter(({ token }) => token === "parts").flatMap(({ value }) => value.items),
      ...report.items,
    ];
    expect(items).toHaveLength(123);
    expect(parts.length).toBeGreaterThan(1);
    expect(items.filter((item) => item.kind === "full" && item.items.length > 0).map(({ uri }) => uri)).toEqual([
      uriOf("a.py"),
      uriOf("b.py"),
    ]);
  });

  it("waits for an answer until something changed", async () => {
    const client = await start(PULL);
    const first = (await ask(client, []).answer) as WorkspaceDiagnosticReport;
    const known = first.items.map(({ uri, resultId }) => ({ uri, value: resultId }));
    const second = ask(client, known, { partialResultToken: 1 }).answer;
    let isAnswered = false;
    void second.then(() => {
      isAnswered = true;
    });
    await client.request("textDocument/diagnostic", { textDocument: { uri: uriOf("a.py") } });
    expect(isAnswered).toBe(false);
    writeFileSync(join(folder, "a.py"), "changed = True\n");
    client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: uriOf("a.py"), type: 2 }] });
    const report = (await second) as WorkspaceDiagnosticReport;
    expect(report.items.filter(({ kind }) => kind === "full")).toMatchObject([{ uri: uriOf("a.py"), items: [] }]);
  });

  it("gets the protocol's error, not an empty list, when it cancels", async () => {
    const client = await start(PULL);
    const first = (await ask(client, []).answer) as WorkspaceDiagnosticReport;
    const known = first.items.map(({ uri, resultId }) => ({ uri, value: resultId }));
    const { id, answer } = ask(client, known, { partialResultToken: 1 });
    client.notify("$/cancelRequest", { id });
    await expect(answer).rejects.toMatchObject({ code: -32800 });
  });

  it("is told what to ask for, and told anew when the settings change", async () => {
    const registrations: { method: string; registerOptions?: object }[] = [];
    const client = await start({ textDocument: { diagnostic: { dynamicRegistration: true } } }, {});
    client.answers.set("client/registerCapability", (params) => {
      registrations.push(...(params as { registrations: typeof registrations }).registrations);
      return null;
    });
    client.notify("workspace/didChangeConfiguration", { settings: { faqlint: { workspace: true } } });
    await client.until("the registration", () =>
      registrations.find(
        ({ registerOptions }) => (registerOptions as { workspaceDiagnostics?: boolean }).workspaceDiagnostics === true,
      ),
    );
    expect(client.server.capabilities.diagnosticProvider).toBeUndefined();
  });
});
