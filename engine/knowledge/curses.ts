/**
 * What curses has before there is a screen, and what not. Asked of CPython 2.7, 3.8 and 3.13 under a pseudo-terminal.
 */

/** The functions that make the screen; `wrapper` calls the others too. */
export const SCREEN_MAKERS: ReadonlySet<string> = new Set(["curses.initscr", "curses.wrapper"]);

/** The functions that make colours; `wrapper` does too. */
export const COLOR_MAKERS: ReadonlySet<string> = new Set(["curses.start_color", "curses.wrapper"]);

/** Functions that some version calls without a screen. All others raise `curses.error: must call initscr() first`. */
export const SCREENLESS: ReadonlySet<string> = new Set(
  [
    "filter",
    "get_escdelay",
    "get_tabsize",
    "has_extended_color_support",
    "initscr",
    "killchar",
    "napms",
    "putp",
    "set_escdelay",
    "set_tabsize",
    "setupterm",
    "tigetflag",
    "tigetnum",
    "tigetstr",
    "tparm",
    "update_lines_cols",
    "use_env",
    "wrapper",
  ].map((name) => `curses.${name}`),
);

/** Functions that raise an exception before `start_color()`. */
export const COLORED: readonly string[] = [
  "curses.color_content",
  "curses.color_pair",
  "curses.init_color",
  "curses.init_pair",
  "curses.pair_content",
  "curses.pair_number",
  "curses.use_default_colors",
];

/** The names that the module gets when the screen, or the colours, are made. */
export const LATE_NAME = /^curses\.(?:LINES|COLS|COLORS|COLOR_PAIRS|ACS_[A-Z0-9]+)$/;

/** Those of the names that `start_color()` makes. */
export const COLOR_NAME = /^curses\.COLOR(?:S|_PAIRS)$/;
