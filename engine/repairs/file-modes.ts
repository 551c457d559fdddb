import { OPENERS } from "../knowledge/openers.js";
import type { Handle } from "../semantics/handle.js";
import { stringValue } from "../semantics/literals.js";
import type { Model } from "../semantics/model.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { TextEdit } from "../text/edits.js";

/** Another mode for a file, and whether that is all that changes. */
interface OtherMode {
  readonly title: string;
  readonly safety: "safe" | "unsafe";
  readonly edits: readonly TextEdit[];
}

/**
 * Opens a file in binary instead of as text, or the reverse, by its mode.
 *
 * Safe where the file is used for nothing else. Null where its mode is not written at the place that opens it, or where what
 * is said beside the mode goes with the other kind only.
 */
export function openAs(kind: "text" | "binary", use: SyntaxNode, handle: Handle, model: Model): OtherMode | null {
  const [origin, ...others] = handle.origins;
  if (origin === undefined || others.length > 0 || handle.opener === null) return null;
  const edits = kind === "binary" ? toBinary(handle, model) : toText(handle);
  if (edits === null) return null;
  const title = kind === "binary" ? "Open the file in binary mode" : "Open the file as text";
  return { title, safety: isOnlyUse(use, origin, model) ? "safe" : "unsafe", edits };
}

function toBinary(handle: Handle, model: Model): TextEdit[] | null {
  if (handle.encoding !== null || handle.errors !== null || handle.newline !== null) return null;
  if (handle.modeNode !== null) return modeEdit(handle.modeNode, (mode) => `${mode.replace("t", "")}b`);
  if (handle.opener !== "builtins.open" || handle.call === null || handle.path === null) return null;
  const call = model.callAt(handle.call);
  if (call === null || call.arguments.length !== 1 || call.positional[0] !== handle.path) return null;
  return [{ span: { start: handle.path.end, end: handle.path.end }, replacement: ', "rb"' }];
}

function toText({ opener, modeNode }: Handle): TextEdit[] | null {
  const grammar = opener === null || !Object.hasOwn(OPENERS, opener) ? undefined : OPENERS[opener]?.grammar;
  if (grammar !== "open" || modeNode === null) return null;
  return modeEdit(modeNode, (mode) => mode.replace("b", ""));
}

function modeEdit(node: SyntaxNode, change: (mode: string) => string): TextEdit[] | null {
  const mode = node.kind === "string" ? stringValue(node) : null;
  const quote = /^["']/.exec(node.text)?.[0];
  if (mode === null || quote === undefined) return null;
  return [{ span: node, replacement: `${quote}${change(mode)}${quote}` }];
}

/** Whether a file that is opened at a place is used at another, and nowhere else. */
function isOnlyUse(use: SyntaxNode, origin: SyntaxNode, model: Model): boolean {
  if (use.covers(origin)) return true;
  const variable = use.kind === "identifier" ? model.variableOf(use) : undefined;
  return variable !== undefined && variable.bindings.length === 1 && variable.references.length === 1;
}

/** Opens a file with another mode, where its mode is written out; which one is meant, somebody must look at. */
export function modeChangedTo(modeNode: SyntaxNode, mode: string): OtherMode | null {
  const edits = modeEdit(modeNode, () => mode);
  return edits && { title: `Open with "${mode}"`, safety: "unsafe", edits };
}
