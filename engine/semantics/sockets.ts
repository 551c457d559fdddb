import type { SyntaxNode } from "../syntax/tree.js";
import { textMatches } from "../text/matching.js";
import type { Call } from "./call.js";
import { classOf } from "./classes.js";
import { isExpectedToFail } from "./expected-errors.js";
import { regionOf } from "./flow.js";
import { guardOf } from "./guards.js";
import { followHeld, followLife, type Life, type Protocol } from "./lifetimes.js";
import { unparenthesized } from "./literals.js";
import type { Model } from "./model.js";
import { callsOf } from "./named-uses.js";
import { isOfHandler } from "./network-data.js";
import { signatureOf } from "./signature.js";
import { isNone, type Value } from "./value.js";

/** How a socket came about. */
export interface SocketOrigin {
  /**
   * - `made`: by `socket.socket`, for anything
   * - `connected`: by `create_connection` or `accept`, which give connections of a stream
   * - `listening`: by `create_server`
   */
  readonly how: "made" | "connected" | "listening";
  readonly call: Call;
}

const GIVERS: Readonly<Record<string, SocketOrigin["how"]>> = {
  "socket.socket": "made",
  "socket.create_connection": "connected",
  "socket.create_server": "listening",
};

/** Longer ways of a socket through parameters are not followed. */
const MAX_CALLERS = 12;

/**
 * How the socket that an expression stands for came about, for each way that leads to it; null when it may be something else.
 *
 * Followed through names, attributes and, where the file calls or starts a function with it, parameters.
 */
export function socketOrigins(expression: SyntaxNode, model: Model): readonly SocketOrigin[] | null {
  const origins: SocketOrigin[] = [];
  const pending = [expression];
  const seen = new Set(pending);
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    for (const value of model.valuesOf(node)) {
      if (isNone(value)) continue;
      const origin = originOf(value, model);
      if (origin !== null) {
        origins.push(origin);
        continue;
      }
      const given = value.kind === "parameter" ? argumentsFor(value.node, model) : null;
      if (given === null || seen.size + given.length > MAX_CALLERS) return null;
      for (const each of given) {
        if (!seen.has(each)) pending.push(each);
        seen.add(each);
      }
    }
  }
  return origins.length > 0 ? origins : null;
}

function originOf(value: Value, model: Model): SocketOrigin | null {
  if (value.kind === "call") {
    const how = GIVERS[value.name ?? ""];
    const call = model.callAt(value.node);
    return how === undefined || call === null ? null : { how, call };
  }
  // `connection, address = server.accept()`
  if (value.kind !== "element" || value.index !== 0 || value.of.kind !== "call") return null;
  const call = model.callAt(value.of.node);
  if (call?.method !== "accept" || call.receiver === null) return null;
  return isMadeAsSocket(call.receiver, model) ? { how: "connected", call } : null;
}

function isMadeAsSocket(expression: SyntaxNode, model: Model): boolean {
  return (model.madeBy(expression) ?? "") in GIVERS;
}

/** What the file's calls, and the threads it starts, give to a parameter; null where none is seen or one is not clear. */
function argumentsFor(parameter: SyntaxNode, model: Model): readonly SyntaxNode[] | null {
  const definition = parameter.enclosing("function_definition");
  if (definition === null) return null;
  const { positional } = signatureOf(definition);
  const index = positional.findIndex(({ node }) => node !== null && parameter.covers(node));
  const name = positional[index]?.name;
  if (name === undefined) return null;
  const isMethod = classOf(definition) !== null && /^(?:self|cls)$/.test(positional[0]?.name ?? "");
  const given: SyntaxNode[] = [];
  for (const call of callsOf(definition, model)) {
    const value = call.argument(isMethod && call.receiver !== null ? index - 1 : index, name);
    if (value === undefined) return null;
    given.push(value);
  }
  for (const { node, slot, callable } of model.callbacks) {
    if (callable?.definition !== definition) continue;
    const [place, keyword] = slot.passes.kind === "spread" ? slot.passes.args : [null, null];
    const list = place === null ? undefined : model.callAt(node)?.argument(place, keyword);
    const tuple = list === undefined ? null : unparenthesized(list);
    const value = tuple?.kind === "tuple" ? tuple.namedChildren[isMethod ? index - 1 : index] : undefined;
    if (value === undefined) return null;
    given.push(value);
  }
  return given.length > 0 ? given : null;
}

/** Whether an expression is certainly a socket that carries a stream, as TCP does. */
export function isStreamSocket(expression: SyntaxNode, model: Model): boolean {
  // What a handler of datagrams has under this name is no socket.
  const isRequest = expression.kind === "attribute" && expression.field("attribute")?.text === "request";
  if (isRequest && isOfHandler(expression, model)) return true;
  const origins = socketOrigins(expression, model);
  return origins?.every(({ how, call }) => how !== "made" || isStream(call, model)) === true;
}

function isStream(made: Call, model: Model): boolean {
  const kind = made.argument(1, "type");
  if (made.hasUnpacking || made.argument(3, "fileno") !== undefined) return false;
  return kind === undefined || model.qualifiedName(kind) === "socket.SOCK_STREAM";
}

/** Whether an expression is certainly a socket for addresses of host and port: IPv4, or IPv6. */
export function isInternetSocket(expression: SyntaxNode, model: Model): boolean {
  return socketOrigins(expression, model)?.every(({ how, call }) => how === "made" && isInternet(call, model)) === true;
}

function isInternet(made: Call, model: Model): boolean {
  const family = made.argument(0, "family");
  if (made.hasUnpacking || made.argument(3, "fileno") !== undefined) return false;
  return family === undefined || /^socket\.AF_INET6?$/.test(model.qualifiedName(family) ?? "");
}

/**
 * Follows the socket that an expression names through the function it is used in: from where it is made, or, if that is
 * elsewhere, from the function's entry. Null where it cannot be followed.
 *
 * @param protocol for a socket that is made in this function, perhaps by `create_connection` with a time-out, and for one that comes
 *   from elsewhere
 */
export function followSocket<State extends string, Event extends string>(
  socket: SyntaxNode,
  model: Model,
  protocol: {
    readonly made: Protocol<State, Event>;
    readonly limited?: Protocol<State, Event>;
    readonly held: Protocol<State, Event>;
  },
): Life<State, Event> | null {
  const births = model.valuesOf(socket).filter((value) => !isNone(value));
  const [birth] = births;
  if (births.length === 1 && birth?.kind === "call" && regionOf(birth.node) === regionOf(socket)) {
    const isLimited =
      birth.name === "socket.create_connection" && model.callAt(birth.node)?.lacks(1, "timeout") !== true;
    return followLife(model, birth.node, isLimited ? (protocol.limited ?? protocol.held) : protocol.made);
  }
  return followHeld(model, socket, protocol.held);
}

const CANNOT_WAIT = ["OSError", "IOError", "EnvironmentError", "BlockingIOError"];
const CANNOT_WAIT_NAMES = [
  ...CANNOT_WAIT.map((name) => `builtins.${name}`),
  "socket.error",
  "select.error",
  "os.error",
];

/** Whether the code around a call on a socket catches what it raises instead of waiting, or runs only where that was asked about. */
export function isErrorHandled(node: SyntaxNode, model: Model): boolean {
  return isExpectedToFail(node, model, CANNOT_WAIT_NAMES) || guardOf(node, model, CANNOT_WAIT) !== null;
}

/** The call of one of some methods that a node of kind `call` is, with what it is called on; null for other calls. */
export function methodCall(
  node: SyntaxNode,
  methods: readonly string[],
  model: Model,
): { readonly call: Call; readonly receiver: SyntaxNode } | null {
  const callee = node.field("function");
  const method = callee?.kind === "attribute" ? callee.field("attribute")?.text : undefined;
  if (method === undefined || !methods.includes(method)) return null;
  const call = model.callAt(node);
  return call === null || call.receiver === null ? null : { call, receiver: call.receiver };
}

/** Names of attributes and parameters that hold sockets. */
const SOCKET_NAME = /(?:^|_)(?:sock|socket|conn|connection)$/i;

/** Whether an expression has the name of a socket and the file does not tell that it is something else, with a `recv` of its own. */
export function isLikelyStreamSocket(expression: SyntaxNode, model: Model): boolean {
  if (textMatches(model.source, /\bdef\s+recv\b|\bSOCK_DGRAM\b/)) return false;
  if (socketOrigins(expression, model) !== null) return true;
  const name = expression.kind === "attribute" ? expression.field("attribute") : expression;
  if (name?.kind !== "identifier" || !SOCKET_NAME.test(name.text)) return false;
  return model.valuesOf(expression).every((value) => {
    if (value.kind === "call") return value.name === null || /(?:^|\.)wrap_socket$|^socket\./.test(value.name);
    return value.kind === "parameter" || value.kind === "unknown" || value.kind === "element" || isNone(value);
  });
}
