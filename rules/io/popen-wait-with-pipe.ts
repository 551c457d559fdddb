import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isPiped, saysLittle, startArgument } from "../../engine/semantics/child-processes.js";
import { followLife, type Life, type LifeUse, type Protocol } from "../../engine/semantics/lifetimes.js";
import type { Model } from "../../engine/semantics/model.js";
import { isInTest } from "../../engine/semantics/tests.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  waits:
    "`{wait}` waits for ever once the child has written more than fits into the pipe (64 KiB on Linux), since nothing reads it: use `communicate()`",
  call: "nothing reads this pipe, so `{function}` waits for ever once the child has written more than fits into it (64 KiB on Linux): {advice}",
} as const;

type Context = RuleContext<typeof MESSAGES>;
type State = "unread" | "read";
type Event = "read" | "wait";

const OUTPUTS = ["stdout", "stderr"] as const;
const ASYNC_STARTERS = ["asyncio.create_subprocess_exec", "asyncio.create_subprocess_shell"];
/** What ends the child, so that there is nothing more to wait for. */
const ENDS: ReadonlySet<string> = new Set(["kill", "terminate", "send_signal"]);
/** What looks at the child and reads nothing. */
const LOOKS: ReadonlySet<string> = new Set(["args", "pid", "returncode"]);

/**
 * A pipe holds so much and no more. A child that writes into a full one waits for somebody to read; a program that waits for
 * the child to end before it reads waits for the child.
 *
 * Found where, whichever way the function goes, nothing can have read from the child's output before the program waits for it,
 * and where a function is used that waits by itself and gives no access to the pipe.
 */
export default defineRule({
  name: "popen-wait-with-pipe",
  question: "subprocess-pipes",
  summary: "a wait for a child whose output goes into a pipe that nobody reads",
  severity: "warning",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => [
    when.calls("subprocess.Popen", (call, context) => checkLife(call, call.node, context), [
      ["PIPE", "wait"],
      ["PIPE", "poll"],
    ]),
    when.calls(
      ASYNC_STARTERS,
      (call, context) => {
        const { parent } = call.node;
        if (parent?.kind === "await") checkLife(call, parent, context);
      },
      [["PIPE", "wait"]],
    ),
    when.calls(["subprocess.call", "subprocess.check_call"], checkCall, [["PIPE"]]),
  ],
});

function checkLife(call: Call, birth: SyntaxNode, { model, report, target }: Context): void {
  const pipes = OUTPUTS.filter((stream) => isPiped(call, stream, model) === true);
  if (pipes.length === 0 || OUTPUTS.some((stream) => isPiped(call, stream, model) === null)) return;
  if (saysLittle(call, model)) return;
  const life = followLife(model, birth, CHILD);
  const wait = life.events.find(
    ({ event, use, before }) => event === "wait" && before.certainly("unread") && isEndless(use),
  );
  // The children of tests say little.
  if (wait === undefined || isInTest(call.node, model)) return;
  const [pipe] = pipes;
  const argument = pipe === undefined ? undefined : startArgument(call, pipe);
  report("waits", {
    at: wait.use.site,
    data: { wait: excerpt(wait.use.site.text) },
    related: argument === undefined ? [] : [{ span: argument, message: "the pipe" }],
    fix: () => (target.major >= 3 && isNeverRead(life) ? dropOutput(call, pipes, model) : null),
  });
}

function checkCall(call: Call, { model, report, target }: Context): void {
  const pipes = OUTPUTS.filter((stream) => isPiped(call, stream, model) === true);
  const [pipe] = pipes;
  const argument = pipe === undefined ? undefined : startArgument(call, pipe);
  if (argument === undefined || isInTest(call.node, model) || saysLittle(call, model)) return;
  const advice =
    target.major >= 3
      ? "use `subprocess.DEVNULL`, or `subprocess.run` to have the output"
      : "use `Popen` and `communicate()`";
  report("call", {
    at: argument.parent?.kind === "keyword_argument" ? argument.parent : argument,
    data: { function: excerpt(call.callee.text), advice },
    fix: () => (target.major >= 3 ? dropOutput(call, pipes, model) : null),
  });
}

const CHILD: Protocol<State, Event> = {
  initial: "unread",
  states: { unread: { read: "read" }, read: {} },
  event: (use) => {
    const [member = ""] = use.path;
    if (use.kind === "escape") return undefined;
    if (use.kind === "enter" || use.kind === "test") return "ignore";
    // At the end of `with Popen(...)`, the pipes are closed before it waits.
    if (use.kind === "exit") return "ignore";
    if (use.kind === "call" && use.path.length === 1 && (member === "wait" || member === "poll")) return "wait";
    if (LOOKS.has(member) || member === "stdin") return "ignore";
    return ENDS.has(member) || use.path.length > 0 ? "read" : "ignore";
  },
};

/** Whether a call of `wait` has no limit, or one of `poll` is asked again and again. */
function isEndless({ path, call, site }: LifeUse): boolean {
  if (path[0] === "wait") return call !== null && call.arguments.length === 0;
  const loop = site.enclosing("while_statement", "function_definition");
  return loop?.kind === "while_statement" && (loop.field("condition")?.covers(site) ?? false);
}

function isNeverRead({ events, escapes }: Life<State, Event>): boolean {
  return escapes.length === 0 && events.every(({ event }) => event === "wait");
}

/** Nobody ever reads the output, so it need not go into a pipe. */
function dropOutput(call: Call, pipes: readonly ("stdout" | "stderr")[], model: Model): Fix | null {
  const edits = pipes.flatMap((pipe) => {
    const name = startArgument(call, pipe)?.field("attribute");
    return name?.text === "PIPE" ? [{ span: name, replacement: "DEVNULL" }] : [];
  });
  const isWhole =
    edits.length === pipes.length && pipes.every((pipe) => isFromModule(startArgument(call, pipe), model));
  return isWhole ? { title: "Throw the output away", safety: "safe", edits } : null;
}

function isFromModule(pipe: SyntaxNode | undefined, model: Model): boolean {
  const module = pipe?.field("object");
  return module != null && model.qualifiedName(module) === "subprocess";
}
