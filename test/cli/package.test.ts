import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { settleModes } from "../../tools/package/modes.js";
import { faqlintCommand } from "../support/built.js";
import { temporaryFolder } from "../support/folder.js";
import { smokeTest } from "../support/smoke.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const readJson = (name: string) => JSON.parse(readFileSync(join(ROOT, name), "utf8"));
const manifest = readJson("package.json");

/** What a bill of materials says of a package. */
interface Component {
  readonly "bom-ref": string;
  readonly name: string;
  readonly version: string;
  readonly licenses: readonly { readonly license: { readonly id: string } }[];
  readonly hashes: readonly { readonly alg: string; readonly content: string }[];
  readonly properties: readonly { readonly value: string }[];
  readonly components?: readonly Component[];
}

const isBuiltIn = ({ properties }: Component): boolean => properties.some(({ value }) => value.startsWith("built"));

beforeAll(() => void faqlintCommand());

/** The registry, or npm's cache of it, is needed: without them this fails, since the package could not be tried. */
const npm = (cwd: string, ...args: string[]): string =>
  execFileSync("npm", [...args, "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"], {
    cwd,
    encoding: "utf8",
  });

describe("the package", () => {
  it("installs elsewhere without running anything, and runs there", async () => {
    const folder = temporaryFolder({ "project/package.json": "{}" });
    const [packed] = JSON.parse(npm(ROOT, "pack", "--ignore-scripts", "--json", "--pack-destination", folder));
    const cwd = join(folder, "project");
    // Scripts would be run here if any package had one.
    npm(cwd, "install", join(folder, packed.filename));
    const added = manifestsIn(join(cwd, "node_modules"));
    const scripts = ["preinstall", "install", "postinstall"];
    expect(added.filter((each) => scripts.some((script) => script in (each.scripts ?? {})))).toEqual([]);
    const { components } = readJson("dist/faqlint.cdx.json") as { components: Component[] };
    const billed = components.filter((component) => !isBuiltIn(component)).map(({ name }) => name);
    expect(added.map(({ name }) => name).sort()).toEqual([...billed, "faqlint"].sort());
    npm(
      cwd,
      "install",
      "--ignore-scripts",
      "--global",
      "--prefix",
      join(folder, "global"),
      join(folder, packed.filename),
    );
    expect(readFileSync(join(folder, "global/share/man/man1/faqlint.1"), "utf8")).toMatch(/^\.TH FAQLINT 1 /);

    const program = join(cwd, "node_modules", ".bin", "faqlint");
    expect(await smokeTest([program], join(folder, "work"), manifest.version)).toEqual([]);
    // An editor that goes away at once ends the server.
    const server = spawnSync(program, ["server", "--stdio"], { cwd, input: "", encoding: "utf8" });
    expect(server).toMatchObject({ stdout: "", stderr: "" });

    const paths = packed.files.map(({ path }: { path: string }) => path);
    for (const path of ["LICENSE", "README.md", "dist/web-tree-sitter.wasm", "dist/tree-sitter-python.wasm"])
      expect(paths).toContain(path);
    const foreign = paths.filter(
      (path: string) => !/^(?:dist\/|schema\/|(?:LICENSE|README\.md|CHANGELOG\.md|package\.json)$)/.test(path),
    );
    expect(foreign).toEqual([]);
  }, 120_000);

  it("has no scripts that run when it is installed; prepare runs for those who install it from git", () => {
    for (const script of ["preinstall", "install", "postinstall"]) expect(manifest.scripts).not.toHaveProperty(script);
    expect(manifest.scripts).toHaveProperty("prepare");
    // Nor have what is installed with it.
    const { packages } = readJson("package-lock.json");
    const locked = Object.entries<{ dev?: boolean; hasInstallScript?: boolean }>(packages);
    const scripts = (isDev: boolean): string[] =>
      locked.flatMap(([name, { dev = false, hasInstallScript }]) =>
        hasInstallScript === true && dev === isDev ? [name.replace("node_modules/", "")] : [],
      );
    expect(scripts(false)).toEqual([]);
    // Where faqlint is developed they are not run, either.
    const refused = Object.keys(manifest.allowScripts).filter((name) => manifest.allowScripts[name] === false);
    expect(scripts(true).filter((name) => name !== "fsevents")).toEqual(refused);
  });

  it("has the same mode for all files but the program, whatever the umask", () => {
    const folder = temporaryFolder({ "dist/faqlint.js": "", "dist/answers/a.md": "", LICENSE: "", "package.json": "" });
    for (const name of ["dist/faqlint.js", "dist/answers/a.md", "LICENSE"]) chmodSync(join(folder, name), 0o600);
    chmodSync(join(folder, "package.json"), 0o777);
    settleModes(folder, ["dist", "schema"], ["dist/faqlint.js"]);
    const modeOf = (name: string): number => statSync(join(folder, name)).mode & 0o777;
    expect(["dist/faqlint.js", "dist/answers/a.md", "LICENSE", "package.json"].map(modeOf)).toEqual([
      0o755, 0o644, 0o644, 0o644,
    ]);
    const packed = readdirSync(join(ROOT, "dist"), { recursive: true, encoding: "utf8", withFileTypes: true });
    const odd = packed.filter((entry) => {
      const mode = statSync(join(entry.parentPath, entry.name)).mode & 0o777;
      return entry.isFile() && mode !== (entry.name === "faqlint.js" ? 0o755 : 0o644);
    });
    expect(odd.map(({ name }) => name)).toEqual([]);
  });

  it("names no place of the machine that it was built on", () => {
    const dist = join(ROOT, "dist");
    const files = readdirSync(dist, { recursive: true, encoding: "utf8" }).map((name) => join(dist, name));
    const telling = files.filter((path) => statSync(path).isFile() && readFileSync(path).includes(ROOT));
    expect(telling).toEqual([]);
  });

  it("needs no other package", () => {
    const dist = join(ROOT, "dist");
    const imported = new Set<string>();
    for (const name of readdirSync(dist).filter((each) => each.endsWith(".js"))) {
      const code = readFileSync(join(dist, name), "utf8");
      for (const [, specifier = ""] of code.matchAll(
        /(?<=^|[;}\n])import\b[^"`;()]*"([^"]+)";|\bimport\("([^"]+)"\)/g,
      )) {
        if (/^[a-z@]/.test(specifier) && !specifier.startsWith("node:"))
          imported.add(specifier.replace(/^((?:@[^/]+\/)?[^/]+).*/, "$1"));
      }
    }
    expect([...imported]).toEqual([]);
    expect(manifest).not.toHaveProperty("dependencies");
  });

  describe("its bill of materials", () => {
    const bill = (): { components: Component[]; dependencies: { ref: string; dependsOn: string[] }[] } =>
      readJson("dist/faqlint.cdx.json");

    it("agrees with npm's, and nothing is installed beside it", () => {
      // With --omit=dev npm leaves out what a development dependency needs as well.
      const told = JSON.parse(npm(ROOT, "sbom", "--sbom-format=cyclonedx", "--package-lock-only"));
      const factsOf = ({ name, version, licenses, hashes }: Component) => ({ name, version, licenses, hashes });
      const names = new Set(bill().components.map((component) => component["bom-ref"]));
      const same = told.components
        .filter((component: Component) => names.has(component["bom-ref"]))
        .toSorted((a: Component, b: Component) => (a["bom-ref"] < b["bom-ref"] ? -1 : 1));
      expect(bill().components.map(factsOf)).toEqual(same.map(factsOf));
      expect(bill().components.filter((component) => !isBuiltIn(component))).toEqual([]);
    });

    it("names what is built in, as it is there", () => {
      const built = bill().components.filter(isBuiltIn);
      const licences = readFileSync(join(ROOT, "dist", "THIRD-PARTY-LICENSES"), "utf8");
      const named = [...licences.matchAll(/^([\w@/-]+) (\d\S+)$/gm)].map(([, name, version]) => `${name}@${version}`);
      expect(built.map((component) => component["bom-ref"])).toEqual(named.sort());
      const digests = built.flatMap(({ components = [] }) => components.map(({ name, hashes }) => [name, hashes]));
      expect(digests).toEqual(
        ["dist/tree-sitter-python.wasm", "dist/web-tree-sitter.wasm"].map((name) => {
          const content = createHash("sha256")
            .update(readFileSync(join(ROOT, name)))
            .digest("hex");
          return [name, [{ alg: "SHA-256", content }]];
        }),
      );
      const told = built.flatMap(({ name, properties }) => properties.map(({ value }) => `${name}: ${value}`));
      expect(told).toContain("web-tree-sitter: built into the package: JavaScript, among that of dist");
    });

    it("says nothing that differs from time to time", () => {
      const text = readFileSync(join(ROOT, "dist", "faqlint.cdx.json"), "utf8");
      expect(text).not.toMatch(/serialNumber|timestamp|urn:uuid/);
    });
  });
});

/** What the packages in a folder say of themselves. */
function manifestsIn(folder: string): { name: string; scripts?: Record<string, string> }[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => /^(?:(?:.*\/)?node_modules\/)?(?:@[^/]+\/)?[^/]+\/package\.json$/.test(path))
    .map((path) => JSON.parse(readFileSync(join(folder, path), "utf8")));
}
