import { execFileSync, spawn } from "node:child_process";
import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { faqlintCommand } from "../support/built.js";
import { temporaryFolder } from "../support/folder.js";
import { faqlint, faqlintBytes, PRINT, SIGNAL } from "./program.js";

beforeAll(() => void faqlintCommand());

const FIXED_SIGNAL = SIGNAL.replace("stop():", "stop(signum, frame):");
const FIXED_PRINT = PRINT.replace('print "hello"', 'print("hello")');
/** The comma at the end makes the repair one to look at. */
const UNSAFE = 'async def f():\n    print "hello",\n';

const latin1 = (text: string): Buffer => Buffer.from(text, "latin1");

describe("--fix", () => {
  it("repairs, reports what is left and counts both", () => {
    const cwd = temporaryFolder({ "a.py": SIGNAL, "b.py": UNSAFE });
    const { status, stdout, stderr } = faqlint(["check", "--fix"], { cwd });
    expect(readFileSync(join(cwd, "a.py"), "utf8")).toBe(FIXED_SIGNAL);
    expect(readFileSync(join(cwd, "b.py"), "utf8")).toBe(UNSAFE);
    expect(stdout).toMatch(/^b\.py:2:5: error\[print-statement\]/);
    expect(stdout).toMatch(
      /\nFixed 1 problem in 1 file; left 1 problem \(1 error\) in 1 of 2 files; 1 more fixable with --unsafe-fixes\n$/,
    );
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
  });

  it("with --unsafe-fixes makes the unsafe repairs too, and nothing found is status 0", () => {
    const cwd = temporaryFolder({ "a.py": SIGNAL, "b.py": UNSAFE });
    expect(faqlint(["check", "--unsafe-fixes"], { cwd }).stdout).toContain("; 2 fixable with --fix --unsafe-fixes\n");
    expect(faqlint(["check", "--fix", "--unsafe-fixes"], { cwd })).toEqual({
      status: 0,
      stdout: "Fixed 2 problems in 2 files; no problems left in 2 files\n",
      stderr: "",
    });
    expect(faqlint(["check", "--fix"], { cwd }).stdout).toBe("Nothing to fix; no problems left in 2 files\n");
  });

  it("keeps byte order mark, line ends, encoding and mode", () => {
    const crlf = SIGNAL.replaceAll("\n", "\r\n");
    const cwd = temporaryFolder({
      "bom.py": `\uFEFF${crlf}`,
      "latin.py": latin1(`# coding: latin-1\n# \xe9\n${SIGNAL}`),
      "koi8.py": latin1(`# coding: koi8-r\r# \xcd\r${SIGNAL.replaceAll("\n", "\r")}`),
      "undeclared.py": latin1(`# \xe9\n${SIGNAL}`),
    });
    chmodSync(join(cwd, "bom.py"), 0o755);
    expect(faqlint(["check", "--fix"], { cwd }).status).toBe(0);
    expect(readFileSync(join(cwd, "bom.py"), "utf8")).toBe(`\uFEFF${FIXED_SIGNAL.replaceAll("\n", "\r\n")}`);
    expect(statSync(join(cwd, "bom.py")).mode & 0o777).toBe(0o755);
    expect(readFileSync(join(cwd, "latin.py"))).toEqual(latin1(`# coding: latin-1\n# \xe9\n${FIXED_SIGNAL}`));
    const koi8 = `# coding: koi8-r\r# \xcd\r${FIXED_SIGNAL.replaceAll("\n", "\r")}`;
    expect(readFileSync(join(cwd, "koi8.py"))).toEqual(latin1(koi8));
    expect(readFileSync(join(cwd, "undeclared.py"))).toEqual(latin1(`# \xe9\n${FIXED_SIGNAL}`));
    expect(readdirSync(cwd).sort()).toEqual(["bom.py", "koi8.py", "latin.py", "undeclared.py"]);
  });

  it("does not write through a link that leads out of the folders", () => {
    const folder = temporaryFolder({ "out/a.py": SIGNAL, "in/b.py": SIGNAL });
    const cwd = join(folder, "in");
    symlinkSync(join("..", "out", "a.py"), join(cwd, "a.py"));
    const { status, stderr } = faqlint(["check", "--fix"], { cwd });
    expect(stderr).toBe("faqlint: could not fix a.py: it is a link that leads out of the folders to check\n");
    expect(status).toBe(2);
    expect(readFileSync(join(folder, "out", "a.py"), "utf8")).toBe(SIGNAL);
    expect(readFileSync(join(cwd, "b.py"), "utf8")).toBe(FIXED_SIGNAL);
    // Whoever names the link means what it leads to.
    expect(faqlint(["check", "--fix", "a.py"], { cwd }).status).toBe(0);
    expect(readFileSync(join(folder, "out", "a.py"), "utf8")).toBe(FIXED_SIGNAL);
    expect(lstatSync(join(cwd, "a.py")).isSymbolicLink()).toBe(true);
  });

  it("tells what it could not write", () => {
    const cwd = temporaryFolder({ "closed/a.py": SIGNAL, "b.py": SIGNAL });
    chmodSync(cwd, 0o777);
    chmodSync(join(cwd, "closed"), 0o555);
    // The superuser may write everything: become nobody.
    const uid = process.getuid?.() === 0 ? { uid: 65534 } : {};
    const { status, stdout, stderr } = faqlint(["check", "--fix"], { cwd, ...uid });
    chmodSync(join(cwd, "closed"), 0o755);
    expect(stderr).toBe("faqlint: could not fix closed/a.py: permission denied\n");
    expect(stdout).toMatch(/^closed\/a\.py:6:31: error/);
    expect(status).toBe(2);
    expect(readFileSync(join(cwd, "closed", "a.py"), "utf8")).toBe(SIGNAL);
    expect(readFileSync(join(cwd, "b.py"), "utf8")).toBe(FIXED_SIGNAL);
  });
});

describe("a signal", () => {
  const manyFiles = Object.fromEntries(Array.from({ length: 1500 }, (_, index) => [`m${index}.py`, PRINT]));
  const start = (cwd: string, ...args: string[]) => {
    const [program, ...programArgs] = faqlintCommand("check", ...args);
    const child = spawn(program, programArgs, {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.resume();
    const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
      child.on("close", (code, signal) => resolve({ code, signal })),
    );
    return { child, ended };
  };

  it("lets --fix finish the file in hand, and leaves no other traces", async () => {
    const cwd = temporaryFolder(manyFiles);
    const { child, ended } = start(cwd, "--fix");
    const isFixed = (name: string): boolean => readFileSync(join(cwd, name), "utf8") === FIXED_PRINT;
    while (child.exitCode === null && !isFixed("m0.py")) await new Promise((resume) => setTimeout(resume, 5));
    child.kill("SIGINT");
    expect(await ended).toEqual({ code: 130, signal: null });
    expect(readdirSync(cwd).sort()).toEqual(Object.keys(manyFiles).sort());
    const fixed = Object.keys(manyFiles).filter(isFixed);
    expect(fixed.length).toBeGreaterThan(0);
    expect(fixed.length).toBeLessThan(1500);
    for (const name of Object.keys(manyFiles)) {
      expect([PRINT, FIXED_PRINT]).toContain(readFileSync(join(cwd, name), "utf8"));
    }
  });

  it("ends a run that writes nothing at once", async () => {
    const { child, ended } = start(temporaryFolder(manyFiles), "--workers", "1");
    child.stdout.once("data", () => child.kill("SIGINT"));
    expect(await ended).toEqual({ code: null, signal: "SIGINT" });
  });
});

describe("--diff", () => {
  it("shows what --fix would do, and does nothing", () => {
    const cwd = temporaryFolder({ "in/a.py": SIGNAL, "b.py": "x = 1\n" });
    expect(faqlint(["check", "--diff"], { cwd })).toEqual({
      status: 1,
      stdout: `--- a/in/a.py
+++ b/in/a.py
@@ -1,6 +1,6 @@
 import signal
 
-def stop():
+def stop(signum, frame):
     raise SystemExit
 
 signal.signal(signal.SIGTERM, stop)
`,
      stderr: "Would fix 1 problem in 1 file; found 1 problem (1 error) in 1 of 2 files\n",
    });
    expect(readFileSync(join(cwd, "in/a.py"), "utf8")).toBe(SIGNAL);
    expect(faqlint(["check", "--diff", "--fix"], { cwd }).stdout).toContain("+def stop(signum, frame):");
    expect(readFileSync(join(cwd, "in/a.py"), "utf8")).toBe(SIGNAL);
  });

  it("can be applied by git, in any encoding and under any name, and makes what --fix makes", () => {
    const files = {
      "plain.py": SIGNAL,
      "crlf.py": `\uFEFF${SIGNAL.replaceAll("\n", "\r\n")}`,
      "no-end.py": SIGNAL.trimEnd(),
      "latin.py": latin1(`# \xe9\n${SIGNAL}# \xe9`),
      'ö "quoted"\t.py': SIGNAL,
    };
    const cwd = temporaryFolder(files);
    const fixed = temporaryFolder(files);
    expect(faqlint(["check", "--fix"], { cwd: fixed }).status).toBe(0);
    writeFileSync(join(cwd, "changes.diff"), faqlintBytes(["check", "--diff"], { cwd }).stdout);
    execFileSync("git", ["apply", "--whitespace=nowarn", "changes.diff"], { cwd });
    for (const name of Object.keys(files)) {
      expect(readFileSync(join(cwd, name)), name).toEqual(readFileSync(join(fixed, name)));
    }
  });
});

describe("standard input", () => {
  it("with --fix is printed repaired, and the report goes to standard error", () => {
    const cwd = temporaryFolder();
    expect(faqlint(["check", "--fix", "-"], { cwd, input: SIGNAL + PRINT })).toEqual({
      status: 0,
      stdout: FIXED_SIGNAL + FIXED_PRINT,
      stderr: "Fixed 2 problems in 1 file; no problems left in 1 file\n",
    });
    const { status, stdout, stderr } = faqlint(["check", "--fix", "-"], { cwd, input: UNSAFE });
    expect({ status, stdout }).toEqual({ status: 1, stdout: UNSAFE });
    expect(stderr).toMatch(/^<stdin>:2:5: error\[print-statement\]/);
  });

  it("is printed as it came when there is nothing to repair, or nothing that can be", () => {
    for (const input of [latin1("x = '\xe9'\r\n"), Buffer.from("\uFEFFx\r"), Buffer.from("\0\xff"), Buffer.from("")]) {
      expect(faqlintBytes(["check", "--fix", "-"], { cwd: temporaryFolder(), input }).stdout).toEqual(input);
    }
  });

  it("with --diff shows the changes under the given name", () => {
    const { status, stdout } = faqlint(["check", "--diff", "-", "--stdin-filename", "x/y.py"], {
      cwd: temporaryFolder(),
      input: SIGNAL,
    });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^--- a\/x\/y\.py\n\+\+\+ b\/x\/y\.py\n@@ /);
  });
});
