/** When to colour: `auto` decides from the environment and from whether the output is a terminal. */
export type ColourMode = "auto" | "always" | "never";

export type Style = "bold" | "dim" | "italic" | "red" | "green" | "yellow" | "blue" | "cyan";

/** The codes of ECMA-48 (Select Graphic Rendition) that turn a style on and off. */
const CODES: Readonly<Record<Style, readonly [on: number, off: number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  italic: [3, 23],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  cyan: [36, 39],
};

/** Gives a text some styles, or leaves it as it is where there are no colours. */
export type Paint = (text: string, ...styles: Style[]) => string;

export const PLAIN: Paint = (text) => text;

const COLOURED: Paint = (text, ...styles) =>
  text === ""
    ? ""
    : styles.reduceRight((inner, style) => `\x1b[${CODES[style][0]}m${inner}\x1b[${CODES[style][1]}m`, text);

/** How to paint for an output. */
export function paintFor(
  mode: ColourMode,
  env: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): Paint {
  return wantsColour(mode, env, isTerminal) ? COLOURED : PLAIN;
}

/**
 * The option decides; else FORCE_COLOR, where `0` and `false` mean no; else NO_COLOR, if it is set to anything
 * (https://no-color.org); else colours are for terminals that can show them.
 */
function wantsColour(
  mode: ColourMode,
  env: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): boolean {
  if (mode !== "auto") return mode === "always";
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: term } = env;
  if (force !== undefined && force !== "") return force !== "0" && force !== "false";
  if (no !== undefined && no !== "") return false;
  return isTerminal && term !== "dumb";
}
