import { defineRule } from "../../engine/rule.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { followLife, type LifeUse, type Protocol } from "../../engine/semantics/lifetimes.js";
import { excerpt } from "../../engine/text/wording.js";

type State = "fresh" | "done";
type Event = "communicate" | "send" | "write";

/**
 * `communicate` feeds the child, closes its input, reads all it has to say and waits until it has ended: it can be done once.
 * A conversation needs the pipes themselves.
 *
 * Found where a child is given more after `communicate`, by itself or by another turn of a loop.
 */
export default defineRule({
  name: "communicate-reuse",
  question: "subprocess-pipes",
  summary: "input for a child that `communicate` has already waited for",
  severity: "error",
  fix: "none",
  messages: {
    again:
      "`communicate` closes the child's input and waits until it has ended, so {again} raises ValueError: start a child for each input, or write to `{child}.stdin` and read from `{child}.stdout`",
  },
  on: (when) =>
    when.calls(
      "subprocess.Popen",
      (call, { model, report }) => {
        const life = followLife(model, call.node, CHILD);
        const late = life.events.find(({ event, before }) => event !== "communicate" && before.possibly("done"));
        if (late === undefined || isExpectedToFail(late.use.site, model, ["builtins.ValueError"])) return;
        const inLoop = !life.events.some(({ event, use }) => event !== "write" && use.site.start < late.use.site.start);
        const again = late.event === "write" ? "this" : inLoop ? "the second turn" : "this second one";
        report("again", { at: late.use.site, data: { again, child: excerpt(life.name ?? "child") } });
      },
      [["communicate"]],
    ),
});

const CHILD: Protocol<State, Event> = {
  initial: "fresh",
  states: { fresh: { communicate: "done", send: "done" }, done: {} },
  event: (use) => (use.kind === "escape" ? undefined : (eventOf(use) ?? "ignore")),
};

function eventOf({ kind, path, call }: LifeUse): Event | null {
  if (kind !== "call") return null;
  const [member, method] = path;
  if (member === "stdin" && (method === "write" || method === "writelines")) return "write";
  if (member !== "communicate" || call === null) return null;
  const input = call.argument(0, "input");
  if (input === undefined) return call.hasUnpacking ? null : "communicate";
  return input.kind === "none" ? "communicate" : "send";
}
