import { EVENT_LOOPS } from "../../engine/knowledge/callback-slots.js";
import { libraryMember } from "../../engine/knowledge/library.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { stringValue, unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { useOf } from "../../engine/semantics/uses.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";
import type { PythonVersion } from "../../engine/versions.js";

const MESSAGES = {
  name: "a signal is a number, so the text {text} raises TypeError: {advice}",
  none: "{handler} is no handler, so this raises TypeError: write `signal.SIG_DFL` for the usual effect, `signal.SIG_IGN` for none",
  swapped: "the signal comes first and its handler second, so this raises TypeError",
  alarm: "`signal.alarm` takes whole seconds, and {seconds} raises TypeError: use `signal.setitimer`",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/** Functions that take a signal, and in which place. */
const TAKES_SIGNAL: Readonly<Record<string, number>> = {
  "os.kill": 1,
  "os.killpg": 1,
  "signal.getsignal": 0,
  "signal.raise_signal": 0,
  "signal.siginterrupt": 0,
  "signal.signal": 0,
};

/**
 * Signals are numbers, handlers are functions (or SIG_IGN and SIG_DFL), and alarms are set to whole seconds. Everything else
 * raises TypeError, which no type checker sees where a shell's habits, or C's, led to it.
 */
export default defineRule({
  name: "signal-argument-type",
  question: "signal-handlers",
  summary: "a text for a signal, None for a handler, both in the wrong order, or a fraction of a second for an alarm",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => [
    when.calls(Object.keys(TAKES_SIGNAL), (call, context) => {
      const place = TAKES_SIGNAL[call.name ?? ""];
      if (place !== undefined) checkSignal(call, place, context);
      if (call.name === "signal.signal") checkHandler(call, context);
    }),
    when.methods([...EVENT_LOOPS, "subprocess.Popen"], ["add_signal_handler", "send_signal"], (call, _, context) =>
      checkSignal(call, 0, context),
    ),
    when.calls("signal.alarm", checkAlarm),
  ],
});

function checkSignal(call: Call, place: number, { model, report }: Context): void {
  const number = call.argument(place, place === 0 ? "signalnum" : null);
  const value = number === undefined ? null : model.onlyValueOf(number);
  const text = value?.kind === "literal" ? stringValue(value.node) : null;
  if (number === undefined || text === null || isExpected(call, model)) return;
  const name = text.toUpperCase().replace(/^(?!SIG)/, "SIG");
  const isSignal = libraryMember(`signal.${name}`) !== undefined;
  report("name", {
    at: number,
    data: {
      text: excerpt(unparenthesized(number).text),
      advice: isSignal ? `write \`signal.${name}\`` : "write its constant of the module `signal`",
    },
    fix: () => {
      // The module by the name that this very call uses.
      const module = call.name?.startsWith("signal.") === true ? call.receiver : null;
      if (!isSignal || module === null || unparenthesized(number).kind !== "string") return null;
      const replacement = `${module.text}.${name}`;
      return { title: `Write \`${replacement}\``, safety: "safe", edits: [{ span: number, replacement }] };
    },
  });
}

function checkHandler(call: Call, { model, report }: Context): void {
  const [first, second, ...more] = call.positional;
  const handler = call.argument(1, "handler");
  if (handler !== undefined && /^(?:none|string|concatenated_string)$/.test(unparenthesized(handler).kind)) {
    if (!isExpected(call, model)) report("none", { at: handler, data: { handler: excerpt(handler.text) } });
    return;
  }
  if (first === undefined || second === undefined || more.length > 0 || !isSignal(second, model)) return;
  const isHandler =
    model.callableOf(first) !== null || /^signal\.SIG_(?:DFL|IGN)$/.test(model.qualifiedName(first) ?? "");
  if (!isHandler || isExpected(call, model)) return;
  report("swapped", {
    at: call.node,
    fix: () => ({
      title: "Swap the arguments",
      safety: "safe",
      edits: [
        { span: first, replacement: second.text },
        { span: second, replacement: first.text },
      ],
    }),
  });
}

function isSignal(expression: SyntaxNode, model: Model): boolean {
  return /^signal\.(?:Signals\.)?SIG[A-Z]\w*$/.test(model.qualifiedName(expression) ?? "");
}

function checkAlarm(call: Call, { model, target, report }: Context): void {
  const seconds = call.argument(0, null);
  if (seconds === undefined || !isFloat(seconds, model, target) || isExpected(call, model)) return;
  report("alarm", {
    at: seconds,
    data: { seconds: `\`${excerpt(seconds.text)}\`` },
    fix: () => withTimer(call, seconds),
  });
}

/** Whether an expression is certainly no whole number: a literal, a division of Python 3, the clock. */
function isFloat(expression: SyntaxNode, model: Model, target: PythonVersion): boolean {
  const node = unparenthesized(expression);
  const isDivision = node.kind === "binary_operator" && node.field("operator")?.text === "/";
  if (isDivision && target.major >= 3) return true;
  const value = model.onlyValueOf(node);
  return value?.kind === "literal" && (value.node.kind === "float" || /^[-+]?\s*\d*\.\d/.test(value.node.text));
}

function withTimer({ node, callee, receiver }: Call, seconds: SyntaxNode): Fix | null {
  // What the two give back differs.
  if (receiver === null || useOf(node).kind !== "dropped") return null;
  const timer = `${receiver.text}.setitimer`;
  const edits = [
    { span: callee, replacement: timer },
    { span: { start: seconds.start, end: seconds.start }, replacement: `${receiver.text}.ITIMER_REAL, ` },
  ];
  return { title: `Use \`${timer}\``, safety: "safe", edits };
}

function isExpected({ node }: Call, model: Model): boolean {
  return isExpectedToFail(node, model, ["builtins.TypeError"]);
}
