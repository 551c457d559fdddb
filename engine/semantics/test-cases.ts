import { Kept } from "../syntax/kept.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { Call } from "./call.js";
import type { Model } from "./model.js";

/** The classes of `unittest`, and of its backport, that test cases inherit from. */
const PLAIN_ROOTS: ReadonlySet<string> = new Set(["unittest.TestCase", "unittest.case.TestCase", "unittest2.TestCase"]);
const ASYNC_ROOTS: ReadonlySet<string> = new Set([
  "unittest.IsolatedAsyncioTestCase",
  "unittest.async_case.IsolatedAsyncioTestCase",
]);

/** What is known of a class that is a test case. */
export interface TestCase {
  /** The class and its bases in this file, nearest first. */
  readonly classes: readonly SyntaxNode[];
  /** Whether it awaits its tests. */
  readonly isAsync: boolean;
  /** Whether all its bases are in this file or in `unittest`, so that nothing else can be inherited. */
  readonly isComplete: boolean;
}

/** What a class is as a test case; null for a class that is not known to be one. */
export function testCaseOf(definition: SyntaxNode, model: Model): TestCase | null {
  const { classes, outside, isComplete } = model.classes.lineage(definition);
  const isAsync = outside.some((name) => ASYNC_ROOTS.has(name));
  if (!isAsync && !outside.some((name) => PLAIN_ROOTS.has(name))) return null;
  const isPlain = outside.every((name) => PLAIN_ROOTS.has(name) || ASYNC_ROOTS.has(name) || name === "builtins.object");
  return { classes, isAsync, isComplete: isComplete && isPlain };
}

const methodsIn = new Kept<SyntaxNode, readonly SyntaxNode[]>(({ tree }) => tree);

/** The methods that stand in the body of a class, in the order of the text. */
export function methodsOf(definition: SyntaxNode): readonly SyntaxNode[] {
  let methods = methodsIn.get(definition);
  if (methods === undefined) {
    methods = findMethods(definition);
    methodsIn.set(definition, methods);
  }
  return methods;
}

function findMethods(definition: SyntaxNode): SyntaxNode[] {
  return (definition.field("body")?.namedChildren ?? []).flatMap((statement) => {
    const inner = statement.kind === "decorated_definition" ? statement.field("definition") : statement;
    return inner?.kind === "function_definition" ? [inner] : [];
  });
}

/**
 * The name of the assertion that a call makes: of `self.assertTrue(...)` in a method, also of a class whose bases are
 * unknown, unless the class has a method of that name itself. Null for other calls.
 */
export function assertionOf(call: Call, model: Model): string | null {
  const { receiver, method } = call;
  if (receiver?.kind !== "identifier" || method === null) return null;
  const owner = model.classes.receiverClass(receiver);
  return owner !== null && model.classes.attribute(owner, method) === null ? method : null;
}
