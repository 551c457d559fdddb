import { POSIX_MODULES, WINDOWS_MODULES } from "../../engine/knowledge/posix-modules.js";
import { defineRule, type RuleContext } from "../../engine/rule.js";
import { guardOf, IMPORT_ERRORS } from "../../engine/semantics/guards.js";
import type { ImportedModule } from "../../engine/semantics/imports.js";
import { stringValue } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { Kept } from "../../engine/syntax/kept.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

/** How Windows calls itself, by what is asked. */
const ANSWERS: Readonly<Record<string, RegExp>> = {
  "os.name": /^(?:nt|ce)$/,
  "platform.system": /^Windows$/,
  "sys.platform": /^(?:win(?:32)?|cygwin)$/,
};

const MESSAGES = {
  missing:
    "Windows has no `{module}`, so this import ends the program there, for all its `{evidence}`: import it {how}",
} as const;

/**
 * `curses`, `termios`, `fcntl` and their like do not exist on Windows: whoever imports them at the top of a file ends there
 * with ModuleNotFoundError, before any test for Windows is come to.
 *
 * Found where the same file has code for Windows further down, and nothing around the import knows of it.
 */
export default defineRule({
  name: "posix-only-import",
  question: "curses",
  summary: "an import that fails on Windows in a file that has code for Windows",
  severity: "warning",
  fix: "none",
  messages: MESSAGES,
  on: (when) => when.imports(Object.keys(POSIX_MODULES), check),
});

function check(
  { module, at, statement }: ImportedModule,
  { model, facts, report }: RuleContext<typeof MESSAGES>,
): void {
  const name = module.split(".", 1)[0] ?? "";
  const substitutes = Object.hasOwn(POSIX_MODULES, name) ? (POSIX_MODULES[name] ?? []) : null;
  if (substitutes === null || facts.localModules.has(name) || statement.parent?.kind !== "module") return;
  if (substitutes.some((project) => facts.dependencies.has(project))) return;
  const evidence = codeForWindows(statement, model);
  if (evidence === null || guardOf(statement, model, IMPORT_ERRORS) !== null) return;
  const [substitute] = substitutes;
  const how = `where it is used, or catch ImportError${substitute === undefined ? "" : ` and name ${substitute}`}`;
  report("missing", {
    at,
    data: { module: name, evidence: excerpt(evidence.text), how },
    related: [{ span: evidence, message: "for Windows" }],
  });
}

/** The first thing behind an import that is there for Windows: a branch that does something, or a module of its own. */
function codeForWindows(statement: SyntaxNode, model: Model): SyntaxNode | null {
  let found = known.get(model);
  if (found === undefined) {
    found = allForWindows(model);
    known.set(model, found);
  }
  return found.find((node) => node.start >= statement.end) ?? null;
}

const known = new Kept<Model, readonly SyntaxNode[]>(({ tree }) => tree);

/** All that is there for Windows, in the order of the text. */
function allForWindows(model: Model): SyntaxNode[] {
  const modules = model.imports.flatMap(({ module, at }) => (WINDOWS_MODULES.includes(module) ? [at] : []));
  const branches = model.tree.nodesOfKind("if_statement", "elif_clause").flatMap((branch) => {
    const condition = branch.field("condition");
    const body = branch.field("consequence");
    return condition !== null && body !== null && asksForWindows(condition, model) && !givesUp(body) ? [condition] : [];
  });
  return [...modules, ...branches].sort((a, b) => a.start - b.start);
}

/** `os.name == "nt"`, `sys.platform == "win32"`, `sys.platform.startswith("win")`, `platform.system() == "Windows"`. */
function asksForWindows(condition: SyntaxNode, model: Model): boolean {
  if (condition.kind === "comparison_operator") {
    const [left, right, ...others] = condition.namedChildren;
    if (left === undefined || right === undefined || others.length > 0 || condition.token("==") === null) return false;
    return isAnswer(left, right, model) || isAnswer(right, left, model);
  }
  const call = model.callAt(condition);
  const argument = call?.argument(0, null);
  return call?.method === "startswith" && call.receiver !== null && argument !== undefined
    ? isAnswer(call.receiver, argument, model)
    : false;
}

function isAnswer(asked: SyntaxNode, answer: SyntaxNode, model: Model): boolean {
  const name = model.callAt(asked)?.name ?? model.qualifiedName(asked) ?? "";
  const text = stringValue(answer);
  return text !== null && Object.hasOwn(ANSWERS, name) && ANSWERS[name]?.test(text) === true;
}

/** Whether a branch gives up: it says that Windows will not do. */
function givesUp(body: SyntaxNode): boolean {
  return /\b(?:raise|exit|_exit|skip\w*|NotImplemented|not supported|unsupported)\b/i.test(body.text);
}
