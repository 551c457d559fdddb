import { type Pipe, POPEN_FUNCTIONS } from "../../engine/knowledge/popen.js";
import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isPiped, saysLittle } from "../../engine/semantics/child-processes.js";
import { followLife, type LifeUse, type Protocol } from "../../engine/semantics/lifetimes.js";
import type { Model } from "../../engine/semantics/model.js";
import { isInTest } from "../../engine/semantics/tests.js";
import { Kept } from "../../engine/syntax/kept.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  full: "`{read}` reads to the end, and the end never comes once the child has written more than fits into the pipe of {other} (64 KiB on Linux): use `communicate()`{instead}",
  open: "`{read}` reads to the end, and a child that reads its input to the end first waits for ever, since `{input}` is still open: close it before, or use `communicate()`",
} as const;

type Context = RuleContext<typeof MESSAGES>;
type State = "idle" | "written" | "closed" | "drained";
type Event = "write" | "flush" | "close" | "drain" | "touch";

const PIPES = ["stdin", "stdout", "stderr"] as const;
const OUTPUTS = ["stdout", "stderr"] as const;
type Output = (typeof OUTPUTS)[number];
/** Functions that read from a file to its end. */
const READERS: ReadonlySet<string> = new Set([
  "json.load",
  "builtins.list",
  "builtins.tuple",
  "builtins.set",
  "builtins.sorted",
]);

/**
 * A program with several pipes to one child has to serve all of them at once. Reading one to its end while the child writes into
 * another until that is full, or while the child reads its input, which is still open, to the end: both wait for ever.
 *
 * Found where an output is certainly read to its end although nothing has read the other one, or although the input has been
 * written to and is still open.
 */
export default defineRule({
  name: "pipe-deadlock",
  question: "subprocess-pipes",
  summary: "one pipe of a child that is read to its end while the child is held up at another",
  severity: "warning",
  fix: "none",
  messages: MESSAGES,
  on: (when) => [
    when.calls("subprocess.Popen", check, [
      ["PIPE", "stdout"],
      ["PIPE", "stderr"],
    ]),
    when.calls(Object.keys(POPEN_FUNCTIONS), (call, context) => {
      // Python 3 has none of these functions.
      if (context.target.major < 3) check(call, context);
    }),
  ],
});

function check(call: Call, context: Context): void {
  const { model } = context;
  const piped = pipesOf(call, model);
  // The children of tests say little.
  if (piped === null || isInTest(call.node, model) || saysLittle(call, model)) return;
  for (const drained of OUTPUTS) {
    if (piped.has(drained) && piped.has(otherThan(drained))) checkOther(call, drained, context);
  }
  if (piped.has("stdin") && piped.has("stdout")) checkInput(call, context);
}

/** The streams that are pipes; null where one may be. */
function pipesOf(call: Call, model: Model): ReadonlySet<Pipe> | null {
  const popen = call.name === null ? undefined : POPEN_FUNCTIONS[call.name];
  if (popen !== undefined) return new Set(popen.pipes);
  const answers = PIPES.map((pipe) => [pipe, isPiped(call, pipe, model)] as const);
  return answers.some(([, piped]) => piped === null)
    ? null
    : new Set(answers.flatMap(([pipe, piped]) => (piped === true ? [pipe] : [])));
}

function checkOther(call: Call, drained: Output, { model, report }: Context): void {
  const other = otherThan(drained);
  const life = followLife(model, call.node, protocolOf(call, drained, model));
  for (const { event, use, before } of life.events) {
    if (event !== "drain" || !before.certainly("idle") || isShort(use)) continue;
    report("full", {
      at: use.site.kind === "for_statement" ? use.node : use.site,
      data: {
        read: excerpt(use.site.kind === "for_statement" ? use.node.text : use.site.text),
        other: other === "stderr" ? "its errors" : "its output",
        instead: call.name === "subprocess.Popen" && other === "stderr" ? ", or `stderr=subprocess.STDOUT`" : "",
      },
      related: [{ span: call.node, message: "the pipes" }],
    });
    return;
  }
}

function checkInput(call: Call, { model, report }: Context): void {
  const life = followLife(model, call.node, protocolOf(call, "stdin", model));
  // What is written and not flushed is another pitfall: `unflushed-pipe`.
  const drain = life.events.find(
    ({ event, use, before }) => event === "drain" && before.certainly("drained") && !isShort(use),
  );
  const write = life.events.find(({ event }) => event === "write");
  if (drain === undefined || write === undefined || drain.use.site.kind === "for_statement") return;
  report("open", {
    at: drain.use.site,
    data: { read: excerpt(drain.use.site.text), input: excerpt((write.use.call?.receiver ?? write.use.node).text) },
    related: [{ span: write.use.site, message: "written here" }],
  });
}

function otherThan(drained: Output): Output {
  return drained === "stdout" ? "stderr" : "stdout";
}

/**
 * One protocol for each way to make a child in a file, and each pipe that is watched: what all its lives may cost is bounded by
 * protocol.
 */
const protocols = new Kept<Model, Map<string, Protocol<State, Event>>>(({ tree }) => tree);

function protocolOf({ name }: Call, watched: Pipe, model: Model): Protocol<State, Event> {
  const known = protocols.get(model) ?? new Map<string, Protocol<State, Event>>();
  protocols.set(model, known);
  const key = `${name} ${watched}`;
  const protocol =
    known.get(key) ?? (watched === "stdin" ? inputProtocol(name, model) : outputProtocol(name, watched, model));
  known.set(key, protocol);
  return protocol;
}

function outputProtocol(name: string | null, drained: Output, model: Model): Protocol<State, Event> {
  const other = otherThan(drained);
  return {
    initial: "idle",
    states: { idle: { touch: "closed" }, written: {}, closed: {}, drained: {} },
    event: (use) => {
      const pipe = pipeOf(use, name);
      if (pipe === other) return use.kind === "escape" ? undefined : "touch";
      if (pipe === drained) return isDrain(use, model) ? "drain" : use.kind === "escape" ? undefined : "ignore";
      return ofChild(use);
    },
  };
}

function inputProtocol(name: string | null, model: Model): Protocol<State, Event> {
  return {
    initial: "idle",
    states: {
      idle: { write: "written", close: "closed", touch: "closed" },
      written: { flush: "drained", close: "closed", touch: "closed" },
      drained: { close: "closed", touch: "closed" },
      closed: {},
    },
    event: (use) => {
      const pipe = pipeOf(use, name);
      if (pipe === "stdin") return inputEvent(use);
      if (pipe === "stdout") return isDrain(use, model) ? "drain" : use.kind === "escape" ? undefined : "ignore";
      if (pipe === "stderr") return use.kind === "escape" ? undefined : "ignore";
      return ofChild(use);
    },
  };
}

/** The pipe that a use is about; null for the child itself. */
function pipeOf({ path }: LifeUse, maker: string | null): Pipe | null {
  const [first = ""] = path;
  const index = /^\[(\d+)\]$/.exec(first)?.[1];
  const popen = maker === null ? undefined : POPEN_FUNCTIONS[maker];
  const name = index === undefined ? first : popen?.pipes[Number(index)];
  return PIPES.find((pipe) => pipe === name) ?? null;
}

/** What is done with the child itself: what may read from its pipes, or end it, ends what is known. */
function ofChild(use: LifeUse): Event | "ignore" | undefined {
  if (use.kind === "escape") return undefined;
  const [member = ""] = use.path;
  const isLook = use.kind !== "call" || member === "poll" || member === "wait";
  return isLook ? "ignore" : "touch";
}

function inputEvent(use: LifeUse): Event | "ignore" | undefined {
  if (use.kind === "escape") return undefined;
  const method = use.path.at(-1) ?? "";
  if (use.kind === "enter") return "ignore";
  if (use.kind === "exit") return "close";
  if (use.kind !== "call") return "ignore";
  if (method === "write" || method === "writelines") return "write";
  return method === "flush" ? "flush" : method === "close" ? "close" : "ignore";
}

/** Whether a use reads an output to its end. */
function isDrain(use: LifeUse, model: Model): boolean {
  if (use.kind === "iterate") return true;
  const method = use.path.at(-1) ?? "";
  if (use.kind === "call") {
    return (method === "read" || method === "readlines") && use.call !== null && use.call.arguments.length === 0;
  }
  const call = use.kind === "escape" && use.site.kind === "call" ? model.callAt(use.site) : null;
  return call !== null && READERS.has(call.name ?? "") && call.argument(0, null) === use.node;
}

/** Whether a loop that reads line by line is left before the end. */
function isShort({ site }: LifeUse): boolean {
  return site.kind === "for_statement" && site.descendants("break_statement", "return_statement").length > 0;
}
