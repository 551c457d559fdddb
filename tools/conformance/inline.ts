import type { Table } from "./tables.js";

/** What a scope's own children still need of it, and what inlining found out about its names. */
interface Analysis {
  /** Names that the scope, or something in it, takes from functions around. */
  readonly free: Set<string>;
}

/**
 * Runs comprehensions inside the scope around them, as CPython does from 3.12 on (PEP 709), in place.
 *
 * Their names join those of the scope around them, their inner scopes become its own, and a variable of that scope that
 * only they shared with it need not be a cell any more.
 */
export function inlineComprehensions(table: Table): Table {
  analyze(table);
  return table;
}

function analyze(table: Table): Analysis {
  const free = new Set<string>();
  const cells = new Set<string>();
  const children: Table[] = [];
  for (const child of table.children) {
    const inner = analyze(child);
    if (child.isInlined) {
      for (const [name, facts] of child.names) merge(table, child, name, facts, inner.free, cells);
      children.push(...child.children);
    } else children.push(child);
    for (const name of inner.free) free.add(name);
  }
  table.children = children;
  const isFunctionLike = table.type !== "module" && table.type !== "class";
  for (const [name, facts] of table.names) {
    const [storage = ""] = facts;
    if (isFunctionLike && (storage === "L" || storage === "C")) {
      table.names.set(name, (free.has(name) || cells.has(name) ? "C" : "L") + facts.slice(1));
      free.delete(name);
    }
    if (storage === "F") free.add(name);
  }
  if (table.type === "class") free.delete("__class__");
  return { free };
}

function merge(outer: Table, inner: Table, name: string, facts: string, free: Set<string>, cells: Set<string>): void {
  if (facts.startsWith("C")) cells.add(name);
  const existing = outer.names.get(name);
  // CPython notes later which names a scope only hands on.
  if (existing === undefined || existing === "F") {
    const isClassItself = facts.startsWith("F") && outer.type === "class" && name === "__class__";
    if (isClassItself) free.delete(name);
    outer.names.set(name, isClassItself ? `I${facts.slice(1)}` : facts);
  } else if (/[apiy]/.test(existing) && outer.type !== "class") {
    if (!inner.children.some((child) => child.names.get(name)?.startsWith("F"))) free.delete(name);
  }
}
