import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { QUESTIONS } from "../../engine/questions.js";
import { answerOf } from "../../faq/index.js";
import { faqlintCommand } from "../support/built.js";
import { temporaryFolder } from "../support/folder.js";
import { SIGNAL } from "./program.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));

beforeAll(() => void faqlintCommand());

/** The registry, or npm's cache of it, is needed: without them this fails, since the package could not be tried. */
const npm = (cwd: string, ...args: string[]): string =>
  execFileSync("npm", [...args, "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"], {
    cwd,
    encoding: "utf8",
  });

describe("the package", () => {
  it("installs elsewhere without running anything, and runs there", () => {
    const folder = temporaryFolder({ "project/app.py": SIGNAL, "project/package.json": "{}" });
    const [packed] = JSON.parse(npm(ROOT, "pack", "--ignore-scripts", "--json", "--pack-destination", folder));
    const cwd = join(folder, "project");
    npm(cwd, "install", "--ignore-scripts", join(folder, packed.filename));
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
    const run = (...args: string[]) => spawnSync(program, args, { cwd, encoding: "utf8" });
    expect(run("--version")).toMatchObject({ status: 0, stdout: `${manifest.version}\n` });
    expect(run("check", "--format", "concise")).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/^app\.py:6:31: error\[signal-handler-arity\] .*\n$/),
    });
    const explained = QUESTIONS.find(({ slug }) => answerOf(slug) !== undefined);
    expect(run("explain", explained?.slug ?? "").stdout).toContain(explained?.title);
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
  });

  it("needs exactly the packages it names, and its own parser", () => {
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
    expect([...imported].sort()).toEqual(Object.keys(manifest.dependencies).sort());
  });

  it("carries the licences of what is built in", () => {
    const text = readFileSync(join(ROOT, "dist", "THIRD-PARTY-LICENSES"), "utf8");
    for (const name of ["web-tree-sitter", "tree-sitter-python"]) {
      const { version } = JSON.parse(readFileSync(join(ROOT, "node_modules", name, "package.json"), "utf8"));
      expect(text).toContain(`${name} ${version}\n`);
    }
    expect(text.match(/Permission is hereby granted/g)).toHaveLength(2);
    expect(existsSync(join(ROOT, "LICENSE"))).toBe(true);
  });
});
