import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { guardOf, NAME_ERRORS } from "../../engine/semantics/guards.js";
import type { Model } from "../../engine/semantics/model.js";
import { onceForEach } from "../../engine/semantics/once.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";
import { isInRange } from "../../engine/versions.js";

const MESSAGES = {
  writer:
    "in Python 3 `{stream}` takes text, and this writer gives it bytes, so the next `print` raises TypeError: {advice}",
  reader:
    "in Python 3 `{stream}` gives text, and this reader wants bytes, so reading from it raises TypeError: {advice}",
  codec:
    "Python 3 has no `sys.setdefaultencoding`, so this raises AttributeError; text needs no default encoding there",
} as const;

type Context = RuleContext<typeof MESSAGES>;

const STREAMS: ReadonlySet<string> = new Set(["sys.stdin", "sys.stdout", "sys.stderr"]);
const ERRORS = ["builtins.TypeError", "builtins.Exception"];
/** A question whose answer is never yes in Python 3, where each stream has an encoding and a buffer. */
const ASKS_ENCODING = /\bencoding\b|\bbuffer\b|\bhasattr\b/;

/**
 * Python 2's streams are bytes, and programs put encoders and decoders around them. In Python 3 the streams are text already:
 * what is encoded first is refused.
 *
 * Found where what `codecs.getwriter` or `codecs.getreader` gives is called with a standard stream itself, not with its `buffer`.
 */
export default defineRule({
  name: "py2-stdout-wrapping",
  question: "closing-stdout",
  summary: "an encoder or decoder around a standard stream, which Python 3 opens as text already",
  severity: "error",
  fix: "safe",
  pythons: { since: "3.0" },
  messages: MESSAGES,
  on: (when) => [
    when.nodes("call", { anyOf: ["getwriter", "getreader"].map((word) => ["codecs", word]) }, (node, context) => {
      const call = context.model.callAt(node);
      if (call !== null) check(call, context);
    }),
    when.calls("sys.setdefaultencoding", (call, { model, report }) => {
      if (guardOf(call.node, model, NAME_ERRORS) !== null || isAsked(call.node)) return;
      if (isExpectedToFail(call.node, model, ["builtins.AttributeError", ...ERRORS])) return;
      report("codec", { at: call.node });
    }),
  ],
});

/** The call of `getwriter` or `getreader` whose result a call calls. */
function makerOf(call: Call, model: Model): Call | null {
  const value = model.onlyValueOf(call.callee);
  const maker = value?.kind === "call" ? model.callAt(value.node) : null;
  return /^codecs\.get(?:writer|reader)$/.test(maker?.name ?? "") ? maker : null;
}

function check(call: Call, { model, target, report }: Context): void {
  const [wrapped] = call.positional;
  const stream = wrapped === undefined ? null : model.qualifiedName(wrapped);
  if (wrapped === undefined || stream === null || !STREAMS.has(stream)) return;
  const maker = makerOf(call, model);
  if (maker === null) return;
  const isWriter = maker.name === "codecs.getwriter";
  if (isWriter !== (stream !== "sys.stdin") || isOtherwiseReplaced(stream, call.node, model)) return;
  if (guardOf(call.node, model, []) !== null || isAsked(call.node)) return;
  if (isExpectedToFail(call.node, model, ERRORS)) return;
  const canBeSet = isInRange(target, { since: "3.7" });
  const encoding = maker.positional[0]?.text;
  report(isWriter ? "writer" : "reader", {
    at: call.node,
    data: {
      stream,
      advice: canBeSet
        ? `call \`${stream}.reconfigure(encoding=${excerpt(encoding ?? '"utf-8"')})\``
        : `give it \`${stream}.buffer\``,
    },
    fix: () => repair(call, wrapped, encoding, canBeSet),
  });
}

/** Whether the code only runs where something about the stream is as it never is in Python 3, or may be. */
function isAsked(node: SyntaxNode): boolean {
  const region = regionOf(node);
  for (let up = node.parent; up !== null && up !== region; up = up.parent) {
    const condition = up.kind === "if_statement" || up.kind === "elif_clause" ? up.field("condition") : null;
    if (condition !== null && ASKS_ENCODING.test(condition.text)) return true;
  }
  return false;
}

/** Whether the file puts something else in the place of a stream. */
function isOtherwiseReplaced(stream: string, own: SyntaxNode, model: Model): boolean {
  return otherReplacements(stream, model).some((site) => !site.covers(own));
}

const otherReplacements = onceForEach((stream: string, model) =>
  model.attributes
    .replacements(stream)
    .map(({ site }) => site)
    .filter((site) => !isWrapping(site, model)),
);

function isWrapping(assignment: SyntaxNode, model: Model): boolean {
  const value = assignment.field("right");
  const call = value === null ? null : model.callAt(value);
  return call !== null && makerOf(call, model) !== null;
}

function repair(call: Call, wrapped: SyntaxNode, encoding: string | undefined, canBeSet: boolean): Fix | null {
  const assignment = call.node.parent;
  const isStatement =
    assignment?.kind === "assignment" &&
    assignment.parent?.kind === "expression_statement" &&
    assignment.field("left")?.text === wrapped.text;
  const plain = call.positional.length === 1 && call.arguments.length === 1 && encoding !== undefined;
  if (canBeSet && isStatement && plain && wrapped.kind === "attribute") {
    const edits = [{ span: assignment, replacement: `${wrapped.text}.reconfigure(encoding=${encoding})` }];
    return { title: `Call ${wrapped.text}.reconfigure`, safety: "safe", edits };
  }
  const edits = [{ span: { start: wrapped.end, end: wrapped.end }, replacement: ".buffer" }];
  // What is then written to the stream itself, and to what is around its buffer, may come in another order.
  return { title: `Use \`${wrapped.text}.buffer\``, safety: isStatement ? "safe" : "unsafe", edits };
}
