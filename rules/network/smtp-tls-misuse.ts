import { accessToModule } from "../../engine/repairs/imports.js";
import { addArgument } from "../../engine/repairs/keywords.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { constantInteger, constantOf } from "../../engine/semantics/constants.js";
import { followLife, type Protocol } from "../../engine/semantics/lifetimes.js";
import { stringValue } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { isInTest } from "../../engine/semantics/tests.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  login:
    "nothing is encrypted when the password is sent here: call `{object}.starttls({context})` before, or everybody on the way can read it (most servers refuse it)",
  port465:
    "on port 465 servers wait for TLS from the first byte, so `SMTP` hangs until the server gives up: use `SMTP_SSL`",
  plain:
    "on port {port} servers begin without TLS, so `SMTP_SSL` raises SSLError (wrong version number): use `SMTP` and `starttls`",
  twice:
    "`{object}` is encrypted from the beginning, and no server offers STARTTLS then: this raises an SMTP error. Leave it out",
  unverified:
    "without `context` nobody checks who the server is, so that whoever sits in between can read along: pass `context=ssl.create_default_context()`",
} as const;

type Context = RuleContext<typeof MESSAGES>;

const PLAIN = "smtplib.SMTP";
const ENCRYPTED = "smtplib.SMTP_SSL";
/** Hosts that are this machine: there is nobody on the way. */
const LOCAL = /^(?:localhost|127\.|::1|\[::1\]|$)/;

/**
 * A mail connection is encrypted in one of two ways: from the first byte, with `SMTP_SSL` and port 465, or from `starttls` on,
 * with `SMTP` and port 587 (or 25). And whoever passes no context gets encryption with anybody who answers.
 *
 * Found where the class does not fit the port, where a password is certainly sent before `starttls`, and where Python 3
 * would check the certificate if it were told to. Connections to this machine are left alone.
 */
export default defineRule({
  name: "smtp-tls-misuse",
  question: "send-mail",
  summary: "a mail connection that is encrypted the wrong way, not at all, or with nobody knows whom",
  severity: "warning",
  fix: "unsafe",
  messages: MESSAGES,
  on: (when) => when.calls([PLAIN, ENCRYPTED], check),
});

function check(made: Call, context: Context): void {
  const { model, target, report } = context;
  if (made.hasUnpacking || isInTest(made.node, model)) return;
  const isEncrypted = made.name === ENCRYPTED;
  const [host, port] = [made.argument(0, "host"), made.argument(1, "port")];
  const name = host === undefined ? "" : stringValue(constantOf(host, model));
  if (name !== null && LOCAL.test(name)) return;
  const number =
    port === undefined ? Number(/:(\d+)$/.exec(name ?? "")?.[1] ?? 0) : Number(constantInteger(port, model));
  const isWrong = isEncrypted ? number === 587 || number === 25 : number === 465;
  if (isWrong) {
    const data = { port: String(number) };
    report(isEncrypted ? "plain" : "port465", { at: made.node, severity: "error", data });
    return;
  }
  if (isEncrypted && target.major >= 3 && made.lacks(null, "context")) {
    report("unverified", { at: made.node, fix: () => verified(made, model) });
  }
  const { events, name: object } = followLife(model, made.node, isEncrypted ? SECURE : OPEN);
  for (const { event, use, before } of events) {
    const data = {
      object: excerpt(object ?? "smtp"),
      context: target.major >= 3 ? "context=ssl.create_default_context()" : "",
    };
    const receiver = use.call?.receiver ?? null;
    // Where it may be the one or the other, a setting says which, and perhaps this too.
    const isOnly = receiver !== null && model.madeBy(receiver) === made.name;
    if (event === "login" && !isEncrypted && isOnly && before.certainly("plain"))
      report("login", { at: use.site, data });
    if (event !== "starttls" || use.call === null) continue;
    const { call } = use;
    if (isEncrypted && isOnly) report("twice", { at: use.site, data, severity: "error" });
    else if (
      !isEncrypted &&
      target.major >= 3 &&
      call.arguments.every(({ keyword }) => keyword !== null && keyword !== "context")
    ) {
      if (!call.hasUnpacking) report("unverified", { at: use.site, fix: () => verified(call, model) });
    }
  }
}

/** Not safe: a server whose certificate is not valid is refused from then on. */
function verified(call: Call, model: Model): Fix | null {
  const access = accessToModule("ssl", model);
  const edit = addArgument(call, "context=ssl.create_default_context()");
  if (access === null || edit === null) return null;
  return { title: "Check the server's certificate", safety: "unsafe", edits: [...access.edits, edit] };
}

type State = "plain" | "secure";
type Event = "login" | "starttls";
const STATES: Protocol<State, Event>["states"] = { plain: { starttls: "secure" }, secure: {} };
const OPEN: Protocol<State, Event> = { initial: "plain", states: STATES, event: eventOf };
const SECURE: Protocol<State, Event> = { initial: "secure", states: STATES, event: eventOf };

function eventOf({ kind, path }: Parameters<Protocol<State, Event>["event"]>[0]): Event | undefined | "escape" {
  // `smtp.connect(other)`: what is known of the host holds no more.
  if (kind === "store" || (kind === "call" && path.join() === "connect")) return "escape";
  const [method, ...others] = kind === "call" ? path : [];
  return others.length === 0 && (method === "login" || method === "starttls") ? method : undefined;
}
