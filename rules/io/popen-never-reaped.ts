import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { startArgument } from "../../engine/semantics/child-processes.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { namesWindows } from "../../engine/semantics/for-windows.js";
import { forkingLoop } from "../../engine/semantics/forks.js";
import { guardOf } from "../../engine/semantics/guards.js";
import { followLife, type Life, type Protocol } from "../../engine/semantics/lifetimes.js";
import { integerValue } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import {
  endsBehind,
  isRunOften,
  loopAround,
  mayEndBehind,
  mayReapAny,
  startsAnew,
} from "../../engine/semantics/reaping.js";
import { isInTest } from "../../engine/semantics/tests.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  named:
    "nothing waits for `{child}`: whether it failed is never known, and if it outlives the object it stays a zombie until the next `Popen`: call `{child}.wait()`, or use `{run}`",
  dropped:
    "nothing waits for this child: whether it failed is never known, and when it has ended it stays a zombie until the next `Popen`: keep the object and ask its `poll()` later, or use `{run}`, which waits",
  read: "the end of the output is not the end of the child, for which nothing waits: whether it failed is never known, and it may stay a zombie until the next `Popen`: use `subprocess.check_output`",
  spawned:
    "nothing waits for what `{function}` starts here, and each one that has ended stays a zombie until this program ends: use `subprocess`, or keep the number it gives for `os.waitpid`",
  forked:
    "each turn of this loop leaves a child that nothing in this file waits for, a zombie until this program ends: call `signal.signal(signal.SIGCHLD, signal.SIG_IGN)` before the loop, or `os.waitpid(-1, os.WNOHANG)` in it",
} as const;

type Context = RuleContext<typeof MESSAGES>;
type State = "running" | "waited";
type Event = "wait";

const SPAWNERS = ["l", "le", "lp", "lpe", "v", "ve", "vp", "vpe"].map((suffix) => `os.spawn${suffix}`);
const POSIX_SPAWNERS = ["os.posix_spawn", "os.posix_spawnp"];
const NO_WAIT: ReadonlySet<string> = new Set(["os.P_NOWAIT", "os.P_NOWAITO"]);

/** Who gives one of these starts something that shall live on without this program. */
const FOR_ITSELF = ["start_new_session", "process_group", "preexec_fn", "creationflags"];
const WAITS: ReadonlySet<string> = new Set(["communicate", "poll", "returncode", "wait"]);
/** What is done with a child, and leaves it to be waited for. */
const OTHERS: ReadonlySet<string> = new Set(["args", "kill", "send_signal", "stderr", "stdin", "stdout", "terminate"]);

const CHILD: Protocol<State, Event> = {
  initial: "running",
  states: { running: { wait: "waited" }, waited: {} },
  event: ({ kind, path }) => {
    const [member] = path;
    if (member === undefined) return kind === "enter" || kind === "exit" ? "wait" : undefined;
    if (WAITS.has(member)) return "wait";
    // A pipe that others get hold of may tell them of the end.
    return OTHERS.has(member) && kind !== "escape" && kind !== "store" ? "ignore" : "escape";
  },
};

/** What counts is who gets hold of the number of the child. */
const NUMBER: Protocol<"dropped", never> = { initial: "dropped", states: { dropped: {} }, event: () => undefined };

/**
 * A child that has ended stays in the system's table, as a zombie, until its parent asks how it ended. `subprocess` asks for the children
 * whose objects are gone whenever it starts another; for those of `os.spawnv` and `os.fork` nobody asks.
 *
 * Found where a function drops the only thing by which it could ask, and where an endless loop forks in a file without any wait.
 * One child at the end of a script does no harm, and what is given a session of its own is meant to be left alone.
 */
export default defineRule({
  name: "popen-never-reaped",
  question: "subprocess-pipes",
  summary: "a child process that nothing waits for, so that it stays a zombie",
  severity: "warning",
  fix: "none",
  messages: MESSAGES,
  on: (when) => [
    when.calls("subprocess.Popen", checkPopen),
    when.calls(SPAWNERS, (call, context) => {
      if (isWithoutWait(call, context.model)) checkSpawn(call, context);
    }),
    when.calls(POSIX_SPAWNERS, (call, context) => {
      if (call.lacks(null, "setsid") && call.lacks(null, "setpgroup")) checkSpawn(call, context);
    }),
    when.calls("os.fork", checkFork, [["while"]]),
  ],
});

function checkPopen(call: Call, context: Context): void {
  const { model, report, target } = context;
  if (call.hasUnpacking || FOR_ITSELF.some((name) => startArgument(call, name) !== undefined)) return;
  if (mayReapAny(model)) return;
  const life = followLife(model, call.node, CHILD);
  if (life.escapes.length > 0 || !life.alwaysEnds("running")) return;
  if (isHarmless(call, model)) return;
  const run = target.major >= 3 ? "subprocess.run" : "subprocess.call";
  const finding = { at: call.node, severity: "hint" } as const;
  if (isRead(call)) report("read", finding);
  else if (life.name === "_") report("dropped", { ...finding, data: { run } });
  else if (life.name !== null) report("named", { ...finding, data: { child: life.name, run } });
  else if (isRunOften(call.node, model)) report("dropped", { ...finding, data: { run } });
}

function checkSpawn(call: Call, { model, report }: Context): void {
  if (mayReapAny(model) || isHarmless(call, model)) return;
  const life = followLife(model, call.node, NUMBER);
  if (!isLost(life)) return;
  // How often the function is called, and for how long the program goes on, is not always to be seen.
  const isCertain = isRunOften(call.node, model);
  if (!isCertain && mayEndBehind(call.node, model)) return;
  report("spawned", {
    at: call.node,
    data: { function: excerpt(call.callee.text) },
    ...(isCertain ? {} : { severity: "hint" }),
  });
}

function checkFork(call: Call, { model, report }: Context): void {
  if (mayReapAny(model) || isInTest(call.node, model)) return;
  const loop = forkingLoop(call, model);
  if (loop === null || !isLost(followLife(model, call.node, NUMBER))) return;
  report("forked", { at: call.node, related: [{ span: loop.field("condition") ?? loop, message: "the loop" }] });
}

function isLost({ escapes, endings }: Life<"dropped", never>): boolean {
  return escapes.length === 0 && endings.every((ending) => !ending.mayHaveEscaped);
}

/** Whether `os.spawnv` and its like go on at once. */
function isWithoutWait(call: Call, model: Model): boolean {
  const mode = call.argument(0, "mode");
  return mode !== undefined && (NO_WAIT.has(model.qualifiedName(mode) ?? "") || integerValue(mode) === 1n);
}

/** Whether the child is one of few, at the end of a program or in a test, or may be one of Windows, which has no zombies. */
function isHarmless(call: Call, model: Model): boolean {
  const { node } = call;
  if (isInTest(node, model) || endsBehind(node, model) || namesWindows(node, model)) return true;
  const guard = guardOf(node, model, []);
  if (guard !== null && guard !== "caught") return true;
  if (loopAround(node) !== null) return false;
  if (startsAnew(call)) return true;
  const region = regionOf(node);
  // What starts a program runs once.
  return region.kind === "module" || /^_?main$/.test(region.field("name")?.text ?? "");
}

/** Whether all that is kept is the output: `Popen(...).stdout.read()`, `for line in Popen(...).stdout`. */
function isRead({ node }: Call): boolean {
  const member = node.parent?.kind === "attribute" ? node.parent.field("attribute") : null;
  return member?.text === "stdout";
}
