import { accessToMember } from "../../engine/repairs/imports.js";
import { addArgument } from "../../engine/repairs/keywords.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { callsOfNames } from "../../engine/semantics/candidates.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import type { Place } from "../../engine/semantics/flow.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { followLife, type Protocol } from "../../engine/semantics/lifetimes.js";
import { unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import {
  nextUseOf,
  type StandardStream,
  streamOf,
  streamOfDescriptor,
} from "../../engine/semantics/standard-streams.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";
import { isInRange } from "../../engine/versions.js";

const MESSAGES = {
  closed: "this closes `{stream}` for the whole program, so `{use}` after it raises ValueError",
  perhaps:
    "if this is `{stream}`, it is closed for the whole program, and `{use}` after it raises ValueError: {advice}",
  descriptor:
    "this closes the descriptor of `{stream}` for the whole program, so `{use}` after it fails with EBADF: say `closefd=False`",
  wrapper:
    "when `{wrapper}` goes away at the end of the function, it closes `{stream}`, so `{use}` after it raises ValueError: call `{wrapper}.detach()` before, or use `{stream}.reconfigure`",
} as const;

type Context = RuleContext<typeof MESSAGES>;

const ERRORS = ["builtins.ValueError", "builtins.OSError", "builtins.Exception"];
/** A standard stream that is a value itself, and not only there for one of its methods. */
const AS_VALUE = /\bsys\s*\.\s*(?:__)?std(?:in|out|err)(?:__)?[ \t]*(?:$|[\r),:;#\\]|(?:if|or|else|and|as)\b)/m;
/** What a program has that makes a child of itself, which may close what it likes. */
const FORKS = /\b(?:fork|setsid|daemon\w*)\b/i;
const DESCRIPTOR_OPENERS: ReadonlySet<string> = new Set(["builtins.open", "io.open", "os.fdopen"]);
const OPENS_DESCRIPTOR = /\b(?:fdopen|open)\s*\(\s*(?:[012]\b|[\w.]*std\w+\s*\.\s*fileno\b)/;

const opensDescriptor = callsOfNames(DESCRIPTOR_OPENERS);

/**
 * The standard streams belong to the whole program: whoever closes one closes it for everybody, and a `with` block closes what
 * it is given. That goes well until something is printed afterwards.
 *
 * Found where a stream, or its descriptor, is closed, and some way certainly leads from there to a use of the stream: in the same
 * function or where that is called.
 */
export default defineRule({
  name: "close-standard-stream",
  question: "closing-stdout",
  summary: "`sys.stdout` or another standard stream that is closed before the program is done with it",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => [
    when.calls(
      ["sys.stdin", "sys.stdout", "sys.stderr", "sys.__stdout__", "sys.__stderr__"].map((name) => `${name}.close`),
      checkClose,
    ),
    when.nodes("call", { anyOf: streamWords("close"), pattern: AS_VALUE }, (node, context) => {
      const call = node.field("function")?.field("attribute")?.text === "close" ? context.model.callAt(node) : null;
      if (call?.name === null && textMatches(context.source, AS_VALUE)) checkClose(call, context);
    }),
    when.nodes("with_item", { anyOf: streamWords("with"), pattern: AS_VALUE }, (item, context) => {
      if (textMatches(context.source, AS_VALUE)) checkWith(item, context);
    }),
    when.nodes("call", { anyOf: [["open"], ["fdopen"]], pattern: OPENS_DESCRIPTOR }, (node, context) => {
      const call = textMatches(context.source, OPENS_DESCRIPTOR) ? context.model.callAt(node) : null;
      if (call !== null && opensDescriptor(call, context.model)) checkDescriptor(call, context);
    }),
    when.calls("io.TextIOWrapper", checkWrapper, [["stdout"], ["stderr"], ["stdin"]]),
  ],
});

function streamWords(word: string): string[][] {
  return ["stdin", "stdout", "stderr", "__stdout__", "__stderr__"].map((stream) => ["sys", word, stream]);
}

function checkClose(call: Call, context: Context): void {
  const { model, report } = context;
  const { receiver, node } = call;
  const closed = receiver === null ? null : streamOf(receiver, model);
  if (closed === null || receiver === null || isMeant(node, model) || isGuarded(node, closed.isCertain)) return;
  const use = nextUseOf(closed.stream, [node], node, model);
  if (use === null) return;
  const related = [{ span: use, message: "it is used again here" }];
  const data = { stream: closed.stream, use: excerpt(use.text) };
  if (closed.isCertain) report("closed", { at: node, data, related });
  else {
    const advice = `only close it if \`${excerpt(receiver.text)} is not ${closed.stream}\``;
    report("perhaps", { at: node, data: { ...data, advice }, severity: "warning", related });
  }
}

/** Whether a question stands before what closes something that is only perhaps a stream. */
function isGuarded(node: SyntaxNode, isCertain: boolean): boolean {
  const region = regionOf(node);
  if (isCertain) return false;
  for (let up = node.parent; up !== null && up !== region; up = up.parent) {
    if (/^(?:if_statement|elif_clause|else_clause|except_clause)$/.test(up.kind)) return true;
  }
  return false;
}

function checkWith(item: SyntaxNode, context: Context): void {
  const { model, report } = context;
  const entered = item.field("value");
  const value = entered?.kind === "as_pattern" ? entered.namedChildren[0] : entered;
  if (value === undefined || value === null) return;
  const call = model.callAt(unparenthesized(value));
  const closing = call?.name === "contextlib.closing" ? call.argument(0, "thing") : value;
  const closed = closing === undefined ? null : streamOf(closing, model);
  if (closing === undefined || closed === null || isMeant(item, model)) return;
  const use = nextUseOf(closed.stream, calmLeaves(item, model), item, model);
  if (use === null) return;
  const found = {
    at: closing,
    related: [{ span: use, message: "it is used again here" }],
    fix: () => keepOpen(closing, closed.stream, context),
  };
  const data = { stream: closed.stream, use: excerpt(use.text) };
  if (closed.isCertain) report("closed", { ...found, data });
  else {
    const advice = "put `contextlib.nullcontext` around it";
    report("perhaps", { ...found, data: { ...data, advice }, severity: "warning" });
  }
}

/** Where a `with` block is left when all goes well. */
function calmLeaves(item: SyntaxNode, model: Model): readonly Place[] {
  return model.flowOf(item).leavesOf(item).slice(0, 1);
}

function keepOpen(value: SyntaxNode, stream: StandardStream, { model, target }: Context): Fix | null {
  if (!isInRange(target, { since: "3.7" })) return null;
  const named = [value, ...value.descendants("attribute", "identifier")].filter(
    (node) => model.qualifiedName(node) === stream,
  );
  const [only, ...others] = named.filter((node) => !named.some((other) => other !== node && other.covers(node)));
  const access = accessToMember("contextlib", "nullcontext", model);
  if (only === undefined || others.length > 0 || access === null) return null;
  const edits = [...access.edits, { span: only, replacement: `${access.text}(${only.text})` }];
  return { title: "Put `contextlib.nullcontext` around it", safety: "safe", edits };
}

function checkDescriptor(call: Call, context: Context): void {
  const { model, report } = context;
  const [descriptor] = call.positional;
  const stream = descriptor === undefined ? null : streamOfDescriptor(descriptor, model);
  if (stream === null || model.attributes.isReplaced(stream) || !call.lacks(null, "closefd")) return;
  if (call.positional.length > 6 || isMeant(call.node, model)) return;
  const item = call.node.enclosing("with_item");
  const entered = item?.field("value");
  const value = entered?.kind === "as_pattern" ? entered.namedChildren[0] : entered;
  const isEntered = value !== undefined && value !== null && unparenthesized(value) === call.node;
  // Without a name it goes away at once.
  const isUsedUp = call.node.parent?.kind === "attribute" && call.node.parent.parent?.kind === "call";
  if (!isEntered && !isUsedUp) return;
  const from = isEntered && item !== null ? calmLeaves(item, model) : [call.node];
  const use = nextUseOf(stream, from, call.node, model);
  if (use === null) return;
  report("descriptor", {
    at: call.node,
    data: { stream, use: excerpt(use.text) },
    related: [{ span: use, message: "it is used again here" }],
    fix: () => {
      const edit = isInRange(context.target, { since: "3.0" }) ? addArgument(call, "closefd=False") : null;
      return edit && { title: "Say `closefd=False`", safety: "safe", edits: [edit] };
    },
  });
}

const WRAPPER: Protocol<"open", "detached"> = {
  initial: "open",
  states: { open: {} },
  event: ({ kind, path }) => (kind === "call" && path[0] === "detach" ? "detached" : undefined),
};

/** A wrapper that only a function knows is gone at its end, and closes what it wraps. */
function checkWrapper(call: Call, { model, report }: Context): void {
  const wrapped = call.argument(0, "buffer");
  const value = wrapped === undefined ? null : model.qualifiedName(wrapped);
  const stream = /^(sys\.std(?:in|out|err))\.buffer$/.exec(value ?? "")?.[1] as StandardStream | undefined;
  const region = regionOf(call.node);
  if (stream === undefined || model.attributes.isReplaced(stream) || region.kind !== "function_definition") return;
  const life = followLife(model, call.node, WRAPPER);
  const { name } = life;
  if (name === null || name.includes(".") || life.escapes.length > 0 || life.events.length > 0) return;
  if (isMeant(call.node, model)) return;
  const use = nextUseOf(stream, [model.flowOf(call.node).exit], call.node, model);
  if (use === null) return;
  report("wrapper", {
    at: call.node,
    data: { wrapper: name, stream, use: excerpt(use.text) },
    related: [{ span: use, message: "it is used again here" }],
  });
}

function isMeant(node: SyntaxNode, model: Model): boolean {
  return textMatches(model.source, FORKS) || isExpectedToFail(node, model, ERRORS);
}
