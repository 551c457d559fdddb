import { accessToModule } from "../../engine/repairs/imports.js";
import { addArgument } from "../../engine/repairs/keywords.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { stringValue } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { isInTest } from "../../engine/semantics/tests.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  unverified:
    "without `{keyword}` the connection is encrypted, but nobody checks who the server is, so that whoever sits in between can read the password: pass `{keyword}=ssl.create_default_context()`",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/** Where each class takes its context, in the versions that take it by position. Source: CPython 3.6 to 3.13. */
const CLASSES: Readonly<Record<string, readonly [position: number, keyword: string]>> = {
  "ftplib.FTP_TLS": [6, "context"],
  "imaplib.IMAP4_SSL": [4, "ssl_context"],
  "poplib.POP3_SSL": [5, "context"],
};
/** Methods that begin to encrypt, with the classes of the objects. */
const METHODS: Readonly<Record<string, readonly [className: string, keyword: string]>> = {
  starttls: ["imaplib.IMAP4", "ssl_context"],
  stls: ["poplib.POP3", "context"],
};
/** Hosts that are this machine: there is nobody on the way. */
const LOCAL = /^(?:localhost|127\.|::1|\[::1\]|$)/;

/**
 * The clients for FTP, IMAP and POP encrypt with anybody who answers, unless they are given a context that checks certificates.
 * Only the clients for HTTP have one of their own.
 *
 * Found where none is given, and the host is not certainly this machine.
 */
export default defineRule({
  name: "tls-context-missing",
  question: "www-tools",
  summary: "an encrypted connection for FTP, IMAP or POP that accepts any certificate",
  severity: "warning",
  fix: "unsafe",
  pythons: { since: "3.0" },
  messages: MESSAGES,
  on: (when) => [
    when.calls(Object.keys(CLASSES), (call, context) => {
      const [position, keyword] = CLASSES[call.name ?? ""] ?? [];
      if (position !== undefined && keyword !== undefined && call.lacks(position, keyword)) {
        check(call, call.argument(0, "host"), keyword, context);
      }
    }),
    ...Object.entries(METHODS).map(([method, [className, keyword]]) =>
      when.methods(className, method, (call, _, context) => {
        const value = call.receiver === null ? null : context.model.onlyValueOf(call.receiver);
        const made = value?.kind === "call" ? context.model.callAt(value.node) : null;
        const isPlain = call.lacks(0, keyword) && call.lacks(null, "context");
        if (made !== null && isPlain) check(call, made.argument(0, "host"), keyword, context);
      }),
    ),
  ],
});

function check(call: Call, host: SyntaxNode | undefined, keyword: string, { model, report }: Context): void {
  const name = host === undefined ? null : stringValue(constantOf(host, model));
  if ((name !== null && LOCAL.test(name)) || isInTest(call.node, model)) return;
  if (isExpectedToFail(call.node, model, [])) return;
  report("unverified", {
    at: call.node,
    data: { keyword: excerpt(keyword) },
    fix: () => verified(call, keyword, model),
  });
}

/** Not safe: a server whose certificate is not valid is refused from then on. */
function verified(call: Call, keyword: string, model: Model): Fix | null {
  const access = accessToModule("ssl", model);
  const edit = addArgument(call, `${keyword}=ssl.create_default_context()`);
  if (access === null || edit === null) return null;
  return { title: "Check the server's certificate", safety: "unsafe", edits: [...access.edits, edit] };
}
