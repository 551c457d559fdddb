/**
 * Builds what the package consists of into dist/.
 *
 *     npm run build
 *
 * The packages it uses are built in. Whoever installs it gets what was tested and nothing else, and a language server whose
 * libraries are one file starts a sixth sooner than one that looks for theirs. Their repairs come with a new version of it, and
 * the bill of materials tells which ones are in it.
 */
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type Metafile, type Plugin } from "esbuild";
import { COMPILED, SUPPRESSIONS } from "../faq/answers.generated.js";
import { ANSWERS } from "../faq/index.js";
import { BUILD_ID } from "../project/cache/build-id.js";
import { RULES } from "../rules/index.js";
import { RULE_INFOS } from "../rules/infos.js";
import { RELEVANCE_DATA } from "../rules/relevance-data.js";
import { theManual } from "./manual/program.js";
import { manPage } from "./manual/roff.js";
import { ruleFiles } from "./new-rule/rule-list.js";
import { licenceIn, RULE } from "./package/licences.js";
import { settleModes } from "./package/modes.js";
import { besidesOf, PARTS, type Parts, parting, type Together } from "./package/parts.js";
import { BILL, type BuiltIn, billOfMaterials } from "./package/sbom.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const OUT = join(ROOT, "dist");

/** The WebAssembly files that are copied, and the packages they come from. */
const BINARIES = [
  { name: "web-tree-sitter", file: "web-tree-sitter.wasm" },
  { name: "tree-sitter-python", file: "tree-sitter-python.wasm" },
];

const require = createRequire(import.meta.url);

/** Modules that become data: what is known of the rules, for which none need be loaded then, and what is nothing else anyway. */
const DATA: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "rules/infos.ts": { RULE_INFOS },
  "rules/relevance-data.ts": { RELEVANCE_DATA },
  "faq/answers.generated.ts": { COMPILED, SUPPRESSIONS },
};

const WRITTEN_OUT: Plugin = {
  name: "data",
  setup: ({ onLoad }) => {
    for (const [path, values] of Object.entries(DATA)) {
      const contents = Object.entries(values).map(([name, value]) => `export const ${name} = ${literal(value)};`);
      const filter = new RegExp(`[\\\\/]${path.replace("/", "[\\\\/]")}$`);
      onLoad({ filter }, () => ({ contents: contents.join("") }));
    }
  },
};

/** The library for command lines can start programs, which faqlint does not ask of it: it need not load what does that. */
const NO_PROGRAMS: Plugin = {
  name: "no programs",
  setup: ({ onLoad, onResolve }) => {
    onResolve({ filter: /^node:child_process$/ }, ({ path, importer }) => {
      return /[\\/]commander[\\/]/.test(importer) ? { path, namespace: "none" } : undefined;
    });
    onLoad({ filter: /./, namespace: "none" }, () => ({ contents: "" }));
  },
};

/** Whoever lints one file loads the rules that it wakes, by the question of the FAQ that they are about. */
const RULES_BY_QUESTION: Parts = {
  loaders: {
    "rules/groups.ts": (loading) => {
      const entries = [...loading].map(([question, load]) => `${JSON.stringify(question)}:()=>${load}`);
      return `const parts={${entries}};
export async function rulesAbout(questions){
  return(await Promise.all([...questions].map((question)=>parts[question]()))).flatMap(({members})=>members);
}`;
    },
    "rules/index.ts": (loading) => `const parts=await Promise.all([${[...loading.values()]}]);
const rules=new Map(parts.flatMap(({members})=>members).map((rule)=>[rule.name,rule]));
export const RULES=${JSON.stringify(RULES.map(({ name }) => name))}.map((name)=>rules.get(name));`,
  },
  members: rulesByQuestion(),
};

const PLUGINS = [WRITTEN_OUT, NO_PROGRAMS];

/** What loads rules and all that they need: to lint many files, in threads, for editors. */
const LINTING = ["rules/lazy.ts", "project/run/check-worker.ts", "server/main.ts", "server/lint-worker.ts"];

/** What a run needs at its start, what lints, and rules are each in few files. */
const TOGETHER: readonly Together[] = [
  {
    first: ["cli/program.ts", "cli/checking.ts"],
    later: [
      ...["cli/explain.ts", "cli/rules.ts", "cli/show-files.ts", "cli/show-settings.ts", "cli/watch/watch.ts"],
      ...["cli/report/sarif.ts", "cli/completions/completions.ts", "cli/manual/manual.ts", "cli/manual/text.ts"],
    ],
  },
  {
    first: ["cli/program.ts", "cli/checking.ts"],
    later: ["project/linting.ts", "rules/relevances.ts", PARTS, ...LINTING],
  },
  { first: ["project/linting.ts"], later: [PARTS, ...LINTING] },
];

function rulesByQuestion(): Map<string, string[]> {
  const byQuestion = new Map<string, string[]>();
  const files = new Map(ruleFiles(ROOT).map(({ section, name }) => [name, `rules/${section}/${name}.ts`]));
  for (const { name, question } of RULES) {
    const path = files.get(name);
    if (path === undefined) throw new Error(`the rule ${name} is in no file of its name`);
    byQuestion.set(question, [...(byQuestion.get(question) ?? []), path]);
  }
  return byQuestion;
}

/** Data as code. A long text is read many times faster than what stands in it would be as code. */
const literal = (data: unknown): string => `JSON.parse(${JSON.stringify(JSON.stringify(data))})`;

async function main(): Promise<void> {
  const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    files: string[];
  };
  const options = {
    absWorkingDir: ROOT,
    // All but the first are threads, which are started by their names.
    entryPoints: {
      faqlint: "bin/faqlint.ts",
      "lint-worker": "server/lint-worker.ts",
      "check-worker": "project/run/check-worker.ts",
    },
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
    // What is built in and no ES module asks for Node's own modules by it.
    banner: {
      js: 'import{createRequire as requireFrom}from"node:module";const require=requireFrom(import.meta.url);',
    },
    chunkNames: "[name]-[hash]",
    metafile: true,
    logLevel: "warning",
  } as const satisfies BuildOptions;
  const looked = await build({ ...options, plugins: [...PLUGINS, parting(RULES_BY_QUESTION, ROOT)], write: false });
  const besides = besidesOf(looked.metafile, RULES_BY_QUESTION, TOGETHER);
  const { metafile } = await build({
    ...options,
    plugins: [...PLUGINS, parting(RULES_BY_QUESTION, ROOT, besides)],
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
  const foreign = builtIn(metafile);
  writeFileSync(join(OUT, "THIRD-PARTY-LICENSES"), licences(foreign));
  written.add("THIRD-PARTY-LICENSES");
  writeFileSync(join(OUT, "faqlint.1"), manPage(theManual()));
  written.add("faqlint.1");
  writeFileSync(join(OUT, BUILD_ID), `${digestOf([...written].sort())}\n`);
  written.add(BUILD_ID);
  writeFileSync(join(OUT, BILL), billOfMaterials(ROOT, foreign));
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

function licences(foreign: readonly BuiltIn[]): string {
  const parts = foreign.map(({ name }) => `${licenceIn(join(ROOT, "node_modules", name))}\n`);
  return `This folder contains parts of the following packages.\n\n${parts.join(`\n${RULE}\n\n`)}`;
}

await main();
