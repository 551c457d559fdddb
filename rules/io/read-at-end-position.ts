import { insertStatementBefore } from "../../engine/repairs/statements.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { type FileLife, type OpenedFile, openedFile } from "../../engine/semantics/file-positions.js";
import { guardOf } from "../../engine/semantics/guards.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  empty: "opening with `{mode}` has emptied the file, so there is nothing to read: open with `r+` to keep what it has",
  end: "a file that is opened with `{mode}` stands at its end, so this reads nothing: call `{file}.seek(0)` first",
  written: "`{file}` stands behind what was just written, so this reads nothing: call `{file}.seek(0)` first",
} as const;

/** What can be read and written both. */
const BOTH_WAYS = /\+(?<=["'](?:[awx][bt]?|[bt][awx])\+)|["']\+[awx]|(?:TemporaryFile|BytesIO|StringIO)\b/;
const READS = /\.\s*(?:read|next)|\bfor\b|\bnext\b|\bload\b|\bcopyfileobj\b/;
const CUTS = /\btruncate\b/;
const READ_EVENTS: ReadonlySet<string> = new Set(["readAll", "readSome"]);

/**
 * A file has one position for reading and writing. Opened to append it stands at its end, opened with `w+` it is empty, and
 * after a write it stands behind what was written: a read gives nothing then, and raises nothing.
 *
 * Found where, in the function that opens the file, whichever way was taken, the read comes next.
 */
export default defineRule({
  name: "read-at-end-position",
  question: "delete-file",
  summary: "a read of a file that stands at its end",
  severity: "error",
  fix: "safe",
  pythons: { since: "3.0" },
  messages: MESSAGES,
  on: (when) =>
    when.nodes(
      "call",
      {
        anyOf: [
          ["open"],
          ["TemporaryFile"],
          ["NamedTemporaryFile"],
          ["SpooledTemporaryFile"],
          ["BytesIO"],
          ["StringIO"],
          ["fdopen"],
        ],
        pattern: BOTH_WAYS,
        and: READS,
      },
      check,
    ),
});

function check(node: SyntaxNode, { model, report, source }: RuleContext<typeof MESSAGES>): void {
  if (!textMatches(source, BOTH_WAYS) || !textMatches(source, READS)) return;
  const file = openedFile(node, model);
  if (file === null || file.handle.mode?.reads === false) return;
  // What begins at the start comes to stand behind a write only where it has been cut.
  if (file.initial === "start" && !textMatches(source, CUTS)) return;
  const { handle, life } = file;
  const { name } = life;
  if (name === null) return;
  for (const { event, use, before } of life.events) {
    if (!READ_EVENTS.has(event)) continue;
    const position = (["empty", "end", "written"] as const).find((each) => before.certainly(each));
    if (position === undefined || guardOf(use.site, model, []) === "unreachable") continue;
    if (position !== "written" && (handle.path === null || isOpenedElsewhere(file, use.site, model))) continue;
    const site = use.kind === "iterate" && use.site.kind !== "call" ? use.node : use.site;
    const mode = handle.modeNode?.text.slice(1, -1) ?? "";
    if (position !== "written" && mode === "") continue;
    const fix = (): Fix | null => goBackFirst(use.site, name);
    if (position === "empty") report("empty", { at: site, data: { mode } });
    else if (position === "end") report("end", { at: site, data: { mode, file: excerpt(name) }, fix });
    else {
      const write = lastWrite(life, use.site);
      report("written", {
        at: site,
        data: { file: excerpt(name) },
        related: write === null ? [] : [{ span: write, message: "this is what was written" }],
        fix,
      });
    }
    // What is read next stands where this one does.
    return;
  }
}

function lastWrite({ events }: FileLife, read: SyntaxNode): SyntaxNode | null {
  const writes = events.filter(({ event, use }) => event === "write" && use.site.start < read.start);
  return writes.at(-1)?.use.site ?? null;
}

/** Whether something else has to do with the same path before a read, and may put something into the file. */
function isOpenedElsewhere({ handle, call }: OpenedFile, read: SyntaxNode, model: Model): boolean {
  const path = handle.path;
  if (path?.kind === "string") return false;
  if (path?.kind !== "identifier") return true;
  const references = model.variableOf(path)?.references ?? [];
  return references.some((each) => each.start > call.node.end && each.start < read.start);
}

function goBackFirst(site: SyntaxNode, name: string): Fix | null {
  let statement: SyntaxNode | null = site;
  while (statement !== null && !/^(?:block|module)$/.test(statement.parent?.kind ?? "module"))
    statement = statement.parent;
  // A condition or a loop may be evaluated more than once, or not at this place.
  if (statement === null || !/^(?:expression|return|for|with)_?statement$/.test(statement.kind)) return null;
  if (statement.kind === "with_statement") return null;
  const text = `${name}.seek(0)`;
  return { title: `Call ${text} before it`, safety: "safe", edits: [insertStatementBefore(statement, text)] };
}
