import type { Call } from "../semantics/call.js";
import type { CalledCallback } from "../semantics/callback-faults.js";
import type { Registration } from "../semantics/callbacks.js";
import { unparenthesized } from "../semantics/literals.js";
import type { Model } from "../semantics/model.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { TextEdit } from "../text/edits.js";
import { isNameLike } from "./none-results.js";

/** How to hand over a function that was called instead. */
export interface Uncalled {
  /** What then stands for the function, as it is written: `f`, `f, a`, `target=f, args=(a,)`, `lambda *_: f(a)`. */
  readonly written: string;
  readonly edits: readonly TextEdit[];
  /** Whether the function is called with what it was called with, and not with what names mean later. */
  readonly isSafe: boolean;
}

/**
 * Passes a function where a registration calls it: `register(f(a))` becomes `register(f, a)`, `Thread(target=f(a))` becomes
 * `Thread(target=f, args=(a,))`, and a lambda is written where the slot takes no arguments for it.
 *
 * Null where the place of the arguments is taken, the function does not take what it would be called with, or calling it later
 * would still run nothing of it.
 *
 * @param called the call that stands in the place of the callback
 */
export function passUncalled(registration: Registration, called: CalledCallback, model: Model): Uncalled | null {
  const { call: inner, gives } = called;
  const { node, callback, slot, positions, keywords } = registration;
  const outer = model.callAt(node);
  const argument = outer?.arguments.find(({ value }) => value === callback);
  const list = inner.node.field("arguments");
  if (outer === null || argument === undefined || list?.kind !== "argument_list") return null;
  if (gives === "coroutine" || gives === "generator" || gives === "async generator") return null;
  if (list.children.some(({ kind }) => kind === "comment")) return null;
  const name = inner.callee.text;
  const { passes } = slot;
  if (inner.arguments.length === 0) {
    const callable = model.callableOf(inner.callee);
    const fits = callable === null || positions === null || callable.accepts(positions, keywords ?? []);
    if (fits) return { written: name, edits: [{ span: list, replacement: "" }], isSafe: true };
  }
  // What a task is made of is made anew for each.
  if (passes.kind === "fixed" || gives === "task") {
    const parameters = positions === 0 && keywords?.length === 0 ? "" : " *_";
    const written = `lambda${parameters}: ${inner.node.text}`;
    const isSafe = isNameLike(inner.callee) && inner.arguments.every(({ value }) => isConstant(value));
    return { written, edits: [{ span: inner.node, replacement: written }], isSafe };
  }
  const isFollowed = outer.arguments.some(({ node: each, keyword }) => keyword === null && each.start > callback.end);
  const isWhole = unparenthesized(callback) === callback;
  if (inner.arguments.length === 0 || isFollowed || !isWhole) return null;
  const given = list.text.slice(1, -1).trim().replace(/,$/, "");
  const named = inner.arguments.filter(({ keyword, unpacks }) => keyword !== null || unpacks === "**");
  switch (passes.kind) {
    case "rest": {
      // Behind a keyword nothing can be given by position, and what the call has for itself must not be mixed up with it.
      const isPlain = argument.keyword === null && outer.arguments.every(({ keyword }) => keyword === null);
      if (!isPlain || (named.length > 0 && !passes.withKeywords)) return null;
      const written = `${name}, ${given}`;
      return { written, edits: [{ span: inner.node, replacement: written }], isSafe: true };
    }
    case "spread": {
      const [place, keyword] = passes.args;
      if (named.length > 0 || keyword === null || !outer.lacks(place, keyword)) return null;
      const separator = inner.arguments.length === 1 ? "," : "";
      const rest = `, ${keyword}=(${given}${separator})`;
      const edits = [{ span: list, replacement: rest }];
      return { written: `${writtenAs(argument.node, inner)}${rest}`, edits, isSafe: true };
    }
    default:
      return null;
  }
}

/** An argument with the function in the place of its call: `target=f` of `target=f(a)`. */
function writtenAs(argument: SyntaxNode, inner: Call): string {
  return argument.text.slice(0, inner.callee.end - argument.start);
}

/** Whether an argument means the same whenever it is evaluated. */
function isConstant({ kind, children }: SyntaxNode): boolean {
  if (kind === "string") return children.every((part) => part.kind !== "interpolation");
  return /^(?:integer|float|true|false|none)$/.test(kind);
}
