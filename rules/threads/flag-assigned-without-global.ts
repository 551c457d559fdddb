import { defineRule, type Fix } from "../../engine/rule.js";
import { directValue } from "../../engine/semantics/assignments.js";
import { regionOf } from "../../engine/semantics/flow.js";
import type { Scope, Variable } from "../../engine/semantics/scopes.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";

/** What runs functions while a loop is running. */
const CONCURRENT = /\b(?:Thread|Timer|ThreadPoolExecutor|signal|start_new_thread)\b/;
/** A flag of the module, at the beginning of a line. */
const FLAG = /(?:^|[\n\r])\w+[ \t]*(?::[^=\n\r]{1,80})?=[ \t]*(?:True|False|None|\d)/;
const FLAGS = /^(?:true|false|none|integer)$/;

/**
 * A function that assigns to a name makes a variable of its own, unless it says `global`. `def stop(): running = False` stops
 * nobody: the loop asks the module's `running`.
 *
 * Found where a function sets a flag of its own and never reads it, and another function loops on the module's flag of that name.
 */
export default defineRule({
  name: "flag-assigned-without-global",
  question: "threads-not-running",
  summary: "a flag that is set in a function without `global`, while a loop elsewhere waits for it",
  severity: "error",
  fix: "unsafe",
  messages: {
    local:
      "this `{name}` is a variable of `{function}` alone, and the loop that waits for the module's `{name}` goes on: declare `global {name}`",
  },
  on: (when) =>
    when.nodes(
      "module",
      { anyOf: [["while", "def"]], pattern: CONCURRENT, and: FLAG },
      (_, { model, report, source }) => {
        if (!textMatches(source, CONCURRENT) || !textMatches(source, FLAG)) return;
        const { module, scopes } = model.scopes;
        const loops = model.tree.nodesOfKind("while_statement").flatMap((loop) => loop.field("condition") ?? []);
        const asked = new Map<Variable, SyntaxNode>();
        for (const condition of loops) {
          for (const name of [condition, ...condition.descendants("identifier")]) {
            const variable = name.kind === "identifier" ? model.variableOf(name) : undefined;
            if (variable?.scope === module && regionOf(name).parent !== null && isFlag(variable))
              asked.set(variable, name);
          }
        }
        for (const [flag, loop] of asked) {
          for (const scope of scopes) {
            const own = scope.kind === "function" ? scope.variables.get(flag.name) : undefined;
            if (own === undefined || own.references.length > 0 || !isFlag(own) || regionOf(loop) === scope.node)
              continue;
            const [first] = own.bindings;
            const name = flag.name;
            const data = { name, function: scope.node.field("name")?.text ?? "" };
            const related = [{ span: loop, message: "the loop asks this one" }];
            if (first !== undefined)
              report("local", { at: first.name, data, related, fix: () => declare(scope, name) });
          }
        }
      },
    ),
});

/** Whether all that a variable is ever given is True, False, None or a number. */
function isFlag({ bindings }: Variable): boolean {
  return (
    bindings.length > 0 &&
    bindings.every((binding) => binding.kind === "assignment" && FLAGS.test(directValue(binding)?.kind ?? ""))
  );
}

function declare(scope: Scope, name: string): Fix | null {
  const [first] = scope.node.field("body")?.namedChildren ?? [];
  if (first === undefined) return null;
  const { source } = first.tree;
  const indentation = source.indentationAt(first.start);
  const lineStart = source.lines.startOf(source.lines.lineAt(first.start));
  if (source.text.slice(lineStart, first.start) !== indentation) return null;
  // A docstring stays first.
  const isDocstring = first.kind === "expression_statement" && first.namedChildren[0]?.kind === "string";
  const edit = isDocstring
    ? { span: { start: first.end, end: first.end }, replacement: `${source.lineBreak}${indentation}global ${name}` }
    : {
        span: { start: first.start, end: first.start },
        replacement: `global ${name}${source.lineBreak}${indentation}`,
      };
  return { title: `Declare global ${name}`, safety: "unsafe", edits: [edit] };
}
