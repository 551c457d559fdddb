import { POPEN_FUNCTIONS } from "../../engine/knowledge/popen.js";
import { insertStatementBehind } from "../../engine/repairs/statements.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { buffersInput, talksBothWays } from "../../engine/semantics/child-pipes.js";
import { followHeld, followLife, type Life, type LifeUse, type Protocol } from "../../engine/semantics/lifetimes.js";
import type { Model } from "../../engine/semantics/model.js";
import { Kept } from "../../engine/syntax/kept.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";

type State = "clean" | "written";
type Event = "write" | "flush" | "read";
type ChildLife = Life<State, Event>;

const READS: ReadonlySet<string> = new Set(["__next__", "read", "read1", "readinto", "readline", "readlines"]);
/** Functions that read from a file they are given. */
const READERS: ReadonlySet<string> = new Set(["json.load", "marshal.load", "pickle.load"]);
/** Functions that write to a file they are given as their second argument. */
const WRITERS: ReadonlySet<string> = new Set(["json.dump", "marshal.dump", "pickle.dump"]);
/** What can be asked of a child without any effect on its pipes. */
const ASKS: ReadonlySet<string> = new Set(["args", "pid", "poll", "returncode"]);

/**
 * What is written to a child's stdin waits in a buffer until it is flushed. Whoever reads the answer before that waits
 * for a child that waits for the question, for ever.
 *
 * Found where, whichever way a function goes, a read of a child's stdout follows a write to its stdin and nothing between
 * the two can have flushed it.
 */
export default defineRule({
  name: "unflushed-pipe",
  question: "subprocess-pipes",
  summary: "a read from a child process while what was written to it is still in the buffer",
  severity: "warning",
  fix: "safe",
  messages: {
    unflushed: "`{input}` buffers what is written, so the child never gets it and `{read}` waits for ever: flush first",
  },
  on: (when) =>
    when.calls(["subprocess.Popen", ...Object.keys(POPEN_FUNCTIONS)], (call, { model, report }) => {
      if (!talksBothWays(call, model) || !buffersInput(call, model)) return;
      for (const life of livesOf(call, model)) {
        for (const { write, read } of deadlocksOf(life, model)) {
          report("unflushed", {
            at: write.site,
            data: { input: shortText(pipeOf(write)), read: shortText(read.site) },
            related: [{ span: read.site, message: "the answer is waited for here" }],
            fix: () => flushBehind(write),
          });
        }
      }
    }),
});

/** The child's life where it is made and, if `self` keeps it, in each method that has to do with it. */
function livesOf(call: Call, model: Model): ChildLife[] {
  const protocol = protocolOf(call, model);
  const lives = [followLife(model, call.node, protocol)];
  const target = call.node.parent?.kind === "assignment" ? call.node.parent.field("left") : null;
  const object = target?.kind === "attribute" ? target.field("object") : null;
  const owner = object === null ? null : model.classes.receiverClass(object);
  const name = target?.field("attribute")?.text;
  if (owner === null || name === undefined) return lives;
  const seen = new Set<SyntaxNode>();
  for (const mention of model.attributes.named(name)) {
    if (!owner.covers(mention) || model.madeBy(mention) !== call.name) continue;
    const method = mention.enclosing("function_definition");
    if (method === null || seen.has(method) || method.covers(call.node) || !isOnlyMaker(mention, call, model)) continue;
    seen.add(method);
    const life = followHeld(model, mention, protocol);
    if (life !== null) lives.push(life);
  }
  return lives;
}

/** Whether what is known of the call is true of every object that the attribute may hold. */
function isOnlyMaker(mention: SyntaxNode, call: Call, model: Model): boolean {
  return model.valuesOf(mention).every((value) => value.kind !== "call" || value.node === call.node);
}

/** One protocol for each way to make a child in a file: what all its lives may cost is bounded by protocol. */
const protocols = new Kept<Model, Map<string | null, Protocol<State, Event>>>(({ tree }) => tree);

function protocolOf({ name }: Call, model: Model): Protocol<State, Event> {
  const known = protocols.get(model) ?? new Map<string | null, Protocol<State, Event>>();
  protocols.set(model, known);
  const protocol = known.get(name) ?? makeProtocol(name, model);
  known.set(name, protocol);
  return protocol;
}

function makeProtocol(name: string | null, model: Model): Protocol<State, Event> {
  const pipes = name === null ? undefined : POPEN_FUNCTIONS[name]?.pipes;
  return {
    initial: "clean",
    states: { clean: { write: "written" }, written: { flush: "clean" } },
    event: (use) => {
      const [first = "", ...members] = use.path;
      const index = /^\[(\d+)\]$/.exec(first)?.[1];
      const pipe = index === undefined ? first : pipes?.[Number(index)];
      if (pipe === "stdin") return inputEvent(use, members, model);
      if (pipe === "stdout") return outputEvent(use, members, model);
      if (use.kind === "read" || use.kind === "test" || ASKS.has(first)) return "ignore";
      return use.kind === "escape" ? undefined : "flush";
    },
  };
}

function inputEvent(use: LifeUse, [method]: readonly string[], model: Model): Event | undefined {
  const call = use.site.kind === "call" ? model.callAt(use.site) : null;
  if (use.kind === "call" && (method === "write" || method === "writelines")) {
    const isFlushed = call?.name === "builtins.print" && !call.lacks(null, "flush");
    return isFlushed ? "flush" : "write";
  }
  if (use.kind === "escape") {
    return call !== null && WRITERS.has(call.name ?? "") && call.argument(1, null) === use.node ? "write" : undefined;
  }
  return use.kind === "read" || use.kind === "test" || use.kind === "enter" ? undefined : "flush";
}

function outputEvent(use: LifeUse, [method]: readonly string[], model: Model): Event | undefined {
  if (use.kind === "iterate") return "read";
  if (use.kind === "call" && method !== undefined && READS.has(method)) return "read";
  const call = use.kind === "escape" && use.site.kind === "call" ? model.callAt(use.site) : null;
  return call !== null && READERS.has(call.name ?? "") && call.argument(0, null) === use.node ? "read" : undefined;
}

/** Of so many writes on the same side of a read, the nearest, the one is looked for that the read waits for. */
const NEAR = 16;

/** The reads that certainly wait for what writes left in the buffer, with the last of these writes. */
function deadlocksOf(life: ChildLife, model: Model): { write: LifeUse; read: LifeUse }[] {
  const found = new Map<LifeUse, LifeUse>();
  const writes = life.events.filter(({ event }) => event === "write").map(({ use }) => use);
  let earlier = 0;
  for (const { event, use: read, before } of life.events) {
    while ((writes[earlier]?.site.start ?? read.site.start) < read.site.start) earlier++;
    if (event !== "read" || !before.certainly("written")) continue;
    const graph = model.flowOf(read.site);
    const reaching = (from: number, to: number): LifeUse[] =>
      writes
        .slice(Math.max(from, to - NEAR), to)
        .filter(({ site }) => graph.dominates(site, read.site) || graph.reaches(site, read.site));
    const preceding = reaching(0, earlier);
    const candidates = preceding.length > 0 ? preceding : reaching(earlier, writes.length);
    for (const write of candidates) {
      const isLast = !candidates.some((other) => other !== write && graph.dominates(write.site, other.site));
      if (isLast && !found.has(write)) found.set(write, read);
    }
  }
  return [...found].map(([write, read]) => ({ write, read }));
}

/** The expression that stands for the pipe: `p.stdin` of `p.stdin.write(x)` and of `print(x, file=p.stdin)`. */
function pipeOf({ call, node }: LifeUse): SyntaxNode {
  return (call === null ? null : node.field("object")) ?? node;
}

function shortText(node: SyntaxNode): string {
  const text = node.text.replace(/\s+/g, " ");
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}

/** Flushes right behind the statement that writes. */
function flushBehind(write: LifeUse): Fix | null {
  const { site } = write;
  const statement = site.parent?.kind === "expression_statement" ? site.parent : site;
  if (statement.kind !== "expression_statement" && statement.kind !== "print_statement") return null;
  const flush = `${pipeOf(write).text}.flush()`;
  const edit = insertStatementBehind(statement, flush);
  return { title: `Call ${flush} behind it`, safety: "safe", edits: [edit] };
}
