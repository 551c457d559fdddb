import { attributesNamed } from "./attribute-rows.js";
import type { Call } from "./call.js";
import type { Candidates } from "./candidates.js";
import type { Model } from "./model.js";

/** The calls of methods, and of functions of modules, by their last word, in the order of the text; of the others no node is made. */
export function methodCalls(model: Model, methods: Iterable<string>): Call[] {
  return callsAt(model, rowsOfMethods(model, methods));
}

/** The calls that may have a name that is looked for, and those of methods, in the order of the text. */
export function candidateCalls(model: Model, candidates: Candidates, methods: Iterable<string> = []): Call[] {
  const { tree } = model;
  const rows = rowsOfMethods(model, methods);
  for (const { row } of candidates.all()) addCall(model, row, rows);
  const field = tree.fieldNumber("function");
  for (const row of tree.rowsOfKind("call")) {
    const callee = tree.rowInField(row, field);
    const kind = callee < 0 ? "identifier" : tree.kindOf(callee);
    // What is called in another way may be anything.
    if (kind !== "identifier" && kind !== "attribute") rows.add(row);
  }
  return callsAt(model, rows);
}

function rowsOfMethods(model: Model, methods: Iterable<string>): Set<number> {
  const rows = new Set<number>();
  for (const method of methods) for (const { row } of attributesNamed(model.tree, method)) addCall(model, row, rows);
  return rows;
}

/** Adds the row of the call of which a row is the callee, if it is one. */
function addCall({ tree }: Model, row: number, rows: Set<number>): void {
  const parent = tree.columns.parent[row] as number;
  if (parent >= 0 && tree.fieldOf(row) === "function" && tree.kindOf(parent) === "call") rows.add(parent);
}

function callsAt(model: Model, rows: ReadonlySet<number>): Call[] {
  const calls: Call[] = [];
  for (const row of new Uint32Array(rows).sort()) {
    const call = model.callAt(model.tree.node(row));
    if (call !== null) calls.push(call);
  }
  return calls;
}
