import { PROCESS_EXECUTORS, PROCESS_POOLS, PROCESSES } from "../../engine/knowledge/synchronization.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { guardOf } from "../../engine/semantics/guards.js";
import type { Model } from "../../engine/semantics/model.js";
import { inheritedMethod } from "../../engine/semantics/none-results.js";
import { importsMainAnew } from "../../engine/semantics/start-method.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  here: 'each new process imports this file {where}, comes here, and fails or starts processes of its own: move this under `if __name__ == "__main__":`',
  called:
    '`{call}` starts processes, and each of them imports this file {where} and comes here again: move this under `if __name__ == "__main__":`',
} as const;

const PROCESS_CLASSES = new Set(PROCESSES);
const POOLS = new Set([...PROCESS_POOLS, "multiprocessing.Manager"]);
/** What asks whether this is the program itself, or a process that another one started. */
const GUARD = /\b(?:__name__|current_process|parent_process|__mp_main__|MainProcess)\b/;
const LEAVES = /\b(?:raise|return|exit|_exit)\b/;
/** How many calls may lie between the module and what starts a process. */
const MAX_CALLS = 4;

/**
 * A process that is not forked begins with importing the program's main file. What starts processes there without being asked
 * whether this is the main program is run again in each of them: that raises RuntimeError, and a pool goes on making such
 * processes. So it is on Windows, on macOS since Python 3.8, and everywhere since 3.14.
 *
 * Found where a process, pool or manager is started by the module itself, or by functions of the file that it calls.
 */
export default defineRule({
  name: "process-without-main-guard",
  question: "threads-not-running",
  summary: "processes that are started when the file is imported",
  severity: "error",
  fix: "unsafe",
  pythons: { since: "3.4" },
  messages: MESSAGES,
  on: (when) =>
    when.nodes(
      "module",
      { anyOf: [["multiprocessing"], ["ProcessPoolExecutor"]], pattern: /\b(?:start|Pool|Manager|submit|map)\b/ },
      (_, context) => check(context),
    ),
});

function check({ model, report }: RuleContext<typeof MESSAGES>): void {
  const places = importsMainAnew(model);
  if (places === "nowhere") return;
  const reported = new Set<SyntaxNode>();
  for (const call of model.calls) {
    if (!startsProcesses(call, model)) continue;
    const at = unguarded(call.node, model);
    if (at === null || reported.has(at)) continue;
    reported.add(at);
    const severity = places === "everywhere" ? "error" : "warning";
    const where = places === "everywhere" ? "anew" : "on Windows and macOS, and from Python 3.14 on everywhere,";
    const fix = (): Fix | null => repair(at);
    if (at === call.node) report("here", { at, severity, data: { where }, fix });
    else {
      const related = [{ span: call.node, message: "a process is started here" }];
      report("called", { at, severity, data: { call: excerpt(at.text), where }, related, fix });
    }
  }
}

function startsProcesses(call: Call, model: Model): boolean {
  const { name, method, receiver } = call;
  if (name !== null && POOLS.has(name)) return true;
  if (method === "start") return inheritedMethod(call, PROCESS_CLASSES, model) !== null;
  if ((method !== "submit" && method !== "map") || receiver === null) return false;
  return PROCESS_EXECUTORS.includes(model.madeBy(receiver) ?? "");
}

/** The place in the module's own code, without a guard, by which a call is come to; null where there is none. */
function unguarded(call: SyntaxNode, model: Model): SyntaxNode | null {
  const seen = new Set<SyntaxNode>();
  let places = [call];
  for (let calls = 0; calls < MAX_CALLS && places.length > 0; calls++) {
    const open = places.filter((place) => !isGuarded(place, model));
    const found = open.find((place) => regionOf(place).parent === null);
    if (found !== undefined) return found;
    const definitions = [...new Set(open.map(regionOf))].filter((region) => !seen.has(region));
    for (const definition of definitions) seen.add(definition);
    places = definitions.flatMap((definition) => callersOf(definition, model));
  }
  return null;
}

function callersOf(definition: SyntaxNode, model: Model): SyntaxNode[] {
  const own = definition.field("name")?.text;
  // A constructor is called by the name of its class.
  const name = own === "__init__" ? definition.enclosing("class_definition")?.field("name")?.text : own;
  return model.calls
    .filter(
      ({ callee, method }) => (method ?? callee.text) === name && model.callableOf(callee)?.definition === definition,
    )
    .map(({ node }) => node);
}

/** Whether code only runs after a question of whether this is the main program, or which platform it is on. */
function isGuarded(node: SyntaxNode, model: Model): boolean {
  for (let child = node, parent = child.parent; parent !== null; child = parent, parent = parent.parent) {
    if (asks(parent)) return true;
    const isBlock = parent.kind === "module" || parent.kind === "block";
    const earlier = isBlock ? parent.namedChildren.filter(({ row }) => row < child.row) : [];
    // `if __name__ != "__main__": sys.exit()`
    if (earlier.some((statement) => asks(statement) && LEAVES.test(statement.text))) return true;
  }
  return guardOf(node, model, []) !== null;
}

function asks(statement: SyntaxNode): boolean {
  const isCondition = statement.kind === "if_statement" || statement.kind === "elif_clause";
  return isCondition && GUARD.test(statement.field("condition")?.text ?? "");
}

/** Puts the last statement of a file under the question. */
function repair(at: SyntaxNode): Fix | null {
  let statement = at;
  while (statement.parent !== null && statement.parent.parent !== null) statement = statement.parent;
  const { source } = at.tree;
  const isLast = source.text.slice(statement.end).trim() === "";
  if (statement.kind !== "expression_statement" || !isLast || statement.text.includes("\n")) return null;
  if (source.text.slice(source.lines.startOf(source.lines.lineAt(statement.start)), statement.start) !== "")
    return null;
  const replacement = `if __name__ == "__main__":${source.lineBreak}    `;
  const edits = [{ span: { start: statement.start, end: statement.start }, replacement }];
  return { title: 'Put it under if __name__ == "__main__":', safety: "unsafe", edits };
}
