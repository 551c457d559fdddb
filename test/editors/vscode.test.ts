import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Places, programOf } from "../../editors/vscode/src/program.js";
import { readSettings } from "../../server/settings.js";
import { ROOT } from "../support/imports.js";

interface Setting {
  readonly default?: unknown;
  readonly description?: string;
  readonly markdownDescription?: string;
  readonly scope?: string;
}

interface Manifest {
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly supported: unknown; readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
  };
}

const EXTENSION = join(ROOT, "editors", "vscode");
const manifest = JSON.parse(readFileSync(join(EXTENSION, "package.json"), "utf8")) as Manifest;
const settings = manifest.contributes.configuration.properties;

/** The names of the members that the server asks for in what an editor sends. */
function settingsOfServer(): string[] {
  const names = new Set<string>();
  const sent = new Proxy(
    {},
    {
      get(_, name) {
        names.add(`faqlint.${String(name)}`);
        return undefined;
      },
    },
  );
  readSettings({ faqlint: sent });
  return [...names];
}

describe("the manifest of the extension for Visual Studio Code", () => {
  it("has the version, description and licence of the package", () => {
    const own = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as Manifest;
    expect([manifest.version, manifest.license]).toEqual([own.version, own.license]);
  });

  it("contributes every setting that the server reads", () => {
    const read = settingsOfServer();
    expect(read).toContain("faqlint.targetVersion");
    expect(read.filter((name) => !(name in settings))).toEqual([]);
  });

  it("contributes none that nobody reads", () => {
    const ownNames = ["faqlint.enable", "faqlint.path", "faqlint.trace.server"];
    const ofServer = Object.keys(settings).filter((name) => !ownNames.includes(name));
    expect(ofServer.sort()).toEqual(settingsOfServer().sort());
  });

  it("has defaults that the server takes for nothing set, and describes each setting", () => {
    const defaults = Object.entries(settings).map(([name, setting]) => [
      name.slice("faqlint.".length),
      setting.default,
    ]);
    expect(readSettings({ faqlint: Object.fromEntries(defaults) }).problems).toEqual([]);
    for (const [name, { description = "", markdownDescription = "" }] of Object.entries(settings)) {
      expect(description + markdownDescription, name).toMatch(/^[A-Z].*\.$/s);
    }
  });

  it("contributes the commands that the extension registers", () => {
    const sources = readdirSync(join(EXTENSION, "src")).map((name) =>
      readFileSync(join(EXTENSION, "src", name), "utf8"),
    );
    const registered = sources.flatMap((text) => [...text.matchAll(/register\("([^"]+)"/g)].map(([, name]) => name));
    expect(registered.sort()).toEqual(manifest.contributes.commands.map(({ command }) => command).sort());
  });

  it("lets no workspace choose the program unless it is trusted", () => {
    // With any other value editors pass over the list of restricted settings.
    expect(manifest.capabilities.untrustedWorkspaces.supported).toBe("limited");
    expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toEqual(["faqlint.path"]);
    expect(settings["faqlint.path"]?.scope).toBe("machine-overridable");
  });
});

describe("faqlint.path", () => {
  const places: Places = { home: "/home/ann", workspaceFolder: "/projects/$& shop", platform: "linux" };

  it("stands for the extension's own server when it is empty", () => {
    expect(programOf("", places)).toBeUndefined();
    expect(programOf("  ", places)).toBeUndefined();
  });

  it.each([
    ["faqlint", "faqlint"],
    ["/opt/faqlint/bin/faqlint", "/opt/faqlint/bin/faqlint"],
    ["~/bin/faqlint", "/home/ann/bin/faqlint"],
    [`\${workspaceFolder}/node_modules/.bin/faqlint`, "/projects/$& shop/node_modules/.bin/faqlint"],
    ["node_modules/.bin/faqlint", "/projects/$& shop/node_modules/.bin/faqlint"],
    ["./faqlint.cmd", "/projects/$& shop/faqlint.cmd"],
  ])("%s is the program %s", (setting, command) => {
    expect(programOf(setting, places)).toEqual({ command, shell: false });
  });

  it("has the shell of Windows run its scripts", () => {
    const onWindows = { ...places, platform: "win32" } as const;
    expect(programOf("faqlint.cmd", onWindows)).toEqual({ command: '"faqlint.cmd"', shell: true });
    expect(programOf("faqlint.exe", onWindows)).toEqual({ command: "faqlint.exe", shell: false });
  });

  it("says so when it needs a folder and none is open", () => {
    const nowhere = { ...places, workspaceFolder: undefined };
    expect(() => programOf("bin/faqlint", nowhere)).toThrow(/"bin\/faqlint".*no folder is open/);
    expect(programOf("faqlint", nowhere)).toEqual({ command: "faqlint", shell: false });
  });
});
