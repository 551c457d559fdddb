import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { licencesOf } from "../package/licences.js";
import { drawIcon } from "./icon.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SOURCE = join(ROOT, "editors", "vscode");
const DIST = join(ROOT, "dist");

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

/**
 * Builds the server and the extension, and packages both into a file that needs nothing beside the editor.
 *
 * @returns the file's path, `editors/vscode/dist/faqlint-<version>.vsix`.
 * @throws Error when a step fails.
 */
export async function packageExtension(): Promise<string> {
  installTools();
  run(ROOT, process.execPath, "--import", "tsx", "tools/build.ts");
  const staging = join(SOURCE, "dist", "extension");
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging, { recursive: true });
  const manifest = writeManifest(staging);
  const bundled = await bundleExtension(staging);
  copyServer(staging);
  writeFileSync(join(staging, "THIRD-PARTY-LICENSES"), licencesOf(bundled, ROOT, join(DIST, "THIRD-PARTY-LICENSES")));
  cpSync(join(SOURCE, "README.md"), join(staging, "README.md"));
  cpSync(join(ROOT, "LICENSE"), join(staging, "LICENSE"));
  writeFileSync(join(staging, "icon.png"), drawIcon());
  const file = join(SOURCE, "dist", `${manifest.name}-${manifest.version}.vsix`);
  const vsce = join(SOURCE, "node_modules", "@vscode", "vsce", "vsce");
  run(staging, process.execPath, vsce, "package", "--no-dependencies", "--allow-missing-repository", "--out", file);
  return file;
}

/** Installs what only the extension needs; `npm ci` in the repository's root does not. */
function installTools(): void {
  const installed = join(SOURCE, "node_modules", ".package-lock.json");
  const isUpToDate =
    existsSync(installed) && statSync(join(SOURCE, "package-lock.json")).mtimeMs < statSync(installed).mtimeMs;
  if (!isUpToDate) run(SOURCE, process.platform === "win32" ? "npm.cmd" : "npm", "ci", "--ignore-scripts");
}

/** The extension's manifest, without what only those need who work on it. */
function writeManifest(staging: string): Manifest {
  const manifest = JSON.parse(readFileSync(join(SOURCE, "package.json"), "utf8")) as Manifest & Record<string, unknown>;
  const { private: _, type: __, devDependencies: ___, allowScripts: ____, ...published } = manifest;
  // All that lies in the folder is meant to be packaged.
  writeFileSync(join(staging, "package.json"), `${JSON.stringify({ ...published, files: ["**"] }, null, 2)}\n`);
  return manifest;
}

/** @returns the files that went into the bundle, from the repository's root. */
async function bundleExtension(staging: string): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [join(SOURCE, "src", "extension.ts")],
    outfile: join(staging, "dist", "extension.cjs"),
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node20",
    external: ["vscode"],
    minify: true,
    metafile: true,
    logLevel: "warning",
  });
  return Object.keys(metafile.inputs);
}

/** Puts the built package into the extension, as it is: what it needs is built in. */
function copyServer(staging: string): void {
  cpSync(DIST, join(staging, "server", "dist"), {
    recursive: true,
    filter: (path) => basename(path) !== "THIRD-PARTY-LICENSES",
  });
  // The program reads its version here.
  const { name, version, license } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as Manifest;
  writeFileSync(join(staging, "server", "package.json"), JSON.stringify({ name, version, license, type: "module" }));
}

function run(cwd: string, command: string, ...args: readonly string[]): void {
  const { status, error, stdout } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    shell: command.endsWith(".cmd"),
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${[command, ...args].join(" ")} ended with status ${status}:\n${stdout}`);
}
