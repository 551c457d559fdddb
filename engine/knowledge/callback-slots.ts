import type { VersionRange } from "../versions.js";

/**
 * Where a callback runs.
 *
 * - `here`: in the thread that hands it over, during the call or (`later`) when something happens there
 * - `finalizer`: when an object dies, in whatever thread lets go of it
 */
export type RunsIn = "here" | "later" | "thread" | "process" | "signal handler" | "exit" | "event loop" | "finalizer";

/** A parameter: its position from 0 and its keyword; null where it cannot be given so. */
export type ParameterPlace = readonly [position: number | null, keyword: string | null];

/** What the library calls a callback with. */
export type Passed =
  /** So many positional arguments, and these keywords. */
  | { readonly kind: "fixed"; readonly positions: number; readonly keywords: readonly string[] }
  /** Some of its own, then the positional arguments that follow the callback, and perhaps the call's keywords. */
  | { readonly kind: "rest"; readonly before: number; readonly withKeywords: boolean }
  /** The elements of one argument and the entries of another. */
  | { readonly kind: "spread"; readonly args: ParameterPlace; readonly kwargs: ParameterPlace | null }
  /** One element of each positional argument that follows the callback. */
  | { readonly kind: "iterables" };

/** A parameter of a function of the library that takes something to be called back. */
export interface CallbackSlot extends VersionRange {
  /** The qualified name of the function, class, or method of a class (or of what a function gives) that is called. */
  readonly callee: string;
  readonly callback: ParameterPlace;
  readonly passes: Passed;
  readonly runsIn: RunsIn;
  /** Whether somebody gets what the callback gives: of a coroutine or generator function, something to run. */
  readonly isResultUsed: boolean;
  /** Whether it may be a coroutine function, which is then awaited. */
  readonly takesCoroutines: boolean;
  /** Whether it may run more than once at the same time for one registration. */
  readonly isRepeated: boolean;
  /** The number of positional arguments that make the call one that takes a callback; null for any. */
  readonly onlyWith: number | null;
}

const fixed = (positions: number, ...keywords: string[]): Passed => ({ kind: "fixed", positions, keywords });
const rest = (before = 0): Passed => ({ kind: "rest", before, withKeywords: false });
const restAndKeywords = (before = 0): Passed => ({ kind: "rest", before, withKeywords: true });
const spread = (args: ParameterPlace, kwargs: ParameterPlace | null = null): Passed => ({
  kind: "spread",
  args,
  kwargs,
});
const ITERABLES: Passed = { kind: "iterables" };

/** Further facts of a slot: what is not said holds for most. */
type More = Partial<Omit<CallbackSlot, "callee" | "callback" | "passes" | "runsIn">>;
const USED: More = { isResultUsed: true };
const AWAITED: More = { isResultUsed: true, takesCoroutines: true };

function slots(names: readonly string[], callback: ParameterPlace, passes: Passed, runsIn: RunsIn, more: More = {}) {
  const usual = {
    isResultUsed: false,
    takesCoroutines: false,
    isRepeated: false,
    onlyWith: null,
  };
  return names.map((callee): CallbackSlot => ({ callee, callback, passes, runsIn, ...usual, ...more }));
}

/** The names of a method on objects of several classes, or of what several functions give. */
const of = (owners: readonly string[], ...methods: string[]): string[] =>
  owners.flatMap((owner) => methods.map((method) => `${owner}.${method}`));
const inModule = (module: string, ...names: string[]): string[] => of([module], ...names);

const THREAD_EXECUTORS = ["concurrent.futures.ThreadPoolExecutor", "concurrent.futures.thread.ThreadPoolExecutor"];
const PROCESS_EXECUTORS = ["concurrent.futures.ProcessPoolExecutor", "concurrent.futures.process.ProcessPoolExecutor"];
const THREAD_POOLS = ["multiprocessing.pool.ThreadPool"];
const PROCESS_POOLS = ["multiprocessing.Pool", "multiprocessing.pool.Pool"];
const PROCESSES = ["multiprocessing.Process", "multiprocessing.get_context.Process"];
/** What makes an event loop of asyncio, or is its class. */
export const EVENT_LOOPS = [
  "asyncio.AbstractEventLoop",
  "asyncio.get_event_loop",
  "asyncio.get_running_loop",
  "asyncio.new_event_loop",
];
const ASYNC_FUTURES = [
  "asyncio.Future",
  "asyncio.Task",
  "asyncio.create_task",
  "asyncio.ensure_future",
  "asyncio.gather",
  ...of(EVENT_LOOPS, "create_future", "create_task", "run_in_executor"),
];
const FUTURES = [
  "concurrent.futures.Future",
  "asyncio.run_coroutine_threadsafe",
  ...of([...THREAD_EXECUTORS, ...PROCESS_EXECUTORS], "submit"),
];
const TEST_CASES = ["unittest.TestCase", "unittest.IsolatedAsyncioTestCase"];
const STACKS = ["contextlib.ExitStack", "contextlib.AsyncExitStack"];
const SERVERS = ["socketserver.TCPServer", "socketserver.UDPServer", "http.server.HTTPServer"];
const THREADING_SERVERS = ["socketserver.ThreadingTCPServer", "socketserver.ThreadingUDPServer"];
const CONTEXTS = ["contextvars.Context", "contextvars.copy_context"];
const CONNECTIONS = ["sqlite3.Connection", "sqlite3.connect"];
const JSON_HOOKS = ["object_hook", "object_pairs_hook", "parse_constant", "parse_float", "parse_int"];

/**
 * The slots of the library. Each was filled with something that writes down what it is called with, on CPython 2.7, 3.8
 * and 3.13 as far as they have it.
 */
export const CALLBACK_SLOTS: readonly CallbackSlot[] = [
  // Signals, the end of the program, objects that die.
  ...slots(["signal.signal"], [1, "handler"], fixed(2), "signal handler"),
  ...slots(of(EVENT_LOOPS, "add_signal_handler"), [1, "callback"], rest(), "event loop", { since: "3.4" }),
  ...slots(["atexit.register"], [0, null], restAndKeywords(), "exit"),
  ...slots(["weakref.finalize"], [1, null], restAndKeywords(), "finalizer", { since: "3.4" }),
  ...slots(inModule("weakref", "ref", "proxy"), [1, null], fixed(1), "finalizer"),
  ...slots(["weakref.WeakMethod"], [1, "callback"], fixed(1), "finalizer", { since: "3.4" }),
  ...slots(["gc.callbacks.append"], [0, null], fixed(2), "finalizer", { since: "3.3" }),
  ...slots(["os.register_at_fork"], [null, "before"], fixed(0), "later", { since: "3.7" }),
  ...slots(["os.register_at_fork"], [null, "after_in_parent"], fixed(0), "later", { since: "3.7" }),
  ...slots(["os.register_at_fork"], [null, "after_in_child"], fixed(0), "process", { since: "3.7" }),

  // Threads and processes.
  ...slots(["threading.Thread"], [1, "target"], spread([3, "args"], [4, "kwargs"]), "thread"),
  ...slots(["threading.Timer"], [1, "function"], spread([2, "args"], [3, "kwargs"]), "thread"),
  ...slots(["_thread.start_new_thread"], [0, null], spread([1, null], [2, null]), "thread"),
  ...slots(PROCESSES, [1, "target"], spread([3, "args"], [4, "kwargs"]), "process"),
  ...slots(of(THREAD_EXECUTORS, "submit"), [0, null], restAndKeywords(), "thread", { ...USED, since: "3.2" }),
  ...slots(of(PROCESS_EXECUTORS, "submit"), [0, null], restAndKeywords(), "process", { ...USED, since: "3.2" }),
  ...slots(of(THREAD_EXECUTORS, "map"), [0, null], ITERABLES, "thread", { ...USED, isRepeated: true, since: "3.2" }),
  ...slots(of(PROCESS_EXECUTORS, "map"), [0, null], ITERABLES, "process", { ...USED, isRepeated: true, since: "3.2" }),
  ...slots(THREAD_EXECUTORS, [2, "initializer"], spread([3, "initargs"]), "thread", { since: "3.7" }),
  ...slots(PROCESS_EXECUTORS, [2, "initializer"], spread([3, "initargs"]), "process", { since: "3.7" }),
  ...pools(THREAD_POOLS, "thread"),
  ...pools(PROCESS_POOLS, "process"),
  ...slots(of(FUTURES, "add_done_callback"), [0, "fn"], fixed(1), "thread", { since: "3.2" }),
  ...slots(["subprocess.Popen"], [6, "preexec_fn"], fixed(0), "process"),
  ...slots(inModule("subprocess", "call", "check_call", "check_output"), [null, "preexec_fn"], fixed(0), "process"),
  ...slots(["subprocess.run"], [null, "preexec_fn"], fixed(0), "process", { since: "3.5" }),
  ...slots(["threading.Barrier"], [1, "action"], fixed(0), "later", { since: "3.2" }),
  ...slots(["threading.Condition.wait_for"], [0, "predicate"], fixed(0), "here", { ...USED, since: "3.2" }),
  ...slots(inModule("threading", "setprofile", "settrace"), [0, "func"], fixed(3), "thread", USED),
  ...slots(inModule("sys", "setprofile", "settrace"), [0, null], fixed(3), "later", USED),
  ...slots(["sys.addaudithook"], [0, "hook"], fixed(2), "later", { since: "3.8" }),
  ...slots(["sys.call_tracing"], [0, null], spread([1, null]), "here", USED),
  ...slots(THREADING_SERVERS, [1, "RequestHandlerClass"], fixed(3), "thread", { isRepeated: true }),
  ...slots(["http.server.ThreadingHTTPServer"], [1, "RequestHandlerClass"], fixed(3), "thread", {
    isRepeated: true,
    since: "3.7",
  }),
  ...slots(SERVERS, [1, "RequestHandlerClass"], fixed(3), "later"),
  ...slots(["wsgiref.simple_server.make_server"], [2, "app"], fixed(2), "later", USED),
  ...of(["sched.scheduler"], "enter", "enterabs").flatMap((name) =>
    slots([name], [2, "action"], spread([3, "argument"], [4, "kwargs"]), "later"),
  ),

  // Event loops.
  ...slots(of(EVENT_LOOPS, "call_soon", "call_soon_threadsafe"), [0, "callback"], rest(), "event loop", {
    since: "3.4",
  }),
  ...slots(of(EVENT_LOOPS, "call_at", "call_later"), [1, "callback"], rest(), "event loop", { since: "3.4" }),
  ...slots(of(EVENT_LOOPS, "add_reader", "add_writer"), [1, "callback"], rest(), "event loop", { since: "3.4" }),
  ...slots(of(EVENT_LOOPS, "run_in_executor"), [1, "func"], rest(), "thread", { ...USED, since: "3.4" }),
  ...slots(of(EVENT_LOOPS, "set_exception_handler"), [0, "handler"], fixed(2), "event loop", { since: "3.4" }),
  ...slots(of(EVENT_LOOPS, "create_server", "create_connection"), [0, "protocol_factory"], fixed(0), "event loop", {
    ...USED,
    since: "3.4",
  }),
  ...slots(["asyncio.to_thread"], [0, null], restAndKeywords(), "thread", { ...USED, since: "3.9" }),
  ...slots(["asyncio.start_server"], [0, "client_connected_cb"], fixed(2), "event loop", { ...AWAITED, since: "3.4" }),
  ...slots(of(ASYNC_FUTURES, "add_done_callback"), [0, null], fixed(1), "event loop", { since: "3.4" }),
  ...slots(["asyncio.Condition.wait_for"], [0, "predicate"], fixed(0), "event loop", { ...USED, since: "3.4" }),
  ...slots(of(CONTEXTS, "run"), [0, null], restAndKeywords(), "here", { ...USED, since: "3.7" }),

  // Tests and clean-up.
  ...slots(of(TEST_CASES, "addCleanup"), [0, null], restAndKeywords(), "later"),
  ...slots(of(TEST_CASES, "addClassCleanup"), [0, null], restAndKeywords(), "later", { since: "3.8" }),
  ...slots(["unittest.addModuleCleanup"], [0, null], restAndKeywords(), "later", { since: "3.8" }),
  ...slots(["unittest.IsolatedAsyncioTestCase.addAsyncCleanup"], [0, null], restAndKeywords(), "event loop", {
    ...AWAITED,
    since: "3.8",
  }),
  ...slots(of(TEST_CASES, "assertRaises"), [1, null], restAndKeywords(), "here"),
  ...slots(of(TEST_CASES, "assertWarns"), [1, null], restAndKeywords(), "here", { since: "3.2" }),
  ...slots(of(TEST_CASES, "assertRaisesRegex", "assertWarnsRegex"), [2, null], restAndKeywords(), "here", {
    since: "3.2",
  }),
  ...slots(of(TEST_CASES, "addTypeEqualityFunc"), [1, "function"], fixed(2, "msg"), "later"),
  ...slots(of(STACKS, "callback"), [0, null], restAndKeywords(), "later", { since: "3.3" }),
  ...slots(["contextlib.AsyncExitStack.push_async_callback"], [0, null], restAndKeywords(), "event loop", {
    ...AWAITED,
    since: "3.7",
  }),
  ...slots(["curses.wrapper"], [0, null], restAndKeywords(1), "here", USED),

  // Functions that go over things.
  ...slots(["builtins.map"], [0, null], ITERABLES, "here", USED),
  ...slots(["builtins.filter"], [0, null], fixed(1), "here", USED),
  ...slots(["builtins.iter"], [0, null], fixed(0), "here", { ...USED, onlyWith: 2 }),
  ...slots(["functools.reduce"], [0, null], fixed(2), "here", USED),
  ...slots(["builtins.reduce"], [0, null], fixed(2), "here", { ...USED, until: "3.0" }),
  ...slots(inModule("builtins", "max", "min", "sorted"), [null, "key"], fixed(1), "here", USED),
  ...slots(["builtins.list.sort"], [null, "key"], fixed(1), "here", USED),
  ...slots(["builtins.sorted", "builtins.list.sort"], [null, "cmp"], fixed(2), "here", { ...USED, until: "3.0" }),
  ...slots(inModule("heapq", "nlargest", "nsmallest"), [2, "key"], fixed(1), "here", USED),
  ...slots(["heapq.merge"], [null, "key"], fixed(1), "here", { ...USED, since: "3.5" }),
  ...slots(inModule("bisect", "bisect_left", "bisect_right", "insort"), [null, "key"], fixed(1), "here", {
    ...USED,
    since: "3.10",
  }),
  ...slots(["functools.cmp_to_key"], [0, "mycmp"], fixed(2), "later", USED),
  ...slots(inModule("itertools", "dropwhile", "takewhile"), [0, null], fixed(1), "here", USED),
  ...slots(["itertools.filterfalse"], [0, null], fixed(1), "here", { ...USED, since: "3.0" }),
  ...slots(["itertools.groupby"], [1, "key"], fixed(1), "here", USED),
  ...slots(["itertools.accumulate"], [1, "func"], fixed(2), "here", { ...USED, since: "3.3" }),
  ...slots(["collections.defaultdict"], [0, null], fixed(0), "later", USED),
  ...slots(["builtins.property"], [0, "fget"], fixed(1), "later", USED),
  ...slots(["builtins.property"], [1, "fset"], fixed(2), "later"),
  ...slots(["builtins.property"], [2, "fdel"], fixed(1), "later"),

  // Texts, files, formats.
  ...slots(inModule("re", "sub", "subn"), [1, "repl"], fixed(1), "here", USED),
  ...slots(of(["re.compile"], "sub", "subn"), [0, "repl"], fixed(1), "here", USED),
  ...slots(inModule("json", "dump", "dumps"), [null, "default"], fixed(1), "here", USED),
  ...JSON_HOOKS.flatMap((hook) => slots(inModule("json", "load", "loads"), [null, hook], fixed(1), "here", USED)),
  ...slots(["codecs.register"], [0, null], fixed(1), "later", USED),
  ...slots(["codecs.register_error"], [1, null], fixed(1), "later", USED),
  ...slots(["os.walk"], [2, "onerror"], fixed(1), "here"),
  ...slots(["shutil.rmtree"], [2, "onerror"], fixed(3), "here"),
  ...slots(["shutil.rmtree"], [null, "onexc"], fixed(3), "here", { since: "3.12" }),
  ...slots(["shutil.copytree"], [3, "ignore"], fixed(2), "here", USED),
  ...slots(["shutil.copytree"], [4, "copy_function"], fixed(2), "here", { since: "3.2" }),
  ...slots(["shutil.move"], [2, "copy_function"], fixed(2), "here", { since: "3.5" }),
  ...slots(["urllib.request.urlretrieve"], [2, "reporthook"], fixed(3), "here"),
  ...slots(inModule("ftplib.FTP", "retrbinary", "retrlines"), [1, "callback"], fixed(1), "here"),
  ...slots(["ftplib.FTP.storbinary"], [3, "callback"], fixed(1), "here"),
  ...slots(["ftplib.FTP.storlines"], [2, "callback"], fixed(1), "here"),
  ...slots(of(CONNECTIONS, "create_collation"), [1, null], fixed(2), "here", USED),
  ...slots(of(CONNECTIONS, "set_trace_callback"), [0, null], fixed(1), "here", { since: "3.3" }),
  ...slots(of(CONNECTIONS, "set_progress_handler"), [0, null], fixed(0), "here", USED),
  ...slots(["argparse.ArgumentParser.add_argument"], [null, "type"], fixed(1), "here", USED),
  ...slots(["inspect.getmembers"], [1, "predicate"], fixed(1), "here", USED),
  ...slots(["timeit.timeit"], [0, "stmt"], fixed(0), "here"),
  ...slots(["timeit.timeit"], [1, "setup"], fixed(0), "here"),
];

/** The slots of `multiprocessing.Pool` and its kin. */
function pools(owners: readonly string[], runsIn: RunsIn): CallbackSlot[] {
  const answers = of(owners, "apply_async", "map_async");
  const repeated = { ...USED, isRepeated: true };
  return [
    ...slots(owners, [1, "initializer"], spread([2, "initargs"]), runsIn),
    ...slots(of(owners, "apply", "apply_async"), [0, "func"], spread([1, "args"], [2, "kwds"]), runsIn, USED),
    ...slots(of(owners, "map", "map_async", "imap", "imap_unordered"), [0, "func"], fixed(1), runsIn, repeated),
    ...slots(answers, [3, "callback"], fixed(1), "thread"),
    ...slots(answers, [4, "error_callback"], fixed(1), "thread", { since: "3.2" }),
  ];
}

/** Attributes of modules that are called once somebody assigns to them. */
export const ASSIGNED_SLOTS: readonly CallbackSlot[] = [
  ...slots(["sys.excepthook"], [null, null], fixed(3), "later"),
  ...slots(["sys.displayhook"], [null, null], fixed(1), "later"),
  ...slots(["sys.unraisablehook"], [null, null], fixed(1), "finalizer", { since: "3.8" }),
  ...slots(["sys.exitfunc"], [null, null], fixed(0), "exit", { until: "3.0" }),
  ...slots(["threading.excepthook"], [null, null], fixed(1), "thread", { since: "3.8" }),
];

/** Bases of a server that make its handlers run elsewhere. */
export const SERVER_MIXINS: Readonly<Record<string, RunsIn>> = {
  "socketserver.ForkingMixIn": "process",
  "socketserver.ThreadingMixIn": "thread",
};

/** Classes whose `run` is what a thread or process of theirs does. */
export const RUNNERS: Readonly<Record<string, RunsIn>> = {
  "multiprocessing.Process": "process",
  "multiprocessing.context.Process": "process",
  "multiprocessing.process.BaseProcess": "process",
  "threading.Thread": "thread",
};

/** The last parts of the names in the table: of methods called otherwise nobody has to find out whose they are. */
export const SLOT_MEMBERS: ReadonlySet<string> = new Set(
  CALLBACK_SLOTS.map(({ callee }) => callee.slice(callee.lastIndexOf(".") + 1)),
);

const byCallee = new Map<string, CallbackSlot[]>();
for (const slot of CALLBACK_SLOTS) byCallee.set(slot.callee, [...(byCallee.get(slot.callee) ?? []), slot]);

/** The slots of what has a qualified name; empty for what takes no callbacks. */
export function slotsOf(callee: string): readonly CallbackSlot[] {
  return byCallee.get(callee) ?? [];
}
