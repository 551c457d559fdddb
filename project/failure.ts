import { lstatSync } from "node:fs";

/**
 * Why an operation of the file system failed, in words without its code, its path and the name of the system call,
 * which the caller's message has already: `permission denied`.
 */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return /^E[A-Z0-9]+: ([^,]+)/.exec(error.message)?.[1] ?? error.message;
}

/** What the system says of a name that nothing has. */
export const NOTHING = "no such file or directory";

/** Whether an operation failed because there is nothing of that name. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

/** Why something that a folder is said to hold is not there. */
export function goneReason(path: string): string {
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) return "it is a link to something that is not there";
  // What stands for bytes that are no text leads to no file.
  if (path.includes("\ufffd")) return "its name is not in UTF-8, so that it cannot be opened";
  return NOTHING;
}
