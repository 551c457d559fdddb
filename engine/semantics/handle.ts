import type { Mode } from "../knowledge/openers.js";
import type { SyntaxNode } from "../syntax/tree.js";
import { stringPrefix } from "./literals.js";

/**
 * A file-like object. Where an expression may stand for several, what they do not agree in is null.
 *
 * Arguments that are not given are null as well; so is everything that `*a` or `**k` in the call may decide.
 */
export interface Handle {
  /** The qualified name of what gives it: `builtins.open`, `subprocess.Popen.stdout`, `sys.stdin`, `sys.stdin.buffer`. */
  readonly opener: string | null;
  /** The call that opens it; of a pipe, the call that starts the child. Null for standard streams. */
  readonly call: SyntaxNode | null;
  readonly kind: "text" | "binary" | null;
  /** The direction. */
  readonly mode: Mode | null;
  /** The argument that is the mode. */
  readonly modeNode: SyntaxNode | null;
  /**
   * What `read` gives. `native` is the `str` of Python 2, whatever the mode; there `bytes` is the same type, of an
   * object that is strict about it, and `str` stands for `unicode`.
   */
  readonly gives: "bytes" | "str" | "native" | null;
  /** What `write` accepts. */
  readonly takes: "bytes" | "str" | "either" | null;
  /** `line` for 1, `default` when not given or negative, else the size or the expression. */
  readonly buffering: 0 | "line" | "default" | SyntaxNode | null;
  readonly encoding: SyntaxNode | null;
  readonly errors: SyntaxNode | null;
  readonly newline: SyntaxNode | null;
  /** The path, if it is opened by one. */
  readonly path: SyntaxNode | null;
  /** The number of the open file, if it is opened by that. */
  readonly descriptor: SyntaxNode | null;
  readonly isSeekable: boolean | null;
  readonly deletesItself: boolean | null;
  readonly isAnonymous: boolean | null;
  /** The places that open it, in no particular order: what to show beside a finding. */
  readonly origins: readonly SyntaxNode[];
}

/** Whether a call of the builtin `open` opens a text, as it does unless another mode is given. */
export function opensText(call: SyntaxNode): boolean {
  const list = call.field("arguments");
  const given = list?.kind === "argument_list" ? list.namedChildren : [];
  for (const [index, each] of given.entries()) {
    if (each.kind === "list_splat" || each.kind === "dictionary_splat") return false;
    const isKeyword = each.kind === "keyword_argument";
    const isMode = isKeyword ? each.field("name")?.text === "mode" : index === 1;
    const mode = isMode && isKeyword ? each.field("value") : isMode ? each : null;
    if (mode !== null && (mode.kind !== "string" || stringPrefix(mode) !== "" || mode.text.includes("b"))) return false;
  }
  return true;
}
