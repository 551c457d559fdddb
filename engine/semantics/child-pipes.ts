import { type Pipe, POPEN_FUNCTIONS } from "../knowledge/popen.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { Call } from "./call.js";
import { integerValue } from "./literals.js";
import type { Model } from "./model.js";
import { directValue } from "./names.js";

/** One end of a pipe to a child process, as an expression names it. */
export interface PipeEnd {
  /** The same for all ends of one child within a function. */
  readonly child: string;
  readonly pipe: Pipe;
}

const PIPES: ReadonlySet<string> = new Set(["stdin", "stdout", "stderr"]);

/**
 * The child process that an expression is certainly an object of: `p` and `self.p` of `Popen(...)`.
 *
 * Gives a key, equal for expressions that stand for the same object within one function, and the calls that make it.
 */
export function childOf(expression: SyntaxNode, model: Model): { key: string; made: readonly Call[] } | null {
  const key = keyOf(expression, model);
  if (key === null) return null;
  const made: Call[] = [];
  for (const value of model.valuesOf(expression)) {
    if (value.kind === "literal" && value.node.kind === "none") continue;
    const call = value.kind === "call" && value.name === "subprocess.Popen" ? model.callAt(value.node) : null;
    if (call === null) return null;
    made.push(call);
  }
  return made.length === 0 ? null : { key, made };
}

/** The pipe end that `p.stdin`, a name for it, or a name from `popen2` stands for. */
export function pipeEndOf(expression: SyntaxNode, model: Model): (PipeEnd & { made: readonly Call[] }) | null {
  if (expression.kind === "attribute") {
    const object = expression.field("object");
    const pipe = expression.field("attribute")?.text ?? "";
    const child = object !== null && PIPES.has(pipe) ? childOf(object, model) : null;
    return child && { child: child.key, pipe: pipe as Pipe, made: child.made };
  }
  if (expression.kind !== "identifier") return null;
  const [binding, ...others] = model.variableOf(expression)?.bindings ?? [];
  if (binding?.kind !== "assignment" || others.length > 0) return null;
  const { site, name } = binding;
  const value = directValue(binding);
  if (value !== null) return value.kind === "attribute" ? pipeEndOf(value, model) : null;
  const targets = site.field("left")?.namedChildren ?? [];
  const right = site.field("right");
  const index = targets.indexOf(name);
  if (right === null || index < 0) return null;
  if (right.kind === "expression_list" || right.kind === "tuple") {
    const element = right.namedChildren.length === targets.length ? right.namedChildren[index] : undefined;
    return element?.kind === "attribute" ? pipeEndOf(element, model) : null;
  }
  const call = model.callAt(right);
  const pipes = call?.name == null ? undefined : POPEN_FUNCTIONS[call.name]?.pipes;
  const pipe = pipes?.length === targets.length ? pipes[index] : undefined;
  return call === null || pipe === undefined ? null : { child: `call ${right.row}`, pipe, made: [call] };
}

/** Whether what is written to the child's stdin is kept back until it is flushed. */
export function buffersInput(call: Call, model: Model): boolean {
  const popen = call.name === null ? undefined : POPEN_FUNCTIONS[call.name];
  if (call.hasUnpacking) return false;
  const bufsize = call.argument(popen === undefined ? 1 : popen.bufsize, "bufsize");
  const size = bufsize === undefined ? null : integerValue(bufsize);
  if (bufsize !== undefined && size === null) return false;
  // Only Python 2 has popen2, and there Popen is unbuffered unless told otherwise.
  if (model.target.major < 3) return size === null ? popen !== undefined : size < 0n || size > 1n;
  if (popen !== undefined) return false;
  if (size === 0n) return false;
  // Line buffering exists for text only, and then what ends in a line break goes through.
  return size !== 1n || !isText(call, model);
}

/** Whether both of a `Popen`'s stdin and stdout are pipes. */
export function talksBothWays(call: Call, model: Model): boolean {
  if (call.name !== "subprocess.Popen") return true;
  return (["stdin", "stdout"] as const).every((pipe, index) => {
    const value = call.argument(3 + index, pipe);
    return value !== undefined && model.qualifiedName(value) === "subprocess.PIPE";
  });
}

function isText(call: Call, model: Model): boolean {
  const flags = ["text", "universal_newlines", "encoding", "errors"] as const;
  return flags.some((flag) => {
    const value = call.argument(flag === "universal_newlines" ? 11 : null, flag);
    const only = value === undefined ? null : model.onlyValueOf(value);
    return value !== undefined && !(only?.kind === "literal" && /^(?:False|None)$/.test(only.node.text));
  });
}

function keyOf(expression: SyntaxNode, model: Model): string | null {
  if (expression.kind === "identifier") {
    const variable = model.variableOf(expression);
    return variable === undefined ? null : `${variable.scope.node.row} ${variable.name}`;
  }
  if (expression.kind !== "attribute") return null;
  const object = expression.field("object");
  const owner = object === null ? null : model.classes.receiverClass(object);
  return owner === null ? null : `${owner.row} self.${expression.field("attribute")?.text}`;
}
