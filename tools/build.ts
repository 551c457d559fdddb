/**
 * Builds what the package consists of into dist/.
 *
 *     npm run build
 *
 * Packages that package.json lists as dependencies stay outside, so that their users get their repairs. The parser
 * alone is built in: its JavaScript and its WebAssembly only work with each other's exact version, and the grammar's
 * package would bring a compiler's tool chain along.
 */
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Metafile, type Plugin } from "esbuild";
import { ANSWERS } from "../faq/index.js";
import { BUILD_ID } from "../project/cache/build-id.js";
import { RULE_INFOS } from "../rules/infos.js";
import { theManual } from "./manual/program.js";
import { manPage } from "./manual/roff.js";
import { settleModes } from "./package/modes.js";
import { BILL, type BuiltIn, billOfMaterials } from "./package/sbom.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const OUT = join(ROOT, "dist");

/** The WebAssembly files that are copied, and the packages they come from. */
const BINARIES = [
  { name: "web-tree-sitter", file: "web-tree-sitter.wasm" },
  { name: "tree-sitter-python", file: "tree-sitter-python.wasm" },
];

const require = createRequire(import.meta.url);

/** What is known of the rules becomes data, for which no rule need be loaded. */
const RULES_WITHOUT_CODE: Plugin = {
  name: "rules without code",
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]rules[\\/]infos\.ts$/ }, () => ({
      contents: `export const RULE_INFOS = ${JSON.stringify(RULE_INFOS)};`,
    })),
};

async function main(): Promise<void> {
  const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
    files: string[];
  };
  const { metafile } = await build({
    absWorkingDir: ROOT,
    // All but the first are threads, which are started by their names.
    entryPoints: {
      faqlint: "bin/faqlint.ts",
      "lint-worker": "server/lint-worker.ts",
      "check-worker": "project/run/check-worker.ts",
    },
    plugins: [RULES_WITHOUT_CODE],
    outdir: OUT,
    bundle: true,
    // What a command does not need, it does not load: `check` no language server, `--version` nothing at all.
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    // Every command parses what it loads. Names stay, so that a stack trace tells something.
    minifyWhitespace: true,
    minifySyntax: true,
    external: Object.keys(manifest.dependencies).flatMap((name) => [name, `${name}/*`]),
    chunkNames: "[name]-[hash]",
    metafile: true,
    logLevel: "warning",
  });
  mkdirSync(OUT, { recursive: true });
  const written = new Set(Object.keys(metafile.outputs).map((path) => path.slice("dist/".length)));
  for (const { name, file } of BINARIES) {
    copyFileSync(require.resolve(`${name}/${file}`), join(OUT, file));
    written.add(file);
  }
  mkdirSync(join(OUT, "answers"), { recursive: true });
  written.add("answers");
  // Documents that a language server has its client open.
  for (const { slug, title, markdown } of ANSWERS) {
    writeFileSync(join(OUT, "answers", `${slug}.md`), `# ${title}\n\n${markdown.trim()}\n`);
  }
  writeFileSync(join(OUT, "THIRD-PARTY-LICENSES"), licences());
  written.add("THIRD-PARTY-LICENSES");
  writeFileSync(join(OUT, "faqlint.1"), manPage(theManual()));
  written.add("faqlint.1");
  writeFileSync(join(OUT, BUILD_ID), `${digestOf([...written].sort())}\n`);
  written.add(BUILD_ID);
  writeFileSync(join(OUT, BILL), billOfMaterials(ROOT, builtIn(metafile)));
  written.add(BILL);
  // Last, so that a program that runs from here meanwhile finds what it still looks for.
  for (const name of readdirSync(OUT)) if (!written.has(name)) rmSync(join(OUT, name), { recursive: true });
  settleModes(ROOT, manifest.files, ["dist/faqlint.js"]);
}

/** What of other packages is in dist: as esbuild has found it, and what is copied. */
function builtIn({ inputs }: Metafile): BuiltIn[] {
  const joined = Object.keys(inputs).flatMap(
    (path) => /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
  );
  const names = [...new Set([...joined, ...BINARIES.map(({ name }) => name)])].sort();
  return names.map((name) => ({
    name,
    files: BINARIES.filter((binary) => binary.name === name).map(({ file }) => `dist/${file}`),
    hasJavaScript: joined.includes(name),
  }));
}

/** What changes when anything changes that findings may depend on. */
function digestOf(names: readonly string[]): string {
  const hash = createHash("sha256").update(readFileSync(join(ROOT, "package.json")));
  for (const name of names.filter((each) => /\.(?:js|wasm)$/.test(each))) hash.update(readFileSync(join(OUT, name)));
  return hash.digest("hex");
}

function licences(): string {
  const parts = BINARIES.map(({ name, file }) => {
    const folder = dirname(require.resolve(`${name}/${file}`));
    const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
    return `${name} ${version}\n\n${readFileSync(join(folder, "LICENSE"), "utf8").trim()}\n`;
  });
  return `This folder contains parts of the following packages.\n\n${parts.join(`\n${"-".repeat(79)}\n\n`)}`;
}

await main();
