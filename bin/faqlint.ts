#!/usr/bin/env node
import { readFileSync } from "node:fs";
import module from "node:module";

/** After so many turns whatever was to be told of a stream is. */
const TURNS = 4;

const args = process.argv.slice(2);
const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  version: string;
};

// Asked by every editor and script before anything else, so it loads nothing.
if (args.length === 1 && (args[0] === "--version" || args[0] === "-V")) process.stdout.write(`${version}\n`);
else {
  // The parser is compiled beside all that is loaded meanwhile. Who waits for it is told should it fail. What is checked may not need it.
  if (args[0] === "server") {
    void import("../project/linting.js").then(({ startEngine }) => startEngine()).catch(() => undefined);
  }
  if (
    args[0] === "check" &&
    "enableCompileCache" in module &&
    !args.some((each) => /^--(?:no-cache|cache-dir)\b/.test(each))
  ) {
    (await import("../project/cache/compiled-code.js")).keepCompiledCode(process.env);
  }
  const { runProgram, processEnvironment } = await import("../cli/program.js");
  const environment = processEnvironment();
  // Terminal and server know nothing of each other; only here do they meet.
  let isServing = false;
  const serve = async (): Promise<void> => {
    isServing = true;
    (await import("../server/main.js")).startServer(version);
  };
  process.exitCode = await runProgram(args, version, environment, serve).catch((error: unknown) => {
    const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
    environment.stderr.write(`faqlint: internal error; this is a bug in faqlint, please report it\n${details}\n`);
    return 2;
  });
  // What was written to a slow pipe must still arrive. But without this Node would wait until V8 has compiled for speed what will never run
  // again, which takes up to a tenth of a second. A server ends when its connection does.
  if (!isServing) {
    await Promise.all([process.stdout, process.stderr].map(written));
    process.exit();
  }
}

/** Waits until all that a stream was given is written, and until it has told what failed. */
async function written(stream: NodeJS.WriteStream): Promise<void> {
  if (stream.writable && stream.writableLength > 0) {
    await new Promise<void>((resolve) => stream.write("", () => resolve()));
  }
  // Not the next turn of the event loop, before which Node may wait for V8 just the same. A stream takes two of these to tell.
  for (let turn = 0; turn < TURNS; turn++) await new Promise<void>((resolve) => process.nextTick(resolve));
}
