import { defineRule } from "../../engine/rule.js";
import { callsOfNames } from "../../engine/semantics/candidates.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { guardOf } from "../../engine/semantics/guards.js";
import { callsIn, onceAFile, onceForEach } from "../../engine/semantics/once.js";
import { STREAMS, type StandardStream, streamOfDescriptor } from "../../engine/semantics/standard-streams.js";
import { isInTest } from "../../engine/semantics/tests.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";

const MESSAGES = {
  output:
    "the next file that is opened gets descriptor {number}, and what is written to `{stream}` then goes into it: point the descriptor to `os.devnull` with `os.dup2` instead",
  input:
    "the next file that is opened gets descriptor 0, and what reads `sys.stdin` then reads from it: point the descriptor to `os.devnull` with `os.dup2` instead",
} as const;

/** What a program has that becomes a daemon, or a child that is about to become another program. */
const LEAVES = /\b(?:fork|forkpty|setsid|exec[lv]\w*|closerange|daemon\w*)\b/i;
const CLOSES = /\bclose\s*\(\s*(?:[012]\b|[\w.]*std)/i;
/** What puts something else in the place of a descriptor. */
const REPLACES: ReadonlySet<string> = new Set(["os.dup", "os.dup2"]);

const isClose = callsOfNames(["os.close"]);

/**
 * `os.close(1)` sets the number free, and the system gives the lowest free number to whatever is opened next: a data file, a
 * socket. `sys.stdout` knows nothing of that and writes to it.
 *
 * Found where the descriptor of a standard stream is closed, nothing in the function opens another thing in its place at once,
 * and the file has nothing to do with daemons and forks.
 */
export default defineRule({
  name: "os-close-standard-fd",
  question: "closing-stdout",
  summary: "the descriptor of a standard stream that is closed and left free for the next file",
  severity: "warning",
  fix: "none",
  messages: MESSAGES,
  on: (when) =>
    when.nodes("call", { anyOf: [["os", "close"]], pattern: CLOSES }, (node, { model, source, report }) => {
      const call = textMatches(source, CLOSES) ? model.callAt(node) : null;
      if (call === null || !isClose(call, model)) return;
      const descriptor = call.argument(0, "fd");
      const stream = descriptor === undefined ? null : streamOfDescriptor(descriptor, model);
      if (stream === null || textMatches(source, LEAVES) || isReplaced(regionOf(node), model)) return;
      if (isInTest(call.node, model) || guardOf(call.node, model, ["OSError"]) === "unreachable") return;
      if (stream === "sys.stdin") report("input", { at: call.node });
      else report("output", { at: call.node, data: { stream, number: numberOf(stream) } });
    }),
});

function numberOf(stream: StandardStream): string {
  return String(STREAMS.indexOf(stream));
}

/** Whether a function puts something in the place of what it closes: by `dup2`, by `dup`, by opening the null device next. */
const isReplaced = onceForEach((region: SyntaxNode, model) => {
  if (withDevnull(model).has(region)) return true;
  return callsIn(region, model).some(
    ({ name, positional }) => REPLACES.has(name ?? "") || positional[0]?.text.includes("/dev/null") === true,
  );
});

const withDevnull = onceAFile(({ attributes }) => new Set(attributes.named("devnull").map(regionOf)));
