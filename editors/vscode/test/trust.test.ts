import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { HANDLERS } from "./defects.js";
import { installPrograms } from "./install.js";
import { VSIX } from "./vsix.js";
import { Workbench } from "./workbench.js";

/** A folder whose settings name a program of its own, which leaves a mark when it is run. */
const FILES = {
  "handlers.py": HANDLERS,
  "server.sh": '#!/bin/sh\ntouch "$(dirname "$0")/was-run"\n',
  ".vscode/settings.json": JSON.stringify({ "faqlint.path": "./server.sh" }),
};

it("lints a folder that is not trusted, and runs nothing of it", async () => {
  await withFolder(false, async (workbench) => {
    await workbench.squiggles().first().waitFor();
    await workbench.screenshot("restricted-mode");
    expect(await workbench.page.getByText("Restricted Mode").first().isVisible()).toBe(true);
    expect(existsSync(join(workbench.folder, "was-run"))).toBe(false);
  });
});

it("runs the program that a trusted folder names, and says so when it is no server", async () => {
  await withFolder(true, async (workbench) => {
    await expect.poll(() => existsSync(join(workbench.folder, "was-run"))).toBe(true);
    await workbench.notification("server.sh could not be started: it ended at once").waitFor();
    await workbench.screenshot("not-a-server");
    expect(await workbench.page.locator(".notification-list-item").count()).toBe(1);
  });
});

async function withFolder(isTrusted: boolean, test: (workbench: Workbench) => Promise<void>): Promise<void> {
  const settings = { "security.workspace.trust.startupPrompt": "never" };
  const workbench = await Workbench.open(installPrograms(), VSIX, { files: FILES, isTrusted, settings });
  try {
    await workbench.openFile("handlers.py");
    await test(workbench);
  } catch (error) {
    await workbench.screenshot(`failed: ${isTrusted ? "trusted" : "not trusted"}`);
    throw error;
  } finally {
    await workbench.close();
  }
}
