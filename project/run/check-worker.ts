/** A thread in which `check` lints files; `pool.ts` starts and ends it. */
import { parentPort, workerData } from "node:worker_threads";
import { RULES } from "../../rules/index.js";
import { startEngine } from "../engine-start.js";
import { LintSession } from "../session.js";
import { answerTo } from "./answer.js";
import type { PoolAnswer, PoolOrder, PoolRequest } from "./pool-messages.js";

function say(message: PoolAnswer): void {
  parentPort?.postMessage(message);
}

const order = workerData as PoolOrder;
await startEngine();
const session = new LintSession(RULES, order.session);
parentPort?.on("message", ({ path, bytes }: PoolRequest) => {
  say({ kind: "answer", answer: answerTo(session, path, bytes, order.repairs) });
});
say({ kind: "ready" });
