import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { buildScopes } from "../../../engine/semantics/scope-builder.js";
import type { Scope } from "../../../engine/semantics/scopes.js";
import { parseText, startParser } from "../../support/parser.js";

beforeAll(startParser);

const ORACLE = fileURLToPath(new URL("symbol_tables.py", import.meta.url));
/** So many files, evenly spread over the interpreter's library: enough to meet every construct, quick enough for each run. */
const FILES = 200;

interface CPythonScopes {
  readonly inlined: boolean;
  readonly scopes: readonly (readonly [kind: string, line: number, names: readonly string[]])[];
}

function python(args: readonly string[], input = ""): string {
  return execFileSync("python3", [ORACLE, ...args], { input, encoding: "utf8", maxBuffer: 1 << 28 });
}

function describeScope(kind: string, line: number, names: readonly string[]): string {
  return `${kind} in line ${line}: ${[...names].sort().join(" ")}`;
}

/** Our scopes in the same words; with `inlined`, comprehensions are counted to the scope around them. */
function ours(scopes: readonly Scope[], inlined: boolean): string[] {
  const isInlined = (scope: Scope): boolean =>
    inlined && scope.kind === "comprehension" && scope.node.kind !== "generator_expression";
  const names = new Map<Scope, Set<string>>();
  for (const scope of scopes) {
    let owner = scope;
    while (isInlined(owner) && owner.parent !== null) owner = owner.parent;
    if (owner.kind === "type-parameters") continue;
    const own = names.get(owner) ?? new Set();
    for (const name of scope.variables.keys()) if (scope.kind === "module" || !scope.globals.has(name)) own.add(name);
    names.set(owner, own);
  }
  return [...names].map(([{ kind, node }, own]) => {
    const line = kind === "module" ? 0 : node.tree.source.lines.lineAt(node.start) + 1;
    return describeScope(kind === "lambda" || kind === "comprehension" ? "function" : kind, line, [...own]);
  });
}

describe("scopes", () => {
  it("bind the names that CPython's symtable says they bind, over its own library", () => {
    const paths = python([String(FILES)])
      .trim()
      .split("\n");
    const tables = python([], `${paths.join("\n")}\n`)
      .trim()
      .split("\n");
    let compared = 0;
    const differences: string[] = [];
    paths.forEach((path, index) => {
      const theirs = JSON.parse(tables[index] ?? "null") as CPythonScopes | null;
      const tree = parseText(readFileSync(path, "utf8"), path);
      if (theirs === null || tree.errors.length > 0) return;
      const expected = new Set(theirs.scopes.map((scope) => describeScope(...scope)));
      const given = ours(buildScopes(tree).scopes, theirs.inlined);
      compared += given.length;
      const surplus = given.filter((scope) => !expected.has(scope));
      differences.push(...surplus.map((scope) => `${path}: ${scope}`));
    });
    expect(differences).toEqual([]);
    expect(compared).toBeGreaterThan(3000);
  });
});
