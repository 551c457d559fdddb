import type { SyntaxNode } from "../syntax/tree.js";
import type { Call } from "./call.js";
import { listedCommand, runsInShell, STARTERS, startArgument } from "./child-processes.js";
import { followLife, type Protocol } from "./lifetimes.js";
import type { Model } from "./model.js";
import { outlineOf, type TextPiece, textPieces, UNKNOWN_PIECE } from "./text-pieces.js";

/** What may start the program `sendmail`. */
export const SENDMAIL_STARTERS: readonly string[] = ["os.popen", ...STARTERS];

/** A call that runs the program `sendmail`, which reads a mail from its standard input. */
export interface SendmailCommand {
  /** The argument that says what to run. */
  readonly command: SyntaxNode;
  /** Its pieces; the items of a list are parted by spaces that have no literal. */
  readonly pieces: readonly TextPiece[];
  /** The items of the command where it is a list. */
  readonly items: readonly SyntaxNode[] | null;
  /** The whole command with `UNKNOWN_PIECE` for what is not known. */
  readonly outline: string;
  /** Whether a shell reads the command; null where that is not known. */
  readonly isShell: boolean | null;
}

/** The program with what may stand before it, alone or at the end of a path. */
const PROGRAM = /^\s*(?:[\w./-]{0,99}\/)?sendmail(?=\s|$)/;
/** Options with which it does something else than read a mail. */
const OTHER_WORK = /\s-(?:b[a-ln-z]|q|I|V)/;

/** How a call runs `sendmail` to send a mail; null if it does not, or if that is not certain. */
export function sendmailCommand(call: Call, model: Model): SendmailCommand | null {
  const isPopen = call.name === "os.popen";
  const command = isPopen ? call.argument(0, "cmd") : startArgument(call, "args");
  if (command === undefined) return null;
  const items = isPopen ? null : listedCommand(command, model);
  const pieces = items === null ? textPieces(command, model) : listPieces(items, model);
  const outline = outlineOf(pieces);
  if (!PROGRAM.test(outline) || OTHER_WORK.test(outline)) return null;
  return { command, pieces, items, outline, isShell: isPopen ? true : runsInShell(call, model) };
}

function listPieces(items: readonly SyntaxNode[], model: Model): TextPiece[] {
  return items.flatMap((item, index) => {
    const own = item.kind === "list_splat" ? [{ text: null, node: item }] : textPieces(item, model);
    return index === 0 ? [...own] : [{ text: " ", node: item }, ...own];
  });
}

/** The text that a program gives to the standard input of a child, as far as it stands there in one piece; null if none does. */
export function textGiven(call: Call, model: Model): { pieces: readonly TextPiece[]; at: SyntaxNode } | null {
  const input =
    call.name === "subprocess.run" || call.name === "subprocess.check_output"
      ? call.argument(null, "input")
      : undefined;
  if (input !== undefined) return { pieces: textPieces(input, model), at: input };
  const life = followLife(model, call.node, WRITES);
  const writes = life.events.flatMap(({ use }) => (use.call === null ? [] : [use.call]));
  const [first] = writes;
  if (first === undefined || life.escapes.length > 0) return null;
  const pieces: TextPiece[] = [];
  const block = first.node.parent?.parent;
  for (const write of writes) {
    const [text, ...others] = write.positional;
    if (text === undefined || others.length > 0 || write.node.parent?.parent !== block) {
      // What comes then is not known, and may be several lines.
      return { pieces: [...pieces, { text: `${UNKNOWN_PIECE}\n${UNKNOWN_PIECE}`, node: write.node }], at: first.node };
    }
    pieces.push(...textPieces(text, model));
  }
  return { pieces, at: first.node };
}

const WRITES: Protocol<"open", "write"> = {
  initial: "open",
  states: { open: {} },
  event: ({ kind, path, call }) => {
    if (kind !== "call") return undefined;
    const method = path.join(".").replace(/^stdin\./, "");
    // `print(x, file=pipe)` writes too, and has no call that says what.
    if (method === "writelines" || (method === "write" && call === null)) return "escape";
    return method === "write" || method === "communicate" ? "write" : undefined;
  },
};
