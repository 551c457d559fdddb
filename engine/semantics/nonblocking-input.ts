import { Kept } from "../syntax/kept.js";
import type { SyntaxNode } from "../syntax/tree.js";
import { integerValue } from "./literals.js";
import type { Model } from "./model.js";
import { isStandardInput } from "./standard-input.js";

const NO_WAITING: ReadonlySet<string> = new Set(["os.O_NONBLOCK", "os.O_NDELAY"]);

/** A call of `fcntl` that sets the flags of a descriptor. */
export interface FlagSetting {
  readonly descriptor: SyntaxNode;
  readonly flags: SyntaxNode;
}

/** What a call does if it is `fcntl.fcntl(fd, fcntl.F_SETFL, flags)`; else null. */
export function flagSettingOf(node: SyntaxNode, model: Model): FlagSetting | null {
  const call = model.callAt(node);
  if (call?.name !== "fcntl.fcntl") return null;
  const [descriptor, command, flags] = [0, 1, 2].map((position) => call.argument(position, null));
  if (descriptor === undefined || command === undefined || flags === undefined) return null;
  return model.qualifiedName(command) === "fcntl.F_SETFL" ? { descriptor, flags } : null;
}

/** Whether flags, as written, have `O_NONBLOCK` among them: in an `|`, or added to a name before. */
function setsNonblocking(flags: SyntaxNode, model: Model): boolean {
  const names = [flags, ...flags.descendants("attribute", "identifier")];
  // `flags & ~os.O_NONBLOCK` takes it away.
  const isAdded = (node: SyntaxNode): boolean => {
    for (let at: SyntaxNode | null = node; at !== null && at !== flags.parent; at = at.parent) {
      if (at.kind === "unary_operator") return false;
    }
    return true;
  };
  if (names.some((node) => NO_WAITING.has(model.qualifiedName(node) ?? "") && isAdded(node))) return true;
  if (flags.kind !== "identifier") return false;
  const bindings = model.reachingBindings(flags)?.bindings ?? [];
  return bindings.some(({ kind, site }) => {
    const value = kind === "assignment" || kind === "augmented" ? site.field("right") : null;
    return value !== null && value.kind !== "identifier" && setsNonblocking(value, model);
  });
}

const known = new Kept<Model, readonly SyntaxNode[]>(({ tree }) => tree);

/** The calls that keep standard input from waiting, in the order of the text. */
export function nonblockingInputs(model: Model): readonly SyntaxNode[] {
  let inputs = known.get(model);
  if (inputs === undefined) {
    inputs = inputsIn(model);
    known.set(model, inputs);
  }
  return inputs;
}

function inputsIn(model: Model): SyntaxNode[] {
  return model.calls.flatMap(({ node, name, positional }) => {
    if (name === "os.set_blocking") {
      const [descriptor, blocking] = positional;
      const isOff = blocking?.kind === "false" || (blocking !== undefined && integerValue(blocking) === 0n);
      return descriptor !== undefined && isOff && isStandardInput(descriptor, model) ? [node] : [];
    }
    const setting = flagSettingOf(node, model);
    const isIt =
      setting !== null && isStandardInput(setting.descriptor, model) && setsNonblocking(setting.flags, model);
    return isIt ? [node] : [];
  });
}
