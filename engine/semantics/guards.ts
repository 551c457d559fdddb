import { Kept } from "../syntax/kept.js";
import type { SyntaxNode } from "../syntax/tree.js";
import { asksAboutEnvironment, type Verdict, verdictOn } from "./conditions.js";
import type { Model } from "./model.js";

/**
 * What tells that the author of some code knew it cannot run everywhere.
 *
 * - `unreachable`: the version the file is meant for never comes there
 * - `asked`: it only runs after a question about version, platform or what is installed, whose answer is not known here
 * - `caught`: an exception of the kind is caught, or expected, around it
 * - `fallback`: it runs after something else was tried, and failed or not
 */
export type Guard = "unreachable" | "asked" | "caught" | "fallback";

/** What an import of a module that is not there raises. */
export const IMPORT_ERRORS: readonly string[] = ["ImportError", "ModuleNotFoundError"];
/** What the use of a name or attribute that is not there raises. */
export const NAME_ERRORS: readonly string[] = ["AttributeError", "NameError"];

/** Catching one of these is how programs ask whether the language or the library has something. */
const FEATURE_ERRORS = [...IMPORT_ERRORS, ...NAME_ERRORS, "SyntaxError"];
/** How Python calls its own exceptions. */
const EXCEPTION_NAME = /(?:Error|Exception|Exit|Interrupt|Iteration|Warning|Group)$/;
const BROAD_ERRORS: ReadonlySet<string> = new Set(["BaseException", "Exception", "StandardError"]);

/** Functions that never come back: `sys.exit()` as the last statement of a block ends it like `raise`. */
const ENDING_CALLS: ReadonlySet<string> = new Set(["builtins.exit", "builtins.quit", "os._exit", "sys.exit"]);

/**
 * The innermost thing that guards a node, or null for code that has to work wherever the file runs.
 *
 * @param errors the builtin exceptions by which the trouble would show, as {@link IMPORT_ERRORS}
 */
export function guardOf(node: SyntaxNode, model: Model, errors: readonly string[]): Guard | null {
  return guardFound(node, model, errors, true);
}

function guardFound(node: SyntaxNode, model: Model, errors: readonly string[], asksCallers: boolean): Guard | null {
  // What a function's body raises is not raised where the function stands.
  let isDeferred = false;
  for (let child = node, parent = child.parent; parent !== null; child = parent, parent = parent.parent) {
    const found = guardAt(child, parent, { model, errors, isDeferred });
    if (found !== null) return found;
    if (parent.kind === "function_definition") {
      const atCallers = asksCallers ? callersGuard(parent, model, errors) : null;
      if (atCallers !== null) return atCallers;
    }
    if (parent.kind === "function_definition" || parent.kind === "lambda") isDeferred = true;
  }
  return null;
}

/**
 * What guards every mention of a function of the module, or of the class whose method it is; null when there is none, or one is not
 * guarded.
 */
function callersGuard(definition: SyntaxNode, model: Model, errors: readonly string[]): Guard | null {
  const holder = definition.enclosing("function_definition", "class_definition");
  const mentioned = holder?.kind === "class_definition" ? holder : definition;
  const name = mentioned.field("name");
  const variable = name === null ? undefined : model.variableOf(name);
  if (variable === undefined || variable.scope.kind !== "module" || variable.bindings.length > 1) return null;
  const mentions = variable.references.filter((reference) => !mentioned.covers(reference));
  let common: Guard | null = null;
  for (const mention of mentions) {
    const guard = guardFound(mention, model, errors, false);
    if (guard === null) return null;
    common = common === null || common === guard ? guard : "asked";
  }
  return common;
}

interface Search {
  readonly model: Model;
  readonly errors: readonly string[];
  readonly isDeferred: boolean;
}

function guardAt(child: SyntaxNode, parent: SyntaxNode, { model, errors, isDeferred }: Search): Guard | null {
  switch (parent.kind) {
    case "if_statement":
      return branchGuard(child, parent, model);
    case "elif_clause":
    case "while_statement":
      return child.fieldName === "consequence" || child.fieldName === "body"
        ? conditionGuard(parent.field("condition"), true, model)
        : null;
    case "conditional_expression": {
      const [consequence, condition, alternative] = parent.namedChildren;
      if (child === consequence) return conditionGuard(condition, true, model);
      return child === alternative ? conditionGuard(condition, false, model) : null;
    }
    case "boolean_operator":
      return child.fieldName === "right"
        ? conditionGuard(parent.field("left"), parent.token("and") !== null, model)
        : null;
    case "try_statement":
      return tryGuard(child, parent, errors, isDeferred, model);
    case "with_statement":
      return !isDeferred && child.fieldName === "body" && expects(parent, errors, model) ? "caught" : null;
    case "decorated_definition":
      return decoratorAsks(parent, model) ? "asked" : null;
    case "block":
    case "module":
      return earlierExit(child, parent, model);
    default:
      return null;
  }
}

function branchGuard(child: SyntaxNode, statement: SyntaxNode, model: Model): Guard | null {
  const condition = statement.field("condition");
  if (child.fieldName === "consequence") return conditionGuard(condition, true, model);
  if (child.fieldName !== "alternative") return null;
  // An `elif` or `else` runs when nothing before it did.
  const before = statement.fieldAll("alternative").filter((clause) => clause.row < child.row);
  const conditions = [condition, ...before.map((clause) => clause.field("condition"))];
  const guards = conditions.map((each) => conditionGuard(each, false, model));
  return guards.find((guard) => guard === "unreachable") ?? guards.find((guard) => guard !== null) ?? null;
}

/** The guard of code that runs only if a condition is as `needed`. */
function conditionGuard(condition: SyntaxNode | null | undefined, needed: boolean, model: Model): Guard | null {
  if (condition === null || condition === undefined) return null;
  const verdict = verdictOn(condition, model);
  if (verdict === "asks") return "asked";
  return verdict === (needed ? "false" : "true") ? "unreachable" : null;
}

function tryGuard(
  child: SyntaxNode,
  statement: SyntaxNode,
  errors: readonly string[],
  isDeferred: boolean,
  model: Model,
): Guard | null {
  const clauses = statement.children.filter((each) => each.kind === "except_clause");
  if (child.fieldName === "body") {
    if (isDeferred) return null;
    if (clauses.some((clause) => catches(clause, errors, true, model))) return "caught";
    // `try: text = unicode; import x; except NameError:` asks whether this is Python 2.
    return clauses.some((clause) => catches(clause, ["NameError"], false, model)) ? "asked" : null;
  }
  if (child.kind === "finally_clause") return null;
  const features = [...FEATURE_ERRORS, ...errors];
  if (child.kind === "else_clause") {
    return clauses.some((clause) => catches(clause, features, triesImport(statement), model)) ? "fallback" : null;
  }
  return catches(child, features, triesImport(statement), model) ? "fallback" : null;
}

/** Whether an except clause catches one of the exceptions; names that are not known may stand for any. */
function catches(clause: SyntaxNode, errors: readonly string[], countBroad: boolean, model: Model): boolean {
  // `except A, e` of Python 2: the second is the name that the exception gets.
  let value = clause.fieldAll("value")[0];
  if (value?.kind === "as_pattern") value = value.namedChildren[0];
  if (value === undefined) return countBroad;
  const kinds = value.kind === "tuple" || value.kind === "parenthesized_expression" ? value.namedChildren : [value];
  return kinds.some((kind) => {
    const name = model.qualifiedName(kind);
    // No exception of Python itself is of a class that the program defines.
    if (name === null) return countBroad && model.classes.localClass(kind) === null;
    const builtin = /^(?:builtins|exceptions)\.(\w+)$/.exec(name)?.[1];
    if (builtin === undefined) return false;
    // A name that the file does not bind, and Python has not: it may stand for any exceptions.
    if (!EXCEPTION_NAME.test(builtin)) return countBroad;
    return errors.includes(builtin) || (countBroad && BROAD_ERRORS.has(builtin));
  });
}

function triesImport(statement: SyntaxNode): boolean {
  const body = statement.field("body");
  return (
    body?.children.some((each) => each.kind === "import_statement" || each.kind === "import_from_statement") ?? false
  );
}

/** `with contextlib.suppress(ImportError):`, `with pytest.raises(ImportError):`, `with self.assertRaises(...)`. */
function expects(statement: SyntaxNode, errors: readonly string[], model: Model): boolean {
  const clause = statement.children.find((each) => each.kind === "with_clause");
  return (clause?.namedChildren ?? []).some((item) => {
    let value = item.field("value");
    if (value?.kind === "as_pattern") value = value.namedChildren[0] ?? null;
    const list = value?.kind === "call" ? value.field("arguments") : null;
    return (list?.namedChildren ?? [])
      .flatMap((argument) => (argument.kind === "tuple" ? argument.namedChildren : [argument]))
      .some((argument) => {
        const builtin = /^builtins\.(\w+)$/.exec(model.qualifiedName(argument) ?? "")?.[1];
        return builtin !== undefined && (errors.includes(builtin) || BROAD_ERRORS.has(builtin));
      });
  });
}

/** `@unittest.skipIf(sys.version_info >= (3, 12), ...)`. */
function decoratorAsks(definition: SyntaxNode, model: Model): boolean {
  return definition.children.some((each) => each.kind === "decorator" && asksAboutEnvironment(each, model));
}

/** What the statements of a block, as far as they have been looked at, make of those behind them. */
interface Exits {
  /** How many of the block's children have been looked at. */
  seen: number;
  /** Where the guard of what follows changes, which it does twice at most: it only gets stronger. */
  readonly changes: { readonly behind: SyntaxNode; readonly guard: Guard | null }[];
}

/** Of each block, since much of what is asked about stands in one and the same: in the module. */
const exitsOf = new Kept<Model, Map<SyntaxNode, Exits>>(({ tree }) => tree);

/** Whether an earlier statement of the same block leaves it where the code after it would not work. */
function earlierExit(child: SyntaxNode, block: SyntaxNode, model: Model): Guard | null {
  const blocks = exitsOf.get(model) ?? new Map<SyntaxNode, Exits>();
  exitsOf.set(model, blocks);
  const exits = blocks.get(block) ?? { seen: 0, changes: [] };
  blocks.set(block, exits);
  for (; exits.seen < block.children.length; exits.seen++) {
    const statement = block.children[exits.seen];
    if (statement === undefined || statement.row >= child.row) break;
    const before = exits.changes.at(-1)?.guard ?? null;
    const guard = guardBehind(statement, before, model);
    if (guard !== before) exits.changes.push({ behind: statement, guard });
  }
  return exits.changes.findLast(({ behind }) => behind.row < child.row)?.guard ?? null;
}

/** The guard of what follows a statement in its block. */
function guardBehind(statement: SyntaxNode, before: Guard | null, model: Model): Guard | null {
  if (statement.kind === "if_statement") {
    let found = before;
    const condition = statement.field("condition");
    const verdict = condition === null ? "unrelated" : verdictOn(condition, model);
    if (leaves(statement.field("consequence"), model)) found = stronger(found, verdict, "true");
    const [alternative, ...others] = statement.fieldAll("alternative");
    if (others.length === 0 && alternative?.kind === "else_clause" && leaves(alternative.field("body"), model)) {
      found = stronger(found, verdict, "false");
    }
    return found;
  }
  const condition = statement.kind === "assert_statement" ? statement.namedChildren[0] : undefined;
  return condition === undefined ? before : stronger(before, verdictOn(condition, model), "false");
}

function stronger(found: Guard | null, verdict: Verdict, leaving: "true" | "false"): Guard | null {
  if (found === "unreachable" || verdict === leaving) return "unreachable";
  return verdict === "asks" ? "asked" : found;
}

/** Whether a block ends by leaving what it stands in. */
function leaves(block: SyntaxNode | null, model: Model): boolean {
  const last = block?.namedChildren.at(-1);
  switch (last?.kind) {
    case "return_statement":
    case "raise_statement":
    case "continue_statement":
    case "break_statement":
      return true;
    case "expression_statement": {
      const call = last.namedChildren[0];
      const name = call === undefined ? null : model.callAt(call)?.name;
      return name !== null && name !== undefined && ENDING_CALLS.has(name);
    }
    default:
      return false;
  }
}
