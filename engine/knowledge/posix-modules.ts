/**
 * Modules of the library that Python for Windows does not have, as their documentation says, with the projects that bring
 * them there. Those that were removed since are among them.
 */
export const POSIX_MODULES: Readonly<Record<string, readonly string[]>> = {
  crypt: [],
  curses: ["windows-curses"],
  fcntl: [],
  grp: [],
  nis: [],
  posix: [],
  pty: [],
  pwd: [],
  readline: ["pyreadline3", "pyreadline"],
  resource: [],
  spwd: [],
  syslog: [],
  termios: [],
  tty: [],
};

/** Modules that only Python for Windows has. */
export const WINDOWS_MODULES: readonly string[] = ["msvcrt", "winreg", "winsound"];
