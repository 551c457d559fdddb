import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { QUESTIONS } from "../../engine/questions.js";
import { SIGNAL } from "../cli/program.js";
import { Client } from "../server/client.js";

/** What is said of a file with one error in it, and the summary. */
const FOUND = /^(?:app\.py|<stdin>):6:31: error\[signal-handler-arity\] .*\nFound 1 problem \(1 error\) .*\n$/;
/** The same in three files. */
const FOUND_IN_MANY =
  /^(?:many.[abc]\.py:6:31: error\[signal-handler-arity\] .*\n){3}Found 3 problems \(3 errors\) .*\n$/;

/**
 * Tries what users of a package do first: check a file and standard input, repair, explain, start the language server.
 *
 * @param command the command line of the program, without arguments: `node` and the path of the program, or a launcher.
 * @param folder one to work in; it may be there.
 * @param version what the program is to say of itself.
 * @returns what was wrong, in sentences.
 */
export async function smokeTest(command: readonly string[], folder: string, version: string): Promise<string[]> {
  const problems: string[] = [];
  const [program = "", ...first] = command;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "app.py"), SIGNAL);
  const env = { ...process.env, XDG_CACHE_HOME: join(folder, "caches") };
  const expectRun = (args: readonly string[], status: number, output: RegExp, input = ""): void => {
    const got = spawnSync(program, [...first, ...args], { cwd: folder, input, encoding: "utf8", env, timeout: 60_000 });
    const said = `${got.stdout}${got.stderr}`;
    if (got.status === status && output.test(said)) return;
    problems.push(`${args.join(" ")}: status ${got.status}, ${JSON.stringify(said.slice(0, 500))}`);
  };
  expectRun(["--version"], 0, new RegExp(`^${version.replaceAll(".", "\\.")}\n$`));
  // The second time from what was kept.
  for (let time = 0; time < 2; time++) expectRun(["check", "--format", "concise", "app.py"], 1, FOUND);
  // One file needs no threads, which are begun with flags for V8 that not every Node knows.
  mkdirSync(join(folder, "many"), { recursive: true });
  for (const name of ["a.py", "b.py", "c.py"]) writeFileSync(join(folder, "many", name), SIGNAL);
  expectRun(["check", "--workers", "2", "--no-cache", "--format", "concise", "many"], 1, FOUND_IN_MANY);
  expectRun(["check", "--format", "concise", "-"], 1, FOUND, SIGNAL);
  for (const { slug, title } of QUESTIONS.slice(0, 1)) expectRun(["explain", slug], 0, new RegExp(escaped(title)));
  problems.push(...(await serverProblems([...command, "server"], folder)));
  expectRun(["check", "--fix", "app.py"], 0, /^Fixed 1 problem in 1 file/m);
  if (!readFileSync(join(folder, "app.py"), "utf8").includes("def stop(signum, frame):")) {
    problems.push("--fix did not repair the file");
  }
  return problems;
}

async function serverProblems(command: readonly string[], folder: string): Promise<string[]> {
  let client: Client | undefined;
  try {
    const started = await Client.start({ textDocument: { publishDiagnostics: {} } }, { command, cwd: folder });
    client = started;
    const uri = pathToFileURL(join(folder, "app.py")).href;
    started.open(uri, SIGNAL);
    const codes = (await started.published(uri, 1)).map(({ code }) => code);
    const { status, stderr } = await started.stop();
    if (codes.join() === "signal-handler-arity" && status === 0 && stderr === "") return [];
    return [`server: ${JSON.stringify({ codes, status, stderr })}`];
  } catch (error) {
    client?.kill();
    return [`server: ${error instanceof Error ? error.message : error}`];
  }
}

function escaped(text: string): string {
  return text.replace(/[^\w\s]/g, "\\$&");
}
