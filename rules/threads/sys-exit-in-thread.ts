import { defineRule } from "../../engine/rule.js";
import { isExpected } from "../../engine/semantics/expectations.js";
import { onlyInThreads } from "../../engine/semantics/in-threads.js";
import { integerValue } from "../../engine/semantics/literals.js";
import { isInTest } from "../../engine/semantics/tests.js";
import { excerpt } from "../../engine/text/wording.js";

/**
 * `sys.exit(1)` raises SystemExit, and in a thread that ends the thread: the program goes on, and its exit status stays 0.
 *
 * Found in functions of which all that the file tells is that they run in threads, where a status or a message is given that gets lost. In a test
 * that is what is tried.
 */
export default defineRule({
  name: "sys-exit-in-thread",
  question: "using-threads",
  summary: "a `sys.exit` with a status in a function that runs in a thread",
  severity: "warning",
  fix: "none",
  messages: {
    exit: "in a thread this ends the thread alone: the program goes on, and its exit status is not {status}. Tell the main thread, and let that exit",
  },
  on: (when) =>
    when.calls(
      ["sys.exit", "builtins.exit", "builtins.quit"],
      (call, { model, report }) => {
        const status = call.positional[0];
        if (status === undefined || status.kind === "none" || integerValue(status) === 0n) return;
        if (isExpected(call.node, ["SystemExit", "BaseException"], model) || isInTest(call.node, model)) return;
        const origin = onlyInThreads(call.node, model);
        if (origin === null) return;
        report("exit", {
          at: call.node,
          data: { status: status.kind === "integer" ? status.text : `told by \`${excerpt(status.text)}\`` },
          related: [{ span: origin, message: "it runs in this thread" }],
        });
      },
      [["threading"], ["thread"], ["_thread"], ["concurrent"]],
    ),
});
