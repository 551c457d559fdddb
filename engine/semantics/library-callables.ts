import { libraryMember, returnOf, signaturesOf } from "../knowledge/library.js";
import { type LibrarySignature, positionsOf } from "../knowledge/library-signature.js";
import { comparePythonVersions, type PythonVersion } from "../versions.js";
import { type Parameter, positionsOnly, type Result, type Signature } from "./signature.js";

/** Of older versions the library's description does not tell what its functions took. */
const OLDEST_DESCRIBED: PythonVersion = { major: 3, minor: 9 };

interface LibraryCallable {
  readonly signatures: readonly Signature[];
  readonly gives: Result | null;
}

/** By name, then by version. Only what the library has is kept, so that they do not grow without end. */
const known = new Map<string, Map<string, LibraryCallable>>();

/** What is known of a function, class, or method on an object of the library by its name; null for nothing. */
export function libraryCallable(name: string, target: PythonVersion): LibraryCallable | null {
  const version = `${target.major}.${target.minor}`;
  const kept = known.get(name)?.get(version);
  if (kept !== undefined) return kept;
  const found = find(name, target);
  if (found !== null) known.set(name, (known.get(name) ?? new Map<string, LibraryCallable>()).set(version, found));
  return found;
}

function find(name: string, target: PythonVersion): LibraryCallable | null {
  if (comparePythonVersions(target, OLDEST_DESCRIBED) < 0) return undescribed(name);
  const signatures = signaturesOf(name, target);
  return signatures.length === 0 ? null : { signatures: signatures.map(signatureFrom), gives: resultOf(name, target) };
}

/** What takes one position at most in every version that is described, or any number, took no more before. */
function undescribed(name: string): LibraryCallable | null {
  const [only, ...others] = signaturesOf(name);
  if (only === undefined || others.length > 0 || libraryMember(name)?.kind === "class") return null;
  const [least, most] = positionsOf(only);
  if (most > 1 && Number.isFinite(most)) return null;
  // The keywords may have been others.
  return { signatures: [{ ...positionsOnly(least, most), takesKeywords: true }], gives: null };
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
