import type { SyntaxNode } from "../syntax/tree.js";
import type { Call } from "./call.js";
import { stringValue } from "./literals.js";
import type { Model } from "./model.js";

/** The classes of `smtplib` whose objects send mail. */
export const SMTP_CLASSES: readonly string[] = ["SMTP", "SMTP_SSL", "LMTP"].map((name) => `smtplib.${name}`);

/** Classes of messages that hold something else than other messages. */
export const SINGLE_PARTS: readonly string[] = [
  ["application", "MIMEApplication"],
  ["audio", "MIMEAudio"],
  ["image", "MIMEImage"],
  ["text", "MIMEText"],
].map(([module, name]) => `email.mime.${module}.${name}`);

export const MULTIPART = "email.mime.multipart.MIMEMultipart";
export const EMAIL_MESSAGE = "email.message.EmailMessage";

/** Every class of messages of the library. */
export const MESSAGE_CLASSES: readonly string[] = [
  ...SINGLE_PARTS,
  MULTIPART,
  EMAIL_MESSAGE,
  "email.message.Message",
  "email.mime.base.MIMEBase",
];

/** The header that a subscript with a literal asks for, in lower case; null for others. */
export function headerOf(subscript: SyntaxNode): string | null {
  const [index, ...others] = subscript.kind === "subscript" ? subscript.fieldAll("subscript") : [];
  return index === undefined || others.length > 0 ? null : (stringValue(index)?.toLowerCase() ?? null);
}

/** Methods that only look at a message, or give it as text. */
const READING: ReadonlySet<string> = new Set(
  "as_bytes as_string get get_all get_payload get_content_type is_multipart items keys values walk".split(" "),
);

/** Whether a method of a message certainly changes no header. */
export function readsMessage(method: string): boolean {
  return READING.has(method);
}

/** Whether a message that is passed to a call is only sent, or put into another one, with its headers as they are. */
export function leavesHeaders(call: Call | null, model: Model): boolean {
  if (call === null) return false;
  if (/^(?:send_message|sendmail)$/.test(call.method ?? "")) return true;
  return (
    call.method === "attach" && call.receiver !== null && MESSAGE_CLASSES.includes(model.madeBy(call.receiver) ?? "")
  );
}

/** Headers that a message has only one of. Source: RFC 5322, section 3.6, and RFC 2045. */
export const SINGLE_HEADERS: ReadonlySet<string> = new Set(
  `bcc cc content-transfer-encoding content-type date from in-reply-to message-id mime-version references reply-to sender subject
  to`.split(/\s+/),
);

/** Single headers of which an EmailMessage takes a second one all the same. */
const NOT_COUNTED: ReadonlySet<string> = new Set(["in-reply-to", "references"]);

/** What a class of messages does with a second header of the same name: nothing is known with a policy of its own. */
export function secondHeader(made: Call, header: string, model: Model): "added" | "refused" | null {
  if (!SINGLE_HEADERS.has(header) || made.hasUnpacking) return null;
  const isModern = made.name === EMAIL_MESSAGE;
  const policy = made.argument(isModern || made.name === "email.message.Message" ? 0 : null, "policy");
  if (!isModern) return policy === undefined ? "added" : null;
  const name = policy === undefined ? "email.policy.default" : model.qualifiedName(policy);
  const isStrict = name !== null && /^email\.policy\.(?:default|SMTP|SMTPUTF8|HTTP|strict)$/.test(name);
  return isStrict && !NOT_COUNTED.has(header) ? "refused" : null;
}

/** The headers that a class of messages gives its objects when they are made, in lower case. */
export function ownHeaders(name: string | null): readonly string[] {
  if (name === null || !name.startsWith("email.mime.")) return [];
  const own = ["content-type", "mime-version"];
  return SINGLE_PARTS.includes(name) ? [...own, "content-transfer-encoding"] : own;
}
