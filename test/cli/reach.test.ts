import { execFileSync, spawnSync } from "node:child_process";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { Client, endServers } from "../server/client.js";
import { faqlintCommand } from "../support/built.js";
import { temporaryFolder } from "../support/folder.js";
import { CAN_TRACE, Trace, type Traced } from "../support/trace.js";
import { PRINT, SIGNAL } from "./program.js";

beforeAll(() => void faqlintCommand());
afterEach(endServers);

if (!CAN_TRACE) console.warn("strace does not work here: what is read and written is not watched.");

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** A test that needs to see system calls; where it cannot, it says nothing. */
const watched = (name: string, test: () => void | Promise<void>): void => it(name, CAN_TRACE ? test : () => {});

/** What belongs to the package: its files, and the packages that it needs. */
const PACKAGE = new RegExp(`^${ROOT.replace(/[^\w/]/g, "\\$&")}(?:$|package\\.json$|dist(?:/|$)|node_modules(?:/|$))`);

/** What Node, V8 and the loader of programs read, whatever program Node is to run. */
const SYSTEM = [
  /^\/etc\/ld\.so\.(?:cache|preload)$/,
  /^\/(?:usr\/)?(?:local\/)?lib(?:32|64)?\/.*\.so(?:\.[\d.]+)?$/,
  /^\/etc\/ssl\/openssl\.cnf$|\/ssl\/(?:nodejs\.cnf|openssl\.cnf)$/,
  // How much memory and how many processors there are.
  /^\/proc\/(?:self|\d+)\/(?:cgroup|maps|exe|stat|status|mountinfo|task\/\d+\/\w+)$/,
  /^\/proc\/(?:meminfo|cpuinfo|stat|version_signature|sys\/vm\/overcommit_memory|sys\/kernel\/\w+)$/,
  /^\/sys\/fs\/cgroup\//,
  /^\/sys\/devices\/system\/cpu\//,
  /^\/etc\/localtime$|^\/usr\/share\/zoneinfo\//,
  /^\/dev\/(?:null|urandom|random|tty|pts\/\d+)$/,
];

/** The names that are looked for above what is checked, up to the root. */
const SOUGHT =
  /\/(?:\.git|\.gitignore|\.faqlint\.toml|faqlint\.toml|pyproject\.toml|setup\.cfg|setup\.py|package\.json)$/;

const TEMPORARY = /\.[0-9a-f]{12}\.tmp$/;

/** A project with a folder that is named, and much beside it that is none of faqlint's business. */
const FILES = {
  "home/.netrc": "machine example.org password secret\n",
  "home/.gitconfig": "[core]\n  excludesFile = ~/secret\n",
  "work/.env": "SECRET=1\n",
  "work/.git/config": "[core]\n",
  "work/.git/info/exclude": "ignored.py\n",
  "work/.gitignore": "build/\n",
  "work/build/made.py": SIGNAL,
  "work/base.toml": "hints = true\n",
  "work/faqlint.toml": 'extend = "base.toml"\nbaseline = "known.json"\n',
  "work/known.json": '{\n  "version": 1,\n  "files": {}\n}\n',
  "work/pyproject.toml": '[project]\nname = "x"\ndynamic = ["version"]\n',
  "work/requirements.txt": "-r more.txt\nrequests\n",
  "work/more.txt": "six\n",
  "work/secret.py": "PASSWORD = 1\n",
  "work/src/a.py": `import secret\nimport helper\n${SIGNAL}`,
  "work/src/b.py": PRINT,
  "work/src/helper.py": "x = 1\n",
  "work/src/data.json": "{}\n",
  "work/src/ignored.py": SIGNAL,
  "work/src/node_modules/x.py": SIGNAL,
  "work/src/venv/pyvenv.cfg": "",
  "work/src/venv/x.py": SIGNAL,
};

/** What says how to check the folder, and is read for that. */
const SETTINGS = [
  ...[".git/info/exclude", ".gitignore", "base.toml", "faqlint.toml"],
  ...["known.json", "pyproject.toml", "requirements.txt"],
];
const SOURCES = ["src/a.py", "src/b.py", "src/helper.py"];
/** Folders are listed for what is to be checked, for requirements, and for what can be imported beside a file and at the root. */
const FOLDERS = [".", ".git", "build", "src", "src/node_modules", "src/venv"];

/** What was reached of a project; paths in it are relative. */
interface Reach {
  readonly opened: readonly string[];
  readonly listed: readonly string[];
  readonly changed: readonly string[];
  /** What it asked about outside of the folder that is checked, and beside the names that are looked for. */
  readonly asked: readonly string[];
  readonly started: readonly string[];
  readonly network: readonly string[];
}

/** What was reached, without what the package and the system are read for. */
function reachOf({ opened, listed, asked, changed, started, network }: Traced, work: string): Reach {
  const isForeign = (path: string): boolean =>
    path !== process.execPath && !PACKAGE.test(path) && !SYSTEM.some((each) => each.test(path));
  const shown = (path: string): string => relative(work, path).replace(TEMPORARY, ".tmp") || ".";
  const named = (paths: readonly string[]): string[] => [...new Set(paths.filter(isForeign).map(shown))];
  // Links are looked for in each part of a path.
  const isAbove = (path: string): boolean =>
    [work, ROOT, process.execPath].some((each) => each === path || each.startsWith(path === "/" ? path : `${path}/`));
  const done = new Set([...opened, ...listed, ...changed]);
  const isMeant = (path: string): boolean =>
    done.has(path) || isAbove(path) || SOUGHT.test(path) || path.startsWith(join(work, "src"));
  return {
    opened: named(opened),
    listed: named(listed),
    // Also what lies in the package must stay as it is.
    changed: [...new Set(changed.filter((path) => !SYSTEM.some((each) => each.test(path))).map(shown))],
    asked: named(asked.filter((path) => !isMeant(path))),
    started,
    network,
  };
}

/** Variables of a shell in which nobody has set anything. */
function bareVariables(home: string): NodeJS.ProcessEnv {
  // What a Node writes of faqlint's own code, if it can, is looked at in compiled-code.test.ts.
  return { PATH: process.env.PATH, HOME: home, LANG: "C.UTF-8", NODE_DISABLE_COMPILE_CACHE: "1" };
}

function project(): { work: string; home: string } {
  const folder = temporaryFolder(FILES);
  return { work: join(folder, "work"), home: join(folder, "home") };
}

interface Place {
  readonly work: string;
  readonly home: string;
}

function reached(
  args: readonly string[],
  { work, home }: Place,
  input = "",
): Reach & { readonly status: number | null } {
  const trace = new Trace(work);
  const [program, ...rest] = trace.command(...faqlintCommand(...args));
  const { status } = spawnSync(program, rest, { cwd: work, input, env: bareVariables(home) });
  return { status, ...reachOf(trace.seen(), work) };
}

const CACHE = "../home/.cache";
const NOTHING: Reach = { opened: [], listed: [], changed: [], asked: [], started: [], network: [] };
const ALL: Reach = { ...NOTHING, opened: [...SETTINGS, ...SOURCES].sort(), listed: FOLDERS };

describe("what a run reads and writes", () => {
  watched("is seen, where it is something else", () => {
    const { work, home } = project();
    const code = `
      const fs = require("node:fs");
      fs.readFileSync("secret.py"); fs.readdirSync("../home"); fs.existsSync("../home/secret");
      fs.writeFileSync("build/new\\u00e9", ""); fs.renameSync("build/new\\u00e9", "build/x"); fs.chmodSync(".env", 0o600);
      const file = fs.openSync(".env", "r+"); fs.ftruncateSync(file, 0); fs.rmSync("more.txt");
      require("node:child_process").spawnSync("true");
      require("node:net").connect(9, "127.0.0.1").on("error", () => {});
    `;
    const trace = new Trace(work);
    const [program, ...rest] = trace.command(process.execPath, "-e", code);
    spawnSync(program, rest, { cwd: work, env: bareVariables(home) });
    const { opened, listed, changed, asked, started, network } = reachOf(trace.seen(), work);
    expect({ opened, listed, asked }).toEqual({
      opened: ["secret.py"],
      listed: ["../home"],
      asked: ["../home/secret"],
    });
    expect(changed).toEqual([".env", "build/newé", "build/x", "more.txt"]);
    expect(started.join()).toMatch(/(?:fork|clone3?).*\/true/s);
    expect(network.join()).toContain("AF_INET");
  });

  watched("is what it is to check and what says how, and nothing", () => {
    expect(reached(["check", "--no-cache", "src"], project())).toEqual({ status: 1, ...ALL });
    expect(reached(["check", "--no-cache", "--workers", "2", "src"], project())).toEqual({ status: 1, ...ALL });
    expect(reached(["check", "--no-cache", "--diff", "src"], project())).toEqual({ status: 1, ...ALL });
  });

  watched("is, with what was found before, the folder for that", () => {
    const place = project();
    const isKept = (path: string): boolean => path === CACHE || path.startsWith(`${CACHE}/`);
    const without = (seen: Reach) => {
      const { opened, listed, changed, asked, ...rest } = seen;
      const rests = [opened, listed, changed, asked].map((paths) => paths.filter((path) => !isKept(path)));
      return { ...rest, rests };
    };
    const expected = without(ALL);
    const first = reached(["check", "src"], place);
    expect(without(first)).toEqual({ status: 1, ...expected });
    expect(first.changed.length).toBeGreaterThan(0);
    const second = reached(["check", "src"], place);
    expect(without(second)).toEqual({ status: 1, ...expected });
    expect(second.opened.filter(isKept)).toEqual([expect.stringMatching(/\/faqlint\/[\w-]{22}\.faqlint$/)]);
    expect(second.changed).toEqual([]);
  });

  watched("is, when it is to repair, what it repairs", () => {
    const fixed = reached(["check", "--no-cache", "--fix", "src"], project());
    expect(fixed).toEqual({ status: 0, ...ALL, changed: ["src/.a.py.tmp", "src/.b.py.tmp", "src/a.py", "src/b.py"] });
    const ignored = reached(["check", "--no-cache", "--add-ignores", "src/b.py"], project());
    expect(ignored).toMatchObject({ status: 0, changed: ["src/.b.py.tmp", "src/b.py"], started: [], network: [] });
  });

  watched("is, when it is to write a baseline or a report, that file", () => {
    const grown = reached(["check", "--no-cache", "--grow-baseline", "src"], project());
    expect(grown).toEqual({ status: 0, ...ALL, changed: [".known.json.tmp", "known.json"] });
    const named = reached(["check", "--no-cache", "--baseline", "new.json", "--update-baseline", "src"], project());
    expect(named).toMatchObject({ status: 0, changed: [".new.json.tmp", "new.json"], started: [], network: [] });
    const reported = reached(["check", "--no-cache", "--output", "sarif=out/r.sarif", "src"], project());
    expect(reported).toEqual({
      status: 1,
      ...ALL,
      listed: [".", ".git", "build", "out", ...FOLDERS.slice(3)],
      changed: ["out", "out/.r.sarif.tmp", "out/r.sarif"],
    });
  });

  watched("is, for standard input, what says how to check it", () => {
    const { listed, ...seen } = reached(["check", "-", "--stdin-filename", "src/x.py"], project(), SIGNAL);
    expect(seen).toEqual({
      status: 1,
      ...NOTHING,
      listed: undefined,
      opened: SETTINGS.filter((name) => !/git/.test(name)),
    });
    expect(FOLDERS).toEqual(expect.arrayContaining([...listed]));
  });

  watched("is nothing at all for what concerns no files", () => {
    for (const args of [
      ["--version"],
      ["explain", "www-tools"],
      ["rules"],
      ["help", "check"],
      ["completions", "bash"],
    ]) {
      expect({ args, ...reached(args, project()) }).toEqual({ args, status: 0, ...NOTHING });
    }
  });

  watched("starts git, and nothing else, for what was changed", () => {
    const place = project();
    const git = (...args: readonly string[]) => execFileSync("git", args, { cwd: place.work, stdio: "pipe" });
    git("init", "-q");
    git("-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "first", "--allow-empty");
    const { started, changed, network } = reached(["check", "--no-cache", "--changed-since", "HEAD", "src"], place);
    const programs = started.filter((path) => path.includes("/"));
    expect(programs.map((path) => /\/git(?:-core\/git)?$/.test(path) || path)).toEqual(programs.map(() => true));
    expect(programs.length).toBeGreaterThan(0);
    expect({ changed: changed.filter((path) => !path.startsWith(".git/")), network }).toEqual({
      changed: [],
      network: [],
    });
  });
});

describe("what the server reads and writes", () => {
  watched("is as little, and nothing", async () => {
    const { work, home } = project();
    const trace = new Trace(work);
    const variables = Object.entries(bareVariables(home)).map(([name, value]) => `${name}=${value}`);
    const server = ["env", "-i", ...variables, ...trace.command(...faqlintCommand("server"))];
    const capabilities = { textDocument: { publishDiagnostics: {}, codeAction: {}, hover: {} } };
    const folders = [pathToFileURL(work).href];
    const client = await Client.start(capabilities, { command: server, cwd: work, folders });
    const uri = pathToFileURL(join(work, "src/a.py")).href;
    client.open(uri, SIGNAL);
    const [found] = await client.published(uri, 1);
    client.change(uri, 2, { text: `${SIGNAL}\n${PRINT}` });
    await client.published(uri, 2);
    const textDocument = { uri };
    const range = found?.range;
    await client.request("textDocument/codeAction", { textDocument, range, context: { diagnostics: [found] } });
    await client.request("textDocument/hover", { textDocument, position: range?.start });
    client.notify("textDocument/didSave", { textDocument });
    client.notify("workspace/didChangeWatchedFiles", {
      changes: [{ uri: pathToFileURL(join(work, "faqlint.toml")).href, type: 2 }],
    });
    client.notify("textDocument/didClose", { textDocument });
    expect(await client.stop()).toMatchObject({ status: 0 });
    const { started, listed, opened, ...rest } = reachOf(trace.seen(), work);
    expect({ started, ...rest }).toEqual({ started: [], changed: [], asked: [], network: [] });
    expect([...SETTINGS, "src/a.py"]).toEqual(expect.arrayContaining([...opened]));
    expect(FOLDERS).toEqual(expect.arrayContaining([...listed]));
  });
});
