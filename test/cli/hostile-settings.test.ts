import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { Client, endServers } from "../server/client.js";
import { faqlintCommand } from "../support/built.js";
import { temporaryFolder } from "../support/folder.js";
import { SIGNAL } from "./program.js";

beforeAll(() => void faqlintCommand());
afterEach(endServers);

/** Generous, since other tests may run meanwhile: each of these took minutes, all memory, or for ever. */
const PATIENCE_MS = 20_000;

/** Runs the program; one that takes too long has no status. */
function faqlint(cwd: string, ...args: readonly string[]) {
  const [program, ...rest] = faqlintCommand("check", "--no-cache", "--format", "concise", ...args);
  return spawnSync(program, rest, {
    cwd,
    encoding: "utf8",
    timeout: PATIENCE_MS,
    killSignal: "SIGKILL",
    maxBuffer: 1 << 26,
  });
}

const many = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join("");

/** What is in a folder's settings, and what is said of it. `{}` stands for the folder. */
const SETTINGS: Readonly<Record<string, readonly [name: string, text: string, says: RegExp]>> = {
  comments: [
    "faqlint.toml",
    `#${"x".repeat(98)}\n`.repeat(200_000),
    /cannot be read: it has 20 MB, and the limit for such a file is 1 MB$/,
  ],
  keys: [
    "pyproject.toml",
    `[tool.x]\n${many(50_000, (i) => `k${i} = "${"v".repeat(40)}"\n`)}`,
    /cannot be read: it has 2\.\d MB/,
  ],
  brackets: [
    "faqlint.toml",
    `x = ${"[".repeat(200_000)}`,
    /:1: is not valid TOML: document contains excessively nested/,
  ],
  closed: ["pyproject.toml", `x = ${"[".repeat(200_000)}${"]".repeat(200_000)}\n`, /:1: is not valid TOML: .*nested/],
  tables: ["faqlint.toml", `x = ${"{a=".repeat(200_000)}1${"}".repeat(200_000)}\n`, /:1: is not valid TOML: .*nested/],
  dots: ["faqlint.toml", `[${Array(100_000).fill("a").join(".")}]\n`, /:1: faqlint\.toml has no setting "a"/],
  names: ["faqlint.toml", `select = [\n${many(50_000, (i) => `"nosuch${i}",\n`)}]\n`, /: has 49900 problems more$/],
  unknown: ["faqlint.toml", many(50_000, (i) => `nosuch${i} = 1\n`), /: has 49900 problems more$/],
  long: [
    "faqlint.toml",
    `select = ["${"a".repeat(900_000)}"]\n`,
    /:1: select: no rule, question, section or severity is called "a{900,1000}\.\.\.$/,
  ],
  globs: [
    "faqlint.toml",
    `exclude = [${many(5_000, (i) => `"x${i}/**/*.py",`)}]\n`,
    /:1: exclude has 5000 globs, and may have no more than 1000$/,
  ],
  files: [
    "faqlint.toml",
    `[per-file-ignores]\n${many(30_000, (i) => `"k${i}.py" = ["all"]\n`)}`,
    /:1: per-file-ignores has 30000 globs/,
  ],
  braces: [
    "faqlint.toml",
    `exclude = ["${"{a,".repeat(5_000)}b${"}".repeat(5_000)}"]\n`,
    /:1: exclude has a glob of 20001 characters, and the limit is 500$/,
  ],
  path: ["faqlint.toml", `extend = "${"a/".repeat(400_000)}"\n`, /:1: extend must be a path/],
  itself: ["faqlint.toml", 'extend = "faqlint.toml"\n', /:1: extend: a file cannot extend itself$/],
  circle: ["faqlint.toml", 'extend = "../circle/.faqlint.toml"\n', /:1: extend: there is no file/],
  ignored: [
    ".gitignore",
    many(100_000, (i) => `x${i}/**/y\n`),
    /^faqlint: could not read ignored\/\.gitignore: it has 1\.\d MB/,
  ],
  patterns: [
    ".gitignore",
    many(6_000, (i) => `x${i}\n`),
    /: it has 6001 lines, and files of more than 5000 are not heeded$/,
  ],
  pattern: [
    ".gitignore",
    `${"a*".repeat(200_000)}b\n`,
    /: it has a pattern of 400001 characters, and files with more than 1000/,
  ],
};

describe("hostile settings", () => {
  it("are told, bounded, and leave others alone", { timeout: 60_000 }, () => {
    const files = Object.entries(SETTINGS).flatMap(([folder, [name, text]]) => [
      [`${folder}/${name}`, text],
      [`${folder}/a.py`, SIGNAL],
      ...(name === ".gitignore" ? [[`${folder}/.git/config`, ""]] : []),
    ]);
    const cwd = temporaryFolder({ ...Object.fromEntries(files), "plain/a.py": SIGNAL });
    const { status, stdout, stderr } = faqlint(cwd);
    expect(status).toBe(2);
    const lines = stderr.split("\n");
    for (const [folder, [, , says]] of Object.entries(SETTINGS)) {
      const own = lines.filter((line) => line.includes(` ${folder}/`));
      expect({ folder, told: own.some((line) => says.test(line)), own: own.length }).toMatchObject({
        folder,
        told: true,
      });
      expect(own.length).toBeLessThanOrEqual(101);
    }
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(1_200);
    const found = stdout.split("\n").filter((line) => line.includes("[signal-handler-arity]"));
    expect(found).toHaveLength(Object.keys(SETTINGS).length + 1);
  });

  it("have globs that take long for no path", { timeout: 60_000 }, () => {
    const long = "a".repeat(60);
    const paths = Array.from({ length: 100 }, (_, i) => [`${`${long}/`.repeat(3)}${long}${i}.py`, SIGNAL] as const);
    const globs = [
      `${"**/".repeat(30)}**a`,
      `${"*a".repeat(100)}b`,
      `${"[a-z]*".repeat(40)}!`,
      `${"?*".repeat(60)}b`,
      "**/*a".repeat(60),
    ];
    const list = JSON.stringify(globs.map((glob) => `${glob}z`));
    const perFile = globs.map((glob) => `${JSON.stringify(`${glob}y`)} = ["all"]\n`).join("");
    const cwd = temporaryFolder({
      ...Object.fromEntries(paths),
      "faqlint.toml": `exclude = ${list}\ninclude = ["*.py", ${list.slice(1)}\n[per-file-ignores]\n${perFile}`,
      ".git/config": "",
      ".gitignore": `${globs.map((glob) => `${glob}x`).join("\n")}\n`,
    });
    const { status, stdout, stderr } = faqlint(cwd);
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(/^Found 100 problems/) });
    expect(stdout.split("\n")).toHaveLength(101);
  });

  it("are no settings where they are no files", { timeout: 60_000 }, () => {
    const names = [
      "faqlint.toml",
      ".faqlint.toml",
      "pyproject.toml",
      "setup.cfg",
      "requirements.txt",
      ".gitignore",
      "CACHEDIR.TAG",
    ];
    const makers: Readonly<Record<string, (path: string) => void>> = {
      fifo: (path) => void execFileSync("mkfifo", [path]),
      loop: (path) => symlinkSync(path, path),
      device: (path) => symlinkSync("/dev/zero", path),
    };
    const kinds = Object.keys(makers);
    const folders = kinds.flatMap((kind) => names.map((name) => `${kind}${name}`));
    const cwd = temporaryFolder(Object.fromEntries(folders.map((folder) => [`${folder}/a.py`, SIGNAL])));
    for (const [kind, make] of Object.entries(makers))
      for (const name of names) make(join(cwd, `${kind}${name}`, name));
    const { status, stdout, stderr } = faqlint(cwd);
    expect(status).toBe(2);
    expect(stdout.split("\n").filter((line) => line.includes("[signal-handler-arity]"))).toHaveLength(folders.length);
    for (const name of names.slice(0, 3)) {
      for (const kind of ["fifo", "device"])
        expect(stderr).toContain(`${kind}${name}/${name}: cannot be read: it is not a regular file\n`);
      expect(stderr).toContain(`loop${name}/${name}: cannot be read: too many symbolic links encountered\n`);
    }
    expect(stderr).toContain("could not read fifo.gitignore/.gitignore: it is not a regular file\n");
  });
});

describe("a hostile baseline", () => {
  const entries = (count: number): string =>
    many(count, (i) => `${i === 0 ? "" : ","}{"rule":"signal-handler-arity","text":"t${i}"}`);
  it.each([
    [
      "huge",
      `{"version":1,"files":{"a.py":[${entries(800_000)}]}}`,
      "it has 39.1 MB, and the limit for such a file is 32 MB",
    ],
    ["nested", "[".repeat(200_000), "it is no JSON: Unexpected end of JSON input"],
    ["nested and closed", `${"[".repeat(200_000)}${"]".repeat(200_000)}`, "it is no baseline of faqlint"],
    [
      "nested within",
      `{"version":1,"files":{"a.py":${"[".repeat(99_999)}${"]".repeat(99_999)}}}`,
      'entry 1 of "a.py" must be an object',
    ],
  ])("that is %s is told", (_, text, reason) => {
    const cwd = temporaryFolder({ "a.py": SIGNAL, "b.json": text });
    const { status, stderr } = faqlint(cwd, "--baseline", "b.json");
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining(`could not use the baseline b.json: ${reason}`),
    });
  });

  it("that is no file is told", () => {
    const cwd = temporaryFolder({ "a.py": SIGNAL, "folder/x": "" });
    execFileSync("mkfifo", [join(cwd, "fifo")]);
    symlinkSync("loop", join(cwd, "loop"));
    for (const [name, reason] of [
      ["fifo", "it is not a regular file"],
      ["folder", "it is a folder"],
      ["loop", "too many symbolic links encountered"],
      ["/dev/zero", "it is not a regular file"],
    ] as const) {
      const { status, stderr } = faqlint(cwd, "--baseline", name);
      expect({ name, status, stderr }).toEqual({
        name,
        status: 2,
        stderr: `faqlint: could not use the baseline ${name}: ${reason}\n`,
      });
    }
  });

  it("may have as many spent entries as it likes", { timeout: 60_000 }, () => {
    const cwd = temporaryFolder({ "a.py": SIGNAL, "b.json": `{"version":1,"files":{"a.py":[${entries(200_000)}]}}` });
    const { status, stderr } = faqlint(cwd, "--baseline", "b.json");
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringContaining("200000 entries of b.json are spent"),
    });
  });
});

describe("results of earlier runs", () => {
  it("are of no use, and do no harm, when they are hostile", { timeout: 60_000 }, () => {
    const cwd = temporaryFolder({ "a.py": SIGNAL });
    const run = () =>
      spawnSync(
        ...([
          faqlintCommand()[0],
          [...faqlintCommand("check", "--cache-dir", "kept", "--format", "concise").slice(1)],
          { cwd, encoding: "utf8", timeout: PATIENCE_MS },
        ] as const),
      );
    const { stdout } = run();
    const [pack = ""] = readdirSync(join(cwd, "kept")).filter((name) => name.endsWith(".faqlint"));
    for (const content of ["", "faqlint cache 1 x\n", "\0".repeat(1_000_000), Buffer.alloc(100_000_000, "a")]) {
      writeFileSync(join(cwd, "kept", pack), content);
      expect(run()).toMatchObject({ status: 1, stdout });
    }
    for (const make of [
      (path: string) => execFileSync("mkfifo", [path]),
      (path: string) => symlinkSync("/dev/zero", path),
      (path: string) => symlinkSync(path, path),
      (path: string) => execFileSync("mkdir", [path]),
    ]) {
      execFileSync("rm", ["-r", join(cwd, "kept", pack)]);
      make(join(cwd, "kept", pack));
      expect(run()).toMatchObject({ status: 1, stdout });
    }
  });
});

describe("the server", () => {
  it("goes on with hostile settings, and tells of them", { timeout: 60_000 }, async () => {
    const cwd = temporaryFolder({
      "huge/faqlint.toml": "#".repeat(20_000_000),
      "deep/faqlint.toml": `x = ${"[".repeat(200_000)}`,
      "fifo/x": "",
    });
    execFileSync("mkfifo", [join(cwd, "fifo/faqlint.toml")]);
    const client = await Client.start({ textDocument: { publishDiagnostics: {} } }, { cwd });
    for (const folder of ["huge", "deep", "fifo"]) {
      const uri = pathToFileURL(join(cwd, folder, "a.py")).href;
      client.open(uri, SIGNAL);
      expect((await client.published(uri, 1)).map(({ code }) => code)).toEqual(["signal-handler-arity"]);
      const settings = pathToFileURL(join(cwd, folder, "faqlint.toml")).href;
      const told = await client.until(`what is wrong in ${folder}`, () =>
        (client.notifications("textDocument/publishDiagnostics") as { uri: string; diagnostics: unknown[] }[]).find(
          (params) => params.uri === settings && params.diagnostics.length > 0,
        ),
      );
      expect(told.diagnostics).toHaveLength(1);
    }
    expect(await client.stop()).toMatchObject({ status: 0, stderr: "" });
  });
});
