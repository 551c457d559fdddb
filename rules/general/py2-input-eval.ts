import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { guardOf, NAME_ERRORS } from "../../engine/semantics/guards.js";
import type { Model } from "../../engine/semantics/model.js";
import { python2Syntax } from "../../engine/target.js";

const MESSAGES = {
  evaluates: "Python 2 runs what is typed here as an expression, whatever it does: use `raw_input`",
  text: "in Python 3 this is the text that is typed, and no longer its value: convert it, as by `int`",
} as const;

/** What is written around `input` where a text is as good as its value. */
const CONVERTERS: ReadonlySet<string> = new Set(["builtins.eval", "builtins.float", "builtins.int"]);

/**
 * Python 2's `input` is `eval(raw_input())`: it runs any expression that is typed. Python 3's gives the text, so that what was a
 * number no longer is one.
 *
 * Found in files meant for Python 2, and in files meant for Python 3 that show by `raw_input` or by their syntax that they
 * come from Python 2.
 */
export default defineRule({
  name: "py2-input-eval",
  question: "send-mail",
  summary: "Python 2's input(), which evaluates what is typed",
  severity: "warning",
  fix: "unsafe",
  messages: MESSAGES,
  on: (when) => when.calls("builtins.input", check),
});

function check(call: Call, { model, target, report }: RuleContext<typeof MESSAGES>): void {
  const { callee } = call;
  if (callee.kind !== "identifier" || callee.text !== "input" || isBound(model)) return;
  if (guardOf(call.node, model, NAME_ERRORS) !== null) return;
  if (target.major < 3) {
    const edits = [{ span: callee, replacement: "raw_input" }];
    report("evaluates", { at: callee, fix: () => ({ title: "Use `raw_input`", safety: "unsafe", edits }) });
  } else if (isFromPython2(model) && !isConverted(call, model)) {
    report("text", { at: callee, fix: () => evaluated(call) });
  }
}

function isBound({ imports, scopes }: Model): boolean {
  return imports.some(({ isStar }) => isStar) || scopes.scopes.some(({ variables }) => variables.has("input"));
}

function isFromPython2({ tree, scopes, source }: Model): boolean {
  const isAsked =
    /\braw_input[ \t]*\(/.test(source.text) && !scopes.scopes.some(({ variables }) => variables.has("raw_input"));
  return isAsked || python2Syntax(tree) !== undefined;
}

function isConverted({ node }: Call, model: Model): boolean {
  const outer = node.parent?.kind === "argument_list" ? node.parent.parent : null;
  const name = outer === null ? null : (model.callAt(outer)?.name ?? null);
  return name !== null && CONVERTERS.has(name);
}

/** What Python 2 did. The edits leave room for those of a print statement around the call. */
function evaluated({ callee, node }: Call): Fix | null {
  const close = node.field("arguments")?.token(")");
  if (close === null || close === undefined) return null;
  const edits = [
    { span: callee, replacement: "eval(input" },
    { span: { start: close.start, end: close.start }, replacement: ")" },
  ];
  return { title: "Evaluate what is typed, as before", safety: "unsafe", edits };
}
