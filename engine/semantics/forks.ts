import type { SyntaxNode } from "../syntax/tree.js";
import type { Call } from "./call.js";
import { regionOf } from "./flow.js";
import { integerValue, unparenthesized } from "./literals.js";
import type { Model } from "./model.js";
import { endingCalls, loopAround } from "./reaping.js";

/** How conditions are called by which a program that serves goes on until it is told to stop. */
const GOES_ON = /run|stop|quit|alive|done|exit|shut|finish|keep|active|serv|terminat|clos/i;

/**
 * The endless loop in which the parent of a fork makes one child after the other, each of which ends for itself; null where
 * that is not certain.
 */
export function forkingLoop(fork: Call, model: Model): SyntaxNode | null {
  const loop = endlessLoop(fork.node);
  const child = loop === null ? null : childBranch(fork, model);
  if (loop === null || child === null || !loop.covers(child)) return null;
  const flow = model.flowOf(fork.node);
  const ends = endingCalls(fork.node, model);
  const endNodes = new Set(ends.flatMap((end) => flow.nodesOf(end)));
  const begins = flow.nodesOf(child);
  if (begins.length === 0) return null;
  const childEnds = begins.some((node) => endNodes.has(node)) || !flow.reachedWithout(child, ends, "normal")(fork.node);
  // The child does not come back, so who does is the parent.
  return childEnds && flow.reachedWithout(fork.node, ends, "normal")(fork.node) ? loop : null;
}

function endlessLoop(place: SyntaxNode): SyntaxNode | null {
  for (let loop = loopAround(place); loop !== null; loop = loopAround(loop)) {
    const condition = loop.field("condition");
    if (loop.kind === "while_statement" && condition !== null && isEndless(unparenthesized(condition))) return loop;
    if (loop.parent === null || regionOf(loop) !== regionOf(place)) break;
  }
  return null;
}

function isEndless(condition: SyntaxNode): boolean {
  if (condition.kind === "true") return true;
  const number = integerValue(condition);
  if (number !== null) return number !== 0n;
  const asked = condition.kind === "not_operator" ? condition.field("argument") : condition;
  const isFlag = asked !== null && /^(?:identifier|attribute|call)$/.test(asked.kind);
  return isFlag && GOES_ON.test(condition.text);
}

/** The first statement that only the child runs. */
function childBranch(fork: Call, model: Model): SyntaxNode | null {
  for (const statement of testsOf(fork, model)) {
    const who = askedFor(statement.field("condition"), fork, model);
    const block = statement.field("consequence");
    if (who === null || block === null) continue;
    if (who === "child") return firstOf(block);
    const otherwise = statement.children.filter(({ kind }) => kind === "else_clause" || kind === "elif_clause");
    const [alternative] = otherwise;
    // `elif pid == 0:` is the child's, other questions have their own answers.
    if (alternative?.kind === "elif_clause") {
      const isOfChild = askedFor(alternative.field("condition"), fork, model) === "child";
      const own = isOfChild ? alternative.field("consequence") : null;
      return own === null ? null : firstOf(own);
    }
    if (alternative !== undefined) return firstOf(alternative.field("body") ?? alternative);
    // `if pid: continue`: what follows is the child's.
    const last = statementsOf(block).at(-1);
    const next = statement.nextSibling;
    return last?.kind === "continue_statement" ? next : null;
  }
  return null;
}

/** The `if` statements that may ask who one is after a fork: the one it stands in, or those that follow it. */
function testsOf(fork: Call, model: Model): SyntaxNode[] {
  const around = fork.node.enclosing("if_statement", "expression_statement", "function_definition");
  if (around?.kind === "if_statement") return around.field("condition")?.covers(fork.node) === true ? [around] : [];
  if (around?.kind !== "expression_statement") return [];
  const region = regionOf(fork.node);
  const assigned = assignedName(fork);
  const variable = assigned === null ? undefined : model.variableOf(assigned);
  if (variable === undefined) return [];
  const tests = variable.references.flatMap((mention) => {
    const test = mention.enclosing("if_statement", "expression_statement", "function_definition");
    const isTest = test?.kind === "if_statement" && test.field("condition")?.covers(mention) === true;
    return isTest && test.start > fork.node.end && regionOf(test) === region ? [test] : [];
  });
  return tests.sort((a, b) => a.start - b.start);
}

/** Whether a condition is true for the child only, or for the parent only; null for others. */
function askedFor(condition: SyntaxNode | null, fork: Call, model: Model): "child" | "parent" | null {
  if (condition === null) return null;
  const asked = unparenthesized(condition);
  if (isResult(asked, fork, model)) return "parent";
  if (asked.kind === "not_operator") {
    const argument = asked.field("argument");
    return argument !== null && isResult(unparenthesized(argument), fork, model) ? "child" : null;
  }
  if (asked.kind !== "comparison_operator" || asked.namedChildren.length !== 2) return null;
  const [left, right] = asked.namedChildren.map(unparenthesized);
  if (left === undefined || right === undefined) return null;
  const isZero = (node: SyntaxNode): boolean => integerValue(node) === 0n;
  const isAboutResult =
    (isResult(left, fork, model) && isZero(right)) || (isZero(left) && isResult(right, fork, model));
  if (!isAboutResult) return null;
  if (asked.token("==") !== null) return "child";
  const isMore = asked.token(">") !== null ? isZero(right) : asked.token("<") !== null && isZero(left);
  return isMore || asked.token("!=") !== null ? "parent" : null;
}

/** Whether an expression is what the fork gives: the call itself, or the name that it is given to. */
function isResult(expression: SyntaxNode, fork: Call, model: Model): boolean {
  if (expression === fork.node) return true;
  if (expression.kind === "named_expression") return expression.field("value") === fork.node;
  const assigned = assignedName(fork);
  return (
    assigned !== null && expression.kind === "identifier" && model.variableOf(expression) === model.variableOf(assigned)
  );
}

function assignedName({ node }: Call): SyntaxNode | null {
  const { parent } = node;
  const target = parent?.kind === "assignment" && parent.field("right") === node ? parent.field("left") : null;
  return target?.kind === "identifier" ? target : null;
}

function firstOf(block: SyntaxNode): SyntaxNode | null {
  return statementsOf(block)[0] ?? null;
}

function statementsOf(block: SyntaxNode): SyntaxNode[] {
  return block.namedChildren.filter(({ kind }) => kind !== "comment");
}
