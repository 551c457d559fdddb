import type { SyntaxNode } from "../syntax/tree.js";
import { certainType } from "./certain-type.js";
import { constantOf } from "./constants.js";
import { unparenthesized } from "./literals.js";
import type { Model } from "./model.js";

/** Something that JSON has no form for. */
export interface Unwritable {
  readonly at: SyntaxNode;
  /** What it is, in words: `a set`. */
  readonly what: string;
  /** Whether it is the key of a dictionary. */
  readonly isKey: boolean;
  /** What could be written instead, with the expression itself as `{}`; null for no advice. */
  readonly instead: string | null;
}

/** Parts of displays are looked at up to this many. */
const MAX_PARTS = 500;

interface Kind {
  readonly what: string;
  readonly instead: string | null;
}

const SET: Kind = { what: "a set", instead: "sorted({})" };
const DAY: Kind = { what: "a date", instead: "{}.isoformat()" };

/** Types that the encoder refuses, by the name of the class; tried in CPython 2.7, 3.8 and 3.13. */
const REFUSED: Readonly<Record<string, Kind>> = {
  bytearray: { what: "a bytearray", instead: "{}.decode()" },
  bytes: { what: "bytes", instead: "{}.decode()" },
  complex: { what: "a complex number", instead: null },
  "datetime.date": DAY,
  "datetime.datetime": { what: "a date and time", instead: "{}.isoformat()" },
  "datetime.time": { what: "a time", instead: "{}.isoformat()" },
  "datetime.timedelta": { what: "a time span", instead: "{}.total_seconds()" },
  "decimal.Decimal": { what: "a decimal number", instead: "str({})" },
  "fractions.Fraction": { what: "a fraction", instead: "str({})" },
  frozenset: { what: "a frozenset", instead: "sorted({})" },
  "pathlib.Path": { what: "a path", instead: "str({})" },
  "pathlib.PurePath": { what: "a path", instead: "str({})" },
  set: SET,
  "uuid.UUID": { what: "a UUID", instead: "str({})" },
};

/** What a key of a dictionary may not be: these are refused where others are turned into strings. */
const REFUSED_KEYS: ReadonlySet<string> = new Set([...Object.keys(REFUSED), "tuple"]);

/** The first part of an expression's value that certainly has no form in JSON; null if there is none, or nobody knows. */
export function unwritablePart(expression: SyntaxNode, model: Model): Unwritable | null {
  const parts = [unparenthesized(expression)];
  for (let index = 0; index < parts.length && index < MAX_PARTS; index++) {
    const part = parts[index] as SyntaxNode;
    const kind = kindOf(part, model);
    if (kind !== null) return { at: part, isKey: false, ...kind };
    const node = constantOf(part, model);
    // What has a name may have been changed since.
    if (node !== part) continue;
    if (node.kind === "list" || node.kind === "tuple") parts.push(...node.namedChildren.map(unparenthesized));
    if (node.kind !== "dictionary") continue;
    for (const pair of node.namedChildren) {
      const [key, value] = [pair.field("key"), pair.field("value")];
      const name = key === null ? null : certainType(key, model);
      if (key !== null && name !== null && REFUSED_KEYS.has(name)) {
        return {
          at: key,
          isKey: true,
          what: name === "tuple" ? "a tuple" : (REFUSED[name]?.what ?? name),
          instead: null,
        };
      }
      if (value !== null) parts.push(unparenthesized(value));
    }
  }
  return null;
}

function kindOf(expression: SyntaxNode, model: Model): Kind | null {
  const name = certainType(expression, model);
  if (name === "generator") return { what: "a generator", instead: "list({})" };
  if (name !== null) return Object.hasOwn(REFUSED, name) ? (REFUSED[name] ?? null) : null;
  const value = model.onlyValueOf(expression);
  if (value?.kind !== "instance") return null;
  const { outside, isComplete } = model.classes.lineage(value.definition);
  const isPlain = isComplete && outside.every((base) => base === "builtins.object");
  const label = value.definition.field("name")?.text;
  return isPlain && label !== undefined ? { what: `an object of \`${label}\``, instead: null } : null;
}
