import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Locator, type Page } from "playwright-core";
import type { Programs } from "./install.js";

/** Where the pictures go that are taken on the way. */
export const SCREENSHOTS = fileURLToPath(new URL("../dist/screenshots", import.meta.url));

/** Settings that keep what is not the extension's out of the pictures, and the machine out of the network. */
const QUIET = {
  "chat.commandCenter.enabled": false,
  "chat.disableAIFeatures": true,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "files.autoSave": "off",
  "git.enabled": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "workbench.colorTheme": "Default Light Modern",
  "workbench.enableExperiments": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
};

export interface WorkbenchOptions {
  /** The user's own settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The files of the folder that is opened, by their path in it. */
  readonly files: Readonly<Record<string, string>>;
  /** Whether the user has said that the folder is trusted. */
  readonly isTrusted?: boolean;
}

/** Visual Studio Code with the packaged extension and a folder open in it, in a browser that nobody sees. */
export class Workbench {
  readonly page: Page;
  /** The folder that is open. */
  readonly folder: string;
  readonly #home: string;
  readonly #server: ChildProcess;
  readonly #browser: Browser;

  private constructor(page: Page, folder: string, home: string, server: ChildProcess, browser: Browser) {
    this.page = page;
    this.folder = folder;
    this.#home = home;
    this.#server = server;
    this.#browser = browser;
  }

  static async open(programs: Programs, vsix: string, options: WorkbenchOptions): Promise<Workbench> {
    const home = mkdtempSync(join(tmpdir(), "faqlint-vscode-"));
    const folder = join(home, "project");
    const user = join(home, "data", "User");
    mkdirSync(user, { recursive: true });
    writeFileSync(join(user, "settings.json"), JSON.stringify({ ...QUIET, ...options.settings }));
    for (const [name, text] of Object.entries(options.files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      // Scripts can be run.
      writeFileSync(join(folder, name), text, { mode: name.endsWith(".sh") ? 0o755 : 0o644 });
    }
    const flags = ["--user-data-dir", join(home, "data"), "--extensions-dir", join(home, "extensions")];
    const environment = { ...process.env, HOME: home, XDG_CONFIG_HOME: undefined, XDG_DATA_HOME: undefined };
    const installed = spawnSync(programs.node, [programs.codeServer, ...flags, "--install-extension", vsix], {
      env: environment,
      encoding: "utf8",
    });
    if (installed.status !== 0)
      throw new Error(`the extension cannot be installed:\n${installed.stdout}${installed.stderr}`);
    const trust = options.isTrusted === false ? [] : ["--disable-workspace-trust"];
    const serving = ["--auth", "none", "--bind-addr", "127.0.0.1:0", "--disable-telemetry", "--disable-update-check"];
    const server = spawn(programs.node, [programs.codeServer, ...flags, ...serving, ...trust], {
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const address = await addressOf(server);
    const browser = await chromium.launch({ executablePath: programs.chromium, args: ["--no-sandbox"] });
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    context.setDefaultTimeout(30_000);
    // Nothing of the tests may depend on other machines.
    await context.route(
      (url) => url.hostname !== "127.0.0.1" && !url.hostname.endsWith("localhost"),
      (route) => route.abort(),
    );
    const page = await context.newPage();
    const workbench = new Workbench(page, folder, home, server, browser);
    await page.goto(`${address}?folder=${encodeURIComponent(folder)}`);
    await page.locator(".monaco-workbench .part.editor").waitFor();
    await page.locator(".explorer-folders-view .monaco-list-row").first().waitFor();
    return workbench;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    const ended = new Promise((resolve) => this.#server.once("exit", resolve));
    this.#server.kill("SIGTERM");
    await ended;
    rmSync(this.#home, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }

  /** Opens a file of the folder, by a part of its name that no other has. */
  async openFile(name: string): Promise<void> {
    await this.#type("Control+P", name, name);
    await this.page.keyboard.press("Enter");
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
    await this.page.locator(".view-line:visible").first().waitFor();
  }

  /** Runs a command as users do: by its name, from the list of all of them. */
  async runCommand(name: string): Promise<void> {
    await this.#type("F1", `>${name}`, name);
    await this.page.keyboard.press("Enter");
  }

  /** Puts the cursor somewhere. @param line from 1 @param column from 1 */
  async goTo(line: number, column: number): Promise<void> {
    await this.#type("Control+G", `:${line}:${column}`, String(line));
    await this.page.keyboard.press("Enter");
  }

  /** The message boxes at the lower right that contain a text. */
  notification(text: string): Locator {
    return this.page.locator(".notification-list-item", { hasText: text });
  }

  /** The wavy lines of errors in the active editor. */
  squiggles(): Locator {
    return this.page.locator(".editor-instance .squiggly-error");
  }

  /** The rows of the list of all problems that contain a text. */
  problems(text: string): Locator {
    return this.page.locator(".markers-panel .monaco-list-row", { hasText: text });
  }

  /** What the list of language tools in the status bar says of faqlint; the list is open afterwards. */
  async openStatus(): Promise<Locator> {
    // A mouse that is there already opens nothing.
    await this.page.mouse.move(640, 200);
    await this.page.locator("[id='status.languageStatus'] a").first().hover();
    const entry = this.page.locator(".hover-language-status .element", { hasText: "faqlint" });
    await entry.waitFor();
    return entry;
  }

  /** The numbers of the processes of the extension's own server. */
  serverProcesses(): number[] {
    const { stdout } = spawnSync("ps", ["-eo", "pid,args"], { encoding: "utf8" });
    const lines = stdout.split("\n").filter((line) => line.includes(this.#home) && line.includes("faqlint.js server"));
    return lines.map((line) => Number.parseInt(line, 10));
  }

  /** Writes a file of the folder behind the editor's back. */
  write(name: string, text: string): void {
    const path = join(this.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  /** The text of a file of the folder. */
  read(name: string): string {
    return readFileSync(join(this.folder, name), "utf8");
  }

  async save(): Promise<void> {
    await this.page.keyboard.press("Control+S");
    await this.page.locator(".tab.active:not(.dirty)").waitFor();
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(SCREENSHOTS, { recursive: true });
    await this.page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
  }

  /** Opens the box for names of files, commands and places by a key, types into it, and waits for a match. */
  async #type(key: string, text: string, match: string): Promise<void> {
    const box = this.page.locator(".quick-input-widget");
    const input = box.locator("input[type=text]").first();
    const isOpen = async (): Promise<boolean> => {
      await this.page.keyboard.press(key);
      return input.waitFor({ timeout: 2000 }).then(
        () => true,
        () => false,
      );
    };
    // What has the focus may be closing, and then takes the key along.
    while (!(await isOpen())) await this.page.locator(".tab.active").first().click();
    await input.fill(text);
    await box.locator(".quick-input-list .monaco-list-row[data-index='0']", { hasText: match }).waitFor();
  }
}

/** The address that code-server says it listens at. */
async function addressOf(server: ChildProcess): Promise<string> {
  let output = "";
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const address = /listening on (http:\S+)/.exec(output)?.[1];
      if (address !== undefined) resolve(address);
    };
    server.stdout?.on("data", read);
    server.stderr?.on("data", read);
    server.once("error", reject);
    server.once("exit", (status) => reject(new Error(`code-server ended with status ${status}:\n${output}`)));
  });
}
