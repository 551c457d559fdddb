const SHARED_QUEUES = ["Queue", "JoinableQueue"];

/** What makes the queues of threads, with `get(block, timeout)` and `put(item, block, timeout)`; a manager's are such. */
export const THREAD_QUEUES: readonly string[] = [
  "queue.LifoQueue",
  "queue.PriorityQueue",
  "queue.Queue",
  "queue.SimpleQueue",
  ...SHARED_QUEUES.flatMap((name) => [
    `multiprocessing.Manager.${name}`,
    `multiprocessing.managers.SyncManager.${name}`,
  ]),
];

/** What makes the queues of processes, with the same arguments. */
export const PROCESS_QUEUES: readonly string[] = SHARED_QUEUES.flatMap((name) => [
  `multiprocessing.${name}`,
  `multiprocessing.get_context.${name}`,
  `multiprocessing.queues.${name}`,
]);

/** What makes the queues of tasks, which raise exceptions of their own. */
export const ASYNC_QUEUES: readonly string[] = ["Queue", "LifoQueue", "PriorityQueue"].map((name) => `asyncio.${name}`);

const LOCKS = ["Lock", "RLock", "Semaphore", "BoundedSemaphore", "Condition"];

/** What makes the locks of threads, with `acquire(blocking, timeout)`. */
export const THREAD_LOCKS: readonly string[] = ["_thread.allocate_lock", ...LOCKS.map((name) => `threading.${name}`)];

/** What makes the locks of processes, with `acquire(block, timeout)`. */
export const PROCESS_LOCKS: readonly string[] = LOCKS.flatMap((name) => [
  `multiprocessing.${name}`,
  `multiprocessing.get_context.${name}`,
  `multiprocessing.synchronize.${name}`,
]);

/** The classes of processes. */
export const PROCESSES: readonly string[] = [
  "multiprocessing.Process",
  "multiprocessing.context.Process",
  "multiprocessing.get_context.Process",
  "multiprocessing.process.BaseProcess",
];

/** What makes pools of processes, with `map` and `apply_async`. */
export const PROCESS_POOLS: readonly string[] = [
  "multiprocessing.Pool",
  "multiprocessing.get_context.Pool",
  "multiprocessing.pool.Pool",
];

/** What makes pools of threads, with the same methods. */
export const THREAD_POOLS: readonly string[] = ["multiprocessing.pool.ThreadPool", "multiprocessing.dummy.Pool"];

/** What makes executors that work in threads, with `submit` and `map`. */
export const THREAD_EXECUTORS: readonly string[] = [
  "concurrent.futures.ThreadPoolExecutor",
  "concurrent.futures.thread.ThreadPoolExecutor",
];

/** What makes executors that work in processes, with `submit` and `map`. */
export const PROCESS_EXECUTORS: readonly string[] = [
  "concurrent.futures.ProcessPoolExecutor",
  "concurrent.futures.process.ProcessPoolExecutor",
];

/** The modules whose objects are shared between threads, processes and tasks, by top-level names. */
export const CONCURRENT_MODULES: ReadonlySet<string> = new Set([
  "asyncio",
  "concurrent",
  "multiprocessing",
  "queue",
  "subprocess",
  "threading",
]);

/** The words of which a text that makes such objects has one: the modules, with their names in Python 2. */
export const CONCURRENT_WORDS: readonly (readonly string[])[] = [...CONCURRENT_MODULES, "Queue"].map((name) => [name]);

/** What makes the locks of asyncio, whose `acquire` is awaited. */
export const ASYNC_LOCKS: readonly string[] = ["Lock", "Semaphore", "BoundedSemaphore", "Condition"].map(
  (name) => `asyncio.${name}`,
);

/** Everything that has `acquire` and `release`. */
export const LOCKS_OF_ALL_KINDS: readonly string[] = [...THREAD_LOCKS, ...PROCESS_LOCKS, ...ASYNC_LOCKS];

/** Whether a lock counts, so that it may be released by others than those who acquired it. */
export function isSemaphore(lock: string): boolean {
  return /Semaphore$/.test(lock);
}
