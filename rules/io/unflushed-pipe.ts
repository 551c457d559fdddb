import { defineRule, type Fix } from "../../engine/rule.js";
import { buffersInput, childOf, pipeEndOf, talksBothWays } from "../../engine/semantics/child-pipes.js";
import { buildFlow, regionOf } from "../../engine/semantics/flow.js";
import type { Model } from "../../engine/semantics/model.js";
import { followProtocol, type Occurrence } from "../../engine/semantics/protocols.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";

const WRITES: ReadonlySet<string> = new Set(["write", "writelines"]);
const READS: ReadonlySet<string> = new Set(["next", "read", "read1", "readinto", "readline", "readlines"]);
/** Functions that read from a file they are given. */
const READERS: ReadonlySet<string> = new Set(["builtins.next", "json.load", "marshal.load", "pickle.load"]);
/** Functions that write to a file they are given as their second argument. */
const WRITERS: ReadonlySet<string> = new Set(["json.dump", "marshal.dump", "pickle.dump"]);

type Event = "written" | "read" | "unknown";
/** The place of the last write that may still be in the buffer, or nothing. */
type State = SyntaxNode | null;

interface Happening extends Occurrence<Event> {
  readonly child: string;
  /** The end of the pipe, as the user names it. */
  readonly end: SyntaxNode;
}

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
    when.nodes(
      "module",
      {
        anyOf: ["Popen", ...["popen2", "popen3", "popen4"]].flatMap((name) => [
          [name, "write"],
          [name, "writelines"],
        ]),
      },
      (_, { model, report }) => {
        for (const group of storiesIn(model)) {
          for (const { write, read } of deadlocksOf(group)) {
            report("unflushed", {
              at: write.at,
              data: { input: shortText(write.end), read: shortText(read.at) },
              related: [{ span: read.at, message: "the answer is waited for here" }],
              fix: () => flushBehind(write),
            });
          }
        }
      },
    ),
});

/** What happens to each child in each function that has to do with it. */
function storiesIn(model: Model): Iterable<readonly Happening[]> {
  const stories = new Map<string, Happening[]>();
  for (const happening of happeningsIn(model)) {
    const key = `${regionOf(happening.at).row} ${happening.child}`;
    stories.set(key, [...(stories.get(key) ?? []), happening]);
  }
  return stories.values();
}

/** The reads that certainly wait for what a write left in the buffer; of several after one write the first. */
function deadlocksOf(group: readonly Happening[]): { write: Happening; read: Happening }[] {
  const reads = group.filter(({ event }) => event === "read");
  const writes = group.filter(({ event }) => event === "written");
  const [first] = group;
  if (first === undefined || reads.length === 0 || writes.length === 0) return [];
  // `with p.stdin:` closes the pipe wherever its block ends.
  if (group.some(({ end }) => end.parent?.kind === "with_item" || end.parent?.kind === "as_pattern")) return [];
  const graph = buildFlow(regionOf(first.at));
  if (graph.isDamaged) return [];
  const story = followProtocol<State, Event>(graph, group, {
    initial: null,
    // What a read waits for is reported once; whatever it did, the next one is another story.
    next: (_, event, at) => (event === "written" ? at : null),
  });
  const found = new Map<Happening, Happening>();
  for (const read of reads) {
    const states = story.before(read.at);
    if (states.size === 0 || states.has(null)) continue;
    for (const write of writes) if (states.has(write.at) && !found.has(write)) found.set(write, read);
  }
  return [...found].map(([write, read]) => ({ write, read }));
}

/** Everything that happens to the pipes of children, in the order of the text. */
function happeningsIn(model: Model): Happening[] {
  const found: Happening[] = [];
  const add = (event: Event, at: SyntaxNode, end: SyntaxNode): void => {
    const pipe = pipeEndOf(end, model);
    if (pipe === null || !pipe.made.every((call) => talksBothWays(call, model) && buffersInput(call, model))) return;
    const isFitting = event === "unknown" || pipe.pipe === (event === "written" ? "stdin" : "stdout");
    found.push({ event: isFitting ? event : "unknown", at, child: pipe.child, end });
  };
  for (const end of ends(model)) {
    const { event, at } = happeningAt(end, model);
    if (event !== null) add(event, at, end);
  }
  return [...found, ...othersIn(found, model)];
}

/** Every expression that stands for a pipe's end and is no part of a longer one. */
function ends(model: Model): SyntaxNode[] {
  return model.tree
    .nodesOfKind("attribute", "identifier")
    .filter((node) => (node.kind === "attribute" || model.scopes.isName(node)) && pipeEndOf(node, model) !== null);
}

/** What a mention of a pipe's end does; `null` for one that only gives it another name. */
function happeningAt(end: SyntaxNode, model: Model): { event: Event | null; at: SyntaxNode } {
  const parent = end.parent;
  if (parent === null) return { event: null, at: end };
  if (parent.kind === "attribute" && parent.parent?.kind === "call") {
    const method = parent.field("attribute")?.text ?? "";
    const call = parent.parent;
    if (WRITES.has(method)) return { event: "written", at: call };
    return { event: READS.has(method) ? "read" : "unknown", at: call };
  }
  if (parent.kind === "for_statement" && parent.field("right") === end) return { event: "read", at: end };
  if (isNaming(end)) return { event: null, at: end };
  const call = argumentOf(end, model);
  if (call !== null) {
    if (READERS.has(call.name ?? "") && call.argument(0, null) === end) return { event: "read", at: call.node };
    if (WRITERS.has(call.name ?? "") && call.argument(1, null) === end) return { event: "written", at: call.node };
    const prints = call.name === "builtins.print" && call.argument(null, "file") === end;
    if (prints && call.lacks(null, "flush")) return { event: "written", at: call.node };
  }
  if (parent.kind === "chevron") return { event: "written", at: parent.parent ?? parent };
  return { event: "unknown", at: end };
}

/** Whether `p.stdin` stands on the right of an assignment or is itself being bound. */
function isNaming(end: SyntaxNode): boolean {
  const parent = end.parent;
  if (parent?.kind === "assignment") return true;
  const isListed = /^(?:expression_list|tuple|pattern_list|tuple_pattern)$/.test(parent?.kind ?? "");
  return isListed && parent?.parent?.kind === "assignment";
}

function argumentOf(end: SyntaxNode, model: Model) {
  const list = end.parent?.kind === "keyword_argument" ? end.parent.parent : end.parent;
  return list?.kind === "argument_list" && list.parent !== null ? model.callAt(list.parent) : null;
}

/** What may have flushed without naming the pipe: other uses of the child, and methods of the object that owns it. */
function othersIn(happenings: readonly Happening[], model: Model): Happening[] {
  const [any] = happenings;
  const children = new Set(happenings.map(({ child }) => child));
  if (any === undefined) return [];
  const found: Happening[] = [];
  for (const node of model.tree.nodesOfKind("attribute", "identifier")) {
    if (node.kind === "identifier" && !model.scopes.isName(node)) continue;
    const isOwner = node.kind === "identifier" && isUsedWhole(node) && model.classes.receiverClass(node) !== null;
    if (isOwner || isMethodOfOwner(node, model)) {
      for (const child of children)
        if (child.includes("self.")) found.push({ event: "unknown", at: node, child, end: node });
      continue;
    }
    const key =
      node.parent?.kind === "attribute" && pipeEndOf(node.parent, model) !== null ? null : childOf(node, model);
    if (key !== null && children.has(key.key) && isUse(node)) {
      found.push({ event: "unknown", at: node, child: key.key, end: node });
    }
  }
  return found;
}

/** `self.ask(...)`: what it does with the pipe is not followed. */
function isMethodOfOwner(node: SyntaxNode, model: Model): boolean {
  const object = node.kind === "attribute" ? node.field("object") : null;
  if (object === null || node.parent?.kind !== "call" || node.fieldName !== "function") return false;
  return model.classes.receiverClass(object) !== null;
}

function isUsedWhole(node: SyntaxNode): boolean {
  return node.parent?.kind === "argument_list" || node.parent?.kind === "keyword_argument";
}

/** Whether a mention of the child does more than bind it, ask for `p.pid`, or test it. */
function isUse(node: SyntaxNode): boolean {
  const parent = node.parent;
  if (parent?.kind === "assignment" && parent.field("left") === node) return true;
  if (parent?.kind === "attribute") return parent.parent?.kind === "call" && parent.fieldName === "function";
  return /^(?:argument_list|keyword_argument|return_statement|yield|tuple|list|with_item|as_pattern|assignment)$/.test(
    parent?.kind ?? "",
  );
}

function shortText(node: SyntaxNode): string {
  const text = node.text.replace(/\s+/g, " ");
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}

/** Flushes right behind the statement that writes. */
function flushBehind({ at, end }: Happening): Fix | null {
  const statement = at.parent?.kind === "expression_statement" ? at.parent : at;
  if (statement.kind !== "expression_statement" && statement.kind !== "print_statement") return null;
  const { source } = at.tree;
  const { lines, text } = source;
  const endOfLine = lines.endOf(lines.lineAt(statement.end));
  const rest = text.slice(statement.end, endOfLine);
  const before = text.slice(lines.startOf(lines.lineAt(statement.start)), statement.start);
  const flush = `${end.text}.flush()`;
  // With other statements on its line, the new one goes there too.
  const hasOwnLine = before.trim() === "" && /^\s*(?:#.*)?$/.test(rest);
  const position = hasOwnLine ? endOfLine : statement.end;
  const replacement = hasOwnLine ? `${source.lineBreak}${source.indentationAt(statement.start)}${flush}` : `; ${flush}`;
  return {
    title: `Call ${flush} behind it`,
    safety: "safe",
    edits: [{ span: { start: position, end: position }, replacement }],
  };
}
