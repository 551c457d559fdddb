import type { Table } from "./tables.js";

/** What oracle.py prints for a scope. */
export type OracleScope = readonly [
  type: string,
  name: string,
  line: number,
  isDynamic: boolean,
  names: Readonly<Record<string, string>>,
  children: readonly OracleScope[],
];

/** Adds one more thing that is not compared, with the reason. */
export type Exclude = (reason: string) => void;

/** Names that CPython's compiler makes for itself, and the files do not hold. */
const MADE_BY_COMPILER = /^(?:\.|_\[\d+\]$|__classdict__$|__type_params__$)/;

/** Types of scopes that versions name in different words. */
const TYPES: Readonly<Record<string, string>> = {
  "type parameter": "type parameters",
  "TypeVar bound": "type variable",
};

/** CPython's scopes without what its compiler makes for itself. */
export function readOracle([kind, name, line, isDynamic, names, children]: OracleScope, exclude: Exclude): Table {
  const own = new Map<string, string>();
  for (const [key, facts] of Object.entries(names)) {
    if (MADE_BY_COMPILER.test(key)) exclude(`names the compiler makes for itself: ${key.replace(/\d+/, "N")}`);
    else own.set(key, facts);
  }
  const inner = children.map((child) => readOracle(child, exclude));
  return {
    type: TYPES[kind] ?? kind,
    name,
    line,
    isLineUncertain: false,
    isInlined: false,
    isDynamic,
    names: own,
    children: inner,
  };
}

export interface Difference {
  /** The kind of difference, the same for all that have probably the same cause. */
  readonly group: string;
  readonly line: number;
  readonly text: string;
}

export interface Comparison {
  scopes: number;
  names: number;
  readonly differences: Difference[];
}

/** Compares two trees of scopes. Scopes of the same name and line are paired so that equal ones meet. */
export function compare(ours: Table, theirs: Table, into: Comparison, exclude: Exclude): void {
  into.scopes++;
  const report = (group: string, line: number, text: string): void => {
    into.differences.push({ group, line, text });
  };
  const title = `${theirs.type} ${theirs.name}`;
  if (ours.isDynamic !== theirs.isDynamic) {
    report(`uncertain names: ${ours.isDynamic}, CPython ${theirs.isDynamic}`, theirs.line, title);
  }
  for (const name of new Set([...ours.names.keys(), ...theirs.names.keys()])) {
    into.names++;
    const [a, b] = [ours.names.get(name) ?? "nothing", theirs.names.get(name) ?? "nothing"];
    if (a !== b) report(`in a ${theirs.type}: ${a}, CPython ${b}`, theirs.line, `${name} in ${title}`);
  }
  const waiting = groups(ours.children);
  const surplus: Table[] = [];
  const missing: Table[] = [];
  for (const [key, theirScopes] of groups(theirs.children)) {
    for (const [a, b] of pairs(waiting.get(key) ?? [], theirScopes)) {
      if (a !== undefined && b !== undefined) compare(a, b, into, exclude);
      else if (a !== undefined) surplus.push(a);
      else if (b !== undefined) missing.push(b);
    }
    waiting.delete(key);
  }
  surplus.push(...[...waiting.values()].flat());
  for (const table of missing) {
    const at = surplus.findIndex((each) => each.isLineUncertain && each.name === table.name);
    const [other] = at < 0 ? [] : surplus.splice(at, 1);
    if (other === undefined) report("scope missing", table.line, `${table.type} ${table.name} in ${title}`);
    else {
      exclude("lines of scopes in f-strings, which this Python counts otherwise");
      compare(other, table, into, exclude);
    }
  }
  for (const table of surplus) report("scope too many", table.line, `${table.type} ${table.name} in ${title}`);
}

function groups(tables: readonly Table[]): Map<string, Table[]> {
  const found = new Map<string, Table[]>();
  for (const table of tables) {
    const key = `${table.type} ${table.name}, line ${table.line}`;
    const group = found.get(key);
    if (group === undefined) found.set(key, [table]);
    else group.push(table);
  }
  return found;
}

/** CPython visits the parts of an expression in an order of its own, so that the order of equal titles says little. */
function pairs(ours: readonly Table[], theirs: readonly Table[]): (readonly [Table | undefined, Table | undefined])[] {
  if (ours.length === 1 && theirs.length === 1) return [[ours[0], theirs[0]]];
  const left = ours.map((table) => ({ table, text: JSON.stringify(plain(table)) }));
  const found: (readonly [Table | undefined, Table | undefined])[] = [];
  const unequal: Table[] = [];
  for (const table of theirs) {
    const text = JSON.stringify(plain(table));
    const at = left.findIndex((candidate) => candidate.text === text);
    if (at < 0) unequal.push(table);
    else found.push([left.splice(at, 1)[0]?.table, table]);
  }
  for (const table of unequal) found.push([left.shift()?.table, table]);
  return [...found, ...left.map(({ table }) => [table, undefined] as const)];
}

function plain({ type, name, line, names, children }: Table): unknown {
  const inner = children.map((child) => JSON.stringify(plain(child))).sort();
  return [type, name, line, [...names].sort(([a], [b]) => (a < b ? -1 : 1)), inner];
}
