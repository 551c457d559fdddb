import { insertStatementBehind } from "../../engine/repairs/statements.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { grouped } from "../../engine/semantics/grouped.js";
import type { Model } from "../../engine/semantics/model.js";
import { onceAFile, onceForEach } from "../../engine/semantics/once.js";
import {
  attributesOf,
  boundTo,
  GETTERS,
  isInnerIndex,
  mayFollow,
  settingsByGetter,
  shallowlyCopied,
  type Write,
  writesIn,
} from "../../engine/semantics/terminal-attributes.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

/**
 * The last of the attributes of a terminal, its control characters, is a list too: `old[:]` has the same one as `old`,
 * and `new[6][termios.VMIN] = 0` changes what should be restored.
 *
 * Found where the copy is made, the inner list changed, and the original given to the terminal afterwards.
 */
export default defineRule({
  name: "termios-shallow-copy-cc",
  question: "single-keypress",
  summary: "control characters that are changed in a shallow copy of a terminal's attributes, and so in the original",
  severity: "error",
  fix: "safe",
  messages: {
    shared:
      "`{copy}` shares the list of control characters with `{old}`, so `{target}` changes both: copy that list too",
  },
  on: (when) =>
    when.calls(GETTERS, (call, { model, report }) => {
      const reported = new Set<SyntaxNode>();
      for (const { write, copy, old } of writesToCopies(model).get(call.node) ?? []) {
        if (reported.has(copy) || isInnerReplaced(write, model)) continue;
        const restoring = settingsByGetter(model)
          .get(call.node)
          ?.find(({ call: setting }) => mayFollow(write.target, setting.node, model));
        if (restoring === undefined) continue;
        reported.add(copy);
        report("shared", {
          at: copy,
          data: { copy: excerpt(copy.text), old: excerpt(old.text), target: excerpt(write.target.text) },
          related: [
            { span: write.target, message: "changed here" },
            { span: restoring.call.node, message: "not restored here" },
          ],
          fix: () => copyInner(copy, write),
        });
      }
    }),
});

/** The changes of the inner lists of shallow copies, by the call of `tcgetattr` that gave what is copied. */
const writesToCopies = onceAFile((model) => {
  const found = writesIn(model).flatMap((write) => {
    const copy = write.isInner && write.list.kind === "identifier" ? boundTo(write.list, model) : null;
    const old = copy === null ? null : shallowlyCopied(copy, model);
    return copy === null || old === null ? [] : [{ write, copy, old }];
  });
  return grouped(found, ({ old }) => attributesOf(old, model) ?? undefined);
});

/** Whether the inner list has been replaced by one of its own before it is changed; one that another function replaces may have been. */
function isInnerReplaced({ list, target }: Write, model: Model): boolean {
  const region = regionOf(target);
  const replacing = replacingInner(model).get(list.text) ?? new Map<SyntaxNode, SyntaxNode[]>();
  const own = replacing.get(region);
  return replacing.size > (own === undefined ? 0 : 1) || (own !== undefined && follows(own, model)(target));
}

/** The places where inner lists are replaced, by what is written for the list, and by function. */
const replacingInner = onceAFile((model) => {
  const writes = writesIn(model).filter(({ isInner, index }) => !isInner && isInnerIndex(index, model));
  const byList = grouped(writes, ({ list }) => list.text);
  return new Map(
    [...byList].map(([list, all]) => [
      list,
      grouped(
        all.map(({ target }) => target),
        regionOf,
      ),
    ]),
  );
});

const follows = onceForEach((places: readonly SyntaxNode[], model) =>
  model.flowOf(places[0] as SyntaxNode).follows(places),
);

function copyInner(copy: SyntaxNode, { list, index }: Write): Fix | null {
  const statement = copy.enclosing("expression_statement");
  if (statement === null || copy.parent?.kind !== "assignment" || copy.parent.parent !== statement) return null;
  const inner = `${list.text}[${index.text}]`;
  const edit = insertStatementBehind(statement, `${inner} = ${inner}[:]`);
  return { title: "Copy the control characters too", safety: "safe", edits: [edit] };
}
