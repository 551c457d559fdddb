import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { followLife, type LifeUse, type Protocol } from "../../engine/semantics/lifetimes.js";
import { stringValue } from "../../engine/semantics/literals.js";
import { SMTP_CLASSES } from "../../engine/semantics/mail.js";
import type { Model } from "../../engine/semantics/model.js";
import { repeatingLoop } from "../../engine/semantics/repeats.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  never:
    "`{maker}` without a host connects to nothing, so this raises SMTPServerDisconnected: pass the host, or call `{object}.connect(host)` before",
  closed:
    "the connection `{object}` has been closed before, so this raises SMTPServerDisconnected: send first, or connect again",
  loop: "`{object}` is closed at the end of the first turn, so the second one raises SMTPServerDisconnected: close it after the loop, or connect in it",
} as const;

type State = "idle" | "open" | "closed";
type Event = "connect" | "talk" | "close";

/** Methods that need a connection. */
const TALKING: ReadonlySet<string> = new Set(
  "auth data docmd ehlo helo login mail noop rcpt send_message sendmail starttls verify vrfy".split(" "),
);

/**
 * An SMTP object without a host is connected to nothing, and one that has been closed is no more.
 *
 * Found where such an object is certainly asked to talk to the server, and where a loop closes what was made outside of it.
 */
export default defineRule({
  name: "smtp-not-connected",
  question: "send-mail",
  summary: "a mail sent over a connection that is not there, or not any more",
  severity: "error",
  fix: "none",
  messages: MESSAGES,
  on: (when) => when.calls(SMTP_CLASSES, check),
});

function check(made: Call, { model, report }: RuleContext<typeof MESSAGES>): void {
  if (made.hasUnpacking || made.name === "smtplib.LMTP") return;
  const life = followLife(model, made.node, hasHost(made, model) ? OPEN : IDLE);
  const object = excerpt(life.name ?? made.callee.text);
  const closing = life.events.filter(({ event }) => event === "close");
  for (const { event, use, before } of life.events) {
    if (event !== "talk" || isExpectedToFail(use.site, model, ERRORS)) continue;
    const related = closing.slice(0, 1).map(({ use: each }) => ({ span: each.site, message: "closed here" }));
    if (before.certainly("idle")) {
      report("never", { at: use.site, data: { maker: excerpt(made.node.text), object } });
    } else if (before.certainly("closed")) report("closed", { at: use.site, data: { object }, related });
    else if (before.possibly("closed")) {
      const loop = repeatingLoop(use.site, made.node, model);
      const closes = closing.find(({ use: each }) => loop?.covers(each.site) === true);
      if (closes === undefined || repeatingLoop(closes.use.site, made.node, model) !== loop) continue;
      report("loop", { at: use.site, data: { object }, related: [{ span: closes.use.site, message: "closed here" }] });
    } else continue;
    // All that comes after fails too.
    return;
  }
}

const ERRORS = ["smtplib.SMTPServerDisconnected", "smtplib.SMTPException", "builtins.Exception", "builtins.OSError"];

/** Whether the connection is made at once: with a host that is not certainly empty. */
function hasHost(made: Call, model: Model): boolean {
  const host = made.argument(0, "host");
  return host !== undefined && stringValue(constantOf(host, model)) !== "";
}

const STATES: Protocol<State, Event>["states"] = {
  idle: { connect: "open" },
  open: { close: "closed" },
  closed: { connect: "open" },
};
const IDLE: Protocol<State, Event> = { initial: "idle", states: STATES, event: eventOf };
const OPEN: Protocol<State, Event> = { initial: "open", states: STATES, event: eventOf };

function eventOf({ kind, path }: LifeUse): Event | undefined | "escape" {
  if (kind === "exit") return "close";
  // Whoever gives it a socket of its own, or a class of its own, knows what he does.
  if (kind === "store") return "escape";
  if (kind !== "call" || path.length !== 1) return undefined;
  const [method = ""] = path;
  if (method === "connect") return "connect";
  if (method === "quit" || method === "close") return "close";
  return TALKING.has(method) ? "talk" : undefined;
}
