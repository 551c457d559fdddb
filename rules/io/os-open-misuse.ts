import { addArgument } from "../../engine/repairs/keywords.js";
import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { guardOf } from "../../engine/semantics/guards.js";
import { stringValue } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  mode: "`os.open` wants flags like `os.O_RDONLY`, and `{mode}` raises TypeError: use `open`, or flags",
  method:
    "`{fd}` is a number, so `{fd}.{method}` raises AttributeError: use `os.{function}`, or make a file of it with `os.fdopen`",
  entered:
    "`os.open` gives a number, which `with` cannot enter, so this raises an error: use `open`, or `os.fdopen` around it",
  tail: "a file that is there keeps its old end behind what is written, since no flag empties it: add `os.O_TRUNC`, or `os.O_EXCL` for a new file only",
  permissions: "without a mode a new file gets `0o777` less the umask, so everybody may run it: add `0o666`",
} as const;

type Context = RuleContext<typeof MESSAGES>;

const METHODS = [
  "close",
  "fileno",
  "flush",
  "read",
  "readline",
  "readlines",
  "seek",
  "tell",
  "truncate",
  "write",
  "writelines",
];
/** What of `os` does the same with a number. */
const INSTEAD: Readonly<Record<string, string>> = {
  close: "close",
  read: "read",
  seek: "lseek",
  truncate: "ftruncate",
  write: "write",
};
const ERRORS = ["builtins.AttributeError", "builtins.TypeError", "builtins.Exception"];
/** What files are called that are there to be there, whatever is in them, or that are new each time. */
const LOCK = /lock|lck|pid|touch|fifo|pipe|te?mp|test|(?:^|["'/])dev\b|null/i;

/**
 * `os.open` is the system's call: it wants flags and gives a number. It empties no file and gives a new one the right to be run
 * unless it is told otherwise.
 */
export default defineRule({
  name: "os-open-misuse",
  question: "delete-file",
  summary: "a call of `os.open` as if it were `open`",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => [
    when.calls("os.open", check),
    when.methods("os.open", METHODS, (call, _, { model, report }) => {
      if (
        call.receiver === null ||
        isExpectedToFail(call.node, model, ERRORS) ||
        guardOf(call.node, model, []) !== null
      )
        return;
      const method = call.method ?? "";
      report("method", {
        at: call.node,
        data: { fd: excerpt(call.receiver.text), method, function: INSTEAD[method] ?? "read" },
      });
    }),
  ],
});

function check(call: Call, context: Context): void {
  const { model, report } = context;
  const flags = call.argument(1, "flags");
  if (flags === undefined || isExpectedToFail(call.node, model, ERRORS)) return;
  const mode = stringValue(constantOf(flags, model));
  if (mode !== null) {
    report("mode", { at: flags, data: { mode: excerpt(flags.text) } });
    return;
  }
  const parent = call.node.parent?.kind === "as_pattern" ? call.node.parent.parent : call.node.parent;
  if (parent?.kind === "with_item") report("entered", { at: call.node });
  checkFlags(call, flags, context);
}

function checkFlags(call: Call, flags: SyntaxNode, { model, report }: Context): void {
  const names = flagsOf(flags, (node) => model.qualifiedName(node));
  const path = call.argument(0, "path");
  if (names === null || path === undefined || !names.has("O_CREAT")) return;
  const keepsEnd = names.has("O_WRONLY") && !["O_TRUNC", "O_EXCL", "O_APPEND"].some((flag) => names.has(flag));
  const variable = call.node.parent?.kind === "assignment" ? (call.node.parent.field("left")?.text ?? "") : "";
  const around = call.node.enclosing("function_definition", "class_definition")?.field("name")?.text ?? "";
  const isLock = [path.text, constantOf(path, model).text, variable, around].some((text) => LOCK.test(text));
  if (keepsEnd && !isLock && isFilled(call, model)) report("tail", { at: flags, severity: "warning" });
  if (call.lacks(2, "mode") && !isLock) {
    report("permissions", {
      at: call.node,
      severity: "hint",
      fix: () => {
        const isByPosition = call.positional.length === 2 && call.arguments.length === 2;
        const edit = addArgument(call, isByPosition ? "0o666" : "mode=0o666");
        return edit && { title: "Add 0o666", safety: "safe", edits: [edit] };
      },
    });
  }
}

/** Whether the file is made to be written, and not just to be there. */
function isFilled({ node }: Call, model: Model): boolean {
  const list = node.parent?.kind === "argument_list" ? node.parent.parent : null;
  if (list !== null) return model.callAt(list)?.name === "os.fdopen";
  const target = node.parent?.kind === "assignment" ? node.parent.field("left") : null;
  const variable = target?.kind === "identifier" ? model.variableOf(target) : undefined;
  return (variable?.references ?? []).some((reference) => {
    const use = reference.parent?.kind === "argument_list" ? reference.parent.parent : null;
    return use !== null && /^os\.(?:fdopen|write)$/.test(model.callAt(use)?.name ?? "");
  });
}

/** The flags that are joined by `|`; null where something else may be among them. */
function flagsOf(flags: SyntaxNode, nameOf: (node: SyntaxNode) => string | null): ReadonlySet<string> | null {
  const found = new Set<string>();
  const waiting = [flags];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.kind === "parenthesized_expression") waiting.push(...node.namedChildren);
    else if (node.kind === "binary_operator" && node.field("operator")?.text === "|")
      waiting.push(...node.namedChildren);
    else {
      const flag = /^os\.(O_[A-Z_]+)$/.exec(nameOf(node) ?? "")?.[1];
      if (flag === undefined) return null;
      found.add(flag);
    }
  }
  return found;
}
