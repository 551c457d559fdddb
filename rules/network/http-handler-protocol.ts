import { bytesLiteral } from "../../engine/repairs/bytes-literals.js";
import { insertStatementBehind } from "../../engine/repairs/statements.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { certainContent, isTypeTested } from "../../engine/semantics/bytes-and-text.js";
import type { Call } from "../../engine/semantics/call.js";
import { classOf } from "../../engine/semantics/classes.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { guardOf, NAME_ERRORS } from "../../engine/semantics/guards.js";
import { followHeld, type LifeUse, type Protocol } from "../../engine/semantics/lifetimes.js";
import { unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  body: "the headers are not ended before this, so they are sent behind the body, and the client cannot read the answer: call `{handler}.end_headers()` first",
  body2:
    "the headers are not ended before this, so the client takes the body for headers: call `{handler}.end_headers()` first",
  ended: "the headers are never ended, so the client gets no answer: call `{handler}.end_headers()` behind it",
  text: "`{function}` sends bytes, and `{value}` is a str: this raises TypeError",
  endless:
    "`{function}` without a number reads until the client hangs up, and the client waits for the answer: read as many bytes as Content-Length says",
  getheader: "in Python 3 headers have no `{method}`, so this raises AttributeError: use `{to}`",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/** Python 2's methods of headers, with those that do the same since. */
const OLD_METHODS: Readonly<Record<string, string>> = { getheader: "get", getheaders: "get_all" };
const METHODS = ["send_response", "write", "read", ...Object.keys(OLD_METHODS)];

/**
 * The handler of a request sends the status, the headers, an empty line that ends them, and then the body, as bytes. Nobody does that for
 * it.
 *
 * Found in classes that inherit from `BaseHTTPRequestHandler`: bodies and ends without `end_headers`, text for `wfile`, reads of the
 * request's body that do not say how much, and what `headers` no longer has.
 */
export default defineRule({
  name: "http-handler-protocol",
  question: "www-tools",
  summary: "a request handler that does not end its headers, sends text or reads without end",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) =>
    when.nodes(
      "call",
      {
        anyOf: METHODS.map((word) => [word]),
        pattern: /HTTPRequestHandler\b/,
        and: /\b(?:wfile|rfile|headers|send_response)\b/,
      },
      (node, context) => {
        const call = context.model.callAt(node);
        const handler = call === null ? null : handlerOf(call, context.model);
        if (call === null || handler === null) return;
        const part = partOf(call);
        if (call.method === "send_response" && part === null) checkHeaders(call, handler, context);
        else if (call.method === "write" && part === "wfile") checkWritten(call, context);
        else if (call.method === "read" && part === "rfile") checkRead(call, handler, context);
        else if (part === "headers") checkLookup(call, context);
      },
    ),
});

/** The member of the handler that a method is of: `wfile` in `self.wfile.write(x)`; null for methods of its own. */
function partOf({ receiver }: Call): string | null {
  return receiver?.kind === "attribute" ? (receiver.field("attribute")?.text ?? null) : null;
}

/** `self` in `self.wfile.write(x)`, if that is a request handler. */
function handlerOf({ receiver }: Call, model: Model): SyntaxNode | null {
  const object = receiver?.kind === "attribute" ? receiver.field("object") : receiver;
  if (object?.kind !== "identifier") return null;
  const owner = model.classes.receiverClass(object);
  if (owner === null) return null;
  const isHandler = model.classes.lineage(owner).outside.some((base) => /^http\.server\.\w+RequestHandler$/.test(base));
  return isHandler ? object : null;
}

type State = "idle" | "open";
type Event = "begin" | "end" | "write";

const PROTOCOL: Protocol<State, Event> = {
  initial: "idle",
  states: { idle: { begin: "open" }, open: { end: "idle" } },
  event: ({ kind, path }) => {
    const [member = "", method] = path;
    if (kind === "call" && member === "send_response") return "begin";
    if (kind === "call" && member === "send_header") return "ignore";
    if (member === "wfile")
      return kind === "call" && method === "write" ? "write" : kind === "escape" ? "end" : "ignore";
    if (/^(?:rfile|headers|path|command|client_address|server|request|log_\w+)$/.test(member)) return "ignore";
    // Other methods, and functions that get hold of the handler, may end the headers.
    return kind === "call" || kind === "escape" ? "end" : "ignore";
  },
};

function checkHeaders(begin: Call, handler: SyntaxNode, { model, report, target }: Context): void {
  const life = followHeld(model, handler, PROTOCOL);
  if (life === null) return;
  const beginning = life.events.find(({ use }) => use.site === begin.node);
  if (beginning === undefined) return;
  const graph = model.flowOf(begin.node);
  const between = (use: LifeUse): boolean => graph.dominates(begin.node, use.site);
  const isLast = (use: LifeUse): boolean =>
    !life.events.some(
      ({ event, use: other }) =>
        event === "begin" &&
        other.site !== begin.node &&
        graph.dominates(begin.node, other.site) &&
        graph.dominates(other.site, use.site),
    );
  const body = life.events.find(
    ({ event, use, before }) => event === "write" && before.certainly("open") && between(use) && isLast(use),
  );
  const data = { handler: handler.text };
  if (body !== undefined) {
    const headers = lastHeader(begin, body.use.site, handler, model);
    report(target.major >= 3 ? "body" : "body2", {
      at: body.use.site,
      data,
      related: [{ span: begin.node, message: "the headers begin here" }],
      fix: () => endHeaders(headers, body.use.site, handler),
    });
    return;
  }
  // In Python 2 what was sent of the headers is there to be seen.
  if (target.major < 3 || !/^do_/.test(nameOfMethod(handler))) return;
  const isLeft = life.events.every(({ use }) => use === beginning.use || !graph.reaches(begin.node, use.site));
  if (!isLeft || life.escapes.length > 0) return;
  report("ended", {
    at: begin.node,
    data,
    fix: () => endHeaders(lastHeader(begin, null, handler, model), null, handler),
  });
}

function nameOfMethod(self: SyntaxNode): string {
  const method = self.enclosing("function_definition");
  return (method !== null && classOf(method) !== null ? method.field("name")?.text : undefined) ?? "";
}

/** The last statement of the same block, from the status on, that sends a header, if no other of its method does. */
function lastHeader(begin: Call, body: SyntaxNode | null, handler: SyntaxNode, model: Model): SyntaxNode | null {
  const first = begin.node.parent;
  const block = first?.kind === "expression_statement" ? first.parent : null;
  if (block == null || first === null) return null;
  const method = handler.enclosing("function_definition");
  const headers = (method?.descendants("call") ?? []).filter((node) => {
    const call = model.callAt(node);
    return call?.method === "send_header" && call.receiver?.text === handler.text && node.start > first.start;
  });
  const within = headers.filter((node) => body === null || node.start < body.start);
  if (within.some((node) => node.parent?.kind !== "expression_statement" || node.parent.parent !== block)) return null;
  if (within.length < headers.length && body === null) return null;
  return within.at(-1)?.parent ?? first;
}

function endHeaders(behind: SyntaxNode | null, body: SyntaxNode | null, handler: SyntaxNode): Fix | null {
  if (behind === null) return null;
  const statement = body === null ? null : body.parent;
  if (statement !== null && (statement.kind !== "expression_statement" || statement.parent !== behind.parent))
    return null;
  const text = `${handler.text}.end_headers()`;
  return { title: "End the headers", safety: "safe", edits: [insertStatementBehind(behind, text)] };
}

function checkWritten(call: Call, { model, report, target }: Context): void {
  const value = call.argument(0, null);
  if (value === undefined || target.major < 3 || certainContent(value, model) !== "str") return;
  if (isExpectedToFail(call.node, model, ["builtins.TypeError"])) return;
  const origin = model.contentOrigin(value);
  report("text", {
    at: value,
    data: { function: excerpt(call.callee.text), value: excerpt(value.text) },
    related: value.covers(origin) ? [] : [{ span: origin, message: "it is text from here" }],
    fix: () => encoded(value),
  });
}

function encoded(value: SyntaxNode): Fix | null {
  const edits = bytesLiteral(unparenthesized(value));
  if (edits !== null) return { title: "Make it a bytes literal", safety: "safe", edits };
  const isWhole = /^(?:call|identifier|attribute|subscript|parenthesized_expression|string)$/.test(value.kind);
  const replacement = isWhole ? `${value.text}.encode()` : `(${value.text}).encode()`;
  return { title: "Encode it as UTF-8", safety: "unsafe", edits: [{ span: value, replacement }] };
}

function checkRead(call: Call, handler: SyntaxNode, { report }: Context): void {
  const list = call.node.field("arguments");
  if (call.arguments.length > 0 || list === null) return;
  const replacement = `(int(${handler.text}.headers.get("Content-Length", 0)))`;
  report("endless", {
    at: call.node,
    data: { function: excerpt(call.callee.text) },
    fix: () => ({ title: "Read as much as there is", safety: "safe", edits: [{ span: list, replacement }] }),
  });
}

function checkLookup(call: Call, { model, report, target }: Context): void {
  const to = Object.hasOwn(OLD_METHODS, call.method ?? "") ? OLD_METHODS[call.method ?? ""] : undefined;
  const at = call.callee.field("attribute");
  if (to === undefined || at === null || target.major < 3) return;
  if (isTypeTested(call.node) || guardOf(call.node, model, NAME_ERRORS) !== null) return;
  report("getheader", {
    at,
    data: { method: at.text, to },
    fix: () => ({ title: `Use \`${to}\``, safety: "safe", edits: [{ span: at, replacement: to }] }),
  });
}
