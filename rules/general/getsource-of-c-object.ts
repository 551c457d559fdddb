import { libraryMember } from "../../engine/knowledge/library.js";
import { defineRule } from "../../engine/rule.js";
import { guardOf } from "../../engine/semantics/guards.js";
import { excerpt } from "../../engine/text/wording.js";

/** What asks for the file or the lines that something was written in. */
const ASKERS = ["inspect.getfile", "inspect.getsource", "inspect.getsourcefile", "inspect.getsourcelines"];
/** Modules of which every function is written in C, wherever Python runs. */
const IN_C = "errno|gc|itertools|marshal|math|sys|time";
/** Those of them that are part of the interpreter, and have no file. */
const LINKED_IN = new Set(["builtins", "errno", "gc", "itertools", "marshal", "sys"]);
/** What `site` adds, which is written in Python. */
const FROM_SITE = /^builtins\.(?:copyright|credits|exit|help|license|quit)$/;
/** What these functions raise for it. */
const ERRORS = ["OSError", "TypeError"];

/**
 * A part of Python that is written in C has no Python source: `inspect` raises TypeError for it.
 *
 * Found where the argument is certainly a builtin, a method of one, a function of a module that is always written in C, or a
 * module that is part of the interpreter.
 */
export default defineRule({
  name: "getsource-of-c-object",
  question: "module-source-file",
  summary: "a question to `inspect` for the Python source of something that is written in C",
  severity: "error",
  fix: "none",
  // In Python 2 some of the modules are files of their own.
  pythons: { since: "3.0" },
  messages: {
    noSource: "`{object}` is written in C and has no Python source: `inspect.{asker}` raises TypeError",
  },
  on: (when) =>
    when.calls(ASKERS, (call, { model, report }) => {
      const object = call.argument(0, "object");
      const name = object === undefined ? null : model.qualifiedName(object);
      if (object === undefined || name === null || !isInC(name) || guardOf(call.node, model, ERRORS) !== null) return;
      const asker = (call.name ?? "").slice("inspect.".length);
      report("noSource", { at: object, data: { object: excerpt(object.text), asker } });
    }),
});

function isInC(name: string): boolean {
  if (LINKED_IN.has(name)) return true;
  const kind = libraryMember(name)?.kind;
  if (!/^(?:function|class|method)$/.test(kind ?? "")) return false;
  return new RegExp(`^(?:builtins|${IN_C})\\.`).test(name) && !FROM_SITE.test(name);
}
