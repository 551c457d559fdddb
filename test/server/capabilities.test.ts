import { afterEach, describe, expect, it } from "vitest";
import type { ClientCapabilities, Diagnostic, DocumentDiagnosticReport } from "vscode-languageserver/node";
import { Client, endServers } from "./client.js";
import { SIGNAL_RANGE, SIGNAL_TEXT } from "./defects.js";

const URI = "untitled:defect.py";

/** A client that can do all that the server asks about. */
const FULL = {
  general: { positionEncodings: ["utf-16"] },
  notebookDocument: { synchronization: { dynamicRegistration: true } },
  textDocument: {
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ["", "quickfix", "source", "source.fixAll"] } },
      dataSupport: true,
      isPreferredSupport: true,
      resolveSupport: { properties: ["edit"] },
    },
    diagnostic: { dynamicRegistration: true, relatedDocumentSupport: true },
    hover: { contentFormat: ["markdown", "plaintext"] },
    publishDiagnostics: {
      codeDescriptionSupport: true,
      dataSupport: true,
      relatedInformation: true,
      tagSupport: { valueSet: [1, 2] },
      versionSupport: true,
    },
    synchronization: { didSave: true },
  },
  window: { showDocument: { support: true }, workDoneProgress: true },
  workspace: {
    applyEdit: true,
    configuration: true,
    diagnostics: { refreshSupport: true },
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    workspaceEdit: { documentChanges: true },
    workspaceFolders: true,
  },
} satisfies ClientCapabilities;

/** What a client must be able to do to be sent a request, or to have it registered that it will send one itself. */
const NEEDED: Readonly<Record<string, string>> = {
  "textDocument/diagnostic": "textDocument.diagnostic.dynamicRegistration",
  "window/showDocument": "window.showDocument.support",
  "window/workDoneProgress/create": "window.workDoneProgress",
  "workspace/configuration": "workspace.configuration",
  "workspace/diagnostic/refresh": "workspace.diagnostics.refreshSupport",
  "workspace/didChangeConfiguration": "workspace.didChangeConfiguration.dynamicRegistration",
  "workspace/didChangeWatchedFiles": "workspace.didChangeWatchedFiles.dynamicRegistration",
  "workspace/didChangeWorkspaceFolders": "workspace.workspaceFolders",
};

/** The names of all members of an object and of the objects in it, each with the names of those it is in. */
function membersOf(value: object): string[][] {
  return Object.entries(value).flatMap(([name, member]: [string, unknown]) => {
    const inner = typeof member === "object" && member !== null && !Array.isArray(member) ? membersOf(member) : [];
    return [[name], ...inner.map((path) => [name, ...path])];
  });
}

function without(value: object, [name = "", ...rest]: readonly string[]): object {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]: [string, object]) => {
      if (key !== name) return [[key, member]];
      return rest.length === 0 ? [] : [[key, without(member, rest)]];
    }),
  );
}

/** The methods of the requests that a client was sent, and of those it was to send from then on. */
function methodsFor(client: Client): string[] {
  return client.received.flatMap(({ id, method = "", params }) => {
    if (method !== "client/registerCapability") return id === undefined ? [] : [method];
    const { registrations } = params as { registrations: { method: string }[] };
    return registrations.map((registration) => registration.method);
  });
}

async function diagnosticsFor(client: Client, pulls: boolean): Promise<readonly Diagnostic[]> {
  if (!pulls) return client.published(URI, 1);
  const report = await client.request("textDocument/diagnostic", { textDocument: { uri: URI } });
  return (report as Extract<DocumentDiagnosticReport, { kind: "full" }>).items;
}

afterEach(endServers);

describe("a client is served", { timeout: 60_000 }, () => {
  it.each([["nothing"], ...membersOf(FULL)].map((path) => path.join(".")))("without %s", async (removed) => {
    const capabilities = without(FULL, removed.split(".")) as ClientCapabilities;
    const missing = (path: string): boolean => path === removed || path.startsWith(`${removed}.`);
    const answers = {
      "client/registerCapability": () => null,
      "client/unregisterCapability": () => null,
      "window/showDocument": () => ({ success: true }),
      "window/workDoneProgress/create": () => null,
      "workspace/configuration": () => [null],
      "workspace/diagnostic/refresh": () => null,
    };
    const client = await Client.start(capabilities, { answers });
    client.open(URI, SIGNAL_TEXT);
    const diagnostics = await diagnosticsFor(client, !missing("textDocument.diagnostic"));
    expect(diagnostics).toMatchObject([{ code: "signal-handler-arity", range: SIGNAL_RANGE }]);
    const place = { textDocument: { uri: URI }, position: SIGNAL_RANGE.start };
    expect(await client.request("textDocument/hover", place)).toMatchObject({
      contents: { value: expect.stringContaining("signal handlers") },
    });
    const range = { ...place, range: SIGNAL_RANGE, context: { diagnostics } };
    const actions = (await client.request("textDocument/codeAction", range)) as unknown[];
    expect(actions).toHaveLength(missing("textDocument.codeAction.codeActionLiteralSupport") ? 0 : 3);
    client.notify("workspace/didChangeConfiguration", { settings: { faqlint: { hints: true } } });
    for (const [command, argument] of [["faqlint.showAnswer", "signal-handlers"], ["faqlint.lintWorkspace"]]) {
      const params = { command, arguments: argument === undefined ? [] : [argument] };
      expect(await client.request("workspace/executeCommand", params)).not.toBeNull();
    }
    expect(methodsFor(client).filter((method) => missing(NEEDED[method] ?? ""))).toEqual([]);
    const told = client.notifications("window/logMessage");
    expect(told).toEqual([]);
    expect(await client.stop()).toEqual({ status: 0, stderr: "" });
  });
});
