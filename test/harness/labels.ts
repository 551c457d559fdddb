/** A place in a block: a label, or a text in the fact's own line. */
export type Place =
  | { readonly kind: "label"; readonly name: string }
  /** `nth`, from 1, tells which of several; without it the text must stand there once. */
  | { readonly kind: "text"; readonly text: string; readonly nth: number | undefined };

export interface Label {
  readonly name: string;
  readonly place: Place;
}

/** One thing that a comment says of the program. */
export interface Fact {
  /** The comment's own words, for messages. */
  readonly text: string;
  /** What is asked: `name of`, `reaches`, `every path from`. */
  readonly question: string;
  readonly place: Place;
  /** Nothing of a kind is an empty list. */
  readonly answer: readonly string[];
}

const QUOTED = String.raw`"(?:[^"\\]|\\.)*"`;
const PLACE = String.raw`(?<place>(?:\d+(?:st|nd|rd|th) )?${QUOTED}|[\w-]+)`;
const LABEL = new RegExp(`^([\\w-]+)(?: at ${PLACE})?$`);
const SHAPES = [
  new RegExp(`^(?<question>[a-z ]+ (?:of|at)) ${PLACE}: *(?<answer>.+)$`),
  new RegExp(`^(?<question>(?:not )?every (?:normal )?path from) ${PLACE} has (?<answer>.+)$`),
  new RegExp(`^${PLACE} (?<question>reaches(?: normally)?|dominates|is) (?<answer>.+)$`),
];

/**
 * Reads a comment, the `#` left out: labels and facts, separated by `|`.
 *
 * @throws Error naming what cannot be read.
 */
export function readComment(text: string): { labels: Label[]; facts: Fact[] } {
  const labels: Label[] = [];
  const facts: Fact[] = [];
  for (const item of split(text, "|")) {
    const [, list] = /^label: *(.*)$/.exec(item) ?? [];
    if (list === undefined) facts.push(readFact(item));
    else labels.push(...split(list, ",").map(readLabel));
  }
  return { labels, facts };
}

function readLabel(text: string): Label {
  const [, name, at] = LABEL.exec(text) ?? [];
  if (name === undefined) throw new Error(`cannot read the label ${text || "(nothing)"}`);
  return { name, place: readPlace(at ?? `"${name}"`) };
}

function readFact(text: string): Fact {
  for (const shape of SHAPES) {
    const { question, place, answer } = shape.exec(text)?.groups ?? {};
    if (question === undefined || place === undefined || answer === undefined) continue;
    return { text, question, place: readPlace(place), answer: answer === "-" ? [] : split(answer, ",").map(unquoted) };
  }
  throw new Error(`no fact and no label: ${text || "(nothing)"}`);
}

function readPlace(text: string): Place {
  const [, nth, quoted] = /^(?:(\d+).. )?"(.*)"$/.exec(text) ?? [];
  if (quoted === undefined) return { kind: "label", name: text };
  const number = nth === undefined ? undefined : Number(nth);
  return { kind: "text", text: quoted.replace(/\\(.)/g, "$1"), nth: number };
}

/** An answer that has a comma in it is put in quotes. */
const unquoted = (text: string): string => text.replace(/^"(.*)"$/, "$1");

/** The pieces of a text between separators, those in quotes left alone. */
function split(text: string, separator: "|" | ","): string[] {
  const pieces = [""];
  for (const part of text.match(new RegExp(`${QUOTED}|[^]`, "g")) ?? []) {
    if (part === separator) pieces.push("");
    else pieces.push(pieces.pop() + part);
  }
  return pieces.map((piece) => piece.trim());
}
