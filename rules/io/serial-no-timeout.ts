import { addArgument } from "../../engine/repairs/keywords.js";
import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { grouped } from "../../engine/semantics/grouped.js";
import type { Model } from "../../engine/semantics/model.js";
import { onceAFile, onceForEach } from "../../engine/semantics/once.js";
import { portOpening, readTimeout, SERIAL_OPENERS } from "../../engine/semantics/serial-ports.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  all: "without a timeout this never returns: it reads until nothing comes for that long, and the default is for ever: say `timeout=1` where the port is opened",
  answer:
    "without a timeout `{read}` waits for ever if the device does not answer `{write}`: say `timeout=1`, and see what comes",
} as const;

type Context = RuleContext<typeof MESSAGES>;

const READS: ReadonlySet<string> = new Set(["read", "read_until", "readline"]);
/** What tells whether something has come before it is read. */
const ASKS = /\b(?:in_waiting|inWaiting|select|out_waiting|cancel_read)\b/;

/**
 * Reads of a serial port wait for ever unless the port has a timeout. `readlines` reads until there is nothing more, which never
 * comes; a question to a device that is switched off has no answer.
 *
 * Found where a port is opened without a timeout and the file sets none later: `readlines`, and a read that certainly follows a
 * write in the same function, with nothing there that asks whether something has come.
 */
export default defineRule({
  name: "serial-no-timeout",
  question: "serial-port",
  summary: "a read from a serial port that has no timeout and may wait for ever",
  severity: "warning",
  fix: "unsafe",
  messages: MESSAGES,
  on: (when) => [
    when.methods(SERIAL_OPENERS, ["readlines", "readall"], (call, _, { model, report }) => {
      const opening = call.receiver === null ? null : portOpening(call.receiver, model);
      if (opening === null || readTimeout(opening, model) !== "for ever") return;
      report("all", {
        at: call.node,
        severity: "error",
        related: [{ span: opening.node, message: "opened here" }],
        fix: () => withTimeout(opening),
      });
    }),
    when.calls(
      SERIAL_OPENERS,
      checkAnswers,
      [...READS].map((read) => [read, "write"]),
    ),
  ],
});

function checkAnswers(opening: Call, { model, report }: Context): void {
  if (readTimeout(opening, model) !== "for ever") return;
  const uses = usesByPort(model).get(opening.node) ?? [];
  for (const read of uses) {
    if (read.method === "write" || asks(regionOf(read.node), model)) continue;
    const write = writeBefore(read.node, uses, model);
    if (write === undefined) continue;
    report("answer", {
      at: opening.node,
      data: { read: excerpt(read.node.text), write: excerpt(write.node.text) },
      related: [{ span: read.node, message: "this waits for the answer" }],
      fix: () => withTimeout(opening),
    });
    return;
  }
}

function writeBefore(read: SyntaxNode, uses: readonly Call[], model: Model): Call | undefined {
  const region = regionOf(read);
  const graph = model.flowOf(read);
  return uses.find(({ method, node }) => {
    return method === "write" && regionOf(node) === region && graph.dominates(node, read);
  });
}

/** The reads from ports and writes to them, by the call that opens the port. */
const usesByPort = onceAFile((model) =>
  grouped(
    model.calls.filter(({ method }) => method === "write" || READS.has(method ?? "")),
    ({ receiver }) => (receiver === null ? undefined : portOpening(receiver, model)?.node),
  ),
);

const asks = onceForEach((region: SyntaxNode) => ASKS.test(region.text));

function withTimeout(opening: Call) {
  const edit = opening.argument(null, "timeout") === undefined ? addArgument(opening, "timeout=1") : null;
  return edit && { title: "Wait one second at most", safety: "unsafe" as const, edits: [edit] };
}
