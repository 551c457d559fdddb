import { HTTP_CONNECTIONS } from "../../engine/knowledge/web-functions.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { leadingText } from "../../engine/semantics/child-processes.js";
import { constantInteger, constantOf } from "../../engine/semantics/constants.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { stringValue, unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { isInTest } from "../../engine/semantics/tests.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  scheme: "`{function}` takes the name of a host, and `{text}` begins as a URL does: {consequence}",
  path: "`{function}` takes the name of a host, and `{text}` has a path behind it: {consequence}",
  tls: "port 443 expects TLS, and `{function}` speaks plain HTTP: the server refuses every request",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/** Functions that take a host first, and methods of sockets that take it first in a pair; how these call the parameter. */
const TAKE_HOST: Readonly<Record<string, string>> = {
  "http.client.HTTPConnection": "host",
  "http.client.HTTPSConnection": "host",
  "http.client.HTTP": "host",
  "http.client.HTTPS": "host",
  "ftplib.FTP": "host",
  "ftplib.FTP_TLS": "host",
  "imaplib.IMAP4": "host",
  "imaplib.IMAP4_SSL": "host",
  "poplib.POP3": "host",
  "poplib.POP3_SSL": "host",
  "smtplib.SMTP": "host",
  "smtplib.SMTP_SSL": "host",
  "socket.create_connection": "address",
  "socket.getaddrinfo": "host",
  "socket.gethostbyname": "hostname",
  "socket.gethostbyname_ex": "hostname",
};
const SOCKETS = ["socket.socket"];
const CONNECTS = ["connect", "connect_ex"];

const SCHEME = /^(?:https?|ftps?|wss?|smtps?|imaps?|pop3s?|tcp):\/\//i;

/**
 * A connection is made to a host; what else is in a URL, the scheme before it and the path behind it, is for others. The whole is
 * looked up as a name, and no host has such a name.
 *
 * Found where the text of the host, as far as it is known, has a scheme or a path.
 */
export default defineRule({
  name: "url-as-host",
  question: "www-tools",
  summary: "a URL where the name of a host is wanted",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => [
    when.calls(Object.keys(TAKE_HOST), (call, context) => {
      const host = call.argument(0, TAKE_HOST[call.name ?? ""] ?? null);
      if (host !== undefined) checkHost(call, hostIn(host, context.model), context);
      if (call.name === "http.client.HTTPConnection") checkPort(call, context);
    }),
    when.methods(SOCKETS, CONNECTS, (call, _, context) => {
      const address = call.argument(0, null);
      if (address !== undefined) checkHost(call, hostIn(address, context.model), context);
    }),
  ],
});

/** The first of a pair; what is no pair stands for itself. */
function hostIn(address: SyntaxNode, model: Model): SyntaxNode {
  const node = constantOf(address, model);
  return (node.kind === "tuple" ? node.firstNamedChild : null) ?? address;
}

function checkHost(call: Call, host: SyntaxNode, { model, report }: Context): void {
  const text = leadingText(host, model);
  const isUrl = text !== null && SCHEME.test(text);
  // `unix:/path` and the like are of libraries that put something else in place.
  const isPath = text !== null && !isUrl && /^[\w-]+(?:\.[\w-]+)+(?::\d+)?\/|^localhost\//i.test(text);
  if (text === null || !(isUrl || isPath)) return;
  const errors = ["http.client.InvalidURL", "socket.gaierror", "builtins.ValueError"];
  if (isExpectedToFail(call.node, model, errors) || isInTest(call.node, model)) return;
  const data = {
    function: excerpt(call.callee.text),
    text: excerpt(text),
    consequence:
      isUrl && isParsed(call, text)
        ? "this raises InvalidURL"
        : "there is no host of that name, so connecting to it raises gaierror",
  };
  report(isUrl ? "scheme" : "path", { at: host, data, fix: () => hostAlone(call, host) });
}

/** Whether what stands behind the first colon is taken for the number of a port. */
function isParsed(call: Call, text: string): boolean {
  return (
    [...HTTP_CONNECTIONS, "http.client.HTTP", "http.client.HTTPS"].includes(call.name ?? "") && !/:\d+$/.test(text)
  );
}

function checkPort(call: Call, { model, report }: Context): void {
  const port = call.argument(1, "port");
  const host = call.argument(0, "host");
  const text = host === undefined ? null : stringValue(constantOf(host, model));
  const isSecure = port === undefined ? text?.endsWith(":443") : constantInteger(port, model) === 443n;
  if (isSecure !== true || isInTest(call.node, model)) return;
  const at = port ?? call.node;
  report("tls", { at, data: { function: excerpt(call.callee.text) }, severity: "warning" });
}

/** Leaves the host of a literal; safe where nothing is lost that said how to connect. */
function hostAlone(call: Call, host: SyntaxNode): Fix | null {
  const literal = unparenthesized(host);
  const text = literal.kind === "string" ? stringValue(literal) : null;
  const [, scheme = "", name, path = ""] = /^(?:(\w+):\/\/)?([\w.:-]+)(\/[^?#]*)?$/.exec(text ?? "") ?? [];
  if (text === null || name === undefined || !/^\/?$/.test(path) || !literal.text.includes(text)) return null;
  const isSecureUrl = /^(?:https|wss)$/i.test(scheme);
  if (isSecureUrl && call.name !== "http.client.HTTPSConnection") return null;
  const replacement = literal.text.replace(text, name);
  return { title: "Leave the name of the host", safety: "safe", edits: [{ span: literal, replacement }] };
}
