import { type Paint, PLAIN } from "./colour.js";

/** Makes a link of a text, or leaves it as it is where links are not understood. Neither may hold control characters. */
export type Link = (text: string, url: string) => string;

export const UNLINKED: Link = (text) => text;

/** OSC 8: https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda */
const LINKED: Link = (text, url) => `\x1b]8;;${url}\x1b\\${text}\x1b]8;;\x1b\\`;

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * How to link in an output. Links are for terminals that are coloured and known to understand them, since others may show
 * the address as rubbish; FORCE_HYPERLINK decides where nothing is known, `0` and `false` meaning no.
 */
export function linkFor(paint: Paint, variables: Variables, isTerminal: boolean): Link {
  const { FORCE_HYPERLINK: force } = variables;
  if (force !== undefined && force !== "") return force === "0" || force === "false" ? UNLINKED : LINKED;
  return paint !== PLAIN && isTerminal && understandsLinks(variables) ? LINKED : UNLINKED;
}

/** Programs by TERM_PROGRAM or TERM whose every version of the last years knows links. */
const PROGRAMS = new Set(["iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "rio", "Tabby", "WarpTerminal"]);
const TERMS = new Set(["xterm-kitty", "alacritty", "xterm-ghostty", "foot", "foot-extra", "contour"]);

function understandsLinks({ TERM, TERM_PROGRAM, VTE_VERSION, WT_SESSION, KONSOLE_VERSION, DOMTERM, CI }: Variables) {
  if (CI !== undefined && CI !== "") return false;
  if (TERM_PROGRAM !== undefined && PROGRAMS.has(TERM_PROGRAM)) return true;
  if (TERM !== undefined && TERMS.has(TERM)) return true;
  // 0.50.0 of VTE had a defect that ended the program.
  if (VTE_VERSION !== undefined) return Number(VTE_VERSION) > 5000;
  return WT_SESSION !== undefined || DOMTERM !== undefined || Number(KONSOLE_VERSION ?? 0) >= 201200;
}
