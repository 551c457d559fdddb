import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { startArgument, WAITING_STARTERS } from "../../engine/semantics/child-processes.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  both: "`{first}` sets `{second}` itself, so this raises {error}: leave one of them out",
  own: "`{function}` sets `{argument}` itself, so this raises {error}: use `subprocess.run`{instead}",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/**
 * `capture_output` and `input` set the child's streams, and so does `check_output`. Whoever sets the same stream again gets a
 * ValueError, before the command is started.
 *
 * Found where both are given.
 */
export default defineRule({
  name: "subprocess-argument-conflict",
  question: "subprocess-pipes",
  summary: "two arguments of a child that exclude each other",
  severity: "error",
  fix: "none",
  messages: MESSAGES,
  on: (when) => when.calls(WAITING_STARTERS, check, [["capture_output"], ["input"], ["check_output"]]),
});

function check(call: Call, { model, report, target }: Context): void {
  if (isExpectedToFail(call.node, model, ["builtins.ValueError", "builtins.TypeError"])) return;
  const isGiven = (name: string): boolean => {
    const value = startArgument(call, name) ?? call.argument(null, name);
    const kind = value === undefined ? "none" : constantOf(value, model).kind;
    return kind !== "none" && kind !== "false";
  };
  // Whether a name stands for None is not known.
  const isSure = (name: string): boolean =>
    isGiven(name) && !/^(?:identifier|attribute)$/.test(constantOf(call.argument(null, name) ?? call.node, model).kind);
  const at = (name: string) => call.arguments.find(({ keyword }) => keyword === name)?.node ?? call.node;
  if (call.name === "subprocess.run" && isSure("capture_output")) {
    const stream = ["stdout", "stderr"].find(
      (name) => call.arguments.some(({ keyword }) => keyword === name) && isGiven(name),
    );
    if (stream !== undefined) {
      report("both", { at: at(stream), data: { first: "capture_output", second: stream, error: "ValueError" } });
      return;
    }
  }
  const takesInput = call.name === "subprocess.run" || call.name === "subprocess.check_output";
  if (
    takesInput &&
    target.major >= 3 &&
    call.arguments.some(({ keyword }) => keyword === "stdin") &&
    isSure("input") &&
    isGiven("stdin")
  ) {
    report("both", { at: at("stdin"), data: { first: "input", second: "stdin", error: "ValueError" } });
    return;
  }
  if (call.name !== "subprocess.check_output") return;
  const own = call.arguments.find(({ keyword }) => keyword === "stdout" || (keyword === "check" && target.major >= 3));
  if (own === undefined) return;
  report("own", {
    at: own.node,
    data: {
      function: excerpt(call.callee.text),
      argument: own.keyword ?? "",
      error: "ValueError",
      instead: own.keyword === "check" ? " with `check=True` and `stdout=PIPE`" : "",
    },
  });
}
