import { writeSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { createConnection } from "vscode-languageserver/node";
import { startEngine } from "../project/engine-start.js";
import { LAZY_RULES } from "../rules/lazy.js";
import { FrameGuard, MalformedFrame } from "./frames.js";
import { Server } from "./server.js";
import { DealtMessages } from "./settle.js";
import { isWellFormed } from "./well-formed.js";

const STDERR = 2;

/**
 * How far the heap may grow over what is in use before it is looked through: by so many hundredths. V8 would let it grow to four
 * times as much, and each keystroke leaves some megabytes behind in it that nobody uses any more.
 */
const HEAP_GROWTH = 150;

/**
 * Serves one client over standard input and output until the input ends; whatever the command line says, since editors
 * that start a server on these streams do not all pass `--stdio`.
 *
 * The process ends with status 0 after the client's `shutdown`, else with 1; what cannot be understood ends it at once,
 * with a message on standard error.
 *
 * @param version that of the package, to tell the client.
 */
export function startServer(version: string): void {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH}`);
  // Standard output carries the protocol; a library's stray message must not break it.
  for (const method of ["log", "info", "debug", "warn"] as const) console[method] = console.error;
  serve(version).catch(fail);
}

async function serve(version: string): Promise<void> {
  // The input waits until the engine can answer.
  await startEngine();
  const messages = new DealtMessages();
  const input = new FrameGuard(() => messages.settled());
  input.on("error", fail);
  process.stdin.on("error", fail);
  const connection = createConnection(input, process.stdout, {
    messageStrategy: {
      handleMessage: (message, next) =>
        messages.handleMessage(message, (each) => (isWellFormed(each) ? next(each) : undefined)),
    },
  });
  new Server(connection, LAZY_RULES, version);
  connection.listen();
  process.stdin.pipe(input);
}

function fail(error: unknown): never {
  const what = error instanceof MalformedFrame ? "standard input is not the Language Server Protocol: " : "";
  const reason = what + (error instanceof Error ? error.message : String(error));
  // Written at once: a stream's buffer may be lost when the process ends.
  writeSync(STDERR, `faqlint server: ${reason}\n`);
  process.exit(1);
}
