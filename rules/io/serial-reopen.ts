import { hasLinesForItself, linesOf } from "../../engine/repairs/blocks.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { followLife, type LifeUse, type Protocol } from "../../engine/semantics/lifetimes.js";
import type { Model } from "../../engine/semantics/model.js";
import { SERIAL_OPENERS } from "../../engine/semantics/serial-ports.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

type State = "open" | "closed";
type Event = "open" | "close" | "other";

/**
 * `serial.Serial(port)` opens the port at once; only without a port does it wait for `open()`. Opening a second time raises an
 * error.
 *
 * Found where `open` is called on a port that was given to the constructor in the same function, with no `close` between.
 */
export default defineRule({
  name: "serial-reopen",
  question: "serial-port",
  summary: "a serial port that is opened although its constructor has opened it",
  severity: "error",
  fix: "safe",
  messages: {
    open: '`{opener}` has opened the port already, so this raises SerialException, "Port is already open": leave it out',
  },
  on: (when) =>
    when.calls(
      SERIAL_OPENERS,
      (call, { model, report }) => {
        if (!opensAtOnce(call, model)) return;
        const life = followLife(model, call.node, PORT);
        for (const { event, use, before } of life.events) {
          if (event !== "open" || !before.certainly("open") || isGivenUp(use.site, model)) continue;
          report("open", {
            at: use.site,
            data: { opener: excerpt(call.callee.text) },
            related: [{ span: call.node, message: "opened here" }],
            fix: () => leaveOut(use),
          });
        }
      },
      [["open"]],
    ),
});

const PORT: Protocol<State, Event> = {
  initial: "open",
  states: { open: { close: "closed" }, closed: { open: "open" } },
  event: ({ kind, path: [member = ""] }) => {
    // Whoever asks may know better.
    if (/^_?is_?open$/i.test(member) || member === "_isOpen") return "escape";
    if (kind === "call" && member === "open") return "open";
    if (kind === "call" && (member === "close" || member === "__del__")) return "close";
    if (kind === "store" && (member === "port" || member === "is_open")) return "escape";
    return kind === "exit" ? "close" : kind === "escape" && member === "" ? "escape" : "other";
  },
};

/** Whether the call certainly gives a port, which is then opened. */
function opensAtOnce(call: Call, model: Model): boolean {
  const port = call.argument(0, call.name === "serial.Serial" ? "port" : "url");
  if (port === undefined || call.hasUnpacking || call.argument(null, "do_not_open") !== undefined) return false;
  return model.valuesOf(port).every((value) => {
    if (value.kind === "parameter") return value.node.kind === "identifier" || value.node.kind === "typed_parameter";
    return value.kind !== "literal" || value.node.kind !== "none";
  });
}

/** Whether the failure is wanted, or caught and passed over. */
function isGivenUp(node: SyntaxNode, model: Model): boolean {
  if (isExpectedToFail(node, model, [])) return true;
  const statement = node.enclosing("try_statement");
  const clauses = statement?.children.filter(({ kind }) => kind === "except_clause") ?? [];
  return clauses.some((clause) => {
    const block = clause.children.find(({ kind }) => kind === "block");
    return (
      block?.namedChildren.every(({ kind }) => kind === "pass_statement" || kind === "continue_statement") === true
    );
  });
}

function leaveOut({ site }: LifeUse): Fix | null {
  const statement = site.parent;
  const siblings = statement?.parent?.namedChildren.filter(({ isExtra }) => !isExtra) ?? [];
  if (statement?.kind !== "expression_statement" || siblings.length < 2 || !hasLinesForItself(statement)) return null;
  const edits = [{ span: linesOf(statement), replacement: "" }];
  return { title: "Leave it out", safety: "safe", edits };
}
