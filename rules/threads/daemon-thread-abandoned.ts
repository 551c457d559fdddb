import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { regionOf } from "../../engine/semantics/flow.js";
import type { Model } from "../../engine/semantics/model.js";
import { inheritedMethod } from "../../engine/semantics/none-results.js";
import { onceAFile } from "../../engine/semantics/once.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";

const MESSAGES = {
  daemon:
    "the program ends right after this, and cuts off a daemon thread wherever it is: call `{name}.join()`, or make it no daemon",
  low: "the program ends right after this, and cuts off what `{function}` starts: use `threading.Thread`, and `join()`",
} as const;

const THREADS = new Set(["threading.Thread", "threading.Timer"]);
/** What follows the name of a thread that is made a daemon. */
const MAKES_DAEMON = String.raw`\.(?:daemon\s*=\s*True|setDaemon\(True\))`;
/** Calls that take no time and lead nowhere. */
const QUICK = /^(?:append|format|len|print|range|setDaemon|start|start_new|start_new_thread|str|Thread|Timer|write)$/;

/**
 * When the main thread ends, the program does, and daemon threads are cut off in the middle of whatever they do. All other threads
 * are waited for, but for those that `_thread.start_new_thread` makes.
 *
 * Found in the module's own code, under `if __name__ == "__main__":` or in a file that is a command, where nothing follows the start
 * that could wait for anything.
 */
export default defineRule({
  name: "daemon-thread-abandoned",
  question: "threads-not-running",
  summary: "a daemon thread that is started right before the program ends",
  severity: "warning",
  fix: "none",
  messages: MESSAGES,
  on: (when) => [
    when.nodes(
      "call",
      {
        anyOf: [
          ["Thread", "start", "daemon"],
          ["Thread", "start", "setDaemon"],
          ["Timer", "start", "daemon"],
        ],
      },
      (node, context) => {
        const { model } = context;
        const call = model.callAt(node);
        const name = call?.method === "start" ? (call.receiver?.text ?? null) : null;
        if (call === null || name === null || !endsAfter(call.node, model)) return;
        if (inheritedMethod(call, THREADS, model) === null || !isDaemon(call, model)) return;
        context.report("daemon", { at: node, data: { name } });
      },
    ),
    when.calls(["_thread.start_new_thread", "_thread.start_new"], checkLow),
  ],
});

function checkLow(call: Call, { model, report }: RuleContext<typeof MESSAGES>): void {
  if (endsAfter(call.node, model)) report("low", { at: call.node, data: { function: call.callee.text } });
}

/** Whether the program is over once a call of the module's own code has been made. */
function endsAfter(call: SyntaxNode, model: Model): boolean {
  if (regionOf(call).parent !== null || !isProgram(call)) return false;
  if (call.enclosing("while_statement", "with_statement", "try_statement") !== null) return false;
  return !(isQuick(call) ? goesOn(model) : leadsOn(call, model))(call);
}

const goesOn = onceAFile((model) => leadsOn(null, model));

/** Tells of places of the module's own code whether anything may follow that could wait, other than one call. */
function leadsOn(call: SyntaxNode | null, model: Model): (place: SyntaxNode) => boolean {
  const { root } = model.tree;
  const waiting = lasting(model).filter((each) => each !== call);
  return model.flowOf(root).leadsTo(waiting, "normal");
}

/** What of the module's own code may take time. */
const lasting = onceAFile(({ tree: { root } }) => {
  const statements = root.descendants("while_statement", "with_statement", "try_statement");
  const calls = root.descendants("call", "import_statement", "import_from_statement").filter((each) => !isQuick(each));
  return [...statements, ...calls].filter((each) => regionOf(each) === root);
});

function isQuick(call: SyntaxNode): boolean {
  const callee = call.field("function");
  const name = callee?.kind === "attribute" ? callee.field("attribute") : callee;
  return name !== null && name !== undefined && QUICK.test(name.text);
}

function isProgram(node: SyntaxNode): boolean {
  for (let at = node.enclosing("if_statement"); at !== null; at = at.enclosing("if_statement")) {
    if (at.field("condition")?.text.includes("__name__")) return true;
  }
  return /^\uFEFF?#!/.test(node.tree.source.text);
}

/** Whether the thread that a call starts is certainly a daemon, by its constructor or by what the module sets. */
function isDaemon({ receiver }: Call, model: Model): boolean {
  if (receiver === null) return false;
  const [value, ...others] = model.valuesOf(receiver);
  const made = value?.kind === "call" && others.length === 0 ? model.callAt(value.node) : null;
  if (made?.argument(null, "daemon")?.kind === "true") return true;
  const name = receiver.text;
  if (receiver.kind !== "identifier") return false;
  if (/^\w+$/.test(name)) return daemons(model).has(name);
  return textMatches(model.source, new RegExp(String.raw`\b${name}${MAKES_DAEMON}`));
}

/** The names of which the text says that they are daemons. */
const daemons = onceAFile(
  ({ source }) =>
    new Set([...source.searched.matchAll(new RegExp(String.raw`\b(\w+)${MAKES_DAEMON}`, "g"))].map(([, name]) => name)),
);
