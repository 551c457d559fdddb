import { LIBRARY } from "./library.generated.js";
import { OPENERS } from "./openers.js";

/** Python 3's two kinds of strings. */
export type StringKind = "bytes" | "str";

/** What the last word of a name in the library has to do with a kind of strings: flags, of which a word may have several. */
export const StringRole = {
  /** A function or class that gives such strings, or opens what gives them. */
  function: 1,
  /** A method that does. */
  method: 2,
  /** What gives such strings where it is given some, or is asked of them, or of what gives them. */
  passing: 4,
  /** An attribute or constant that is such a string, or an open file. */
  attribute: 8,
} as const;

/** The last words of what opens files. */
export const OPENING: ReadonlySet<string> = new Set(Object.keys(OPENERS).map(lastWord));

/** How the library's text writes a kind; see `readType`. */
const LETTERS: Readonly<Record<StringKind, string>> = { bytes: "b", str: "s" };

/** Of what may give either kind, it depends on what it is given. */
const EITHER = /(?=.*\bb\b).*\bs\b/;

/** The words that have to do with a kind of strings, with their {@link StringRole}s, as the library's text has them. */
export function readStringWords(kind: StringKind): Map<string, number> {
  const letter = LETTERS[kind];
  const only = new RegExp(`^(?:N/)?${letter}(?:/N)?$`);
  // Lines that may be about such strings or open files, which are not many.
  const isOfInterest = new RegExp(`[)/:p]${letter}(?:[/?@| ]|$)|[)/:p.](?:${[...OPENING].join("|")})(?:[/?@| ]|$)`);
  const isOwnKind = new RegExp(`[)](?:${letter}|S)(?:[@| ]|$)`);
  const isGiven = (type: string): boolean => only.test(type) || OPENING.has(lastWord(type.replace(/^N\/|\/N$/, "")));
  const roles = new Map<string, number>([[kind, StringRole.function]]);
  const aliases: (readonly [of: string, names: readonly string[]])[] = [];
  let module = "";
  let owner = "";
  for (const line of LIBRARY.split("\n")) {
    if (line.startsWith("#")) {
      module = firstWord(line).slice(1);
      owner = "";
    } else if (line.startsWith("+")) owner = `${module}.${firstWord(line).slice(1)}`;
    else if (line.startsWith("=")) {
      // With a dot at the end, it is called the same elsewhere.
      const of = lastWord(firstWord(line));
      if (of !== "") aliases.push([of, namesIn(line)]);
    } else if (owner === `builtins.${kind}`) {
      if (isOwnKind.test(line)) addRole(roles, StringRole.passing, namesIn(line));
    } else if (isOfInterest.test(line)) {
      const payload = firstWord(line);
      if (/^[:p]/.test(payload)) {
        if (isGiven(payload.slice(1))) addRole(roles, StringRole.attribute, namesIn(line));
        continue;
      }
      const types = typesGiven(payload);
      // Which of the signatures there are depends on the version, and those that give nothing else count for nothing.
      const isSure = payload.includes("@") || types.every((type) => isGiven(type) || /^[N!]$/.test(type));
      const isGiving = isSure && types.some(isGiven);
      if (isGiving) addRole(roles, roleWithin(owner), namesIn(line));
      if (EITHER.test(types.join("/"))) addRole(roles, StringRole.passing, namesIn(line));
    }
  }
  for (const [name, { grammar, parameters }] of Object.entries(OPENERS)) {
    const isBinary = parameters.has("mode") ? grammar !== "pipe" : /^(?:bytes|raw)$/.test(grammar);
    const isPossible = kind === "bytes" ? isBinary : !/^(?:bytes|raw)$/.test(grammar);
    if (isPossible) addRole(roles, StringRole.function | StringRole.method, [lastWord(name)]);
  }
  for (const [of, names] of aliases) addRole(roles, roles.get(of) ?? 0, names);
  return roles;
}

/** What gives bytes is to those who call it. What is open is taken for bytes itself, so that its methods pass them on. */
function roleWithin(owner: string): number {
  if (owner === "") return StringRole.function;
  return Object.hasOwn(OPENERS, owner) ? StringRole.passing : StringRole.method;
}

/** What each signature of a payload gives. */
function typesGiven(payload: string): string[] {
  return payload.split("|").map((signature) => {
    const type = signature.slice(signature.lastIndexOf(")") + 1);
    const version = type.indexOf("@");
    return version < 0 ? type : type.slice(0, version);
  });
}

/** The names behind a payload and what is said of versions. */
function namesIn(line: string): string[] {
  return line.split(" ").filter((word, index) => index > 0 && /^\w/.test(word));
}

/** Adds a role to those that words have. */
export function addRole(roles: Map<string, number>, role: number, words: Iterable<string>): void {
  if (role !== 0) for (const word of words) roles.set(word, (roles.get(word) ?? 0) | role);
}

function firstWord(line: string): string {
  const end = line.indexOf(" ");
  return end < 0 ? line : line.slice(0, end);
}

/** The last word of a dotted name. */
export function lastWord(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}
