import { defineRule } from "../../engine/rule.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { nameOfWork, takerOf, WORDS_OF_WORK, workerOf, workOf } from "../../engine/semantics/work.js";
import { counted } from "../../engine/text/wording.js";

/** Of jobs for pools and executors a rule of their own tells. */
const JOBS: ReadonlySet<string> = new Set([
  "apply",
  "apply_async",
  "imap",
  "imap_unordered",
  "map",
  "map_async",
  "submit",
]);

/**
 * What a thread or process is to do is called with just the arguments that were given for it. Where they do not fit, the TypeError
 * is raised over there: it ends the thread, and the program goes on without the work.
 *
 * Found where it is certain what will be called and with how many arguments.
 */
export default defineRule({
  name: "thread-target-arity",
  question: "using-threads",
  summary: "a target for a thread or process that does not take the arguments that are given for it",
  severity: "error",
  fix: "none",
  messages: {
    arity: "{work} takes {takes}, but the {worker} calls it with {given}: {consequence}",
  },
  on: (when) =>
    when.nodes("call", { anyOf: WORDS_OF_WORK }, (node, { model, report }) => {
      const call = model.callAt(node);
      const work = call && workOf(call, model);
      if (call === null || work?.fits !== false || isExpectedToFail(node, model, ["builtins.TypeError"])) return;
      const { callable, callback } = work;
      if (callable === null) return;
      const taker = takerOf(work.slot);
      if (JOBS.has(taker)) return;
      const { definition, takes } = callable;
      const name = nameOfWork(work);
      const isElsewhere = definition !== null && !callback.covers(definition);
      const place = definition?.field("name") ?? definition;
      const related = isElsewhere && place !== null ? [{ span: place, message: "defined here" }] : [];
      const given = inWords(work.positions ?? 0, work.keywords ?? []);
      const data = { work: name, takes, worker: workerOf(work), given, consequence: consequenceOf(taker) };
      report("arity", { at: callback, related, data });
    }),
});

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
