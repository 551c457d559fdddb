import { moduleHistory } from "../knowledge/modules.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { Call } from "./call.js";
import { classOf } from "./classes.js";
import { regionOf } from "./flow.js";
import type { Model } from "./model.js";

/** A question that leads through more calls than this has no answer. */
const MAX_CALLS = 400;

/**
 * Whether none of some functions of the library can have been called when a place is come to.
 *
 * In the code of a module: nothing that may call one leads there. In a function: it calls one itself, only after that
 * place, and nobody else in the file does.
 *
 * @param functions qualified names
 */
export function isBeforeAll(place: SyntaxNode, functions: ReadonlySet<string>, model: Model): boolean {
  const region = regionOf(place);
  const graph = model.flowOf(place);
  if (graph.isDamaged || !graph.isReachable(place)) return false;
  const meant = model.calls.filter(({ name }) => name !== null && functions.has(name));
  if (region.parent !== null) {
    const isItsOwn = meant.every(({ node }) => regionOf(node) === region);
    if (meant.length === 0 || !isItsOwn || !meant.some(({ node }) => graph.reaches(place, node))) return false;
  }
  const search = new CallSearch(functions, model);
  const own = place.kind === "call" ? place : null;
  return model.calls.every((call) => {
    if (call.node === own || regionOf(call.node) !== region || !graph.reaches(call.node, place)) return true;
    return !search.mayCall(call);
  });
}

/** Looks through the functions and classes of a file for calls of some functions of the library. */
class CallSearch {
  readonly #functions: ReadonlySet<string>;
  readonly #model: Model;
  readonly #seen = new Set<SyntaxNode>();
  #steps = 0;

  constructor(functions: ReadonlySet<string>, model: Model) {
    this.#functions = functions;
    this.#model = model;
  }

  /** Whether a call may, at once or later, lead to a call of one of the functions. */
  mayCall(first: Call): boolean {
    const waiting = [first];
    for (let call = waiting.pop(); call !== undefined; call = waiting.pop()) {
      if (call.name !== null && this.#functions.has(call.name)) return true;
      if (++this.#steps > MAX_CALLS) return true;
      if (call.name !== null) {
        if (!isStandard(call.name)) return true;
        continue;
      }
      const code = this.#codeOf(call);
      if (code === "unknown") return true;
      if (code === null || this.#seen.has(code)) continue;
      this.#seen.add(code);
      waiting.push(...code.descendants("call").flatMap((node) => this.#model.callAt(node) ?? []));
    }
    return false;
  }

  /** What of the file may run once something is called: a function, or all of a class; null for nothing. */
  #codeOf({ callee }: Call): SyntaxNode | "unknown" | null {
    const values = this.#model.valuesOf(callee);
    if (values.every((value) => value.kind === "external" && isStandard(value.name))) return null;
    const callable = this.#model.callableOf(callee);
    const definition = callable?.definition ?? null;
    if (definition === null) return "unknown";
    const isClass = values.every(({ kind }) => kind === "class");
    const owner = isClass ? (classOf(definition) ?? definition) : definition;
    return isClass && owner.field("superclasses") !== null ? "unknown" : owner;
  }
}

/** What other people's modules do is not known. */
function isStandard(name: string): boolean {
  return moduleHistory(name.split(".", 1)[0] ?? "") !== undefined;
}
