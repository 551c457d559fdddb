import type { SyntaxNode } from "../syntax/tree.js";
import type { Call } from "./call.js";
import { constantOf } from "./constants.js";
import { integerValue, stringValue, unparenthesized } from "./literals.js";
import type { Model } from "./model.js";

/** The functions of `subprocess` that wait for the child themselves. */
export const WAITING_STARTERS: readonly string[] = ["call", "check_call", "check_output", "run"].map(
  (name) => `subprocess.${name}`,
);

/** Everything of `subprocess` that starts a child with the arguments of `Popen`. */
export const STARTERS: readonly string[] = ["subprocess.Popen", ...WAITING_STARTERS];

/** The places of `Popen`'s arguments, which the other functions share. Source: the signature in CPython 2.7 and 3.6 to 3.13. */
const PLACES: Readonly<Record<string, number>> = {
  args: 0,
  bufsize: 1,
  executable: 2,
  stdin: 3,
  stdout: 4,
  stderr: 5,
  preexec_fn: 6,
  close_fds: 7,
  shell: 8,
};

/** An argument of a call that starts a child. */
export function startArgument(call: Call, name: string): SyntaxNode | undefined {
  return call.argument(PLACES[name] ?? null, name);
}

/** Whether one of the child's streams is a pipe to this program; null where that is not known. */
export function isPiped(call: Call, stream: "stdin" | "stdout" | "stderr", model: Model): boolean | null {
  const value = startArgument(call, stream);
  if (value === undefined) return call.hasUnpacking ? null : false;
  const name = model.qualifiedName(value);
  if (name === "subprocess.PIPE" || name === "asyncio.subprocess.PIPE") return true;
  const node = constantOf(value, model);
  if (integerValue(node) === -1n) return true;
  return name !== null || node.kind === "none" || model.handleOf(value) !== null ? false : null;
}

/** Whether a shell runs the command; null where that is not known. */
export function runsInShell(call: Call, model: Model): boolean | null {
  const value = startArgument(call, "shell");
  if (value === undefined) return call.hasUnpacking ? null : false;
  const node = constantOf(value, model);
  if (node.kind === "true") return true;
  const number = integerValue(node);
  return node.kind === "false" || node.kind === "none" ? false : number === null ? null : number !== 0n;
}

/** The items of a command that is written as a list or tuple, here or where its only name gets it; null for others. */
export function listedCommand(command: SyntaxNode, model: Model): readonly SyntaxNode[] | null {
  const node = constantOf(command, model);
  if (node.kind !== "list" && node.kind !== "tuple") return null;
  return node.namedChildren.map(unparenthesized);
}

/** Programs that say a line or two, whatever they are given; not where that is a long text of one's own. */
const SHORT_SPOKEN = new Set("arch basename date dirname false hostname id pwd true uname which whoami".split(" "));
const ASKS_VERSION = /^(?:--?version|-V)$/;

/** Whether a child is certain to write so little that it fits into any pipe: it is asked for its version, or is one of a few programs. */
export function saysLittle(call: Call, model: Model): boolean {
  const command = startArgument(call, "args");
  const items = command === undefined ? null : listedCommand(command, model);
  if (items === null) return false;
  const [program = "", only = ""] = items.map((item) => stringValue(constantOf(item, model)) ?? "");
  return (
    SHORT_SPOKEN.has(program.slice(program.lastIndexOf("/") + 1)) || (items.length === 2 && ASKS_VERSION.test(only))
  );
}

/** The text that an expression begins with for certain: of an f-string or a sum what stands before the first part that varies. */
export function leadingText(expression: SyntaxNode, model: Model): string | null {
  let node = constantOf(expression, model);
  while (node.kind === "binary_operator") node = constantOf(node.field("left") ?? node, model);
  const whole = stringValue(node);
  if (whole !== null) return whole;
  if (node.kind !== "string") return null;
  const [, begin = ""] = /^\w*(?:"""|'''|"|')([^{\\"']*)/.exec(node.text) ?? [];
  return begin;
}
