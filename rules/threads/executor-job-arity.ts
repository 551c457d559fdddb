import {
  PROCESS_EXECUTORS,
  PROCESS_POOLS,
  THREAD_EXECUTORS,
  THREAD_POOLS,
} from "../../engine/knowledge/synchronization.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import type { Registration } from "../../engine/semantics/callbacks.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { useOf } from "../../engine/semantics/uses.js";
import { counted, excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  kept: "`{function}` takes {takes}, but is called with {given}: the TypeError is raised where somebody asks for the result",
  lost: "`{function}` takes {takes}, but is called with {given}: the job never runs, and since nobody asks for its result, nobody is told",
  keyword: "`{method}` has no `args`: write the arguments behind `{function}`, one by one",
  tuple:
    "`{function}` takes {takes}, but `{method}` passes this tuple as one: write its elements behind `{function}`, one by one",
  raised: "`{function}` takes {takes}, but is called with {given}: this raises TypeError",
} as const;

/** Methods that wait for the results and raise what the jobs raised. */
const WAITING = /^(?:apply|map|starmap)$/;

/**
 * An executor keeps the exceptions of a job for whoever asks for the result, those too that come of calling the function with
 * too many or too few arguments: the job is simply not done.
 *
 * Found where it is certain what function a pool or executor is given, and that it cannot be called in this way.
 */
export default defineRule({
  name: "executor-job-arity",
  question: "worker-threads",
  summary: "a job for a pool or executor that its function cannot be called with",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => [
    when.methods([...PROCESS_EXECUTORS, ...THREAD_EXECUTORS], ["submit", "map"], (call, owner, context) =>
      check(call, /Pool$/.test(owner), context),
    ),
    when.methods(
      [...PROCESS_POOLS, ...THREAD_POOLS],
      ["apply", "apply_async", "map", "map_async", "imap", "imap_unordered"],
      (call, _, context) => check(call, true, context),
    ),
  ],
});

function check(call: Call, waits: boolean, { model, report }: RuleContext<typeof MESSAGES>): void {
  const [registration] = model.callbacksOf(call);
  const callable = registration?.callable;
  if (registration === undefined || !callable || registration.fits !== false) return;
  if (isExpectedToFail(call.node, model, ["builtins.TypeError"])) return;
  const { callback, positions, keywords } = registration;
  const named = (keywords ?? []).map((keyword) => `\`${keyword}=\``);
  const given = [counted(positions ?? 0, "argument"), ...named].join(" and ");
  const { definition } = callable;
  const data = { function: excerpt(callback.text), takes: callable.takes, given };
  const span = definition?.field("name") ?? definition;
  const isElsewhere = span !== null && span !== undefined && !callback.covers(span);
  const related = isElsewhere ? [{ span, message: "defined here" }] : [];
  const listed = listedArguments(call, registration);
  if (listed !== null) {
    const written = { function: data.function, method: call.method ?? "" };
    if (listed.keyword) report("keyword", { at: listed.at, related, data: written, fix: () => listed.fix });
    else report("tuple", { at: listed.at, related, data: { ...written, takes: data.takes }, fix: () => listed.fix });
    return;
  }
  const isLost = useOf(call.node).kind === "dropped";
  const key = waits && WAITING.test(call.method ?? "") ? "raised" : isLost ? "lost" : "kept";
  report(key, { at: callback, data, related });
}

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
