import { HTTP_CONNECTIONS } from "../../engine/knowledge/web-functions.js";
import { insertStatementBehind } from "../../engine/repairs/statements.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { followLife, type LifeUse, type Protocol } from "../../engine/semantics/lifetimes.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  answer: "the request is not sent yet, so `{use}` raises ResponseNotReady: call `{connection}.endheaders()` first",
  data: "this is sent before the headers, which wait for `{connection}.endheaders()`, so the server cannot read the request",
} as const;

type Context = RuleContext<typeof MESSAGES>;
type State = "idle" | "open";
type Event = "begin" | "end" | "send" | "answer";

const EVENTS: Readonly<Record<string, Event>> = {
  putrequest: "begin",
  endheaders: "end",
  request: "end",
  close: "end",
  connect: "end",
  send: "send",
  getresponse: "answer",
  getreply: "answer",
};

const PROTOCOL: Protocol<State, Event> = {
  initial: "idle",
  states: { idle: { begin: "open" }, open: { end: "idle" } },
  event: ({ kind, path }) => (kind === "call" && path.length === 1 ? EVENTS[path[0] ?? ""] : undefined),
};

/**
 * `putrequest` and `putheader` collect what `endheaders` sends. What is sent before it goes out before the headers, and an answer
 * cannot be asked for at all.
 *
 * Found where, whichever way a function goes, `endheaders` has not been called.
 */
export default defineRule({
  name: "putrequest-without-endheaders",
  question: "form-submission",
  summary: "a request begun with `putrequest` that is not ended before its data is sent or its answer is read",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => when.calls([...HTTP_CONNECTIONS, "http.client.HTTP", "http.client.HTTPS"], check, [["putrequest"]]),
});

function check(made: Call, { model, report }: Context): void {
  const life = followLife(model, made.node, PROTOCOL);
  let begun: LifeUse | null = null;
  let isTold = false;
  for (const { event, use, before } of life.events) {
    if (event === "begin") {
      begun = use;
      isTold = false;
    }
    if ((event !== "send" && event !== "answer") || !before.certainly("open") || begun === null || isTold) continue;
    isTold = true;
    const connection = use.node.field("object") ?? use.node;
    const data = { connection: connection.text };
    const related = [{ span: begun.site, message: "the request begins here" }];
    const last = lastHeader(begun, use);
    const fix = (): Fix | null => endHeaders(last, use.site, connection);
    if (event === "send") report("data", { at: use.site, data, related, fix });
    else report("answer", { at: use.site, data: { ...data, use: excerpt(use.site.text) }, related, fix });
  }
}

function lastHeader(begun: LifeUse, until: LifeUse): SyntaxNode | null {
  const block = begun.site.parent?.kind === "expression_statement" ? begun.site.parent.parent : null;
  if (block === null) return null;
  const statements = block.namedChildren.filter(
    (each) =>
      each.start >= begun.site.start && each.start < until.site.start && /\.\s*put(?:request|header)\b/.test(each.text),
  );
  const last = statements.at(-1);
  return last?.kind === "expression_statement" ? last : null;
}

function endHeaders(behind: SyntaxNode | null, use: SyntaxNode, connection: SyntaxNode): Fix | null {
  if (behind?.parent?.covers(use) !== true) return null;
  const edits = [insertStatementBehind(behind, `${connection.text}.endheaders()`)];
  return { title: "End the headers", safety: "safe", edits };
}
