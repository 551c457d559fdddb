import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { followLife, type LifeEvent, type LifeUse, type Protocol } from "../../engine/semantics/lifetimes.js";
import { stringValue } from "../../engine/semantics/literals.js";
import {
  headerOf,
  leavesHeaders,
  MESSAGE_CLASSES,
  ownHeaders,
  readsMessage,
  SINGLE_HEADERS,
  secondHeader,
} from "../../engine/semantics/mail.js";
import type { Model } from "../../engine/semantics/model.js";
import { repeatingLoop } from "../../engine/semantics/repeats.js";
import { isInTest } from "../../engine/semantics/tests.js";
import { Kept } from "../../engine/syntax/kept.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  added:
    "`{message}` has a `{header}` already, and this adds another one beside it: delete the first before, `del {item}`",
  loop: "each turn adds one more `{header}` to `{message}`, and those of the turns before stay in it: write `del {item}` before, or make a new message in the loop",
  refused:
    "`{message}` has a `{header}` already, and takes only one: this raises ValueError. Write `del {item}` before",
  secondTurn:
    "`{message}` takes only one `{header}`, so the second turn raises ValueError: write `del {item}` before, or make a new message in the loop",
  own: "`{maker}` has set `{header}` itself, and this adds another one that readers do not expect: {advice}",
  list: "a header takes one text, and `{value}` is none: as soon as the message is made into text this raises AttributeError. Use `{joined}`",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/** Headers that are lists of addresses. */
const ADDRESSES: ReadonlySet<string> = new Set(["to", "cc", "bcc", "reply-to", "from"]);

type State = "without" | "own" | "with";
type Event = "set" | "filled" | "unsure";

/**
 * To assign a header of a message is to add one. The old classes (`MIMEText`, `MIMEMultipart`) then send both, so that each
 * recipient of a loop sees those before; an `EmailMessage` raises ValueError for headers of which there is only one.
 *
 * Found where a message certainly has the header already, and where a loop assigns it to a message made outside of the loop.
 */
export default defineRule({
  name: "mail-header-assignment",
  question: "send-mail",
  summary: "a second header of a mail where the first was to be replaced, and a list as a header",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) =>
    when.calls(MESSAGE_CLASSES, (made, context) => {
      const { model } = context;
      if (isInTest(made.node, model)) return;
      const { events } = followLife(model, made.node, HEADERS);
      for (const header of new Set(events.map(({ event }) => event))) {
        const sets = events.filter(({ event }) => event === header);
        checkList(sets, header, made, context);
        if (secondHeader(made, header, model) === null) continue;
        const mayRepeat =
          sets.length > 1 || ownHeaders(made.name).includes(header) || /^(?:content|mime)-/.test(header);
        if (mayRepeat || sets.some(({ use }) => repeatingLoop(use.site, made.node, model) !== null)) {
          checkHeader(header, made, context);
        }
      }
    }),
});

/** Which headers are set at all. */
const HEADERS: Protocol<"any", string> = {
  initial: "any",
  states: { any: {} },
  event: (use) => (use.site.kind === "assignment" ? (headerSet(use) ?? undefined) : undefined),
};

/** The header that a use sets: `m["To"] = x`, `m.add_header("To", x)`. */
function headerSet({ kind, path, node, call }: LifeUse): string | null {
  if (kind === "store" && path.length === 1) return headerOf(node);
  const [name] = kind === "call" && path.join() === "add_header" ? (call?.positional ?? []) : [];
  return name === undefined ? null : (stringValue(name)?.toLowerCase() ?? null);
}

const protocols = new Map<string, Protocol<State, Event>>();

/** What becomes of one header of a message. */
function protocolOf(header: string, isOwn: boolean): Protocol<State, Event> {
  const key = `${header} ${isOwn}`;
  let protocol = protocols.get(key);
  if (protocol === undefined) {
    const after = { set: "with", filled: "own", unsure: "without" } as const;
    protocol = {
      initial: isOwn ? "own" : "without",
      states: { without: after, own: after, with: after },
      event: (use) => eventOf(use, header),
    };
    protocols.set(key, protocol);
  }
  return protocol;
}

function eventOf(use: LifeUse, header: string): Event | "ignore" | undefined {
  const { kind, path, site, call } = use;
  if (kind === "test") return "unsure";
  if (kind === "store") {
    if (path.length !== 1) return undefined;
    const stored = headerOf(use.node);
    if (site.kind === "assignment") return stored === header ? "set" : undefined;
    return stored === header || stored === null ? "unsure" : undefined;
  }
  if (kind !== "call" || path.length !== 1) return undefined;
  const [method = ""] = path;
  if (method === "add_header") return headerSet(use) === header ? "set" : undefined;
  if (readsMessage(method) || method === "attach" || method === "replace_header") return undefined;
  if (!/^(?:content|mime)-/.test(header)) return method.startsWith("_") ? "unsure" : undefined;
  return method === "set_content" && call !== null ? "filled" : "unsure";
}

function checkHeader(header: string, made: Call, context: Context): void {
  const { model, report } = context;
  const isRefused = secondHeader(made, header, model) === "refused";
  const protocol = sendable(protocolOf(header, ownHeaders(made.name).includes(header)), model);
  const life = followLife(model, made.node, protocol);
  let earlier: SyntaxNode | null = null;
  for (const { event, use, before } of life.events) {
    if (event !== "set") continue;
    const first = earlier;
    earlier = use.site;
    if (use.site.kind !== "assignment" || isAsked(use.site, header)) continue;
    if (isExpectedToFail(use.site, model, ["builtins.ValueError"])) continue;
    const item = use.node.text;
    const name = use.node.fieldAll("subscript")[0];
    const message = excerpt(use.node.field("value")?.text ?? "");
    const data = { message, header: (name === undefined ? null : stringValue(name)) ?? header, item: excerpt(item) };
    const fix = (): Fix => deleteBefore(use.site, item);
    const related = first === null ? [] : [{ span: first, message: "the first one" }];
    if (before.certainly("own") && !isRefused) {
      if (header === "mime-version") continue;
      const maker = made.callee.text;
      report("own", { at: use.site, data: { ...data, maker, advice: adviceOn(made, header) }, severity: "warning" });
    } else if (before.certainly("with") || before.certainly("own")) {
      report(isRefused ? "refused" : "added", { at: use.site, data, related, fix });
    } else if (before.possibly("with") && repeatingLoop(use.site, made.node, model) !== null) {
      const loop = [{ span: made.node, message: "made here, outside of the loop" }];
      report(isRefused ? "secondTurn" : "loop", { at: use.site, data, related: loop, fix });
    }
  }
}

const withSending = new Kept<Model, Map<object, Protocol<State, Event>>>(({ tree }) => tree);

/** The protocol, for which to send a message, or to put it into another one, changes nothing. */
function sendable(protocol: Protocol<State, Event>, model: Model): Protocol<State, Event> {
  const known = withSending.get(model) ?? new Map<object, Protocol<State, Event>>();
  withSending.set(model, known);
  let made = known.get(protocol);
  if (made === undefined) {
    made = {
      ...protocol,
      event: (use) =>
        use.kind === "escape" && use.path.length === 0 && leavesHeaders(model.callAt(use.site), model)
          ? "ignore"
          : protocol.event(use),
    };
    known.set(protocol, made);
  }
  return made;
}

/** Whether a condition around a statement asks about the header. */
function isAsked(statement: SyntaxNode, header: string): boolean {
  for (let at = statement.enclosing("if_statement"); at !== null; at = at.enclosing("if_statement")) {
    if (at.field("condition")?.text.toLowerCase().includes(header)) return true;
  }
  return false;
}

function adviceOn(made: Call, header: string): string {
  const isText = made.name?.endsWith(".MIMEText") === true;
  return header === "content-type" && isText
    ? `pass the type to it, \`${excerpt(made.callee.text)}(text, "html", "utf-8")\``
    : "leave this out";
}

function deleteBefore(assignment: SyntaxNode, item: string): Fix {
  const { source } = assignment.tree;
  const lineStart = source.lines.startOf(source.lines.lineAt(assignment.start));
  const isFirst = source.text.slice(lineStart, assignment.start).trim() === "";
  const between = isFirst ? `${source.lineBreak}${source.indentationAt(assignment.start)}` : "; ";
  const span = { start: assignment.start, end: assignment.start };
  return {
    title: "Delete the old header before",
    safety: "safe",
    edits: [{ span, replacement: `del ${item}${between}` }],
  };
}

/** Headers that get a list; an EmailMessage makes addresses of one. */
function checkList(sets: readonly LifeEvent<"any", string>[], header: string, made: Call, context: Context): void {
  if (!SINGLE_HEADERS.has(header) || secondHeader(made, header, context.model) !== "added") return;
  for (const { use } of sets) {
    const value = use.site.field("right");
    if (value === null || !isList(value, context.model)) continue;
    const joined = `", ".join(${value.text})`;
    const fix = (): Fix | null =>
      ADDRESSES.has(header) && value.kind !== "expression_list"
        ? { title: "Join the addresses", safety: "safe", edits: [{ span: value, replacement: joined }] }
        : null;
    context.report("list", { at: value, data: { value: excerpt(value.text), joined: excerpt(joined) }, fix });
  }
}

function isList(value: SyntaxNode, model: Model): boolean {
  const node = constantOf(value, model);
  if (/^(?:list|tuple|expression_list|list_comprehension)$/.test(node.kind)) return true;
  const call = model.callAt(node);
  if (call?.name === "builtins.list" || call?.name === "builtins.sorted") return true;
  return call?.method === "split" && call.receiver !== null && model.contentOf(call.receiver) === "str";
}
