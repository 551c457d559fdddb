import { freshName } from "../../engine/repairs/imports.js";
import { isNameLike } from "../../engine/repairs/none-results.js";
import { insertStatementBehind } from "../../engine/repairs/statements.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { grouped } from "../../engine/semantics/grouped.js";
import type { Model } from "../../engine/semantics/model.js";
import { onceAFile } from "../../engine/semantics/once.js";
import {
  attributesOf,
  boundTo,
  GETTERS,
  mayFollow,
  type Setting,
  settingsByGetter,
  type Write,
  writesIn,
} from "../../engine/semantics/terminal-attributes.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";

/** What programs call the attributes that they mean to restore. */
const SAVED_NAME = /(?:^|[._])(?:old|orig|prev|sav|backup|before|default|initial|restor)|saved/i;

/**
 * `tcgetattr` gives a list, and another name for it is the same list: whoever turns the echo off in `new` has turned it
 * off in `old` too, and what is restored at the end is what should have been undone.
 *
 * Found where a list is changed in place, given to the terminal, and given to it again, unchanged, to restore it: under
 * another name, or under one that says so.
 */
export default defineRule({
  name: "termios-saved-attrs-aliased",
  question: "single-keypress",
  summary: "saved attributes of a terminal that are changed with those that are set, so that nothing is restored",
  severity: "error",
  fix: "safe",
  messages: {
    alias: "`{new}` is the same list as `{old}`, so restoring `{old}` restores nothing: write `{instead}`",
    changed: "`{old}` has been changed in place before, so this restores nothing: keep a copy to restore",
  },
  on: (when) =>
    when.calls(GETTERS, (call, { model, report }) => {
      const found = lossOf(call.node, model);
      if (found === null) return;
      const { write, restoring, writes } = found;
      const related = [{ span: restoring.call.node, message: "restores nothing" }];
      const isDeep = writes.some(({ isInner }) => isInner);
      const alias = write.list.kind === "identifier" ? boundTo(write.list, model) : null;
      if (write.list.text === restoring.list.text) {
        const fix = () => keepCopy(call.node, restoring, isDeep, model);
        const where = [{ span: write.target, message: "changed here" }];
        report("changed", { at: restoring.list, data: { old: restoring.list.text }, related: where, fix });
        return;
      }
      const isSame = alias !== null && alias !== call.node && isNameLike(alias);
      const instead = isDeep ? call.node.text : `${restoring.list.text}[:]`;
      const isRepairable = isSame && (!isDeep || regionOf(alias) === regionOf(call.node));
      report("alias", {
        at: isSame ? alias : write.list,
        data: { new: write.list.text, old: restoring.list.text, instead },
        related,
        fix: () => {
          const replacement = isDeep ? call.node.text : `${alias?.text}[:]`;
          if (!isRepairable || (isDeep && !isPlain(call.node))) return null;
          return { title: "Make a list of its own", safety: "safe", edits: [{ span: alias, replacement }] };
        },
      });
    }),
});

interface Loss {
  readonly write: Write;
  readonly writes: readonly Write[];
  readonly restoring: Setting;
}

/** Where the list of a call of `tcgetattr` is changed, set, and set again to restore what was before; null for nowhere. */
function lossOf(getter: SyntaxNode, model: Model): Loss | null {
  const settings = settingsByGetter(model).get(getter) ?? [];
  if (settings.length < 2) return null;
  const writes = writesByGetter(model).get(getter) ?? [];
  for (const restoring of settings) {
    for (const setting of settings) {
      if (setting === restoring || !restores(restoring, setting, writes, model)) continue;
      const write = writes.find(({ target }) => follows(target, setting.call.node, model));
      const isOtherName = write !== undefined && write.list.text !== restoring.list.text;
      if (write === undefined || !(isOtherName || isMeantToRestore(restoring, setting))) continue;
      // `new` set twice is no restoring, whatever `old` is.
      if (isOtherName && setting.list.text === restoring.list.text && !SAVED_NAME.test(restoring.list.text)) continue;
      return { write, writes, restoring };
    }
  }
  return null;
}

const writesByGetter = onceAFile((model) =>
  grouped(writesIn(model), ({ list }) => attributesOf(list, model) ?? undefined),
);

/** Whether the second setting gives a terminal once more just what the first one did. */
function restores(second: Setting, first: Setting, writes: readonly Write[], model: Model): boolean {
  const [here, before] = [second.call.node, first.call.node];
  if (second.call.argument(0, null)?.text !== first.call.argument(0, null)?.text) return false;
  const isSameRegion = regionOf(here) === regionOf(before);
  if (!isSameRegion && first.list.text === second.list.text) return false;
  if (!mayFollow(before, here, model)) return false;
  return !writes.some(
    ({ target }) => follows(target, here, model) && (!isSameRegion || follows(before, target, model)),
  );
}

function follows(earlier: SyntaxNode, later: SyntaxNode, model: Model): boolean {
  return regionOf(earlier) === regionOf(later) && mayFollow(earlier, later, model);
}

function isMeantToRestore({ call, list }: Setting, { call: first }: Setting): boolean {
  const clause = call.node.enclosing("finally_clause");
  return SAVED_NAME.test(list.text) || (clause !== null && !clause.covers(first.node));
}

/** Whether a call can be made once more in its own region: `termios.tcgetattr(fd)`, `termios.tcgetattr(sys.stdin)`. */
function isPlain(getter: SyntaxNode): boolean {
  return /^[\w.]+\((?:[\w.]+|[\w.]+\(\))\)$/.test(getter.text);
}

/** Copies the list as soon as it is there, and restores the copy. */
function keepCopy(getter: SyntaxNode, restoring: Setting, isDeep: boolean, model: Model): Fix | null {
  const assignment = getter.parent?.kind === "assignment" ? getter.parent : null;
  const statement = assignment?.parent?.kind === "expression_statement" ? assignment.parent : null;
  const name = assignment?.field("left");
  if (statement === null || name?.kind !== "identifier" || name.text !== restoring.list.text) return null;
  if (regionOf(getter) !== regionOf(restoring.call.node) || (isDeep && !isPlain(getter))) return null;
  const copy = freshName(getter, model, "saved");
  const made = insertStatementBehind(statement, `${copy} = ${isDeep ? getter.text : `${name.text}[:]`}`);
  const edits = [made, { span: restoring.list, replacement: copy }];
  return { title: "Restore a copy", safety: "safe", edits };
}
