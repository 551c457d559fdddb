import { LIBRARY } from "./library.generated.js";
import { OPENERS } from "./openers.js";

/** What the last word of a name in the library has to do with bytes: flags, of which a word may have several. */
export const BytesRole = {
  /** A function or class that gives bytes, or opens what gives bytes. */
  function: 1,
  /** A method that does. */
  method: 2,
  /** What gives bytes where it is given some, or is asked of them, or of what gives them. */
  passing: 4,
  /** An attribute or constant that is bytes, or an open file. */
  attribute: 8,
} as const;

/** The last words of what opens files. */
export const OPENING: ReadonlySet<string> = new Set(Object.keys(OPENERS).map(lastWord));

/** How the library's text writes a type that is bytes; see `readType`. */
const BYTES = /^(?:N\/b|b\/N|b)$/;
/** Lines that may be about bytes or open files, which few are. */
const IS_OF_INTEREST = new RegExp(`[)/:p]b(?:[/?@| ]|$)|[)/:p.](?:${[...OPENING].join("|")})(?:[/?@| ]|$)`);
/** What gives objects of the class that it stands in, or bytes. */
const OWN_KIND = /[)](?:b|S)(?:[@| ]|$)/;

/** The words that have to do with bytes, with their {@link BytesRole}s, as the library's text has them: nothing is listed by hand. */
export function readBytesWords(): Map<string, number> {
  const roles = new Map<string, number>([["bytes", BytesRole.function]]);
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
    } else if (owner === "builtins.bytes") {
      if (OWN_KIND.test(line)) addRole(roles, BytesRole.passing, namesIn(line));
    } else if (IS_OF_INTEREST.test(line)) {
      const payload = firstWord(line);
      if (/^[:p]/.test(payload)) {
        if (isBytesOrOpen(payload.slice(1))) addRole(roles, BytesRole.attribute, namesIn(line));
        continue;
      }
      const types = typesGiven(payload);
      // Which of the signatures there are depends on the version.
      const isGiving = payload.includes("@") ? types.some(isBytesOrOpen) : types.every(isBytesOrOpen);
      if (isGiving) addRole(roles, roleWithin(owner), namesIn(line));
      if (types.join("/").includes("s")) addRole(roles, BytesRole.passing, namesIn(line));
    }
  }
  for (const [name, { grammar, parameters }] of Object.entries(OPENERS)) {
    const isBinary = parameters.has("mode") ? grammar !== "pipe" : /^(?:bytes|raw)$/.test(grammar);
    if (isBinary) addRole(roles, BytesRole.function | BytesRole.method, [lastWord(name)]);
  }
  for (const [of, names] of aliases) addRole(roles, roles.get(of) ?? 0, names);
  return roles;
}

/** What gives bytes is to those who call it. What is open is taken for bytes itself, so that its methods pass them on. */
function roleWithin(owner: string): number {
  if (owner === "") return BytesRole.function;
  return Object.hasOwn(OPENERS, owner) ? BytesRole.passing : BytesRole.method;
}

function isBytesOrOpen(type: string): boolean {
  return BYTES.test(type) || OPENING.has(lastWord(type.replace(/^N\/|\/N$/, "")));
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
