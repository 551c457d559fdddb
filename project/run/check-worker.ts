/** A thread in which `check` lints files; `pool.ts` starts and ends it. */
import { parentPort, workerData } from "node:worker_threads";
import { Profile } from "../../engine/profile.js";
import { LAZY_RULES } from "../../rules/lazy.js";
import { startEngine } from "../engine-start.js";
import { LintSession } from "../session.js";
import { answerTo } from "./answer.js";
import type { PoolAnswer, PoolOrder, PoolRequest } from "./pool-messages.js";

function say(message: PoolAnswer): void {
  parentPort?.postMessage(message);
}

const order = workerData as PoolOrder;
await startEngine();
const profile = order.isProfiled === true ? new Profile(() => performance.now()) : undefined;
const session = new LintSession(LAZY_RULES, { ...order.session, ...(profile && { profile }) });
parentPort?.on("message", ({ path, bytes }: PoolRequest) => {
  const answer = answerTo(session, path, bytes, order.repairs);
  say({ kind: "answer", answer, ...(profile && { profile: profile.take() }) });
});
say({ kind: "ready" });
