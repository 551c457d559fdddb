/** The thread in which the language server lints long texts; `second-lane.ts` starts and ends it. */
import { parentPort, workerData } from "node:worker_threads";
import type { Parsed } from "../engine/syntax/pieces.js";
import { startEngine } from "../project/engine-start.js";
import { LAZY_RULES } from "../rules/lazy.js";
import { gravest, MAX_DIAGNOSTICS } from "./gravest.js";
import { asData, type LaneAnswer, type LaneRequest } from "./lane-messages.js";
import type { EditorSettings } from "./settings.js";
import { Workbench } from "./workbench.js";

const parses = new Map<string, Parsed>();

function answer(message: LaneAnswer): void {
  parentPort?.postMessage(message);
}

function lint(workbench: Workbench, key: string, uri: string, text: string): void {
  const result = workbench.lint(uri, text, parses.get(key));
  if (result.parsed === undefined) parses.delete(key);
  else parses.set(key, result.parsed);
  const shown = gravest(result.diagnostics, workbench.settings.maxDiagnostics ?? MAX_DIAGNOSTICS);
  const findings = shown.map(asData);
  // Only now is it known which rules failed to repair what they found.
  workbench.logCrashes(result);
  answer({ kind: "linted", findings, left: result.diagnostics.length - shown.length });
}

await startEngine();
const workbench = new Workbench(LAZY_RULES, (level, message) => answer({ kind: "log", level, message }));
workbench.settings = workerData as EditorSettings;
parentPort?.on("message", (request: LaneRequest) => {
  switch (request.kind) {
    case "settings":
      workbench.settings = request.settings;
      break;
    case "forget projects":
      workbench.forgetProjects();
      break;
    case "forget":
      parses.delete(request.key);
      break;
    case "lint":
      lint(workbench, request.key, request.uri, request.text);
  }
});
