import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { questionOf } from "../../engine/questions.js";
import { LintSession } from "../../project/session.js";
import { RULES } from "../../rules/index.js";
import { faqlintCommand } from "../support/built.js";
import { startParser } from "../support/parser.js";
import { SIGNAL_RANGE, SIGNAL_TEXT } from "./defects.js";

const EDITORS = fileURLToPath(new URL("../../docs/editors.md", import.meta.url));
const SCRIPT = fileURLToPath(new URL("neovim.lua", import.meta.url));

/** What neovim.lua writes. */
interface Seen {
  readonly problem?: string;
  readonly diagnostics?: readonly object[];
  readonly hover?: readonly string[];
  readonly actions?: readonly string[];
  readonly repaired?: readonly string[];
}

let folder: string;

beforeAll(startParser);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "faqlint neovim-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The settings that users are told to copy. */
function documentedSettings(): string {
  const settings = /^## Neovim 0\.7\n+```lua\n(.*?)^```$/ms.exec(readFileSync(EDITORS, "utf8"))?.[1];
  if (settings === undefined) throw new Error("docs/editors.md has no settings for Neovim 0.7");
  return settings;
}

/** A folder with a command `faqlint` that runs the server under test and notes the status it ends with. */
function installedIn(bin: string): string {
  const command = faqlintCommand("server").map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  mkdirSync(bin);
  writeFileSync(
    join(bin, "faqlint"),
    `#!/bin/sh\necho "$*" > '${bin}/arguments'\n${command.join(" ")}\necho $? > '${bin}/status'\n`,
    { mode: 0o755 },
  );
  return bin;
}

/** Opens a file in a Neovim that has the documented settings and no others, and tells what it showed. */
function neovim(file: string, bin: string): Seen {
  const seen = join(folder, "seen.json");
  const settings = join(folder, "settings.lua");
  writeFileSync(settings, documentedSettings());
  const { error, stderr } = spawnSync(
    "nvim",
    ["--headless", "-n", "-i", "NONE", "-u", "NONE", "-c", `luafile ${SCRIPT.replaceAll(" ", "\\ ")}`],
    {
      cwd: folder,
      env: {
        ...process.env,
        PATH: `${bin}:${process.env.PATH}`,
        HOME: folder,
        XDG_CONFIG_HOME: folder,
        XDG_DATA_HOME: folder,
        XDG_CACHE_HOME: folder,
        FAQLINT_SETTINGS: settings,
        FAQLINT_FILE: file,
        FAQLINT_SEEN: seen,
      },
      encoding: "utf8",
      timeout: 100_000,
    },
  );
  if (error !== undefined && "code" in error && error.code === "ENOENT") {
    throw new Error("this test needs Neovim (nvim) on PATH; on Debian and Ubuntu: apt-get install neovim");
  }
  if (error !== undefined) throw error;
  try {
    return JSON.parse(readFileSync(seen, "utf8")) as Seen;
  } catch {
    throw new Error(`Neovim's script did not finish: ${stderr}`);
  }
}

describe("Neovim", () => {
  it("shows the defect and its answer, and repairs it", { timeout: 120_000 }, async () => {
    const file = join(folder, "daemon.py");
    writeFileSync(file, SIGNAL_TEXT);
    const bin = installedIn(join(folder, "bin"));
    const seen = neovim(file, bin);
    expect(seen.problem).toBeUndefined();

    const { url, title } = questionOf("signal-handlers");
    const session = new LintSession(RULES);
    const [finding] = session.lintText(file, SIGNAL_TEXT).report.diagnostics;
    expect(seen.diagnostics).toEqual([
      {
        ...SIGNAL_RANGE,
        severity: 1,
        source: "faqlint",
        message: finding?.message,
        lsp: expect.objectContaining({ code: "signal-handler-arity", codeDescription: { href: url } }),
      },
    ]);

    expect(seen.hover?.[0]).toMatch(/^`?on_term`? takes no arguments/);
    const hover = seen.hover?.join("\n");
    expect(hover).toContain(title);

    expect(seen.actions?.[0]).toBe("Add the parameters signum and frame");
    const repaired = session.fix(session.lintText(file, SIGNAL_TEXT), "safe").text;
    expect(seen.repaired).toEqual(repaired.trimEnd().split("\n"));
    expect(readFileSync(file, "utf8")).toBe(repaired);

    expect(readFileSync(join(bin, "arguments"), "utf8")).toBe("server\n");
    // Neovim does not wait until the program behind the command is gone.
    const status = (): string => (existsSync(join(bin, "status")) ? readFileSync(join(bin, "status"), "utf8") : "");
    await expect.poll(status, { timeout: 10_000 }).toBe("0\n");
  });
});
