import { Kept } from "../syntax/kept.js";
import type { SyntaxNode } from "../syntax/tree.js";
import { unparenthesized } from "./literals.js";
import type { Model } from "./model.js";
import type { Variable } from "./scopes.js";

/**
 * Whether an expression is a name that some `except ... as` binds. Most are not, which is cheaper to see than what reaches a use of
 * them.
 */
export function isEverCaught(expression: SyntaxNode, model: Model): boolean {
  const variable = expression.kind === "identifier" ? model.variableOf(expression) : undefined;
  if (variable === undefined) return false;
  let isCaught = everCaught.get(variable);
  if (isCaught === undefined) {
    isCaught = variable.bindings.some(({ kind }) => kind === "except");
    everCaught.set(variable, isCaught);
  }
  return isCaught;
}

/** By variable, since a name that is bound often is mostly used as often. */
const everCaught = new Kept<Variable, boolean>(({ scope }) => scope.node.tree);

/**
 * The qualified names of the classes that the exception which a name stands for was caught as, in the order of the text; null when the
 * name may stand for anything else, or one of the classes has no qualified name.
 */
export function caughtAs(name: SyntaxNode, model: Model): readonly string[] | null {
  const node = unparenthesized(name);
  const reached = isEverCaught(node, model) ? model.reachingBindings(node) : undefined;
  if (reached === undefined || reached.isElsewhere || reached.bindings.length === 0) return null;
  const names: string[] = [];
  for (const { kind, site } of reached.bindings) {
    const classes = kind === "except" ? site.namedChildren[0] : undefined;
    if (classes === undefined) return null;
    for (const each of classes.kind === "tuple" ? classes.namedChildren : [classes]) {
      const qualified = model.qualifiedName(unparenthesized(each));
      if (qualified === null) return null;
      names.push(qualified);
    }
  }
  return names;
}

/** The classes of errors that carry a number of the operating system, as `errno`, in Python 3 all names of OSError or kinds of it. */
const SYSTEM_ERRORS =
  /^(?:builtins\.(?:OSError|IOError|EnvironmentError|BlockingIOError|ChildProcessError|Connection\w*Error|BrokenPipeError|File(?:Exists|NotFound)Error|InterruptedError|(?:Is|Not)ADirectoryError|PermissionError|ProcessLookupError|TimeoutError)|socket\.(?:error|timeout)|select\.error|os\.error|shutil\.Error)$/;

/** Whether a class of exceptions, by its qualified name, is one whose `errno` is a number of the operating system. */
export function isSystemError(name: string): boolean {
  return SYSTEM_ERRORS.test(name);
}

/** What catches all errors of the operating system in Python 3. */
const CATCH_SYSTEM_ERRORS =
  /^(?:builtins\.(?:OSError|IOError|EnvironmentError|Exception|BaseException)|socket\.error|select\.error|os\.error)$/;

/**
 * Whether, in Python 3, an earlier clause of the same `try` catches all errors of the operating system already, so that a clause
 * for one of their old names is for Python 2.
 *
 * @param name a name that is bound by the clause
 */
export function isCaughtBefore(name: SyntaxNode, model: Model): boolean {
  const clause = model.reachingBindings(name)?.bindings[0]?.site.parent;
  const earlier = (clause?.parent?.namedChildren ?? []).filter(
    ({ kind, row }) => kind === "except_clause" && clause !== undefined && clause !== null && row < clause.row,
  );
  return earlier.some((each) => {
    const value = each.fieldAll("value")[0];
    const classes = value?.kind === "as_pattern" ? value.namedChildren[0] : value;
    const names = classes?.kind === "tuple" ? classes.namedChildren : classes === undefined ? [] : [classes];
    return names.some((one) => CATCH_SYSTEM_ERRORS.test(model.qualifiedName(unparenthesized(one)) ?? ""));
  });
}
