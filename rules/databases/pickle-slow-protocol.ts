import { PROTOCOL_PLACES } from "../../engine/knowledge/pickle-protocols.js";
import { addArgument } from "../../engine/repairs/keywords.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { constantInteger } from "../../engine/semantics/constants.js";
import { isInTest } from "../../engine/semantics/tests.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";

const MESSAGES = {
  byDefault:
    "without a protocol, Python 2 pickles in the slow one of its first days, which makes several times the bytes: pass `{module}.HIGHEST_PROTOCOL`",
  asked: "protocol {protocol} is the slow one of {days}, and makes several times the bytes: leave the protocol out",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/** Pickles for others are in the protocol that those understand. */
const FOR_OTHERS = /[Pp]ython ?2|SocketHandler|makePickle|compatib|\bsix\b|version_info/;

/**
 * Pickles come in protocols. Protocol 0 and 1 are those of Python's first years; later ones are several times quicker and
 * smaller. Python 2 uses protocol 0 unless it is told otherwise, Python 3 a new one.
 *
 * Found where Python 2 is not told, and where Python 3 is told to use an old one.
 */
export default defineRule({
  name: "pickle-slow-protocol",
  question: "pickle-speed",
  summary: "a pickle in one of the slow protocols of Python's first years",
  severity: "information",
  fix: "unsafe",
  messages: MESSAGES,
  on: (when) => when.calls(Object.keys(PROTOCOL_PLACES), check),
});

function check(call: Call, context: Context): void {
  const { model, target, report } = context;
  const place = PROTOCOL_PLACES[call.name ?? ""];
  if (place === undefined || isInTest(call.node, model)) return;
  const given = call.argument(place, "protocol");
  if (given === undefined) {
    if (target.major < 3 && call.name !== "shelve.open" && call.lacks(place, "protocol")) reportDefault(call, context);
    return;
  }
  const protocol = constantInteger(given, model);
  if (protocol === null || protocol < 0n || protocol > 1n || target.major < 3) return;
  if (textMatches(model.source, FOR_OTHERS)) return;
  const days = protocol === 0n ? "Python's first days" : "Python 1.5";
  report("asked", { at: given, data: { protocol: String(protocol), days }, fix: () => leaveOut(call, given) });
}

function reportDefault(call: Call, { report, model }: Context): void {
  // A copy that is made and loaded at once is kept by nobody.
  const outer = call.node.enclosing("call");
  if (outer !== null && model.callAt(outer)?.name === "pickle.loads") return;
  const module = call.callee.field("object")?.text ?? null;
  report("byDefault", {
    at: call.node,
    data: { module: module ?? "pickle" },
    fix: () => {
      const isWhole = module !== null && model.qualifiedName(call.callee.field("object") ?? call.callee) === "pickle";
      const edit =
        isWhole && call.positional.length === call.arguments.length
          ? addArgument(call, `${module}.HIGHEST_PROTOCOL`)
          : null;
      return edit && { title: "Pickle in the newest protocol", safety: "unsafe", edits: [edit] };
    },
  });
}

/** Not safe: whoever reads the pickles may know only the old protocol. */
function leaveOut(call: Call, given: SyntaxNode): Fix | null {
  const written = call.arguments;
  const before = written.at(-2);
  if (before === undefined || written.at(-1)?.value !== given) return null;
  const edits = [{ span: { start: before.node.end, end: (written.at(-1)?.node ?? given).end }, replacement: "" }];
  return { title: "Leave the protocol out", safety: "unsafe", edits };
}
