import { OPENING_URLS } from "../../engine/knowledge/web-functions.js";
import { addArgument } from "../../engine/repairs/keywords.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { leadingText } from "../../engine/semantics/child-processes.js";
import { constantOf } from "../../engine/semantics/constants.js";
import type { Model } from "../../engine/semantics/model.js";
import { isInTest } from "../../engine/semantics/tests.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";

const MESSAGES = {
  forever:
    "without `timeout` this waits for ever for a server that takes the connection and says nothing: pass `timeout=`, in seconds",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/** Where each function takes its time limit and, if `since` is given, from which 3.x on; null for by keyword alone. */
interface Limit {
  readonly position: number | null;
  readonly since?: number;
}

/** Source: the signatures in CPython 2.7 and 3.6 to 3.13. */
const LIMITS: Readonly<Record<string, Limit>> = {
  ...Object.fromEntries(OPENING_URLS.map((name) => [name, { position: 2 }])),
  "ftplib.FTP": { position: 4 },
  "http.client.HTTPConnection": { position: 2 },
  "http.client.HTTPSConnection": { position: null },
  "imaplib.IMAP4": { position: 2, since: 9 },
  "imaplib.IMAP4_SSL": { position: null, since: 9 },
  "poplib.POP3": { position: 2 },
  "poplib.POP3_SSL": { position: null },
  "smtplib.SMTP": { position: 3 },
  "smtplib.SMTP_SSL": { position: null },
  "socket.create_connection": { position: 1 },
};

/** A limit for all connections, or what makes one for some. */
const LIMITED =
  /\bsetdefaulttimeout\b|\bsettimeout\b|\bsetblocking\b|\balarm\s*\(|\bwait_for\b|\bfail_after\b|\bmove_on_after\b|\.timeout\s*=/;
/** What no network takes part in. */
const LOCAL = /^(?:file|data):|^https?:\/\/(?:localhost|127\.)|^(?:localhost$|127\.)/i;

/**
 * The functions that make connections have no time limit of their own, so a server that does not answer stops the program for good.
 *
 * Found where none is given, the file sets none in another way, and the other side is not the same machine.
 */
export default defineRule({
  name: "network-call-without-timeout",
  question: "www-tools",
  summary: "a connection without a time limit, which may wait for ever",
  severity: "hint",
  fix: "unsafe",
  messages: MESSAGES,
  on: (when) => when.calls(Object.keys(LIMITS), check),
});

function check(call: Call, { model, report, source, target }: Context): void {
  const limit = LIMITS[call.name ?? ""];
  if (limit === undefined || !call.lacks(limit.position, "timeout") || call.arguments.length === 0) return;
  if (limit.since !== undefined && (target.major < 3 || target.minor < limit.since)) return;
  const [first] = call.arguments;
  if (first === undefined || textMatches(source, LIMITED) || isInTest(call.node, model)) return;
  // Of a request, what it opens.
  const host = hostOf(first.value, model);
  const text = host === null ? null : leadingText(host, model);
  if (text !== null && LOCAL.test(text)) return;
  report("forever", { at: call.callee, fix: () => limited(call) });
}

/** The host or URL that a call is given: itself, the first of a pair, or that of a request. */
function hostOf(value: SyntaxNode, model: Model): SyntaxNode | null {
  const node = constantOf(value, model);
  if (node.kind === "tuple") return node.firstNamedChild;
  const call = model.callAt(node);
  return call?.name === "urllib.request.Request" || call?.name === "urllib2.Request"
    ? (call.argument(0, "url") ?? null)
    : node;
}

function limited(call: Call): Fix | null {
  const edit = addArgument(call, "timeout=30");
  return edit && { title: "Wait 30 seconds at most", safety: "unsafe", edits: [edit] };
}
