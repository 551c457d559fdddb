import { defineRule } from "../../engine/rule.js";
import { followLife, type Protocol } from "../../engine/semantics/lifetimes.js";
import { SMTP_CLASSES } from "../../engine/semantics/mail.js";
import { isInTest } from "../../engine/semantics/tests.js";
import { excerpt } from "../../engine/text/wording.js";

const SENDS: ReadonlySet<string> = new Set(["sendmail", "send_message"]);

/**
 * A server waits for the next mail until it is told that there is none, or gives up after some minutes.
 *
 * Found where a connection that only one function has is certainly open at the function's end.
 */
export default defineRule({
  name: "smtp-not-quit",
  question: "send-mail",
  summary: "a connection for mail that nobody ends",
  severity: "hint",
  fix: "none",
  messages: {
    open: "nobody ends this connection, and the server waits for more mail until it gives up: call `{object}.quit()`, or open it in a `with`",
  },
  on: (when) =>
    when.calls(
      SMTP_CLASSES,
      (made, { model, report }) => {
        const { name, end, events, escapes } = followLife(model, made.node, CONNECTION);
        if (name === null || name.includes(".") || escapes.length > 0 || isInTest(made.node, model)) return;
        if (!events.some(({ event }) => event === "send") || !end.certainly("open")) return;
        report("open", { at: made.node, data: { object: excerpt(name) } });
      },
      [["sendmail"], ["send_message"]],
    ),
});

const CONNECTION: Protocol<"open" | "closed", "send" | "close"> = {
  initial: "open",
  states: { open: { close: "closed" }, closed: { send: "open" } },
  event: ({ kind, path }) => {
    if (kind === "exit") return "close";
    if (kind !== "call" || path.length !== 1) return undefined;
    const [method = ""] = path;
    if (method === "quit" || method === "close" || method === "docmd") return "close";
    return SENDS.has(method) ? "send" : undefined;
  },
};
