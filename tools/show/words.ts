import type { Callable } from "../../engine/semantics/callables.js";
import type { Handle } from "../../engine/semantics/handle.js";
import type { RunContext } from "../../engine/semantics/run-contexts.js";
import type { Scope } from "../../engine/semantics/scopes.js";
import type { Use } from "../../engine/semantics/uses.js";
import type { Value } from "../../engine/semantics/value.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";

// The words of `npm run show` are also those of the specifications in test/engine/semantics/labels: what is shown can be
// written down as what must be.

/** `module`, `function f`, `class C`, `lambda`, `comprehension`. */
export function nameScope({ kind, node }: Scope): string {
  const name = node.field("name")?.text;
  return name === undefined ? kind : `${kind} ${name}`;
}

/** One thing that an expression may stand for: `call queue.Queue`, `instance of C`, `external os.path`, `unknown`. */
export function nameValue(value: Value): string {
  switch (value.kind) {
    case "call":
      return `call ${value.name ?? oneLine(value.node.field("function") ?? value.node)}`;
    case "instance":
      return `instance of ${nameOf(value.definition)}`;
    case "function":
      return `${value.bound ? "bound " : ""}${nameOf(value.node)}`;
    case "class":
      return `class ${nameOf(value.node)}`;
    case "external":
      return `external ${value.name}`;
    case "annotated":
      return `annotated ${value.name}`;
    case "element":
      return `element ${value.index} of ${nameValue(value.of)}`;
    case "literal":
      return value.node.kind.replaceAll("_", " ");
    default:
      return value.kind;
  }
}

/** Each thing that is known of a callable but where it is defined: `takes 1 argument`, `gives generator`, `library time.sleep`. */
export function traitsOf(callable: Callable): string[] {
  const traits = [`takes ${callable.takes}`];
  const { gives } = callable;
  if (gives !== null && gives !== "object" && gives !== "nothing") traits.push(`gives ${gives}`);
  if (callable.isPartial) traits.push("partial");
  if (callable.libraryName !== null) traits.push(`library ${callable.libraryName}`);
  return traits;
}

/** A circumstance in which a function runs: `main`, `thread`, `thread, repeated`. */
export function nameContext({ kind, isRepeated }: RunContext): string {
  return isRepeated ? `${kind}, repeated` : kind;
}

/** Each thing that is known of a file-like object: `from builtins.open`, `binary`, `reads`, `gives bytes`, `by line`. */
export function traitsOfHandle(handle: Handle): string[] {
  const { opener, kind, mode, gives, takes, buffering } = handle;
  const traits = [
    opener === null ? null : `from ${opener}`,
    kind,
    mode?.reads === true ? "reads" : null,
    mode?.writes === true ? "writes" : null,
    gives === null || mode?.reads === false ? null : `gives ${gives}`,
    takes === null || mode?.writes === false ? null : `takes ${takes}`,
    buffering === 0 ? "unbuffered" : buffering === "line" ? "by line" : null,
  ];
  return traits.filter((trait) => trait !== null);
}

/** What becomes of a value: `stored in x`, `passed to f`, `tested`, `dropped`. */
export function nameUse(use: Use): string {
  switch (use.kind) {
    case "stored":
      return `stored in ${oneLine(use.target)}`;
    case "passed":
      return use.callee === null ? "passed" : `passed to ${oneLine(use.callee)}`;
    case "compared":
      return use.withNone ? "compared with None" : "compared";
    case "tested":
      return use.isNegated ? "tested by not" : "tested";
    case "contained":
      return `contained and ${nameUse(use.by)}`;
    default:
      return use.kind;
  }
}

/** The first line of a node's text, shortened. */
export function oneLine(node: SyntaxNode, longest = 60): string {
  const text = node.tree.source.text.slice(node.start, Math.min(node.end, node.start + longest + 1));
  const [first = "", ...more] = text.split(/[\r\n]/);
  if (more.length > 0) return `${first.trimEnd()} …`;
  return first.length > longest ? `${first.slice(0, longest - 1)}…` : first;
}

function nameOf(definition: SyntaxNode): string {
  return definition.field("name")?.text ?? definition.kind;
}
