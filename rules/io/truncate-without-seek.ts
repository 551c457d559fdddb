import { insertStatementBefore, insertStatementBehind } from "../../engine/repairs/statements.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { type FileLife, type OpenedFile, openedFile } from "../../engine/semantics/file-positions.js";
import type { LifeEvent, LifeUse } from "../../engine/semantics/lifetimes.js";
import { stringValue } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  hole: "`{cut}` empties the file and leaves the position where it is, so what is written next comes behind a gap of zero bytes: call `{file}.seek(0)` first",
  uncut:
    "`{cut}` cuts at the position, which is the end of what was read, so nothing is cut and what is written next is appended: call `{file}.seek(0)` first",
  tail: "where what is written over the old text is shorter than that, its end stays in the file: call `{file}.truncate()` behind it",
} as const;

type Context = RuleContext<typeof MESSAGES>;
type FileHappening = FileLife["events"][number];

/** A file is cut, or gone back in, to be written anew. */
const REWRITES = /\.\s*(?:truncate|seek)\s*\(/;

/**
 * `truncate` does not move the position. After all was read, `truncate(0)` and a write leave a hole of zero bytes, and
 * `truncate()` cuts nothing. Whoever goes back and writes without any `truncate` leaves the end of a longer old text.
 *
 * Found where, in the function that opens the file, a way without exceptions leads from one to the other.
 */
export default defineRule({
  name: "truncate-without-seek",
  question: "delete-file",
  summary: "a file that is written anew with the position, or the end, of what it had before",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) =>
    when.nodes(
      "call",
      {
        anyOf: [["open"], ["BytesIO"], ["StringIO"], ["TemporaryFile"], ["NamedTemporaryFile"], ["fdopen"]],
        pattern: REWRITES,
      },
      check,
    ),
});

function check(node: SyntaxNode, context: Context): void {
  if (!textMatches(context.source, REWRITES)) return;
  const { model, report } = context;
  const file = openedFile(node, model);
  // What goes to the end whatever the position cannot leave a hole; Python 2's own `StringIO` moves the position too.
  if (file === null || file.handle.mode?.appends === true || file.handle.opener === "StringIO.StringIO") return;
  const cuts = { hole: cutsOf(file.life, "hole"), uncut: cutsOf(file.life, "uncut") };
  const seen = new Set<FileHappening>();
  for (const write of file.life.events) {
    if (write.event !== "write" || write.before.mayHaveEscaped) continue;
    for (const key of ["hole", "uncut"] as const) {
      if (!isInState(write, key, file)) continue;
      const cut = cutBefore(write, cuts[key], model);
      if (cut === null || seen.has(cut)) continue;
      seen.add(cut);
      const name = nameOf(cut.use.node, cut.use.call?.receiver);
      report(key, {
        at: cut.use.site,
        data: { cut: excerpt(cut.use.site.text), file: excerpt(name) },
        related: [{ span: write.use.site, message: "this is written behind it" }],
        fix: () => goBackFirst(cut, name),
      });
    }
  }
  checkTail(file, context);
}

/**
 * Whether a file is in a state before an event but for, at most, the first turn of a loop. Where another way leads there too, it
 * mostly is one that calls something that ends the loop.
 */
function isInState({ before }: FileHappening, state: "hole" | "uncut", { initial }: OpenedFile): boolean {
  return before.possibly(state) && [...before.calmStates].every((each) => each === state || each === initial);
}

function nameOf(node: SyntaxNode, receiver: SyntaxNode | null | undefined): string {
  return (receiver ?? node).text;
}

/** The calls of `truncate` that may bring a file into a state. */
function cutsOf({ events }: FileLife, made: "hole" | "uncut"): readonly FileHappening[] {
  const wanted = made === "hole" ? "cutAll" : "cutHere";
  const before = made === "hole" ? (["read", "inside", "written", "uncut"] as const) : (["read"] as const);
  return events.filter(
    ({ event, before: outcome }) => event === wanted && before.some((state) => outcome.possibly(state)),
  );
}

/** The nearest of some calls of `truncate` whose effect a write may meet. */
function cutBefore(
  { use: { site } }: FileHappening,
  cuts: readonly FileHappening[],
  model: Model,
): FileHappening | null {
  const graph = model.flowOf(site);
  // What is certain needs no search through all that may follow.
  const isMet = ({ use }: FileHappening): boolean => graph.dominates(use.site, site) || graph.reaches(use.site, site);
  return cuts.findLast((cut) => cut.use.site.start < site.start && isMet(cut)) ?? cuts.findLast(isMet) ?? null;
}

function goBackFirst({ use }: FileHappening, name: string): Fix | null {
  const statement = use.site.parent;
  if (statement?.kind !== "expression_statement") return null;
  const text = `${name}.seek(0)`;
  return { title: `Call ${text} before it`, safety: "safe", edits: [insertStatementBefore(statement, text)] };
}

/** Text that is written over older text, in a file that is then left as long as it was. */
function checkTail({ handle, life, call }: OpenedFile, { model, report }: Context): void {
  const isText = handle.kind === "text" && handle.path !== null && handle.mode?.updates === true;
  const endings = [life.end, ...life.losses.map(({ outcome }) => outcome)];
  if (!isText || life.events.some(({ event }) => event.startsWith("cut"))) return;
  if (!endings.some((end) => end.possibly("overwritten") && !end.mayHaveEscaped)) return;
  const writes = life.events.filter(({ event, before }) => event === "write" && isOverOld(before));
  const [last] = writes.slice(-1);
  const name = life.name;
  if (last === undefined || name === null || !writes.every(({ use }) => mayShrink(use, model))) return;
  report("tail", {
    at: last.use.site,
    data: { file: excerpt(name) },
    severity: "warning",
    related: [{ span: call.node, message: "opened here, with all that it has" }],
    fix: () => {
      const statement = last.use.site.parent;
      if (statement?.kind !== "expression_statement" || writes.length > 1) return null;
      const text = `${name}.truncate()`;
      return { title: `Call ${text} behind it`, safety: "safe", edits: [insertStatementBehind(statement, text)] };
    },
  });
}

/** What makes a text of another that need not be as long. */
const SHRINKING = /^(?:dumps|lower|replace|strip|lstrip|rstrip|sub|upper)$/;

/** Whether what is written may well be shorter than what was read; what something was added to is not. */
function mayShrink({ call, site }: LifeUse, model: Model): boolean {
  if (call === null) return /^(?:json|yaml)\./.test(model.callAt(site)?.name ?? "");
  const written = call.argument(0, null);
  const node = written === undefined ? null : constantOf(written, model);
  if (node === null) return false;
  return stringValue(node) !== null || SHRINKING.test(model.callAt(node)?.method ?? "");
}

function isOverOld(before: LifeEvent<string, string>["before"]): boolean {
  return before.possibly("rewound") || before.possibly("overwritten");
}
