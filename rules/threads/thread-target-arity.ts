import { defineRule, type Fix } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import type { Registration } from "../../engine/semantics/callbacks.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { nameOfWork, takerOf, WORDS_OF_WORK, workerOf, workOf } from "../../engine/semantics/work.js";
import { counted } from "../../engine/text/wording.js";

/**
 * What a thread or process is to do is called with just the arguments that were given for it. Where they do not fit, the TypeError
 * is raised over there: it ends the thread, or waits in a future that nobody asks, and the program goes on without the work.
 *
 * Found where it is certain what will be called and with how many arguments.
 */
export default defineRule({
  name: "thread-target-arity",
  question: "using-threads",
  summary: "a target for a thread, process or pool that does not take the arguments that are given for it",
  severity: "error",
  fix: "safe",
  messages: {
    arity: "{work} takes {takes}, but the {worker} calls it with {given}: {consequence}",
    keyword: "`{taker}` has no `args`: write the arguments behind {work}, one by one",
    tuple: "{work} takes {takes}, but `{taker}` passes this tuple as one: write its elements behind {work}, one by one",
  },
  on: (when) =>
    when.nodes("call", { anyOf: WORDS_OF_WORK }, (node, { model, report }) => {
      const call = model.callAt(node);
      const work = call && workOf(call, model);
      if (call === null || work?.fits !== false || isExpectedToFail(node, model, ["builtins.TypeError"])) return;
      const { callable, callback } = work;
      if (callable === null) return;
      const taker = takerOf(work.slot);
      const { definition, takes } = callable;
      const name = nameOfWork(work);
      const isElsewhere = definition !== null && !callback.covers(definition);
      const place = definition?.field("name") ?? definition;
      const related = isElsewhere && place !== null ? [{ span: place, message: "defined here" }] : [];
      const listed = listedArguments(call, work);
      if (listed === null) {
        const given = inWords(work.positions ?? 0, work.keywords ?? []);
        const data = { work: name, takes, worker: workerOf(work), given, consequence: consequenceOf(taker) };
        report("arity", { at: callback, related, data });
      } else if (listed.keyword) {
        report("keyword", { at: listed.at, related, data: { taker, work: name }, fix: () => listed.fix });
      } else {
        report("tuple", { at: listed.at, related, data: { taker, takes, work: name }, fix: () => listed.fix });
      }
    }),
});

/** The tuple in `submit(f, (1, 2))` and `submit(f, args=(1, 2))`, if f can be called with its elements. */
function listedArguments(call: Call, { slot, callable }: Registration) {
  if (
    slot.passes.kind !== "rest" ||
    call.arguments.length !== call.positional.length + (call.arguments.at(-1)?.keyword ? 1 : 0)
  )
    return null;
  const last = call.arguments.at(-1);
  const list = last?.value;
  if (last === undefined || (list?.kind !== "tuple" && list?.kind !== "list")) return null;
  const isOnly = call.arguments.length === (slot.callback[0] ?? 0) + 2;
  const elements = list.namedChildren;
  if (!isOnly || (last.keyword !== null && last.keyword !== "args")) return null;
  if (elements.some(({ kind }) => /splat/.test(kind)) || callable?.accepts(elements.length) !== true) return null;
  const bare = list.text.slice(1, -1);
  const fix: Fix | null =
    elements.length === 0 || /[#\n]/.test(bare)
      ? null
      : {
          title: "Pass the arguments one by one",
          safety: "safe",
          edits: [{ span: last.node, replacement: elements.map(({ text }) => text).join(", ") }],
        };
  return { at: last.node, keyword: last.keyword !== null, fix };
}

function inWords(positions: number, keywords: readonly string[]): string {
  const named = keywords.map((each) => `\`${each}\``).join(", ");
  const byName = keywords.length === 0 ? "" : `the keyword${keywords.length > 1 ? "s" : ""} ${named}`;
  if (positions === 0 && byName !== "") return byName;
  const count = positions === 0 ? "none" : counted(positions, "argument");
  return byName === "" ? count : `${count} and ${byName}`;
}

/** Where the TypeError goes. */
function consequenceOf(taker: string): string {
  switch (taker) {
    case "apply_async":
    case "map_async":
    case "submit":
      return "the TypeError waits in the result, unseen until somebody asks for it";
    case "apply":
    case "imap":
    case "imap_unordered":
    case "map":
    case "run_in_executor":
    case "to_thread":
      return "this raises TypeError";
    case "Process":
      return "the process ends with TypeError";
    case "Thread":
    case "Timer":
    case "start_new_thread":
      return "the thread ends with TypeError, and the program goes on";
    default:
      return "every worker ends with TypeError as it starts";
  }
}
