import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import type { PublishDiagnosticsParams } from "vscode-languageserver/node";
import { questionOf } from "../../engine/questions.js";
import { answerOf } from "../../faq/index.js";
import { Client, endServers } from "./client.js";
import { SIGNAL_TEXT } from "./defects.js";

afterEach(endServers);

const { title, url } = questionOf("signal-handlers");
const show = (client: Client, ...args: unknown[]): Promise<unknown> =>
  client.request("workspace/executeCommand", { command: "faqlint.showAnswer", arguments: args });

describe("the command that shows an answer", () => {
  it("has the client open it as a document, and gives it back", async () => {
    const answers = { "window/showDocument": () => ({ success: true }) };
    const client = await Client.start({ window: { showDocument: { support: true } } }, { answers });
    const markdown = answerOf("signal-handlers")?.markdown;
    expect(await show(client, "signal-handlers")).toEqual({ question: "signal-handlers", title, url, markdown });
    const [shown] = client.notifications("window/showDocument") as { uri: string }[];
    expect(readFileSync(fileURLToPath(shown?.uri ?? ""), "utf8")).toBe(`# ${title}\n\n${markdown?.trim()}\n`);
    expect(client.notifications("window/showMessage")).toEqual([]);
  });

  it.each([
    ["shows no documents", {}, {}],
    [
      "refuses it",
      { window: { showDocument: { support: true } } },
      { "window/showDocument": () => ({ success: false }) },
    ],
    ["fails", { window: { showDocument: { support: true } } }, {}],
  ])("tells the address where a client %s", async (_, capabilities, answers) => {
    const client = await Client.start(capabilities, { answers });
    await show(client, "signal-handlers");
    expect(client.notifications("window/showMessage")).toEqual([{ type: 3, message: `${title} ${url}` }]);
  });

  it("says what it needs", async () => {
    const client = await Client.start({});
    await expect(show(client)).rejects.toMatchObject({ code: -32602 });
    await expect(show(client, "no-question")).rejects.toMatchObject({ code: -32602 });
    await expect(client.request("workspace/executeCommand", { command: "other" })).rejects.toMatchObject({
      code: -32602,
    });
  });
});

describe("too many problems", () => {
  it("are cut to the gravest, and counted", async () => {
    const client = await Client.start({}, { initializationOptions: { maxDiagnostics: 2 } });
    const uri = "untitled:many.py";
    client.open(uri, SIGNAL_TEXT.repeat(3).concat("import asyncore\n"));
    const published = await client.published(uri, 1);
    expect(published).toHaveLength(3);
    expect(published[0]).toEqual({
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
      severity: 3,
      source: "faqlint",
      message: "2 more problems are not shown: the setting `maxDiagnostics` is 2, and the gravest come first",
    });
    expect(published.slice(1).map(({ severity }) => severity)).toEqual([1, 1]);
  });
});

describe("a faulty configuration file", () => {
  it("shows what is wrong in it, until it is mended", async () => {
    const folder = mkdtempSync(join(tmpdir(), "faqlint commands-"));
    const settings = join(folder, "pyproject.toml");
    const uri = pathToFileURL(settings).href;
    try {
      writeFileSync(settings, '[project]\nname = "x"\n[tool.faqlint]\ntarget-version = 3.8\n');
      const client = await Client.start({});
      client.open(pathToFileURL(join(folder, "x.py")).href, "import signal\n");
      const pushed = (): PublishDiagnosticsParams | undefined =>
        (client.notifications("textDocument/publishDiagnostics") as PublishDiagnosticsParams[]).findLast(
          (each) => each.uri === uri,
        );
      expect((await client.until("the problem", pushed)).diagnostics).toMatchObject([
        {
          range: { start: { line: 3, character: 0 }, end: { line: 3, character: 20 } },
          severity: 1,
          source: "faqlint",
        },
      ]);
      writeFileSync(settings, '[tool.faqlint]\ntarget-version = "3.8"\n');
      client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri, type: 2 }] });
      await client.until("the end of it", () => (pushed()?.diagnostics.length === 0 ? true : undefined));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe("the command that shows settings", () => {
  it("tells for each where it came from", async () => {
    const client = await Client.start({}, { initializationOptions: { hints: true } });
    const text = await client.request("workspace/executeCommand", {
      command: "faqlint.showSettings",
      arguments: ["file:///nowhere/x.py"],
    });
    expect(text).toMatch(/hints\b.*\btrue\b.*editor/);
    expect(client.notifications("window/logMessage")).toContainEqual({ type: 3, message: text });
  });
});
