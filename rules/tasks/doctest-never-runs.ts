import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { candidateCalls } from "../../engine/semantics/calls-by-name.js";
import { Candidates } from "../../engine/semantics/candidates.js";
import { DOCUMENTED, docstringOf, plainText } from "../../engine/semantics/docstrings.js";
import type { Model } from "../../engine/semantics/model.js";
import { Kept } from "../../engine/syntax/kept.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";

const RUNNERS = /\b(?:testmod|DocTestSuite)\s*\(/;
const EXAMPLE = /^[ \t]*>>> \S/m;

const MESSAGES = {
  nested:
    "doctest does not look into functions, so the examples of `{name}` are never run: put them into the docstring of `{outer}`",
  late: "this is no docstring, so doctest never runs its examples: make it the first statement of {owner}",
} as const;

const RUNNING = ["doctest.testmod", "doctest.DocTestSuite"];

/**
 * doctest looks for examples in the docstrings of a module, and of the classes and functions that it finds there by name.
 * Others are never run, and nothing is said: 0 of them failed.
 *
 * Found in files that run their own doctests: examples in functions within functions, and in strings behind the first
 * statement.
 */
export default defineRule({
  name: "doctest-never-runs",
  question: "testing",
  summary: "examples where doctest does not look for them",
  severity: "warning",
  fix: "none",
  messages: MESSAGES,
  on: (when) =>
    when.calls(RUNNING, (call, context) => {
      // A module that is given may be another one.
      const isOwn = call.arguments.every(({ keyword }) => keyword !== null && keyword !== "m" && keyword !== "module");
      if (isOwn && firstRuns(context.model).get(call.name) === call && !/\b__test__\b/.test(context.source.text))
        check(context);
    }),
});

const firstRunsIn = new Kept<Model, ReadonlyMap<string | null, Call>>(({ tree }) => tree);

/** The first call of each function, by name. */
function firstRuns(model: Model): ReadonlyMap<string | null, Call> {
  let first = firstRunsIn.get(model);
  if (first === undefined) {
    const calls = candidateCalls(model, new Candidates(model, RUNNING));
    first = new Map(calls.toReversed().map((call) => [call.name, call]));
    firstRunsIn.set(model, first);
  }
  return first;
}

function check({ model, report, source, target }: RuleContext<typeof MESSAGES>): void {
  if (!textMatches(source, RUNNERS)) return;
  for (const definition of model.tree.nodesOfKind("class_definition", "function_definition")) {
    const outer = definition.enclosing("function_definition");
    const literal = outer === null ? null : docstringOf(definition, target);
    if (outer === null || literal === null || !EXAMPLE.test(literal.text)) continue;
    const data = { name: nameOf(definition) ?? "", outer: nameOf(outer) ?? "" };
    report("nested", { at: firstExample(literal), data });
  }
  for (const statement of model.tree.nodesOfKind("expression_statement")) {
    const literal = plainText(statement, target);
    if (literal === null || !EXAMPLE.test(literal.text)) continue;
    const block = statement.parent;
    const owner = block?.kind === "module" ? block : block?.parent;
    if (owner === null || owner === undefined || !DOCUMENTED.some((kind) => kind === owner.kind)) continue;
    // Behind an assignment it may describe what is assigned, for other readers.
    if (docstringOf(owner, target) === literal || isAfterAssignment(statement)) continue;
    const name = nameOf(owner);
    report("late", { at: firstExample(literal), data: { owner: name === undefined ? "the module" : `\`${name}\`` } });
  }
}

function nameOf(definition: SyntaxNode): string | undefined {
  return definition.field("name")?.text;
}

function isAfterAssignment(statement: SyntaxNode): boolean {
  return statement.previousNamedSibling?.namedChildren[0]?.kind === "assignment";
}

/** The line of the first example in a text. */
function firstExample(literal: SyntaxNode): { start: number; end: number } {
  const { source } = literal.tree;
  const start = literal.start + Math.max(0, literal.text.search(/>>> \S/));
  const end = Math.min(literal.end, source.lines.endOf(source.lines.lineAt(start)));
  return { start, end };
}
