import type { VersionRange } from "../versions.js";

/** What is stored under a name, as far as it makes a difference; `parameter` is one of the attribute's own name. */
export type Stored =
  | "None"
  | "true"
  | "false"
  | "value"
  | "container"
  | "event"
  | "object"
  | "callable"
  | "parameter"
  | "method"
  | "unknown";

/** A name that the objects of `threading.Thread` or `multiprocessing.Process` need for themselves. */
export interface Internal extends VersionRange {
  readonly name: string;
  readonly of: "thread" | "process";
  /** What, stored there or defined as a method, makes the consequence come true. */
  readonly harms: readonly Stored[];
  readonly consequence: string;
  /** Whether the library's constructor stores there, so that what was stored before it is lost without harm. */
  readonly isSetByInit: boolean;
  /** False where only some programs come to feel it. */
  readonly isSure: boolean;
}

const DATA: readonly Stored[] = ["None", "true", "false", "value", "container", "event", "object"];
const METHODS_AS_DATA: readonly Stored[] = [...DATA, "parameter"];
const NO_EVENT: readonly Stored[] = ["None", "true", "false", "value", "container", "object"];
const NOT_NONE: readonly Stored[] = ["true", "false", "value", "container", "event", "object"];
const ANYTHING: readonly Stored[] = [...DATA, "callable", "parameter", "unknown"];

function internals(
  of: Internal["of"],
  names: readonly string[],
  harms: readonly Stored[],
  consequence: string,
  more: Partial<Internal> = {},
): Internal[] {
  return names.map((name) => ({ name, of, harms, consequence, isSetByInit: false, isSure: true, ...more }));
}

const SET: Partial<Internal> = { isSetByInit: true };

/**
 * The names. For each a subclass stored True, None, a number and an event there, or defined a method, on CPython 2.7, 3.6, 3.8, 3.11,
 * 3.12 and 3.13, and its objects were started, joined and asked; `_context` of 3.14 is known from its tracebacks alone.
 */
export const INTERNALS: readonly Internal[] = [
  ...internals("thread", ["_stop"], [...DATA, "parameter", "method"], "`join()` and `is_alive()` call it, and fail", {
    since: "3.4",
    until: "3.13",
  }),
  ...internals(
    "thread",
    ["_started"],
    NO_EVENT,
    "`start()`, `join()` and `is_alive()` ask it for `is_set()`, and fail",
    {
      ...SET,
      since: "3.0",
    },
  ),
  ...internals(
    "thread",
    ["_initialized"],
    ["None", "false"],
    "`start()` says that `Thread.__init__()` was not called",
    {
      ...SET,
      since: "3.0",
    },
  ),
  ...internals("thread", ["_handle"], DATA, "`start()` raises TypeError", { ...SET, since: "3.13", until: "3.14" }),
  ...internals("thread", ["_context"], NOT_NONE, "the thread runs by its `run()`, and ends with an error", {
    ...SET,
    since: "3.14",
  }),
  ...internals("thread", ["_bootstrap", "_bootstrap_inner"], [...DATA, "method"], "the thread begins with it", {
    since: "3.0",
  }),
  ...internals("thread", ["start", "join"], METHODS_AS_DATA, "nobody can call it any more"),
  ...internals("thread", ["is_alive"], METHODS_AS_DATA, "nobody can call it any more"),
  ...internals("thread", ["run"], DATA, "it is what the thread was to do"),
  ...internals("thread", ["ident"], ANYTHING, "it cannot be set, and this raises AttributeError"),
  ...internals("thread", ["native_id"], ANYTHING, "it cannot be set, and this raises AttributeError", { since: "3.8" }),
  ...internals("process", ["_popen"], NOT_NONE, "`start()` takes the process for started", SET),
  ...internals(
    "process",
    ["_parent_pid"],
    [...DATA, "parameter"],
    "`start()` and `join()` take it for another's child",
    SET,
  ),
  ...internals(
    "process",
    ["_config"],
    ["None", "true", "false", "value", "event", "object"],
    "`daemon`, and child processes, look up their settings there",
    {
      ...SET,
      since: "3.4",
      isSure: false,
    },
  ),
  ...internals("process", ["_closed"], ["true", "event"], "`join()` and `is_alive()` raise ValueError from then on", {
    ...SET,
    since: "3.7",
  }),
  ...internals("process", ["_bootstrap"], [...DATA, "method"], "the process begins with it"),
  ...internals("process", ["start", "join"], METHODS_AS_DATA, "nobody can call it any more"),
  ...internals("process", ["is_alive", "terminate"], METHODS_AS_DATA, "nobody can call it any more"),
  ...internals("process", ["run"], DATA, "it is what the process was to do"),
  ...internals("process", ["pid", "ident", "exitcode"], ANYTHING, "it cannot be set, and this raises AttributeError"),
  ...internals("process", ["sentinel"], ANYTHING, "it cannot be set, and this raises AttributeError", { since: "3.3" }),
];
