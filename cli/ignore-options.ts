import { InvalidArgumentError, Option } from "commander";

/** What the options came to that have findings ignored. */
export interface IgnoreFlags {
  readonly addIgnores?: true;
  readonly reason?: string;
}

/** The options of `check` that write comments by which findings are ignored. */
export function ignoreOptions(): Option[] {
  const others = ["fix", "unsafeFixes", "updateBaseline", "growBaseline", "showSettings"];
  return [
    new Option("--add-ignores", "write comments that ignore what is found").conflicts(others).hideHelp(),
    new Option("--reason <TEXT>", "what these comments are to say").argParser(toReason).hideHelp(),
  ];
}

function toReason(text: string): string {
  const reason = text.trim();
  if (reason === "") throw new InvalidArgumentError("A reason is some text.");
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(reason)) throw new InvalidArgumentError("A reason is one line of text.");
  // Python looks for this in any comment in the first two lines.
  if (/coding[:=]/.test(reason)) throw new InvalidArgumentError("Python would take this for a file's encoding.");
  return reason;
}
