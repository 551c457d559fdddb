import { passUncalled } from "../../engine/repairs/callbacks.js";
import { defineRule } from "../../engine/rule.js";
import { calledInstead, inWords } from "../../engine/semantics/callback-faults.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { takerOf, WORDS_OF_WORK, workerOf, workOf } from "../../engine/semantics/work.js";
import { excerpt } from "../../engine/text/wording.js";

/**
 * `Thread(target=work())` does the work before there is a thread, and hands over what `work` gave back: mostly None, with which a thread
 * starts, does nothing and ends without a word.
 *
 * Found where it is certain that what the call gives cannot be called; what makes functions may stand there.
 */
export default defineRule({
  name: "thread-target-called",
  question: "using-threads",
  summary: "the target of a thread, process, timer or pool that is called where it should be passed",
  severity: "error",
  fix: "safe",
  messages: {
    called: "`{call}` is called here and now, and the {worker} gets {what} {consequence}: pass {written}",
    ends: "`{call}` ends the program here and now, and no {worker} begins: pass {written}",
  },
  on: (when) =>
    when.nodes("call", { anyOf: WORDS_OF_WORK }, (node, { model, report }) => {
      const call = model.callAt(node);
      const work = call && workOf(call, model);
      const called = work && calledInstead(work.callback, model);
      if (!work || !called || isExpectedToFail(node, model, ["builtins.TypeError"])) return;
      const uncalled = passUncalled(work, called, model);
      const common = {
        call: excerpt(called.call.node.text),
        worker: workerOf(work),
        written: uncalled === null ? "the function itself" : `\`${excerpt(uncalled.written)}\``,
      };
      const finding = {
        at: work.callback,
        fix: () =>
          uncalled && {
            title: `Pass \`${excerpt(uncalled.written)}\``,
            safety: uncalled.isSafe ? ("safe" as const) : ("unsafe" as const),
            edits: uncalled.edits,
          },
      };
      if (called.gives === "never") report("ends", { ...finding, data: common });
      else {
        const isNoWork = called.gives === "None" && /^(?:Thread|Process|\w*Pool\w*)$/.test(takerOf(work.slot));
        const consequence = isNoWork ? "and does nothing" : "and cannot call it";
        report("called", { ...finding, data: { ...common, what: inWords(called.gives), consequence } });
      }
    }),
});
