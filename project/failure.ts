/**
 * Why an operation of the file system failed, in words without its code, its path and the name of the system call,
 * which the caller's message has already: `permission denied`.
 */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return /^E[A-Z0-9]+: ([^,]+)/.exec(error.message)?.[1] ?? error.message;
}
