import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { ADDRESS, ANSWER, HANDLERS } from "./defects.js";
import { installPrograms } from "./install.js";
import { VERSION, VSIX } from "./vsix.js";
import { Workbench } from "./workbench.js";

const FIXED = HANDLERS.replace("stop()", "stop(signum, frame)");

const NOTEBOOK = JSON.stringify({
  cells: [
    { cell_type: "code", execution_count: null, id: "a", metadata: {}, outputs: [], source: HANDLERS.split(/(?<=\n)/) },
  ],
  metadata: { language_info: { name: "python" } },
  nbformat: 4,
  nbformat_minor: 5,
});

/** A program that starts and never answers. */
const SILENT = "#!/bin/sh\nexec sleep 1000\n";

let workbench: Workbench;

beforeAll(async () => {
  const files = {
    "server.py": "import asyncore\n\nasyncore.loop()\n",
    "handlers.py": HANDLERS,
    "notes.ipynb": NOTEBOOK,
    "silent.sh": SILENT,
  };
  workbench = await Workbench.open(installPrograms(), VSIX, { files });
});

beforeEach(() => workbench.openFile("handlers.py"));

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await workbench.screenshot(`failed: ${task.name}`);
  await workbench.page.keyboard.press("Escape");
});

afterAll(() => workbench?.close());

it("underlines the problems of a file that is opened", async () => {
  await workbench.squiggles().first().waitFor();
  await workbench.screenshot("squiggles");
  expect(await workbench.squiggles().count()).toBe(2);
});

it("lists the problems, each with a link to the FAQ", async () => {
  await workbench.runCommand("Problems: Focus on Problems View");
  const row = workbench.problems(
    "`stop` takes no arguments, but Python calls a signal handler with two: (signum, frame)",
  );
  await row.waitFor();
  await workbench.screenshot("problems");
  expect(await row.innerText()).toContain("faqlint");
  const link = row.locator("a.monaco-link");
  expect(await link.innerText()).toContain("signal-handler-arity");
  expect(await link.getAttribute("href")).toMatch(ADDRESS);
});

it("shows the answer where the mouse rests", async () => {
  await workbench.goTo(12, 32);
  await workbench.runCommand("Show or Focus Hover");
  const hover = workbench.page.locator(".monaco-resizable-hover", { hasText: ANSWER });
  await hover.waitFor();
  await workbench.screenshot("hover");
  expect(await hover.innerText()).toContain("Python calls a handler with two positional arguments");
});

it("shows the answer for the problem at the cursor", async () => {
  await workbench.goTo(12, 3);
  await workbench.runCommand("faqlint: Show the answer for the problem at the cursor");
  const answer = workbench.page
    .frameLocator("iframe.webview.ready")
    .frameLocator("iframe#active-frame")
    .locator("body");
  await answer.getByRole("heading", { name: ANSWER }).waitFor();
  await workbench.screenshot("answer");
  expect(await answer.innerText()).toContain("Python calls a handler with two positional arguments");
  await workbench.page.keyboard.press("Control+W");
});

it("applies the fix", async () => {
  await workbench.goTo(12, 32);
  await workbench.page.keyboard.press("Control+.");
  const fix = workbench.page.locator(".action-widget .monaco-list-row", {
    hasText: "Add the parameters signum and frame",
  });
  await fix.waitFor();
  const answer = workbench.page.locator(".action-widget .monaco-list-row", { hasText: "the answer" });
  expect(await answer.count()).toBe(1);
  await workbench.screenshot("quick-fix");
  await workbench.page.keyboard.press("Enter");
  await expect.poll(() => workbench.squiggles().count()).toBe(1);
  await workbench.save();
  expect(workbench.read("handlers.py")).toBe(FIXED);
});

it("tells its version in the list of language tools, and restarts from there", async () => {
  const status = await workbench.openStatus();
  await workbench.screenshot("status");
  expect(await status.innerText()).toContain(`faqlint ${VERSION}`);
  await status.getByText("Restart server").click();
  await workbench.runCommand("faqlint: Show log");
  const log = workbench.page.locator(".output-view .view-line", { hasText: "is running" });
  await expect.poll(() => log.count()).toBe(2);
  await workbench.screenshot("log");
  await workbench.runCommand("Problems: Focus on Problems View");
  await workbench.problems("`reload` takes no arguments").waitFor();
});

it("describes its settings", async () => {
  await workbench.runCommand("Preferences: Open Settings (UI)");
  const editor = workbench.page.locator(".settings-editor");
  await editor.locator(".suggest-input-container").click();
  await workbench.page.keyboard.type("@ext:faqlint.faqlint ");
  await editor.getByText("The Python version files are meant for").waitFor();
  await workbench.screenshot("settings");
  await workbench.page.keyboard.press("Escape");
});

it("takes settings at once", async () => {
  await workbench.openFile("server.py");
  await workbench.runCommand("Problems: Focus on Problems View");
  await workbench.problems("removed-module").waitFor();
  workbench.write(".vscode/settings.json", JSON.stringify({ "faqlint.targetVersion": "3.11" }));
  await workbench.problems("removed-module").waitFor({ state: "detached" });
  workbench.write(".vscode/settings.json", "{}");
  await workbench.problems("removed-module").waitFor();
  workbench.write(".vscode/settings.json", JSON.stringify({ "faqlint.enable": false }));
  await workbench.problems("removed-module").waitFor({ state: "detached" });
  expect(await (await workbench.openStatus()).innerText()).toContain("off");
  workbench.write(".vscode/settings.json", "{}");
  await workbench.problems("removed-module").waitFor();
});

it("starts the server again when it ends", async () => {
  const [server = 0, ...others] = workbench.serverProcesses();
  expect(others).toEqual([]);
  process.kill(server, "SIGKILL");
  await expect.poll(() => workbench.serverProcesses()).not.toContain(server);
  await expect.poll(() => workbench.serverProcesses().length).toBe(1);
  await expect.poll(async () => (await workbench.openStatus()).innerText()).toContain(VERSION);
  await workbench.squiggles().first().waitFor();
  expect(await workbench.page.locator(".notification-list-item").count()).toBe(0);
});

it("says so when the program cannot be started, and works again once it can", async () => {
  workbench.write(".vscode/settings.json", JSON.stringify({ "faqlint.path": "/nowhere/faqlint" }));
  await workbench.notification("/nowhere/faqlint could not be started: there is no such program").waitFor();
  expect(await workbench.page.locator(".notification-list-item").count()).toBe(1);
  const status = await workbench.openStatus();
  await workbench.screenshot("not-started");
  expect(await status.innerText()).toContain("failed");
  workbench.write(".vscode/settings.json", JSON.stringify({ "faqlint.path": "./silent.sh" }));
  await expect.poll(async () => (await workbench.openStatus()).innerText()).toContain("starting");
  workbench.write(".vscode/settings.json", "{}");
  await workbench.squiggles().first().waitFor();
});

it("fixes all problems of a file", async () => {
  await workbench.runCommand("faqlint: Fix all problems in this file");
  await expect.poll(() => workbench.squiggles().count()).toBe(0);
  await workbench.save();
  await workbench.screenshot("fix-all");
  expect(workbench.read("handlers.py")).toBe(FIXED.replace("reload()", "reload(signum, frame)"));
  await workbench.runCommand("faqlint: Fix all problems in this file");
  await workbench.notification("nothing in this file can be fixed safely").waitFor();
});

it("lints a cell of a notebook", async () => {
  await workbench.openFile("notes.ipynb");
  await expect.poll(() => workbench.page.locator(".notebookOverlay .squiggly-error").count()).toBe(2);
  await workbench.screenshot("notebook");
});
