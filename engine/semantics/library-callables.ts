import { libraryPositions } from "../knowledge/callables.js";
import { libraryMember, returnOf, signaturesOf } from "../knowledge/library.js";
import type { LibrarySignature } from "../knowledge/library-signature.js";
import { comparePythonVersions, type PythonVersion } from "../versions.js";
import { type Parameter, positionsOnly, type Result, type Signature } from "./signature.js";

/** Of older versions the library's description does not tell what its functions took. */
const OLDEST_DESCRIBED: PythonVersion = { major: 3, minor: 9 };

/** What is known of a function, class, or method on an object of the library by its name; null for nothing. */
export function libraryCallable(
  name: string,
  target: PythonVersion,
): { readonly signatures: readonly Signature[]; readonly gives: Result | null } | null {
  if (comparePythonVersions(target, OLDEST_DESCRIBED) >= 0) {
    const known = memberName(name, target);
    const signatures = signaturesOf(known, target);
    if (signatures.length > 0) return { signatures: signatures.map(signatureFrom), gives: resultOf(known, target) };
  }
  const positions = libraryPositions(name);
  // The keywords were not tried.
  return positions === undefined
    ? null
    : { signatures: [{ ...positionsOnly(...positions), takesKeywords: true }], gives: null };
}

/** A method of what a function gives, `asyncio.get_event_loop.stop`, by its class; every other name as it is. */
export function memberName(name: string, target: PythonVersion): string {
  const dot = name.lastIndexOf(".");
  const maker = name.slice(0, dot);
  if (dot < 0 || libraryMember(name) !== undefined || libraryMember(maker)?.kind !== "function") return name;
  const { names, isComplete } = returnOf(maker, target);
  return names.length === 1 && isComplete ? `${names[0]}${name.slice(dot)}` : name;
}

function resultOf(name: string, target: PythonVersion): Result | null {
  const member = libraryMember(name);
  if (member?.kind === "class") return "object";
  if (member?.isAsync === true) return "coroutine";
  const { names, isComplete } = returnOf(name, target);
  return isComplete && names.length === 1 && names[0] === "None" ? "nothing" : null;
}

function signatureFrom(signature: LibrarySignature): Signature {
  const [least, most] = signature.positionalOnly;
  const named = (parameters: LibrarySignature["parameters"]): Parameter[] =>
    parameters.map(({ name, hasDefault }) => ({ name, node: null, hasDefault }));
  return {
    positional: [...positionsOnly(least, most).positional, ...named(signature.parameters)],
    positionalOnly: most,
    takesRest: signature.takesMore,
    keywordOnly: named(signature.keywordOnly),
    takesKeywords: signature.takesAnyKeyword,
  };
}
