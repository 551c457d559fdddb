import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { startArgument } from "../../engine/semantics/child-processes.js";
import { constantInteger, constantOf } from "../../engine/semantics/constants.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { grouped } from "../../engine/semantics/grouped.js";
import { unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { callsIn, onceForEach } from "../../engine/semantics/once.js";
import type { Variable } from "../../engine/semantics/scopes.js";
import { isStandardInput } from "../../engine/semantics/standard-input.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  raw: "`{read}` has read ahead, and `os.read` does not see what is in its buffer: use one of the two, or open it with a buffering of 0",
  selected:
    "`{read}` takes more out of the pipe than it gives, and `{select}` does not see what is in the buffer, so lines wait there until more comes: use `os.read`, or a `bufsize` of 0",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/** Reads that leave something in the buffer. */
const READS = new Set(["read", "readline"]);

/**
 * A file object takes whole blocks from the system and gives a line at a time. What is in its buffer, neither `os.read` nor `select`
 * knows of: the one loses it, the other says that there is nothing to read.
 *
 * Found where an object that certainly has a buffer is read by its own methods, and by its number behind that; and where `select`
 * waits for a pipe that is read by lines.
 */
export default defineRule({
  name: "buffered-and-raw-mix",
  question: "os-read-popen",
  summary: "a file that is read through its buffer and past it",
  severity: "warning",
  fix: "none",
  messages: MESSAGES,
  on: (when) => [
    when.calls("os.read", checkRaw, [["fileno"]]),
    when.calls("select.select", checkSelected, [["readline"], ["read"]]),
  ],
});

function checkRaw(call: Call, { model, report }: Context): void {
  const number = call.argument(0, "fd");
  const fileno = number === undefined ? null : model.callAt(constantOf(number, model));
  const file = fileno?.method === "fileno" ? fileno.receiver : null;
  if (file === null || file === undefined || !isBuffered(file, model) || repositions(regionOf(call.node), model))
    return;
  const flow = model.flowOf(call.node);
  const read = readsOf(file, call.node, model).find((each) => flow.dominates(each, call.node));
  if (read === undefined) return;
  report("raw", {
    at: call.node,
    data: { read: excerpt(read.text) },
    related: [{ span: read, message: "reads ahead" }],
  });
}

function checkSelected(call: Call, { model, report }: Context): void {
  const list = call.argument(0, null);
  const waited = list === undefined ? null : constantOf(list, model);
  if (waited?.kind !== "list" && waited?.kind !== "tuple") return;
  for (const element of waited.namedChildren) {
    // Another rule speaks of standard input.
    if (isStandardInput(element, model) || !isBuffered(element, model)) continue;
    const flow = model.flowOf(call.node);
    const direct = readsOf(element, call.node, model).find((each) => flow.dominates(call.node, each));
    const read = direct ?? readThroughLoop(call, model);
    if (read === undefined) continue;
    report("selected", {
      at: read,
      data: { read: excerpt(read.text), select: excerpt(call.callee.text) },
      related: [{ span: call.node, message: "waits for the pipe" }],
    });
    return;
  }
}

/** Whether an expression is a file object of which it is certain that it keeps a buffer for reading. */
function isBuffered(file: SyntaxNode, model: Model): boolean {
  const handle = model.handleOf(file);
  if (handle === null || handle.opener === null) return false;
  if (!handle.opener.startsWith("subprocess.Popen")) return handle.buffering !== 0 && handle.buffering !== null;
  const start = handle.call === null ? null : model.callAt(handle.call);
  const size = start === null ? undefined : startArgument(start, "bufsize");
  if (start === null || start.hasUnpacking) return false;
  // Python 2 gives the pipes of a child no buffer unless it is told to.
  if (size === undefined) return model.target.major >= 3;
  const number = constantInteger(size, model);
  return number !== null && number !== 0n;
}

/** The reads that leave a rest, by function and by how the file is written. */
const reads = onceForEach((region: SyntaxNode, model) =>
  grouped(
    callsIn(region, model).filter(
      ({ method, arguments: { length } }) => READS.has(method ?? "") && (method === "readline" || length > 0),
    ),
    ({ receiver }) => receiver?.text,
  ),
);

const readsByHandle = onceForEach((calls: readonly Call[], model) =>
  grouped(calls, ({ receiver }) => (receiver === null ? undefined : model.handleOf(receiver)?.call)),
);

/** The reads of the same file in the same function that leave a rest. */
function readsOf(file: SyntaxNode, beside: SyntaxNode, model: Model): SyntaxNode[] {
  const named = reads(regionOf(beside), model).get(file.text);
  const handle = model.handleOf(file);
  if (named === undefined || handle === null) return [];
  return (
    readsByHandle(named, model)
      .get(handle.call)
      ?.map(({ node }) => node) ?? []
  );
}

/** `ready, _, _ = select.select(...)`, and then `for f in ready: f.readline()`. */
function readThroughLoop(select: Call, model: Model): SyntaxNode | undefined {
  const assignment = select.node.parent;
  const left = assignment?.kind === "assignment" ? assignment.field("left") : null;
  const ready = left === null ? undefined : unparenthesized(left).namedChildren[0];
  const variable = ready?.kind === "identifier" ? model.variableOf(ready) : undefined;
  return variable === undefined ? undefined : readInLoop(variable, model);
}

const readInLoop = onceForEach((variable: Variable): SyntaxNode | undefined => {
  for (const use of variable.references) {
    const loop = use.parent;
    const item = loop?.kind === "for_statement" && loop.field("right") === use ? loop.field("left") : null;
    if (item?.kind !== "identifier") continue;
    const read = loop
      ?.field("body")
      ?.descendants("call")
      .find((node) => {
        const callee = node.field("function");
        return callee?.field("object")?.text === item.text && callee.field("attribute")?.text === "readline";
      });
    if (read !== undefined) return read;
  }
  return undefined;
});

/** Whether a function sets the place to read from, which leaves no rest. */
const repositions = onceForEach((region: SyntaxNode) => /\b(?:lseek|seek|read1|peek)\b/.test(region.text));
