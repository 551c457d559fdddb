#!/usr/bin/env node
import { readFileSync } from "node:fs";

const args = process.argv.slice(2);
const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  version: string;
};

// Asked by every editor and script before anything else, so it loads nothing.
if (args.length === 1 && (args[0] === "--version" || args[0] === "-V")) process.stdout.write(`${version}\n`);
else {
  // The parser is compiled beside all that is loaded meanwhile. Who waits for it is told should it fail. What is checked may not need it.
  if (args[0] === "server") {
    void import("../project/engine-start.js").then(({ startEngine }) => startEngine()).catch(() => undefined);
  }
  const [{ runProgram }, { processEnvironment }] = await Promise.all([
    import("../cli/program.js"),
    import("../cli/environment.js"),
  ]);
  const environment = processEnvironment();
  // Terminal and server know nothing of each other; only here do they meet.
  const serve = async (): Promise<void> => (await import("../server/main.js")).startServer(version);
  // Set, not called: what was written to a slow pipe must still arrive.
  process.exitCode = await runProgram(args, version, environment, serve).catch((error: unknown) => {
    const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
    environment.stderr.write(`faqlint: internal error; this is a bug in faqlint, please report it\n${details}\n`);
    return 2;
  });
}
