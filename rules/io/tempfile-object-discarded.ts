import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { followLife, type LifeUse, type Protocol } from "../../engine/semantics/lifetimes.js";
import type { Model } from "../../engine/semantics/model.js";
import { isInTest } from "../../engine/semantics/tests.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  gone: "nothing keeps the object of `{function}`, so the {what} is deleted at once and `{path}` names nothing: keep the object for as long as you need the {what}",
  returned:
    "the {what} is deleted when this function returns, since nothing keeps `{object}` any longer: the caller gets the name of a {what} that is gone",
  descriptor:
    "`mkstemp` also opens the file, and the number of the open file is thrown away here: each call leaves one more file open",
  pair: "`mkstemp` gives a number and a path, and `{function}` cannot take both: this raises TypeError",
} as const;

type Context = RuleContext<typeof MESSAGES>;

/** What deletes a file or folder when its object dies. */
const MAKERS: Readonly<Record<string, string>> = {
  "tempfile.NamedTemporaryFile": "file",
  "tempfile.TemporaryDirectory": "directory",
};
/** Functions that take one path, and no tuple. */
const TAKE_PATH =
  /^(?:builtins\.open|io\.open|os\.(?:remove|unlink|stat|chmod|rename|close|fdopen)|os\.path\.\w+|shutil\.\w+)$/;

type Event = "name" | "close";

const PROTOCOL: Protocol<"open" | "closed", Event> = {
  initial: "open",
  states: { open: { close: "closed" }, closed: {} },
  event: ({ kind, path }) => {
    if (path[0] === "name") return "name";
    if (path[0] === "close" || path[0] === "cleanup") return "close";
    return kind === "escape" ? "escape" : "ignore";
  },
};

/**
 * A temporary file or folder lives as long as its object, and CPython destroys an object as soon as nothing keeps it: the name alone
 * keeps nothing. `mkstemp` deletes nothing, but gives an open file that somebody has to close.
 *
 * Found where only the name, or only the path, of what is made is taken, and where a function returns the name of a local object.
 */
export default defineRule({
  name: "tempfile-object-discarded",
  question: "delete-file",
  summary: "the name of a temporary file whose object nobody keeps, so that it is deleted at once",
  severity: "error",
  fix: "none",
  messages: MESSAGES,
  on: (when) => [when.calls(Object.keys(MAKERS), checkMaker), when.calls("tempfile.mkstemp", checkPair)],
});

function checkMaker(call: Call, context: Context): void {
  const { model, report } = context;
  const what = MAKERS[call.name ?? ""];
  if (what === undefined || call.hasUnpacking || keepsFile(call, model)) return;
  const { parent } = call.node;
  if (parent?.kind === "attribute" && parent.field("object") === call.node) {
    if (parent.field("attribute")?.text !== "name") return;
    // What only asks which folder it is needs no file.
    if (/dirname|basename|splitext/.test(parent.parent?.parent?.field("function")?.text ?? "")) return;
    const data = { function: excerpt(call.callee.text), what, path: nameGiven(parent) };
    // Who wants nothing but an unused name has one, for as long as nobody else takes it.
    report("gone", { at: parent, data, severity: what === "file" ? "warning" : "error" });
    return;
  }
  checkReturned(call, what, context);
}

/** Whether the file stays when the object is gone. */
function keepsFile(call: Call, model: Model): boolean {
  const kept = call.argument(null, "delete");
  return kept !== undefined && constantOf(kept, model).kind !== "true";
}

/** What the text gets the path by: the name it is given to, or the expression. */
function nameGiven(path: SyntaxNode): string {
  const target = path.parent?.kind === "assignment" ? path.parent.field("left") : null;
  return excerpt((target ?? path).text);
}

function checkReturned(call: Call, what: string, { model, report }: Context): void {
  const life = followLife(model, call.node, PROTOCOL);
  if (
    isInTest(call.node, model) ||
    life.name === null ||
    life.escapes.length > 0 ||
    life.region.kind !== "function_definition"
  )
    return;
  for (const { event, use } of life.events) {
    if (event !== "name" || !isReturned(use)) continue;
    report("returned", {
      at: use.node,
      data: { what, object: life.name },
      related: [{ span: call.node, message: "made here" }],
    });
  }
}

/** Whether the name itself is what a function returns, alone or in a tuple. */
function isReturned({ node }: LifeUse): boolean {
  const { parent } = node;
  const whole = parent?.kind === "expression_list" || parent?.kind === "tuple" ? parent.parent : parent;
  return whole?.kind === "return_statement";
}

function checkPair(call: Call, { model, report }: Context): void {
  const { parent } = call.node;
  if (parent?.kind === "subscript" && parent.field("value") === call.node) {
    if (parent.field("subscript")?.text === "1") report("descriptor", { at: parent, severity: "warning" });
    return;
  }
  if (parent?.kind === "argument_list" && parent.namedChildren[0] === call.node) {
    const taker = parent.parent === null ? null : model.callAt(parent.parent);
    if (taker === null || !TAKE_PATH.test(taker.name ?? "")) return;
    if (isExpectedToFail(call.node, model, ["builtins.TypeError"])) return;
    report("pair", { at: call.node, data: { function: excerpt(taker.callee.text) } });
    return;
  }
  const left = parent?.kind === "assignment" ? parent.field("left") : null;
  const [descriptor, path, ...others] = left === null || !/pattern/.test(left.kind) ? [] : left.namedChildren;
  if (descriptor?.kind !== "identifier" || path === undefined || others.length > 0) return;
  if (isNeverRead(descriptor, model)) report("descriptor", { at: descriptor, severity: "warning" });
}

function isNeverRead(name: SyntaxNode, model: Model): boolean {
  const variable = model.variableOf(name);
  // Of names of a module, others may make use.
  const isLocal = variable?.scope.kind === "function" || /^_+$/.test(name.text);
  if (variable === undefined || !isLocal || model.scopeAt(name).isDynamic) return false;
  return variable.references.every((reference) => reference.fieldName === "left" || reference === name);
}
