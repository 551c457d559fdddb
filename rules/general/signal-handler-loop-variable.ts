import { whenSignalHandlers } from "../../engine/callback-calls.js";
import { addParameters } from "../../engine/repairs/parameters.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import { regionOf } from "../../engine/semantics/flow.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";

/**
 * A function looks a name up when it runs, and not where it is written. Handlers that a loop installs for several signals, and
 * that read the loop's variable, all see the last one.
 *
 * Found where the signal itself comes from the loop; a handler that each round replaces is the last one anyhow.
 */
export default defineRule({
  name: "signal-handler-loop-variable",
  question: "signal-handlers",
  summary: "signal handlers made in a loop that all see the last value of its variable",
  severity: "error",
  fix: "safe",
  messages: {
    late: "when a signal comes, `{name}` is the last one of the loop for every handler: keep it with `{name}={name}`",
  },
  on: (when) =>
    whenSignalHandlers(when, ({ node, callback, callable, slot }, { model, report }) => {
      const number = model.callAt(node)?.positional[0];
      const definition = callable?.definition ?? null;
      const loop = node.enclosing("for_statement", "function_definition", "lambda");
      if (number === undefined || definition === null || loop?.kind !== "for_statement") return;
      const body = definition.field("body");
      const isMadeThere = loop.field("body")?.covers(definition) === true && callable?.isPartial === false;
      if (body === null || !isMadeThere || regionOf(definition) !== regionOf(loop)) return;
      const targets = identifiersIn(loop.field("left"));
      const isOf = (names: readonly SyntaxNode[]): SyntaxNode | undefined =>
        names.find((each) => targets.some((target) => isSame(each, target, model)));
      const read = isOf(identifiersIn(body));
      if (read === undefined || isOf(identifiersIn(number)) === undefined || goesOnce(loop)) return;
      const isElsewhere = !callback.covers(definition);
      report("late", {
        at: read,
        data: { name: read.text },
        related: isElsewhere ? [{ span: node, message: "installed here" }] : [],
        fix: () => keep(definition, read.text, slot.runsIn === "event loop"),
      });
    }),
});

function identifiersIn(node: SyntaxNode | null): SyntaxNode[] {
  if (node === null) return [];
  return node.kind === "identifier" ? [node] : node.descendants("identifier");
}

function isSame(one: SyntaxNode, other: SyntaxNode, model: Model): boolean {
  const variable = one.text === other.text ? model.variableOf(one) : undefined;
  return variable !== undefined && variable === model.variableOf(other);
}

function goesOnce(loop: SyntaxNode): boolean {
  const collection = loop.field("right");
  return /^(?:tuple|list|set)$/.test(collection?.kind ?? "") && collection?.namedChildren.length === 1;
}

/** A parameter that has the value of now as its default; nothing but what was written is passed to handlers of a loop. */
function keep(definition: SyntaxNode, name: string, isLoop: boolean): Fix | null {
  const parameters = definition.field("parameters")?.namedChildren ?? [];
  const isPlain = parameters.every(({ kind }) => kind === "identifier" || kind === "default_parameter");
  // Python gives a handler two arguments, of which none must come to the new parameter.
  if (definition.kind !== "lambda" || !isPlain || (!isLoop && parameters.length < 2)) return null;
  const edit = addParameters(definition, [`${name}=${name}`]);
  return edit && { title: `Keep \`${name}\` as it is now`, safety: "safe", edits: [edit] };
}
