import { Kept } from "../syntax/kept.js";
import type { SyntaxNode } from "../syntax/tree.js";
import { textMatches } from "../text/matching.js";
import type { Call } from "./call.js";
import { constantOf } from "./constants.js";
import type { LifeUse, Protocol } from "./lifetimes.js";
import { integerValue } from "./literals.js";
import type { Model } from "./model.js";
import { followSocket } from "./sockets.js";

/**
 * Whether a socket waits until what it is told can be done.
 *
 * - `waiting`: as sockets are made, or by `setblocking(True)` and `settimeout(None)`
 * - `timed`: for a time
 * - `nonblocking`: never
 */
export type SocketMode = "waiting" | "timed" | "nonblocking";

type State = SocketMode | "unknown";
type Event = "wait" | "time" | "unblock" | "other" | "call";

const STATES: Readonly<Record<State, Readonly<Partial<Record<Event, State>>>>> = (() => {
  const changes = { wait: "waiting", time: "timed", unblock: "nonblocking", other: "unknown" } as const;
  return { waiting: changes, timed: changes, nonblocking: changes, unknown: changes };
})();

/** What watches sockets and does nothing else with them. */
const WATCHES =
  /^(?:select\.select|select\.\w+\.(?:register|modify|unregister)|selectors\.\w+\.(?:register|modify|unregister))$/;

/** The mode that a socket is certainly in right before a call of one of its methods; null where that is not known. */
export function modeBefore(call: Call, model: Model): SocketMode | null {
  if (call.receiver === null) return null;
  const life = followSocket(call.receiver, model, protocolsOf(model));
  const event = life?.events.find(({ use }) => use.site === call.node);
  if (event === undefined) return null;
  const modes = ["waiting", "timed", "nonblocking"] as const;
  const mode = modes.find((each) => event.before.certainly(each)) ?? null;
  // What the module says of all sockets may come before or after.
  return mode === "waiting" && textMatches(model.source, /\bsetdefaulttimeout\b/) ? null : mode;
}

interface Protocols {
  readonly made: Protocol<State, Event>;
  readonly limited: Protocol<State, Event>;
  readonly held: Protocol<State, Event>;
}

/** The lives of one file's sockets are followed by the same protocols, which are told apart by file. */
const known = new Kept<Model, Protocols>(({ tree }) => tree);

function protocolsOf(model: Model): Protocols {
  let protocols = known.get(model);
  if (protocols === undefined) {
    const event = (use: LifeUse): Event | "ignore" | undefined => eventOf(use, model);
    protocols = {
      made: { initial: "waiting", states: STATES, event },
      limited: { initial: "timed", states: STATES, event },
      held: { initial: "unknown", states: STATES, event },
    };
    known.set(model, protocols);
  }
  return protocols;
}

function eventOf(use: LifeUse, model: Model): Event | "ignore" | undefined {
  if (use.kind === "escape") return isWatched(use.site, model) ? "ignore" : undefined;
  if (use.kind !== "call" || use.path.length !== 1) return undefined;
  return (use.call === null ? null : modeEvent(use.call, model)) ?? "call";
}

/** What a call of `setblocking` or `settimeout` makes of a socket; null for other calls. */
export function modeEvent(call: Call, model: Model): "wait" | "time" | "unblock" | "other" | null {
  const [value] = call.positional;
  if (value === undefined) return null;
  const constant = constantOf(value, model);
  const number = constant.kind === "float" ? Number(constant.text.replace(/_/g, "")) : integerValue(constant);
  if (call.method === "setblocking") {
    if (constant.kind === "true" || (number !== null && Number(number) !== 0)) return "wait";
    return constant.kind === "false" || number !== null ? "unblock" : "other";
  }
  if (call.method !== "settimeout") return null;
  if (constant.kind === "none") return "wait";
  return number === null ? "other" : Number(number) === 0 ? "unblock" : "time";
}

/** Whether an expression, or the list it is in, is given to `select` or a selector. */
function isWatched(expression: SyntaxNode, model: Model): boolean {
  let node: SyntaxNode | null = expression;
  while (node !== null && /^(?:list|tuple|argument_list|parenthesized_expression)$/.test(node.parent?.kind ?? ""))
    node = node.parent;
  const site = node?.kind === "argument_list" ? node.parent : node;
  const call = site == null ? null : model.callAt(site);
  return call !== null && (WATCHES.test(call.name ?? "") || WATCHES.test(ofObject(call, model)));
}

function ofObject({ receiver, method }: Call, model: Model): string {
  const made = receiver === null ? null : model.madeBy(receiver);
  return made === null ? "" : `${made}.${method}`;
}
