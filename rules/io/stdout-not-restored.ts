import { defineRule, type RuleContext } from "../../engine/rule.js";
import { assignedValue } from "../../engine/semantics/assignments.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { grouped } from "../../engine/semantics/grouped.js";
import type { Model } from "../../engine/semantics/model.js";
import { isInTest } from "../../engine/semantics/tests.js";
import { Kept } from "../../engine/syntax/kept.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";

const MESSAGES = {
  never:
    "`{stream}` stays replaced when `{function}` is done, so all that the program writes later goes there too: use `contextlib.redirect_{name}`",
  calmly:
    "if anything before `{restore}` raises an exception, `{stream}` stays replaced: put it back in a `finally`, or use `contextlib.redirect_{name}`",
} as const;

const ASSIGNED = /\bsys\s*\.\s*std(?:out|err)\s*=/;
/** What makes a new place for output. */
const PLACES: ReadonlySet<string> = new Set([
  "StringIO.StringIO",
  "builtins.open",
  "cStringIO.StringIO",
  "codecs.open",
  "io.BytesIO",
  "io.StringIO",
  "io.open",
]);
/** What a program has that is about to become a daemon, or that redirects for its whole life. */
const LASTS = /\b(?:fork|setsid|daemon\w*|py2exe|pythonw|frozen)\b/i;
/** Functions that are the program, or set it up. */
const WHOLE_PROGRAM = /main|setup|set_up|init|start|log|redirect|daemon|run/i;

/**
 * An assignment to `sys.stdout` lasts until somebody undoes it. Where nobody does, or an exception comes between, everything that the
 * program prints later goes to the wrong place.
 *
 * Found where a function puts a file or a `StringIO` in its place that it opens itself.
 */
export default defineRule({
  name: "stdout-not-restored",
  question: "closing-stdout",
  summary: "`sys.stdout` or `sys.stderr` that is replaced and not certainly put back",
  severity: "hint",
  fix: "none",
  messages: MESSAGES,
  on: (when) =>
    when.nodes(
      "assignment",
      {
        anyOf: [
          ["sys", "stdout"],
          ["sys", "stderr"],
        ],
        pattern: ASSIGNED,
      },
      check,
    ),
});

function check(assignment: SyntaxNode, { model, report, source }: RuleContext<typeof MESSAGES>): void {
  if (!textMatches(source, ASSIGNED) || textMatches(source, LASTS)) return;
  const stream = streamAssigned(assignment, model);
  const region = regionOf(assignment);
  const function_ = region.kind === "function_definition" ? (region.field("name")?.text ?? "") : "";
  if (stream === null || function_ === "" || !isNewPlace(assignment, model) || isInTest(assignment, model)) return;
  const others = returnsTo(stream, model);
  const own = others.filter((each) => regionOf(each) === region);
  // Somebody else, such as the `__exit__` that belongs to an `__enter__`, puts it back.
  if (own.length < others.length) return;
  const name = stream.replace("sys.", "");
  const graph = model.flowOf(assignment);
  if (graph.isDamaged) return;
  const [restore] = own.filter((each) => graph.reaches(assignment, each));
  if (restore === undefined) {
    if (WHOLE_PROGRAM.test(function_) || isPassedOn(model, stream)) return;
    report("never", { at: assignment, data: { stream, function: function_, name } });
    return;
  }
  // What leaves the main function ends the program.
  if (/^_*main$/.test(function_)) return;
  if (own.some((each) => each.enclosing("finally_clause", "except_clause", "with_statement") !== null)) return;
  const leadsToRestore = graph.leadsTo([restore]);
  const isRisky = model.calls.some(
    ({ node }) =>
      regionOf(node) === region &&
      node.start > assignment.end &&
      graph.reaches(assignment, node) &&
      leadsToRestore(node) &&
      node.enclosing("try_statement") === null,
  );
  if (!isRisky) return;
  report("calmly", {
    at: assignment,
    data: { restore: restore.text, stream, name },
    related: [{ span: restore, message: "it is put back here" }],
  });
}

const known = new Kept<Model, ReadonlyMap<string, readonly SyntaxNode[]>>(({ tree }) => tree);

/** The assignments that give a stream back what it was before, of all functions. */
function returnsTo(stream: string, model: Model): readonly SyntaxNode[] {
  let byStream = known.get(model);
  if (byStream === undefined) {
    byStream = grouped(model.tree.nodesOfKind("assignment"), (each) => {
      const name = streamAssigned(each, model);
      return name === null || isNewPlace(each, model) ? undefined : name;
    });
    known.set(model, byStream);
  }
  return byStream.get(stream) ?? [];
}

function streamAssigned(assignment: SyntaxNode, model: Model): string | null {
  const left = assignment.field("left");
  const name = left?.kind === "attribute" ? model.qualifiedName(left) : null;
  return name === "sys.stdout" || name === "sys.stderr" ? name : null;
}

function isNewPlace(assignment: SyntaxNode, model: Model): boolean {
  const value = assignedValue(assignment);
  const values = value === null ? [] : model.valuesOf(value);
  return values.length > 0 && values.every((each) => each.kind === "call" && PLACES.has(each.name ?? ""));
}

/** Whether something puts the stream back in another way: by `setattr`, by `patch`, by a context manager of its own. */
function isPassedOn(model: Model, stream: string): boolean {
  return (
    textMatches(model.source, /\bsetattr\b|\bpatch\b|\bmonkeypatch\b/) || model.source.text.includes(`"${stream}"`)
  );
}
