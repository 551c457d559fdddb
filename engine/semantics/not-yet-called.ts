import { moduleHistory } from "../knowledge/modules.js";
import { Kept } from "../syntax/kept.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { Call } from "./call.js";
import { classOf } from "./classes.js";
import { type FlowGraph, regionOf } from "./flow.js";
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
  const graph = model.flowOf(place);
  if (graph.isDamaged || !graph.isReachable(place)) return false;
  const { isAlone, mayStillCall, mayHaveCalled } = courseOf(graph, functions, model);
  return isAlone && mayStillCall(place) && !mayHaveCalled(place);
}

/** How the code of a module or a function calls some functions of the library. */
interface Course {
  /** Whether nobody else in the file calls one; what the code of a module does comes first anyway. */
  readonly isAlone: boolean;
  /** Whether a call of one may follow on a place; what the code of a module does not call, others may. */
  readonly mayStillCall: (place: SyntaxNode) => boolean;
  /** Whether something that may call one can have come before a place. */
  readonly mayHaveCalled: (place: SyntaxNode) => boolean;
}

/** By region and functions: each of many names of a file asks. */
const known = new Kept<SyntaxNode, Map<ReadonlySet<string>, Course>>(({ tree }) => tree);

function courseOf(graph: FlowGraph, functions: ReadonlySet<string>, model: Model): Course {
  let courses = known.get(graph.region);
  if (courses === undefined) {
    courses = new Map();
    known.set(graph.region, courses);
  }
  let course = courses.get(functions);
  if (course === undefined) {
    course = findCourse(graph, functions, model);
    courses.set(functions, course);
  }
  return course;
}

function findCourse(graph: FlowGraph, functions: ReadonlySet<string>, model: Model): Course {
  const { region } = graph;
  const isModule = region.parent === null;
  const meant = model.calls.filter(({ name }) => name !== null && functions.has(name)).map(({ node }) => node);
  const isAlone = isModule || (meant.length > 0 && meant.every((node) => regionOf(node) === region));
  const search = new CallSearch(functions, model);
  const callers = isAlone ? model.calls.filter((call) => regionOf(call.node) === region && search.mayCall(call)) : [];
  return {
    isAlone,
    mayStillCall: isModule ? () => true : graph.leadsTo(meant),
    mayHaveCalled: graph.follows(callers.map(({ node }) => node)),
  };
}

/** Looks through the functions and classes of a file for calls of some functions of the library. */
class CallSearch {
  readonly #functions: ReadonlySet<string>;
  readonly #model: Model;
  /** Code that is known to lead to a call of one, and such as is known not to. */
  readonly #leading = new Set<SyntaxNode>();
  readonly #harmless = new Set<SyntaxNode>();

  constructor(functions: ReadonlySet<string>, model: Model) {
    this.#functions = functions;
    this.#model = model;
  }

  /** Whether a call may, at once or later, lead to a call of one of the functions. */
  mayCall(first: Call): boolean {
    const seen = new Set<SyntaxNode>();
    const waiting = [first];
    let steps = 0;
    let mayCall = false;
    for (let call = waiting.pop(); call !== undefined && !mayCall; call = waiting.pop()) {
      if (call.name !== null) {
        mayCall = this.#functions.has(call.name) || !isStandard(call.name);
        continue;
      }
      const code = this.#codeOf(call);
      if (code === null || (code !== "unknown" && (seen.has(code) || this.#harmless.has(code)))) continue;
      if (code === "unknown" || this.#leading.has(code)) mayCall = true;
      else {
        seen.add(code);
        const calls = code.descendants("call").flatMap((node) => this.#model.callAt(node) ?? []);
        waiting.push(...calls);
        steps += calls.length;
        mayCall = steps > MAX_CALLS;
      }
    }
    const [own] = seen;
    if (!mayCall) for (const code of seen) this.#harmless.add(code);
    else if (own !== undefined) this.#leading.add(own);
    return mayCall;
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
